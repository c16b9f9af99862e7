package ceb

import (
	"strconv"
	"strings"
	"time"

	"postern/message"
	"postern/parcel"
)

type mapper struct {
	batch  *message.Batch
	limits message.Limits
	codes  codes
}

// form is one node on its way to become one of our nouns.
type form struct {
	*message.Entry
	codes codes
	node  *node
	paper parcel.Paper
	cash  string // currency of the head

	pieces int // that one paper may have
}

// node turns a node into what it is.
func (m *mapper) node(n *node, no int) {
	f := form{Entry: m.batch.Enter(n.name, no, m.limits), codes: m.codes, node: n}
	if n.flat() {
		m.status(&f)
		return
	}
	f.In(n.name+"Head", 0)
	if n.name == "Inventory" {
		m.inventory(&f)
		return
	}
	var whole bool
	switch n.name {
	case "Order":
		whole = f.order()
	case "Payment":
		whole = f.payment()
	case "Logistics":
		whole = f.waybill()
	}
	f.Done(f.name())
	if whole {
		m.batch.AddPaper(f.paper)
	}
}

// name is the number faults of the node are filed under.
func (f *form) name() string {
	if f.paper.Number != "" {
		return f.paper.Number
	}
	return f.paper.Order
}

// number is a number or code of the head.
func (f *form) number(name string, most int) string {
	l := f.node.head.Get(name)
	l.Text = f.TextOf(l, most)
	return f.Reference(l)
}

// text is a field of the head, cut to the length the schema allows.
func (f *form) text(name string, most int) string { return f.TextOf(f.node.head.Get(name), most) }

// amount is a sum of the head, in its currency.
func (f *form) amount(name string) parcel.Money {
	if f.cash == "" {
		return parcel.Money{}
	}
	return f.Money(f.node.head.Get(name), f.cash)
}

// begin reads what all heads have. It is false where one of the keys is
// missing, without which the paper cannot be joined to any other.
func (f *form) begin(kind parcel.PaperKind, keys ...string) bool {
	head := f.node.head
	f.paper.Kind = kind
	f.paper.GUID = f.number("guid", 36)
	f.paper.At = f.moment(head.Get("appTime"))
	f.cash = f.currency(head.Get("currency"))
	switch app := head.Get("appType"); app.Text {
	case "1", "2", "":
	case "3":
		f.paper.Delete = true
	default:
		f.Fault(app, "1 new, 2 change or 3 delete")
	}
	return f.has(keys...)
}

// has reports whether all keys are there; those that are not are reported.
func (f *form) has(keys ...string) bool {
	whole := true
	for _, key := range keys {
		if f.missing(key) {
			f.Drop(message.Leaf{Name: key, Line: f.node.line}, "a number: without it the paper joins no other")
			whole = false
		}
	}
	return whole
}

func (f *form) missing(name string) bool { return f.node.head.Get(name).Text == "" }

// issuer is the code of whoever gave out a number, which is unique only beside
// it.
func (f *form) issuer(name string) string {
	if f.missing(name) {
		f.Fault(message.Leaf{Name: name, Line: f.node.line}, "the code of who gave out the number")
	}
	return f.number(name, 18)
}

// currency reads the currency of the head, which the schema demands.
func (f *form) currency(l message.Leaf) string {
	if l.Text == "" {
		l.Line = f.node.line
		f.Fault(l, "a currency code, e.g. 142; the amounts were not taken")
	}
	return f.codes.currency(f.Entry, l)
}

// moment reads YYYYMMDDhhmmss, China local time; the thousandths of a return are
// left out.
func (f *form) moment(l message.Leaf) time.Time {
	if len(l.Text) == 17 && strings.Trim(l.Text[14:], "0123456789") == "" {
		l.Text = l.Text[:14]
	}
	return f.Time(l, time.FixedZone("", 8*60*60), "a moment as YYYYMMDDhhmmss", "20060102150405")
}

func (f *form) order() bool {
	whole := f.begin(parcel.Order, "orderNo")
	p := &f.paper
	p.Order = f.number("orderNo", 60)
	p.Platform = f.issuer("ebpCode")
	p.Payer = f.number("payCode", 18)
	p.Transaction = f.number("payTransactionId", 60)
	p.Seller = parcel.Party{Name: f.text("ebcName", 100), IDRef: f.number("ebcCode", 18)}
	p.Buyer = parcel.Party{
		Name: f.text("buyerName", 60), Phone: f.text("buyerTelephone", 30), IDRef: f.number("buyerIdNumber", 60),
	}
	p.Consignee = f.consignee()
	p.Consignee.State = f.text("consigneeDistrict", 6)
	p.Goods = f.amount("goodsValue")
	p.Freight = f.amount("freight")
	p.Discount = f.amount("discount")
	p.Tax = f.amount("taxTotal")
	p.Paid = f.amount("acturalPaid") // spelt so in the schema
	f.orderLines()
	return whole
}

func (f *form) payment() bool {
	whole := f.begin(parcel.Payment, "orderNo", "payTransactionId")
	p := &f.paper
	p.Order = f.number("orderNo", 60)
	p.Platform = f.issuer("ebpCode")
	p.Payer = f.issuer("payCode")
	p.Transaction = f.number("payTransactionId", 60)
	p.Buyer = parcel.Party{
		Name: f.text("payerName", 60), Phone: f.text("telephone", 60), IDRef: f.number("payerIdNumber", 60),
	}
	p.Paid = f.amount("amountPaid")
	return whole
}

// waybill reads a shipment. The order number is mandatory in the schema and
// left out in the specification, so a waybill without one is kept.
func (f *form) waybill() bool {
	whole := f.begin(parcel.Shipment, "logisticsNo")
	p := &f.paper
	p.Order = f.number("orderNo", 60)
	p.Carrier = f.issuer("logisticsCode")
	p.Number = parcel.Squeeze(f.number("logisticsNo", 60))
	p.Freight = f.amount("freight")
	p.Gross = f.Kilograms(f.node.head.Get("weight"))
	p.Packages = f.Count(f.node.head.Get("packNo"))
	p.Words = f.text("goodsInfo", 200)
	p.Consignee = f.consignee()
	return whole
}

func (f *form) consignee() parcel.Party {
	p := parcel.Party{Name: f.text("consignee", 100), Phone: f.text("consigneeTelephone", 50)}
	if street := f.text("consigneeAddress", 200); street != "" {
		p.Address = []string{street}
	}
	return p
}

func (f *form) orderLines() {
	n := f.node
	f.tooManyLines()
	if len(n.lines) > 0 {
		f.paper.Contents = make([]parcel.Content, 0, len(n.lines))
	}
	for i, line := range n.lines {
		f.In("OrderList", i+1)
		f.paper.Contents = append(f.paper.Contents, f.content(line, i+1, "itemName"))
		if problem := lineProblem(line, i+1); problem != "" {
			f.paper.LineProblems = append(f.paper.LineProblems, problem)
		}
	}
}

func (f *form) tooManyLines() {
	if n := f.node; n.over > 0 {
		f.Fault(message.Leaf{Name: n.name + "List", Line: n.line}, "at most "+strconv.Itoa(len(n.lines))+" lines")
	}
}

// content reads a line whose goods stand under the given name, and their model.
func (f *form) content(line message.Leaves, no int, goods string) parcel.Content {
	name, model := line.Get(goods), line.Get("gmodel")
	name.Text, model.Text = f.TextOf(name, 250), f.TextOf(model, 510)
	name.Cut, model.Cut = false, false
	c := parcel.Content{
		Index:  f.Count(line.Get("gnum")),
		Units:  f.units(line.Get("qty")),
		Words:  f.Join(name, model),
		Origin: f.codes.country(f.Entry, line.Get("country")),
	}
	if cash := f.codes.currency(f.Entry, line.Get("currency")); cash != "" {
		c.Value = f.Money(line.Get("totalPrice"), cash)
	}
	if name.Text != c.Words {
		c.Name = name.Text
	}
	if c.Index == 0 {
		c.Index = no
	}
	return c
}
