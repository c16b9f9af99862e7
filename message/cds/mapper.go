package cds

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
}

// item turns a view into a declaration.
func (m *mapper) item(v *view, no int) {
	e := m.batch.Enter("CDSView", no, m.limits)
	e.In("MailObject", 0)
	name := v.mail.Get("Id")
	if name.Line == 0 {
		name.Line = v.line
	}
	id, ok := e.Identifier(name)
	if !ok {
		return
	}
	defer e.Done(id.Text)
	if id.Kind == parcel.KindOther {
		e.Fault(name, "an S10 identifier, e.g. RR473124829GB")
	}
	if m.said(e, v, id) && !v.declared {
		return
	}
	if !v.declared {
		e.In("", 0)
		e.Drop(message.Leaf{Name: "Declaration", Line: v.line}, "the data of a declaration")
		return
	}
	d := parcel.Declaration{Identifier: id}
	mailObject(e, v.mail, &d)
	e.In("Declaration/Data", 0)
	declaration(e, v.data, &d)
	if v.over > 0 {
		e.Fault(message.Leaf{Name: "ContentPieces", Line: v.line}, "at most "+strconv.Itoa(m.limits.Pieces)+" pieces and documents")
	}
	lists(e, v, &d)
	d.Value = d.Total()
	*m.batch.Next(m.limits) = d
}

// said takes what customs and the watchdog say about an item; false where they
// say nothing.
func (m *mapper) said(e *message.Entry, v *view, id parcel.Identifier) bool {
	if v.answered && !m.batch.Full(m.limits) {
		m.response(e, v, id)
	}
	if len(v.watched) > 0 && !m.batch.Full(m.limits) {
		e.In("WatchdogInfo", 0)
		m.watch(e, id, v.watched)
	}
	return v.answered || len(v.watched) > 0
}

// response is what customs answered about an item.
func (m *mapper) response(e *message.Entry, v *view, id parcel.Identifier) {
	e.In("Response/Data", 0)
	code := v.answer.Get("DecisionCd")
	if code.Text == "" {
		e.Drop(code, "the code of the decision")
		return
	}
	m.batch.Statuses = append(m.batch.Statuses, parcel.Status{
		Of: "CDS", Number: id.Text, Code: e.Reference(code), State: meaning(code.Text),
		Text: e.Text(v.answer.Get("DecisionReasonNm")), At: moment(e, v.answer.Get("ClearanceDt")),
	})
}

// meaning gives our state behind a decision, of those seen in use.
func meaning(decision string) parcel.State {
	return map[string]parcel.State{"1": parcel.Selected, "2": parcel.Released, "3": parcel.Held, "7": parcel.Detained, "8": parcel.ReturnedTo}[decision]
}

func mailObject(e *message.Entry, mail message.Leaves, d *parcel.Declaration) {
	for _, name := range [...]string{"LocalId", "LocalId2"} {
		if ref := e.Reference(mail.Get(name)); ref != "" {
			d.References = append(d.References, ref)
		}
	}
	d.Class = e.Text(mail.Get("MailClassCd"))
	d.Category = e.Text(mail.Get("MailCategoryCd"))
	d.Posted = moment(e, mail.Get("PostingDt"))
	d.Origin = operator(e, mail.Get("OrigPostOrgCd"))
	d.Dest = operator(e, mail.Get("DestPostOrgCd"))
}

func declaration(e *message.Entry, data message.Leaves, d *parcel.Declaration) {
	d.Nature = e.Nature(data.Get("NatureTypeCd"))
	d.Handling = e.Text(data.Get("HandlingClassCd"))
	d.Gross = e.Kilograms(data.Get("GrossWeight"))
	d.Postage = e.MoneyIn(data.Get("Postage"), data.Get("PostageCurrencyCd"))
	d.Insured = e.MoneyIn(data.Get("InsuredValue"), data.Get("InsuredValueCurrencyCd"))
	d.Sender = party(e, data, "Sender")
	d.Addressee = party(e, data, "Recipient")
}

// party reads the flat fields that begin with its role.
func party(e *message.Entry, data message.Leaves, role string) parcel.Party {
	get := func(field string) message.Leaf { return data.Get(role + field) }
	p := parcel.Party{
		Name:    e.Text(get("Name")),
		City:    e.Text(get("City")),
		State:   e.Text(get("State")),
		Zip:     e.Text(get("ZIP")),
		Country: e.Country(get("CountryCd")),
		Phone:   e.Text(get("Telephone")),
		Email:   e.Text(get("Email")),
		IDRef:   e.Text(get("IdRef")),
	}
	if p.Name == "" {
		p.Name = e.Join(get("FirstName"), get("LastName"))
	}
	for _, field := range [...]string{"AddressLine1", "AddressLine2"} {
		if line := e.Text(get(field)); line != "" {
			p.Address = append(p.Address, line)
		}
	}
	return p
}

func lists(e *message.Entry, v *view, d *parcel.Declaration) {
	if len(v.papers) > 0 {
		d.Documents = make([]parcel.Document, 0, len(v.papers))
	}
	for i, p := range v.papers {
		e.In("Declaration/Data/Documents/Document", i+1)
		d.Documents = append(d.Documents, document(e, p))
	}
	if len(v.pieces) > 0 {
		d.Contents = make([]parcel.Content, 0, len(v.pieces))
	}
	for i, p := range v.pieces {
		e.In("Declaration/Data/ContentPieces/ContentPiece", i+1)
		d.Contents = append(d.Contents, content(e, p, i+1))
	}
}

func content(e *message.Entry, piece message.Leaves, no int) parcel.Content {
	c := parcel.Content{
		Index:  e.Count(piece.Get("Index")),
		Units:  e.Count(piece.Get("Number")),
		Words:  e.Text(piece.Get("Description")),
		HS:     e.HS(piece.Get("HS")),
		Net:    e.Kilograms(piece.Get("NetWeight")),
		Value:  e.MoneyIn(piece.Get("Amount"), piece.Get("CurrencyCd")),
		Origin: e.Country(piece.Get("OrigCountryCd")),
	}
	if c.Index == 0 {
		c.Index = no
	}
	return c
}

func document(e *message.Entry, paper message.Leaves) parcel.Document {
	return parcel.Document{
		ID:   e.Reference(paper.Get("DocumentId")),
		Type: e.Text(paper.Get("DocumentType")),
		Name: e.Text(paper.Get("DocumentName")),
	}
}

// moment reads an xs:dateTime; without a zone it is taken for UTC. The first
// day of the year 1 is how .NET writes that there is none.
func moment(e *message.Entry, l message.Leaf) time.Time {
	if strings.HasPrefix(l.Text, "0001-01-01") {
		return time.Time{}
	}
	return e.Time(l, time.UTC, "a moment, e.g. 2026-03-01T09:12:00Z",
		time.RFC3339, "2006-01-02T15:04:05", "2006-01-02")
}

// operator gives the country of a postal operator, whose code begins with it.
func operator(e *message.Entry, l message.Leaf) string {
	l.Text, _ = message.Clip(l.Text, 2)
	return e.Country(l)
}
