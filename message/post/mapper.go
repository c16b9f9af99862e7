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
		mk.batch.Room(mk.read, mk.whole)
		mk.batch.Items = append(mk.batch.Items, mk.declaration(e, id, r))
	case OneDespatch:
		mk.batch.Items = append(mk.batch.Items, partial(e, id, r))
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
	d.Gross = mass(e, r.said.get(Gross))
	return d
}

func (mk *maker) event(e *message.Entry, id parcel.Identifier, r *record) {
	get := func(f Field) message.Leaf { return r.said.get(f).leaf }
	code := get(Event)
	if code.Text == "" {
		code.Line = r.item.Line
		e.Drop(code, "the code of the event")
		return
	}
	ev := parcel.PostalEvent{
		Item: id.Text, Receptacle: r.bag, Scheme: strings.ToLower(mk.m.Message), Code: e.Reference(code),
		At: moment(e, r.said.get(EventAt)), Office: e.Office(get(Office)),
		Condition: e.Reference(get(Condition)), Reason: e.Reference(get(Reason)), Text: e.Text(get(Text)),
	}
	ev.Step = mk.m.steps[ev.Code]
	mk.batch.Events = append(mk.batch.Events, ev)
}

func (mk *maker) declaration(e *message.Entry, id parcel.Identifier, r *record) parcel.Declaration {
	get := func(f Field) message.Leaf { return r.said.get(f).leaf }
	d := parcel.Declaration{
		Identifier: id, Receptacle: r.bag,
		Class: e.Text(get(Class)), Category: e.Text(get(Category)), Nature: e.Nature(get(Nature)), Handling: e.Text(get(Handling)),
		Posted: moment(e, r.said.get(Posted)), Origin: country(e, get(Origin)), Dest: country(e, get(Destination)),
		Sender: party(e, r.said, &mk.sender), Addressee: party(e, r.said, &mk.addressee),
		Gross: mass(e, r.said.get(Gross)), Value: money(e, r.said.get(Total)), Postage: money(e, r.said.get(Postage)),
		Insured: money(e, r.said.get(Insured)), FiscalID: e.Reference(get(FiscalID)),
	}
	for _, v := range r.said {
		if v.field == Reference {
			d.References = append(d.References, e.Reference(v.leaf))
		}
		if v.field == Document {
			d.Documents = append(d.Documents, parcel.Document{ID: e.Reference(v.leaf)})
		}
	}
	if r.over > 0 {
		e.Fault(message.Leaf{Name: "contents", Line: r.item.Line}, "at most "+strconv.Itoa(mk.limits.Pieces)+" contents")
	}
	if len(r.contents) > 0 {
		d.Contents = make([]parcel.Content, 0, len(r.contents))
	}
	for i, said := range r.contents {
		e.In("content", i+1)
		d.Contents = append(d.Contents, content(e, said, i+1))
	}
	d.Value = d.Total()
	return d
}

func content(e *message.Entry, said values, no int) parcel.Content {
	c := parcel.Content{
		Index:  e.Count(said.get(Content).leaf),
		Units:  e.Count(said.get(Quantity).leaf),
		Words:  e.Text(said.get(Description).leaf),
		HS:     e.HS(said.get(HS).leaf),
		Net:    mass(e, said.get(Net)),
		Value:  money(e, said.get(Value)),
		Origin: country(e, said.get(GoodsOrigin).leaf),
	}
	if c.Index == 0 {
		c.Index = no
	}
	return c
}

// partyFields are the fields of one party, by name.
type partyFields struct{ id, name, address, address2, city, state, zip, country, phone, email Field }

func fieldsOf(role string) partyFields {
	of := func(part string) Field { return Field(role + part) }
	return partyFields{
		id: of("id"), name: of("name"), address: of("address"), address2: of("address2"), city: of("city"), state: of("state"),
		zip: of("zip"), country: of("country"), phone: of("phone"), email: of("email"),
	}
}

func party(e *message.Entry, said values, f *partyFields) parcel.Party {
	get := func(f Field) message.Leaf { return said.get(f).leaf }
	p := parcel.Party{
		Name: e.Text(get(f.name)), City: e.Text(get(f.city)), State: e.Text(get(f.state)), Zip: e.Text(get(f.zip)),
		Country: country(e, get(f.country)), Phone: e.Text(get(f.phone)), Email: e.Text(get(f.email)), IDRef: e.Reference(get(f.id)),
	}
	for _, part := range [...]Field{f.address, f.address2} {
		if line := e.Text(get(part)); line != "" {
			p.Address = append(p.Address, line)
		}
	}
	return p
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
