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
	*message.Entry
	*decoder
	row row
}

// row adds a row to the batch.
func (d *decoder) row(r row) {
	rd := reading{Entry: d.batch.Enter("row", r.no, d.limits), decoder: d, row: r}
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
	decl := rd.declaration()
	decl.Identifier = id
	if again {
		rd.join(&d.batch.Items[at], decl)
	} else {
		at = len(d.batch.Items)
		d.items[id.Text] = at
		d.batch.Room(d.read, d.whole)
		d.batch.Items = append(d.batch.Items, decl)
	}
	rd.content(&d.batch.Items[at])
}

// leaf is the cell of a field, cleaned; without text where the file has no
// column for it.
func (r *reading) leaf(f Field) message.Leaf {
	p := &r.layout.bound[f]
	if p.column == nil {
		return message.Leaf{Name: f.String(), Line: r.row.line}
	}
	leaf := message.Leaf{Name: r.layout.heads[p.at], Line: r.row.line}
	text := r.row.cells[p.at]
	if !r.row.clean && text != "" {
		text = r.cleaned(text, leaf)
	}
	leaf.Text, leaf.Cut = message.Clip(strings.TrimSpace(text), r.limits.Text)
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

func (r *reading) declaration() parcel.Declaration {
	d := parcel.Declaration{
		Platform:  r.text(Platform),
		Class:     r.text(Class),
		Category:  r.text(Category),
		Nature:    r.Nature(r.leaf(Nature)),
		Handling:  r.text(Handling),
		Posted:    r.posted(),
		Origin:    r.Country(r.leaf(Origin)),
		Dest:      r.Country(r.leaf(Destination)),
		Sender:    r.party(sender),
		Addressee: r.party(addressee),
		Gross:     r.mass(Gross),
		Value:     r.money(Total),
		Postage:   r.money(Postage),
		Insured:   r.money(Insured),
		FiscalID:  r.Reference(r.leaf(FiscalID)),

		Receptacle: r.Receptacle(r.leaf(Receptacle)),
		Buyer:      r.party(buyer),
		Delivery:   r.text(Delivery),
		Mode:       r.text(Mode),
		Carrier:    r.text(Carrier),
		Packages:   r.Count(r.number(Packages)),
	}
	for _, f := range [...]Field{Order, Reference} {
		if ref := r.Reference(r.leaf(f)); ref != "" {
			d.References = append(d.References, ref)
		}
	}
	return d
}

func (r *reading) party(who Field) parcel.Party {
	if !r.layout.has(who) {
		return parcel.Party{}
	}
	get := func(p part) message.Leaf { return r.leaf(who.of(p)) }
	p := parcel.Party{
		Name:    r.Text(get(partName)),
		City:    r.Text(get(partCity)),
		State:   r.Text(get(partState)),
		Zip:     r.Text(get(partZip)),
		Country: r.Country(get(partCountry)),
		Phone:   r.Text(get(partPhone)),
		Email:   r.Text(get(partEmail)),
		IDRef:   r.Reference(get(partID)),
	}
	for _, part := range [...]part{partAddress, partAddress2} {
		if line := r.Text(get(part)); line != "" {
			p.Address = append(p.Address, line)
		}
	}
	return p
}

// content adds the goods of the row, where it has any.
func (r *reading) content(d *parcel.Declaration) {
	c := parcel.Content{
		Index:  len(d.Contents) + 1,
		Units:  r.Count(r.number(Quantity)),
		Words:  r.text(Description),
		HS:     r.HS(r.leaf(HS)),
		Net:    r.mass(Net),
		Value:  r.money(Value),
		Origin: r.Country(r.leaf(GoodsOrigin)),
	}
	if c == (parcel.Content{Index: c.Index}) {
		return
	}
	if len(d.Contents) >= r.limits.Pieces {
		r.Drop(r.leaf(Description), "no more contents in one item: this row was not taken")
		return
	}
	d.Contents = append(d.Contents, c)
}

// join takes what a further row of an item says about the item itself: only
// what is not yet known. Where it contradicts, the first row stands.
func (r *reading) join(have *parcel.Declaration, more parcel.Declaration) {
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

func (r *reading) mass(f Field) parcel.Mass {
	if r.layout.bound[f].unit() == "g" {
		return r.Grams(r.number(f))
	}
	return r.Kilograms(r.number(f))
}

// money reads an amount in the currency of its column, or else of its row.
func (r *reading) money(f Field) parcel.Money {
	amount := r.number(f)
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

func (r *reading) posted() time.Time {
	l := r.leaf(Posted)
	if at, ok := r.dates.moment(l.Text); ok {
		return at
	}
	if c := r.layout.bound[Posted].column; c != nil && c.Date != "" {
		return r.Time(l, time.UTC, "a date as "+c.Date, goLayout(c.Date))
	}
	return r.Time(l, time.UTC, "a date as YYYY-MM-DD", time.DateOnly, time.RFC3339,
		"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006/01/02", "20060102150405", "20060102")
}
