// Package ceb reads the trade papers of China's cross-border e-commerce
// system, edition 202205: orders (CEB311), payments (CEB411) and waybills
// (CEB511).
//
// reader.go takes their file apart into business nodes, mapper.go turns a node
// into a parcel.Paper. Elements are known by namespace and local name; prefix
// and order say nothing. Fields longer than the schema allows are cut and
// reported. Every other CEB message is refused by name. Signatures are not
// verified.
package ceb

import (
	"strconv"
	"strings"

	"postern/message"
	"postern/message/markup"
	"postern/parcel"
)

// Decoder names this reading of the format.
const Decoder = "ceb/1"

// mostNodes is what the schema allows in one file.
const mostNodes = 100

// Ours tells the namespace of the format.
func Ours(space string) bool { return space == "http://www.chinaport.gov.cn/ceb" }

// node is one Order, Payment or Logistics as it stands.
type node struct {
	name  string
	line  int
	head  message.Leaves
	lines []message.Leaves // OrderList
	over  int              // lines beyond the limit
}

// Decode reads one message file. Nodes that cannot be used are dropped with a
// fault; a file that breaks off keeps those before the break. The error is a
// *message.Reject where nothing can be taken.
func Decode(data []byte, l message.Limits) (message.Batch, error) {
	b := message.Batch{Format: message.CEB, Decoder: Decoder}
	if err := l.Admit(data); err != nil {
		return b, err
	}
	r := markup.NewReader(data, l, Ours)
	_, root, ok := r.Root()
	if !ok {
		return r.Finish(&b)
	}
	name, read := businessNode(root)
	if !read {
		return b, &message.Reject{Fault: message.Fault{
			Line: r.Line(), Path: root, Field: "message", Got: parcel.Excerpt(root),
			Want: "CEB311Message, CEB411Message or CEB511Message; no other is read by this version",
		}}
	}
	seen := readNodes(r, &b, name, l)
	if seen == 0 && r.Whole() {
		return b, &message.Reject{Fault: message.Fault{Line: 1, Path: root, Field: name, Got: "none", Want: "1 to 100"}}
	}
	if seen > mostNodes {
		b.AddFault(message.Fault{Path: root, Field: name, Got: strconv.Itoa(seen), Want: "at most 100"}, l)
	}
	return r.Finish(&b)
}

// businessNode is the name of the nodes that a message of this version holds.
func businessNode(root string) (name string, read bool) {
	switch root {
	case "CEB311Message":
		return "Order", true
	case "CEB411Message":
		return "Payment", true
	case "CEB511Message":
		return "Logistics", true
	}
	return "", false
}

// IsMessage tells a root element that the format has, whether read or not.
func IsMessage(root string) bool {
	return strings.HasPrefix(root, "CEB") && strings.HasSuffix(root, "Message")
}

func readNodes(r *markup.Reader, b *message.Batch, name string, l message.Limits) int {
	m := mapper{batch: b, limits: l, codes: readCodes()}
	var n node
	seen := 0
	for child := range r.Children() {
		if child != name {
			continue
		}
		if b.Full(l) {
			b.AddFault(message.TooMany(r.Line(), l), l)
			break
		}
		seen++
		n.read(r, name, l)
		if !r.Whole() {
			break
		}
		m.paper(&n, seen)
	}
	return seen
}

func (n *node) read(r *markup.Reader, name string, l message.Limits) {
	*n = node{name: name, line: r.Line(), head: n.head[:0], lines: n.lines[:0]}
	for part := range r.Children() {
		switch {
		case part == name+"Head":
			n.head = r.Leaves(n.head)
		case part != name+"List":
		case len(n.lines) >= l.Pieces:
			n.over++
		default:
			n.addLine(r)
		}
	}
}

// addLine reads a line into the slice of one of the node before, if there is.
func (n *node) addLine(r *markup.Reader) {
	if len(n.lines) < cap(n.lines) {
		n.lines = n.lines[:len(n.lines)+1]
	} else {
		n.lines = append(n.lines, nil)
	}
	last := &n.lines[len(n.lines)-1]
	*last = r.Leaves(*last)
}
