// Package ceb reads the messages of China's cross-border e-commerce system,
// edition 202205: the trade papers (CEB311 order, CEB411 payment, CEB511
// waybill), the inventory list that declares an item (CEB621), the status of a
// waybill (CEB513) and the returns (CEB312, 412, 512, 514, 622); and the raw
// payment data of customs Announcement 179, which is JSON.
//
// reader.go takes their file apart into business nodes; mapper.go turns a node
// into a parcel.Paper, inventory.go into a parcel.Declaration, status.go into a
// parcel.Status; payment.go reads the JSON. Elements are known by namespace and
// local name; prefix and order say nothing. Fields longer than the schema allows
// are cut and reported. Every other CEB message is refused by name. Signatures
// are not verified.
package ceb

import (
	"strconv"
	"strings"

	"postern/message"
	"postern/message/markup"
	"postern/parcel"
)

// Decoder names this reading of the format.
const Decoder = "ceb/2"

// mostNodes is what the schema allows in one file.
const mostNodes = 100

// Ours tells the namespace of the format.
func Ours(space string) bool { return space == "http://www.chinaport.gov.cn/ceb" }

// node is one Order, Payment, Logistics and so on as it stands.
type node struct {
	name  string
	root  string // of its message, e.g. CEB622
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
			Want: "CEB311, 312, 411, 412, 511, 512, 513, 514, 621 or 622Message; no other is read by this version",
		}}
	}
	seen := readNodes(r, &b, node{name: name, root: strings.TrimSuffix(root, "Message")}, l)
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
	name, read = map[string]string{
		"CEB311Message": "Order",
		"CEB312Message": "OrderReturn",
		"CEB411Message": "Payment",
		"CEB412Message": "PaymentReturn",
		"CEB511Message": "Logistics",
		"CEB512Message": "LogisticsReturn",
		"CEB513Message": "LogisticsStatus",
		"CEB514Message": "LogisticsStatusReturn",
		"CEB621Message": "Inventory",
		"CEB622Message": "InventoryReturn",
	}[root]
	return name, read
}

// flat tells the nodes that hold their fields themselves, without a head.
func (n *node) flat() bool { return n.name == "LogisticsStatus" || strings.HasSuffix(n.name, "Return") }

// IsMessage tells a root element that the format has, whether read or not.
func IsMessage(root string) bool {
	return strings.HasPrefix(root, "CEB") && strings.HasSuffix(root, "Message")
}

func readNodes(r *markup.Reader, b *message.Batch, n node, l message.Limits) int {
	m := mapper{batch: b, limits: l, codes: readCodes()}
	seen := 0
	for child := range r.Children() {
		if child != n.name {
			continue
		}
		if b.Full(l) {
			b.AddFault(message.TooMany(r.Line(), l), l)
			break
		}
		seen++
		n.read(r, l)
		if !r.Whole() {
			break
		}
		b.At(r.Pos())
		m.node(&n, seen)
	}
	return seen
}

func (n *node) read(r *markup.Reader, l message.Limits) {
	*n = node{name: n.name, root: n.root, line: r.Line(), head: n.head[:0], lines: n.lines[:0]}
	if n.flat() {
		n.head = r.Leaves(n.head)
		return
	}
	for part := range r.Children() {
		switch {
		case part == n.name+"Head":
			n.head = r.Leaves(n.head)
		case part != n.name+"List":
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
