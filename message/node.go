package message

// Node is an element or object of a file with all it holds, as it stands.
type Node struct {
	Name   string
	Line   int
	Fields Leaves
	Groups []Node
	Over   int // fields and groups beyond the limit, here and within; passed over
}

// Get is the first field of that name; without text where there is none, but
// with the line of the node, so that what is missing has a place.
func (n *Node) Get(name string) Leaf {
	l := n.Fields.Get(name)
	if l.Line == 0 {
		l.Line = n.Line
	}
	return l
}

// Group is the first group of that name; an empty one where there is none.
func (n *Node) Group(names ...string) *Node {
	at := n
	for _, name := range names {
		at = at.first(name)
	}
	return at
}

func (n *Node) first(name string) *Node {
	for i := range n.Groups {
		if n.Groups[i].Name == name {
			return &n.Groups[i]
		}
	}
	return &Node{Name: name, Line: n.Line}
}

// All are the groups of that name, in the order of the file.
func (n *Node) All(name string) []*Node {
	var all []*Node
	for i := range n.Groups {
		if n.Groups[i].Name == name {
			all = append(all, &n.Groups[i])
		}
	}
	return all
}

// Has reports whether there is a group or a field with text of that name.
func (n *Node) Has(name string) bool {
	for i := range n.Groups {
		if n.Groups[i].Name == name {
			return true
		}
	}
	return n.Fields.Get(name).Text != ""
}
