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
}

// record adds an item or an event.
func (mk *maker) record(r *record) {
	if !mk.room(r.item.Line) {
		return
	}
	mk.count++
	e := mk.batch.Enter(mk.m.Message, mk.no, mk.limits)
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
		mk.declaration(e, id, r, mk.batch.Next(mk.limits, mk.read, mk.whole))
	case OneDespatch:
		*mk.batch.Next(mk.limits, mk.read, mk.whole) = partial(e, id, r)
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
	d.Gross = mass(e, r.said.value(Gross))
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
		At: moment(e, r.said.value(EventAt)), Office: e.Office(get(Office)),
		Condition: e.Reference(get(Condition)), Reason: e.Reference(get(Reason)), Text: e.Text(get(Text)),
	}
	ev.Step = mk.m.steps[ev.Code]
	mk.batch.Events = append(mk.batch.Events, ev)
}

func (mk *maker) declaration(e *message.Entry, id parcel.Identifier, r *record, d *parcel.Declaration) {
	said := &r.said
	d.Identifier, d.Receptacle = id, r.bag
	d.Class, d.Category = e.Text(said.get(Class)), e.Text(said.get(Category))
	d.Nature, d.Handling = e.Nature(said.get(Nature)), e.Text(said.get(Handling))
	d.Posted = moment(e, said.value(Posted))
	d.Origin, d.Dest = country(e, said.get(Origin)), country(e, said.get(Destination))
	mk.party(e, said, sender, &d.Sender)
	mk.party(e, said, addressee, &d.Addressee)
	d.Gross, d.Value = mass(e, said.value(Gross)), money(e, said.value(Total))
	d.Postage, d.Insured = money(e, said.value(Postage)), money(e, said.value(Insured))
	d.FiscalID = e.Reference(said.get(FiscalID))
	for i := range said.all {
		switch v := &said.all[i]; v.field { //nolint:exhaustive // the two that may stand several times
		case Reference:
			d.References = append(d.References, e.Reference(v.leaf))
		case Document:
			d.Documents = append(d.Documents, parcel.Document{ID: e.Reference(v.leaf)})
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

func content(e *message.Entry, said *values, no int, c *parcel.Content) {
	c.Index = e.Count(said.get(Content))
	c.Units = e.Count(said.get(Quantity))
	c.Words = e.Text(said.get(Description))
	c.HS = e.HS(said.get(HS))
	c.Net, c.Value = mass(e, said.value(Net)), money(e, said.value(Value))
	c.Origin = country(e, said.get(GoodsOrigin))
	if c.Index == 0 {
		c.Index = no
	}
}

func (mk *maker) party(e *message.Entry, said *values, who Field, p *parcel.Party) {
	get := func(of part) message.Leaf { return said.get(who.of(of)) }
	p.Name, p.City, p.State, p.Zip = e.Text(get(partName)), e.Text(get(partCity)), e.Text(get(partState)), e.Text(get(partZip))
	p.Country, p.Phone, p.Email, p.IDRef = country(e, get(partCountry)), e.Text(get(partPhone)), e.Text(get(partEmail)), e.Reference(get(partID))
	p.Address = mk.lines.Make(2)[:0]
	for _, of := range [...]part{partAddress, partAddress2} {
		if line := e.Text(get(of)); line != "" {
			p.Address = append(p.Address, line)
		}
	}
	if len(p.Address) == 0 {
		p.Address = nil
	}
}

// country reads a country, or the office or operator whose code begins with it.
func country(e *message.Entry, l message.Leaf) string {
	if len(l.Text) == 6 || len(l.Text) == 3 && l.Text == strings.ToUpper(l.Text) {
		l.Text = l.Text[:2]
	}
	return e.Country(l)
}

// mass reads a mass in the unit its segment names, kilograms where it names
// none (UN/ECE recommendation 20).
func mass(e *message.Entry, v value) parcel.Mass {
	switch v.unit {
	case "", "KGM", "KG":
		return e.Kilograms(v.leaf)
	case "GRM", "G":
		return e.Grams(v.leaf)
	}
	v.leaf.Text = v.unit
	e.Fault(v.leaf, "the unit KGM or GRM")
	return 0
}

func money(e *message.Entry, v value) parcel.Money {
	currency := v.leaf
	currency.Text = v.unit
	return e.MoneyIn(v.leaf, currency)
}

// moment reads a date or time in the format its segment names (UN/EDIFACT
// 2379), in UTC where it names no zone.
func moment(e *message.Entry, v value) time.Time {
	const want = "a date in the format its segment names, e.g. 20260301 in 102"
	switch v.unit {
	case "", "102", "203", "204":
		return e.Time(v.leaf, time.UTC, want, "20060102", "200601021504", "20060102150405", time.RFC3339)
	case "101":
		return e.Time(v.leaf, time.UTC, want, "060102")
	case "201":
		return e.Time(v.leaf, time.UTC, want, "0601021504")
	case "205", "303", "304":
		return e.Time(v.leaf, time.UTC, want, "200601021504-0700", "20060102150405-0700", "200601021504MST", "20060102150405MST")
	}
	v.leaf.Text = v.unit
	e.Fault(v.leaf, "a format of 2379: 101, 102, 201, 203, 204, 205, 303 or 304")
	return time.Time{}
}
