package ceb

import (
	"strconv"

	"postern/message"
	"postern/message/object"
	"postern/parcel"
)

// PaymentDecoder names this reading of raw payment data.
const PaymentDecoder = "payment/1"

// DecodePayment reads the raw payment data of customs Announcement 179, in JSON:
// a payment for each order it names. What the gateway itself said, and the
// signature, are passed over. The error is a *message.Reject where nothing can be
// taken.
func DecodePayment(data []byte, l message.Limits) (message.Batch, error) {
	b := message.Batch{Format: message.Payment, Decoder: PaymentDecoder}
	if err := l.Admit(data); err != nil {
		return b, err
	}
	m := mapper{batch: &b, limits: l, codes: readCodes()}
	deep := l
	deep.Text = object.Most // the data may stand in a text of the object
	return object.Read(data, &b, deep, "payment", func(n *message.Node, no int) { m.raw(n, no) })
}

// raw turns one object into payments.
func (m *mapper) raw(n *message.Node, no int) {
	e := m.batch.Enter("payment", no, m.limits)
	if inner := n.Get("payExInfoStr"); inner.Text != "" && !n.Has("payExchangeInfoHead") {
		opened, err := object.Tree([]byte(inner.Text), n.Line, m.limits)
		if err != nil {
			inner.Text = err.Error()
			e.Drop(inner, "a JSON object in a text")
			return
		}
		n = &opened
	}
	m.shorten(n)
	f := form{Entry: e, codes: m.codes, pieces: m.limits.Pieces, node: &node{name: "Payment", line: n.Line, head: n.Group("payExchangeInfoHead").Fields}}
	f.In("payExchangeInfoHead", 0)
	if !f.has("payTransactionId") {
		return
	}
	e.Over(n)
	f.rawHead()
	orders := n.All("payExchangeInfoLists")
	for i, o := range orders {
		f.In("payExchangeInfoLists", i+1)
		f.rawOrder(o, len(orders))
		if m.batch.Full(m.limits) {
			m.batch.AddFault(message.TooMany(n.Line, m.limits), m.limits)
			break
		}
		if f.paper.Order != "" {
			m.batch.AddPaper(f.paper)
		}
	}
	if len(orders) == 0 {
		e.Drop(message.Leaf{Name: "payExchangeInfoLists", Line: n.Line}, "the orders it is for")
	}
	f.Done(f.paper.Transaction)
}

// shorten brings fields to the length that any field may have.
func (m *mapper) shorten(n *message.Node) {
	for i := range n.Fields {
		l := &n.Fields[i]
		text, cut := message.Clip(l.Text, m.limits.Text)
		l.Text, l.Cut = text, l.Cut || cut
	}
	for i := range n.Groups {
		m.shorten(&n.Groups[i])
	}
}

func (f *form) rawHead() {
	head := f.node.head
	f.cash = f.currency(head.Get("currency"))
	f.paper = parcel.Paper{
		Kind: parcel.Payment, GUID: f.number("guid", 36), Platform: f.number("ebpCode", 18), Payer: f.issuer("payCode"),
		Transaction: f.number("payTransactionId", 60), At: f.moment(head.Get("tradingTime")), Words: f.text("note", 1000),
	}
}

// rawOrder reads one order of a payment. Only where it is the only one is the
// total what was paid for it.
func (f *form) rawOrder(o *message.Node, orders int) {
	p := &f.paper
	no := o.Get("orderNo")
	p.Order, p.Paid, p.Contents, p.Listings = f.Reference(no), parcel.Money{}, nil, nil
	if p.Order == "" {
		f.Drop(no, "a number: without it the paper joins no other")
	}
	if orders == 1 {
		p.Paid = f.amount("totalAmount")
	}
	p.Seller = parcel.Party{Name: f.Text(o.Get("recpName")), IDRef: f.Reference(o.Get("recpCode"))}
	for i, g := range o.All("goodsInfo") {
		if i >= f.pieces {
			f.Fault(message.Leaf{Name: "goodsInfo", Line: g.Line}, "at most "+strconv.Itoa(i)+" of them")
			break
		}
		p.Contents = append(p.Contents, parcel.Content{Index: i + 1, Words: f.TextOf(g.Get("gname"), 250)})
		if link := f.Text(g.Get("itemLink")); link != "" {
			p.Listings = append(p.Listings, link)
		}
	}
}
