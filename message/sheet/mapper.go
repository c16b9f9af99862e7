package sheet

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"postern/message"
	"postern/parcel"
)

// row is one row of a table, its cells in the order of the header.
type row struct {
	line  int
	no    int
	cells []string
	clean bool // known to be UTF-8 without NUL
}

// reading is a row on its way to become an item or one of its contents.
type reading struct {
	message.Entry
	*decoder
	row row
}

// row adds a row to the batch.
func (d *decoder) row(r row) {
	rd := &d.now
	*rd = reading{Entry: *d.batch.Enter("row", r.no, d.limits), decoder: d, row: r}
	name := rd.leaf(Item)
	if lost(name) {
		rd.Drop(name, "the whole number: a workbook keeps 15 digits of it, unless the column is text")
		return
	}
	id, ok := rd.Identifier(name)
	if !ok {
		return
	}
	defer rd.Done(id.Text)
	at, again := d.items[id.Text]
	if !again && d.batch.Full(d.limits) {
		d.batch.AddFault(message.TooMany(r.line, d.limits), d.limits)
		d.full = true
		return
	}
	if again {
		d.more = parcel.Declaration{}
		rd.declaration(&d.more)
		rd.join(&d.batch.Items[at], &d.more)
		rd.content(&d.batch.Items[at])
		return
	}
	if d.batch.Due(d.limits) {
		d.leave()
	}
	if len(d.gone) > 0 && d.gone[hashOf(id.Text)] {
		d.scattered = d.limits.Flow == nil
	}
	decl := d.batch.Next(d.limits)
	d.items[id.Text] = len(d.batch.Items) - 1
	rd.declaration(decl)
	decl.Identifier = id
	rd.content(decl)
}

// leaf is the cell of a field, cleaned; without text where the file has no
// column for it.
func (r *reading) leaf(f Field) message.Leaf {
	p := &r.layout.bound[f]
	if p.column == nil {
		return message.Leaf{Name: f.String(), Line: r.row.line}
	}
	leaf := message.Leaf{Name: r.layout.heads[p.at], Text: r.row.cells[p.at], Line: r.row.line}
	if leaf.Text == "" || r.row.clean && message.Ready(leaf.Text, r.limits.Text) {
		return leaf
	}
	if !r.row.clean {
		leaf.Text = r.cleaned(leaf.Text, leaf)
	}
	leaf.Text, leaf.Cut = message.Clip(strings.TrimSpace(leaf.Text), r.limits.Text)
	return leaf
}

// cleaned is text in UTF-8 without NUL.
func (r *reading) cleaned(cell string, leaf message.Leaf) string {
	text := cell[:min(len(cell), 4*r.limits.Text)] // the rest would be cut off all the same
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "\uFFFD")
		if len(cell) <= 4*r.limits.Text {
			r.Fault(message.Leaf{Name: leaf.Name, Text: text, Line: leaf.Line}, "text in UTF-8")
		}
	}
	return strings.ReplaceAll(text, "\x00", "")
}

func (r *reading) text(f Field) string { return r.Text(r.leaf(f)) }

// declaration sets what the row says of the item.
func (r *reading) declaration(d *parcel.Declaration) {
	for _, f := range r.layout.order {
		switch l := r.leaf(f); {
		case l.Text == "":
		case f >= sender:
			who, part := f.party()
			r.Part([...]*parcel.Party{&d.Sender, &d.Addressee, &d.Buyer}[who], part, l, &r.lines)
		default:
			setters[f](r, l, d)
		}
	}
}

// setter takes a field into a declaration.
type setter = func(*reading, message.Leaf, *parcel.Declaration)

// setters are the fields of an item in the order they are read.
//
//nolint:gochecknoglobals // a constant table
var setters = [sender]setter{
	Platform:    func(r *reading, l message.Leaf, d *parcel.Declaration) { d.Platform = r.Text(l) },
	Class:       func(r *reading, l message.Leaf, d *parcel.Declaration) { d.Class = r.Text(l) },
	Category:    func(r *reading, l message.Leaf, d *parcel.Declaration) { d.Category = r.Text(l) },
	Nature:      func(r *reading, l message.Leaf, d *parcel.Declaration) { d.Nature = r.Nature(l) },
	Handling:    func(r *reading, l message.Leaf, d *parcel.Declaration) { d.Handling = r.Text(l) },
	Posted:      func(r *reading, l message.Leaf, d *parcel.Declaration) { d.Posted = r.posted(l) },
	Origin:      func(r *reading, l message.Leaf, d *parcel.Declaration) { d.Origin = r.Country(l) },
	Destination: func(r *reading, l message.Leaf, d *parcel.Declaration) { d.Dest = r.Country(l) },
	Gross:       func(r *reading, l message.Leaf, d *parcel.Declaration) { d.Gross = r.mass(Gross, l) },
	Total:       func(r *reading, l message.Leaf, d *parcel.Declaration) { d.Value = r.money(Total, l) },
	Postage:     func(r *reading, l message.Leaf, d *parcel.Declaration) { d.Postage = r.money(Postage, l) },
	Insured:     func(r *reading, l message.Leaf, d *parcel.Declaration) { d.Insured = r.money(Insured, l) },
	FiscalID:    func(r *reading, l message.Leaf, d *parcel.Declaration) { d.FiscalID = r.Reference(l) },
	Receptacle:  func(r *reading, l message.Leaf, d *parcel.Declaration) { d.Receptacle = r.Receptacle(l) },
	Delivery:    func(r *reading, l message.Leaf, d *parcel.Declaration) { d.Delivery = r.Text(l) },
	Mode:        func(r *reading, l message.Leaf, d *parcel.Declaration) { d.Mode = r.Text(l) },
	Carrier:     func(r *reading, l message.Leaf, d *parcel.Declaration) { d.Carrier = r.Text(l) },
	Packages:    func(r *reading, l message.Leaf, d *parcel.Declaration) { d.Packages = r.Count(r.number(Packages, l)) },
	Order:       (*reading).reference, Reference: (*reading).reference,
}

// itemFields are the fields of an item in the order they are read, which is that
// of faults.
func itemFields() []Field {
	fields := []Field{Platform, Class, Category, Nature, Handling, Posted, Origin, Destination}
	fields = append(append(fields, partyFields(sender)...), partyFields(addressee)...)
	fields = append(fields, Gross, Total, Postage, Insured, FiscalID, Receptacle)
	fields = append(fields, partyFields(buyer)...)
	return append(fields, Delivery, Mode, Carrier, Packages, Order, Reference)
}

// partyFields are the fields of a party in the order they are read.
func partyFields(who Field) (fields []Field) {
	for p := range message.Parts {
		fields = append(fields, who.of(message.Part(p)))
	}
	return fields
}

func (r *reading) reference(l message.Leaf, d *parcel.Declaration) {
	if d.References == nil {
		d.References = r.lines.Make(2)[:0]
	}
	d.References = append(d.References, r.Reference(l))
}

// content adds the goods of the row, where it has any.
func (r *reading) content(d *parcel.Declaration) {
	c := parcel.Content{
		Index:  len(d.Contents) + 1,
		Units:  r.Count(r.number(Quantity, r.leaf(Quantity))),
		Words:  r.text(Description),
		HS:     r.HS(r.leaf(HS)),
		Net:    r.mass(Net, r.leaf(Net)),
		Value:  r.money(Value, r.leaf(Value)),
		Origin: r.Country(r.leaf(GoodsOrigin)),
	}
	if c == (parcel.Content{Index: c.Index}) {
		return
	}
	if len(d.Contents) >= r.limits.Pieces {
		r.Drop(r.leaf(Description), "no more contents in one item: this row was not taken")
		return
	}
	if d.Contents == nil {
		d.Contents = r.contents.Make(1)[:0]
	}
	d.Contents = append(d.Contents, c)
}

// join takes what a further row of an item says about the item itself: only
// what is not yet known. Where it contradicts, the first row stands.
func (r *reading) join(have *parcel.Declaration, more *parcel.Declaration) {
	if have.Gross != 0 && more.Gross != 0 && have.Gross != more.Gross {
		r.Fault(r.leaf(Gross), "the same mass in all rows of the item: "+have.Gross.String())
	}
	if have.Addressee.Name != "" && more.Addressee.Name != "" && have.Addressee.Name != more.Addressee.Name {
		r.Fault(r.leaf(addressee), "the same addressee in all rows of the item")
	}
	for _, ref := range more.References {
		if !slices.Contains(have.References, ref) && len(have.References) < r.limits.Pieces {
			have.References = append(have.References, ref)
		}
	}
	fill(&have.Gross, more.Gross)
	fill(&have.Value, more.Value)
	fill(&have.Postage, more.Postage)
	fill(&have.Nature, more.Nature)
	if have.Sender.IsZero() {
		have.Sender = more.Sender
	}
	if have.Addressee.IsZero() {
		have.Addressee = more.Addressee
	}
}

func fill[T comparable](have *T, more T) {
	var nothing T
	if *have == nothing {
		*have = more
	}
}

func (r *reading) mass(f Field, l message.Leaf) parcel.Mass {
	if r.layout.bound[f].unit() == "g" {
		return r.Grams(r.number(f, l))
	}
	return r.Kilograms(r.number(f, l))
}

// money reads an amount in the currency of its column, or else of its row.
func (r *reading) money(f Field, l message.Leaf) parcel.Money {
	amount := r.number(f, l)
	if amount.Text == "" {
		return parcel.Money{}
	}
	currency := r.layout.bound[f].unit()
	if currency == "" {
		named := r.leaf(Currency)
		if currency = strings.ToUpper(named.Text); currency != "" && !parcel.IsCurrency(currency) {
			r.Fault(named, "an ISO 4217 currency code, e.g. EUR")
			return parcel.Money{}
		}
	}
	return r.Money(amount, currency)
}

func (r *reading) posted(l message.Leaf) time.Time {
	if at, ok := r.dates.moment(l.Text); ok {
		return at
	}
	if c := r.layout.bound[Posted].column; c.Date != "" {
		return r.Time(l, time.UTC, "a date as "+c.Date, r.layout.date)
	}
	return r.Time(l, time.UTC, "a date as YYYY-MM-DD", time.DateOnly, time.RFC3339,
		"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006/01/02", "20060102150405", "20060102")
}
