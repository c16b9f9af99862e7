package post

import (
	"strconv"
	"strings"
	"time"

	"postern/message"
	"postern/parcel"
)

// maker turns the records of one message into our nouns.
type maker struct {
	*decoder
	m     *Map
	no    int // of the message
	count int // of its records
	entry message.Entry
}

// record adds an item or an event.
func (mk *maker) record(r *record) {
	if !mk.room(r.item.Line) {
		return
	}
	mk.count++
	mk.entry = *mk.batch.Enter(mk.m.Message, mk.no, mk.limits)
	e := &mk.entry
	e.Within("item", mk.count)
	id, ok := e.Identifier(r.item)
	if !ok {
		return
	}
	defer e.Done(id.Text)
	if r.lost > 0 {
		e.Fault(message.Leaf{Name: "fields", Text: strconv.Itoa(r.lost) + " more", Line: r.item.Line}, "at most "+strconv.Itoa(mostValues)+" of one item or content; those were not read")
	}
	switch mk.m.Makes {
	case Items:
		mk.declaration(e, id, r, mk.batch.Next(mk.limits))
	case OneDespatch:
		*mk.batch.Next(mk.limits) = partial(e, id, r)
	case Events:
		mk.event(e, id, r)
	}
}

// partial is an item of which only its receptacle is known.
func partial(e *message.Entry, id parcel.Identifier, r *record) parcel.Declaration {
	d := parcel.Declaration{Identifier: id, Receptacle: r.bag, Partial: true}
	lot := r.bag.Despatch()
	d.Class, d.Category = lot.Class(), lot.Category()
	d.Origin = e.Country(message.Leaf{Name: "receptacle", Text: lot.Origin().Country(), Line: r.item.Line})
	d.Dest = e.Country(message.Leaf{Name: "receptacle", Text: lot.Destination().Country(), Line: r.item.Line})
	if v := r.said.first(Gross); v != nil {
		d.Gross = mass(e, v)
	}
	return d
}

func (mk *maker) event(e *message.Entry, id parcel.Identifier, r *record) {
	get := r.said.get
	code := get(Event)
	if code.Text == "" {
		code.Line = r.item.Line
		e.Drop(code, "the code of the event")
		return
	}
	ev := parcel.PostalEvent{
		Item: id.Text, Receptacle: r.bag, Scheme: strings.ToLower(mk.m.Message), Code: e.Reference(code),
		Office:    e.Office(get(Office)),
		Condition: e.Reference(get(Condition)), Reason: e.Reference(get(Reason)), Text: e.Text(get(Text)),
	}
	if v := r.said.first(EventAt); v != nil {
		ev.At = moment(e, v)
	}
	ev.Step = mk.m.steps[ev.Code]
	mk.batch.Events = append(mk.batch.Events, ev)
}

func (mk *maker) declaration(e *message.Entry, id parcel.Identifier, r *record, d *parcel.Declaration) {
	d.Identifier, d.Receptacle = id, r.bag
	said := &r.said
	for i := range said.all {
		v := &said.all[i]
		switch {
		case v.field == Reference:
			if d.References == nil {
				d.References = mk.lines.Make(2)[:0]
			}
			d.References = append(d.References, e.Reference(v.leaf()))
		case v.field == Document:
			d.Documents = append(d.Documents, parcel.Document{ID: e.Reference(v.leaf())})
		case int(said.at[v.field]) != i+1: // the first counts
		case v.field >= sender:
			mk.part(e, v, d)
		case setters[v.field] != nil:
			setters[v.field](e, v, d)
		}
	}
	if r.over > 0 {
		e.Fault(message.Leaf{Name: "contents", Line: r.item.Line}, "at most "+strconv.Itoa(mk.limits.Pieces)+" contents")
	}
	if len(r.contents) > 0 {
		d.Contents = mk.contents.Make(len(r.contents))
	}
	for i := range r.contents {
		e.In("content", i+1)
		content(e, &r.contents[i], i+1, &d.Contents[i])
	}
	d.Value = d.Total()
}

// setters take the fields of an item into its declaration.
//
//nolint:gochecknoglobals // a constant table
var setters = [sender]func(*message.Entry, *value, *parcel.Declaration){
	Class:       func(e *message.Entry, v *value, d *parcel.Declaration) { d.Class = e.Text(v.leaf()) },
	Category:    func(e *message.Entry, v *value, d *parcel.Declaration) { d.Category = e.Text(v.leaf()) },
	Nature:      func(e *message.Entry, v *value, d *parcel.Declaration) { d.Nature = e.Nature(v.leaf()) },
	Handling:    func(e *message.Entry, v *value, d *parcel.Declaration) { d.Handling = e.Text(v.leaf()) },
	Posted:      func(e *message.Entry, v *value, d *parcel.Declaration) { d.Posted = moment(e, v) },
	Origin:      func(e *message.Entry, v *value, d *parcel.Declaration) { d.Origin = country(e, v.leaf()) },
	Destination: func(e *message.Entry, v *value, d *parcel.Declaration) { d.Dest = country(e, v.leaf()) },
	Gross:       func(e *message.Entry, v *value, d *parcel.Declaration) { d.Gross = mass(e, v) },
	Total:       func(e *message.Entry, v *value, d *parcel.Declaration) { d.Value = money(e, v) },
	Postage:     func(e *message.Entry, v *value, d *parcel.Declaration) { d.Postage = money(e, v) },
	Insured:     func(e *message.Entry, v *value, d *parcel.Declaration) { d.Insured = money(e, v) },
	FiscalID:    func(e *message.Entry, v *value, d *parcel.Declaration) { d.FiscalID = e.Reference(v.leaf()) },
}

// part takes a part of the sender or the addressee.
func (mk *maker) part(e *message.Entry, v *value, d *parcel.Declaration) {
	leaf := v.leaf()
	who, part := v.field.party()
	if part == message.PartCountry {
		leaf = nation(leaf)
	}
	e.Part([...]*parcel.Party{&d.Sender, &d.Addressee}[who], part, leaf, &mk.lines)
}

func content(e *message.Entry, said *values, no int, c *parcel.Content) {
	c.Index = no
	for i := range said.all {
		v := &said.all[i]
		if int(said.at[v.field]) != i+1 { // the first counts
			continue
		}
		switch v.field { //nolint:exhaustive // the others are of the item
		case Content:
			if n := e.Count(v.leaf()); n > 0 {
				c.Index = n
			}
		case Quantity:
			c.Units = e.Count(v.leaf())
		case Description:
			c.Words = e.Text(v.leaf())
		case HS:
			c.HS = e.HS(v.leaf())
		case Net:
			c.Net = mass(e, v)
		case Value:
			c.Value = money(e, v)
		case GoodsOrigin:
			c.Origin = country(e, v.leaf())
		}
	}
}

// country reads a country, or the office or operator whose code begins with it.
func country(e *message.Entry, l message.Leaf) string { return e.Country(nation(l)) }

// nation cuts the code of an office or operator to its country.
func nation(l message.Leaf) message.Leaf {
	if len(l.Text) == 6 || len(l.Text) == 3 && l.Text == strings.ToUpper(l.Text) {
		l.Text = l.Text[:2]
	}
	return l
}

// mass reads a mass in the unit its segment names, kilograms where it names
// none (UN/ECE recommendation 20).
func mass(e *message.Entry, v *value) parcel.Mass {
	leaf := v.leaf()
	switch v.said {
	case "", "KGM", "KG":
		return e.Kilograms(leaf)
	case "GRM", "G":
		return e.Grams(leaf)
	}
	leaf.Text = v.said
	e.Fault(leaf, "the unit KGM or GRM")
	return 0
}

func money(e *message.Entry, v *value) parcel.Money {
	amount := v.leaf()
	currency := amount
	currency.Text = v.said
	return e.MoneyIn(amount, currency)
}

// moment reads a date or time in the format its segment names (UN/EDIFACT
// 2379), in UTC where it names no zone.
func moment(e *message.Entry, v *value) time.Time {
	const want = "a date in the format its segment names, e.g. 20260301 in 102"
	leaf := v.leaf()
	switch v.said {
	case "", "102", "203", "204":
		return e.Time(leaf, time.UTC, want, "20060102", "200601021504", "20060102150405", time.RFC3339)
	case "101":
		return e.Time(leaf, time.UTC, want, "060102")
	case "201":
		return e.Time(leaf, time.UTC, want, "0601021504")
	case "205", "303", "304":
		return e.Time(leaf, time.UTC, want, "200601021504-0700", "20060102150405-0700", "200601021504MST", "20060102150405MST")
	}
	leaf.Text = v.said
	e.Fault(leaf, "a format of 2379: 101, 102, 201, 203, 204, 205, 303 or 304")
	return time.Time{}
}
