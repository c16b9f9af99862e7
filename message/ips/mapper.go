package ips

import (
	_ "embed" // for the event codes
	"strings"
	"time"
	"unique"

	"postern/message"
	"postern/parcel"
)

//go:embed events.tsv
var eventTable string

// readSteps reads the table of event codes.
func readSteps() map[string]parcel.Step {
	steps := map[string]parcel.Step{}
	for line := range strings.Lines(eventTable) {
		if cells := strings.Split(strings.TrimSpace(line), "\t"); len(cells) == 3 && line[0] != '#' {
			steps[cells[0]] = parcel.Step(cells[1])
		}
	}
	return steps
}

type mapper struct {
	batch  *message.Batch
	limits message.Limits
	steps  map[string]parcel.Step
}

// mail is one item as it stands, in either shape.
type mail struct {
	*message.Entry
	all  *message.Node
	main *message.Node // FromIPS of an export, else the item itself
	edi  *message.Node // FromEDI of an export
	kind *message.Node // Parcel or Letter
}

// get is a field, wherever the shape has it.
func (m *mail) get(name string) message.Leaf {
	for _, n := range [...]*message.Node{m.main, m.kind, m.edi, m.all} {
		if l := n.Get(name); l.Text != "" {
			return l
		}
	}
	return m.all.Get(name)
}

// item turns an item into a declaration and its events.
func (m *mapper) item(n *message.Node, no int) {
	it := mail{Entry: m.batch.Enter("MailItem", no, m.limits), all: n, main: n, edi: n.Group("FromEDI")}
	id, ok := it.Identifier(n.Get("ItemId"))
	if !ok {
		return
	}
	defer it.Done(id.Text)
	it.Over(n)
	if n.Has("FromIPS") {
		it.main = n.Group("FromIPS")
	}
	if it.kind = it.main.Group("Parcel"); !it.main.Has("Parcel") {
		it.kind = it.main.Group("Letter")
	}
	*m.batch.Next(m.limits) = it.declaration(id)
	m.events(&it, id)
}

func (m *mail) declaration(id parcel.Identifier) parcel.Declaration {
	d := parcel.Declaration{
		Identifier: id, Partial: true,
		Receptacle: m.Receptacle(m.get("RecptclId")), Class: m.Text(m.get("ClassCd")), Category: m.Text(m.get("MailCategoryCd")),
		Nature: m.nature(), Origin: m.country("OrigCountryCd", "OrigOfficeCd"), Dest: m.country("DestCountryCd", "DestOfficeCd"),
		Gross: m.Kilograms(m.get("ItemWeight")),
		Value: m.money("Value", "CurrencyCd"), Postage: m.money("PostagePaidValue", "PostagePaidCurrencyCd"),
		Insured: m.money("InsuredValue", "InsuredCurrencyCd"), Fees: m.money("AdditionalFeesValue", "AdditionalFeesCurrencyCd"),
		FiscalID: m.Reference(m.get("CustomsTaxPId")),
		Sender:   m.party(m.main.Group("Sender")), Addressee: m.party(m.main.Group("Addressee")),
	}
	for _, name := range [...]string{"LocalId", "CustomNo", "MrsOriginalId"} {
		if ref := m.Reference(m.get(name)); ref != "" {
			d.References = append(d.References, ref)
		}
	}
	return d
}

// nature is all IPS says of the goods: that they go back, or are documents.
// Merchandise may be a gift or a sale.
func (m *mail) nature() parcel.Nature {
	if m.get("PostalStatusFcd").Text == "MIRT" {
		return parcel.Returned
	}
	switch l := m.get("Content"); l.Text {
	case "D":
		return parcel.Documents
	case "M", "":
	default:
		m.Fault(l, "D documents or M merchandise")
	}
	return ""
}

// country is the one that is named, or that of the office of the despatch.
func (m *mail) country(name, office string) string {
	if l := m.get(name); l.Text != "" {
		return m.Country(l)
	}
	l := m.main.Group("Dispatch").Get(office)
	l.Text, _ = message.Clip(l.Text, 2)
	return m.Country(l)
}

func (m *mail) money(amount, currency string) parcel.Money {
	return m.MoneyIn(m.get(amount), m.get(currency))
}

func (m *mail) party(n *message.Node) parcel.Party {
	p := parcel.Party{
		Name: m.Join(n.Get("Title"), n.Get("Forename"), n.Get("Name")), City: m.Text(n.Get("City")), Zip: m.Text(n.Get("Postcode")),
		State: m.Text(n.Get("CountrySubEntity")), Country: m.Country(n.Get("CountryCode")),
		Phone: m.Text(n.Get("PhoneNo")), Email: m.Text(n.Get("Email")),
	}
	for _, l := range n.Fields {
		if l.Name == "Address" && len(p.Address) < 8 {
			p.Address = append(p.Address, m.Text(l))
		}
	}
	return p
}

// events adds the events of an item, whatever their shape calls them.
func (m *mapper) events(it *mail, id parcel.Identifier) {
	no := 0
	for _, holder := range [...]*message.Node{it.main, it.main.Group("ItemEvents"), it.main.Group("IPSEvents")} {
		for i := range holder.Groups {
			switch g := &holder.Groups[i]; g.Name {
			case "ItemEvent", "IPSEvent", "ItemEvents":
				if g.Has("ItemEvent") { // only stands around them
					continue
				}
				no++
				it.In(g.Name, no)
				m.event(it, g, id)
			}
		}
	}
}

func (m *mapper) event(it *mail, g *message.Node, id parcel.Identifier) {
	code := g.Get("TNCd")
	if code.Text == "" {
		it.Drop(code, "the code of the event")
		return
	}
	if m.batch.Full(m.limits) {
		it.Drop(code, "no more events in one file")
		return
	}
	e := parcel.PostalEvent{
		Item: once(id.Text), Scheme: "ips", Code: once(it.Reference(code)),
		At: it.Time(g.Get("Date"), time.UTC, "a moment, e.g. 2026-03-01T09:12:00Z",
			time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", time.DateOnly),
		Office: parcel.Office(once(string(it.Office(g.Get("OfficeCd"))))), Condition: once(it.Reference(g.Get("ConditionCd"))),
	}
	reason := g.Get("RetentionReasonCd")
	if reason.Text == "" {
		reason = g.Get("NonDeliveryReason")
	}
	e.Reason = once(it.Reference(reason))
	e.Step = m.steps[e.Code]
	m.batch.Events = append(m.batch.Events, e)
}

// once is a text that many events have, in memory once and apart from that of the
// items, which do not stay as long.
func once(text string) string { return unique.Make(text).Value() }
