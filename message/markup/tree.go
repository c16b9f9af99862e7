package markup

import (
	"slices"
	"strings"

	"postern/message"
)

// mostNodes bounds the groups of one tree beside those its pieces need.
const mostNodes = 256

// Attribute is an attribute of the current element as a field.
func (r *Reader) Attribute(name string) message.Leaf {
	e := r.top()
	for i := range e.attrs {
		if a := &e.attrs[i]; a.Name.Local == name && a.Name.Space != "xmlns" {
			return r.leafOf(name, a.Value, e.line)
		}
	}
	return message.Leaf{Name: name, Line: e.line}
}

func (r *Reader) leafOf(name, value string, line int) message.Leaf {
	leaf := message.Leaf{Name: name, Line: line}
	leaf.Text, leaf.Cut = message.Clip(strings.TrimSpace(value), r.limits.Text)
	return leaf
}

// Read reads every element of that name, however deep, as a tree and hands it
// over with its number, and ends the batch.
func (r *Reader) Read(b *message.Batch, name string, take func(n *message.Node, no int)) (message.Batch, error) {
	no := 0
	for ; r.Find(name); no++ {
		if b.Full(r.limits) {
			b.AddFault(message.TooMany(r.Line(), r.limits), r.limits)
			break
		}
		node := r.Tree()
		if !r.Whole() {
			break
		}
		b.At(r.Pos())
		take(node, no+1)
	}
	if no == 0 && r.Whole() {
		b.AddFault(message.Fault{Path: "file", Field: name, Got: "none", Want: "one for each item", Drop: true}, r.limits)
	}
	return r.Finish(b)
}

// Tree reads the current element to its end with all it holds. Elements with
// elements in them are groups, those without are fields; attributes are fields
// of their element. It is bounded: what goes beyond is counted and passed over.
// The node is good until the next Tree, which uses its memory again.
func (r *Reader) Tree() *message.Node {
	r.room = mostNodes + 16*r.limits.Pieces
	r.tree(&r.node)
	return &r.node
}

// tree reads one element into a node; leaf is its own text where it has no
// elements in it.
func (r *Reader) tree(node *message.Node) (leaf message.Leaf) {
	inside := len(r.stack)
	e := r.top()
	null := e.null
	*node = message.Node{Name: e.local, Line: e.line, Fields: node.Fields[:0], Groups: node.Groups[:0]}
	leaf.Name, leaf.Line = e.local, e.line
	for i := range e.attrs {
		if a := &e.attrs[i]; len(node.Fields) < mostLeaves && isField(a.Name.Space, a.Name.Local) && a.Value != "" {
			field(node, r.leafOf(a.Name.Local, a.Value, e.line))
		}
	}
	r.text, r.leaf = r.text[:0], inside
	for {
		switch r.step() {
		case opened:
			r.branch(node)
			r.text, r.leaf = r.text[:0], 0 // text between elements is none
		case closed:
			if len(r.stack) < inside {
				leaf.Text, leaf.Cut = r.take(null || len(node.Groups) > 0)
				r.leaf = 0
				return leaf
			}
		case over:
			r.leaf = 0
			return leaf
		case chars, other:
		}
	}
}

// branch adds the current element to the node around it: as a field where it
// has text, as a group where it has anything else.
func (r *Reader) branch(node *message.Node) {
	if !r.top().ours || r.room <= 0 {
		if r.top().ours {
			node.Over++
		}
		r.pass()
		return
	}
	r.room--
	child := r.within()
	leaf := r.tree(child)
	node.Over += child.Over
	switch {
	case leaf.Text == "":
	case len(node.Fields) < mostLeaves:
		field(node, leaf)
	default:
		node.Over++
	}
	if len(child.Fields)+len(child.Groups) > 0 {
		group(node, child)
	}
}

// within is a node for the current element, until it is known what it is.
func (r *Reader) within() *message.Node {
	for len(r.spare) < len(r.stack) {
		r.spare = append(r.spare, &message.Node{})
	}
	return r.spare[len(r.stack)-1]
}

func field(node *message.Node, leaf message.Leaf) {
	const usual = 8
	if node.Fields == nil {
		node.Fields = make(message.Leaves, 0, usual)
	}
	node.Fields = append(node.Fields, leaf)
}

// group adds a node, and leaves the memory of whatever stood in its place for
// the next.
func group(node, child *message.Node) {
	const usual = 4
	last := len(node.Groups)
	if last == cap(node.Groups) {
		node.Groups = slices.Grow(node.Groups, max(usual, last))
	}
	node.Groups = node.Groups[:last+1]
	node.Groups[last], *child = *child, node.Groups[last]
}

// pass leaves the current element with all it holds.
func (r *Reader) pass() {
	for inside := len(r.stack); len(r.stack) >= inside; {
		if r.step() == over {
			return
		}
	}
}

// isField tells attributes that say something from those of XML itself.
func isField(space, local string) bool {
	return space != "xmlns" && space != "xsi" && space != "xml" && local != "xmlns" && local != "nil"
}
