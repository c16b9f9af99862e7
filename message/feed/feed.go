// Package feed reads one operator's own simple feed: an item as XML (Item), and
// the items of a receptacle as JSON (PWS_Receptacle).
//
// It is proprietary, verified by software that exchanges it. Masses are in
// kilograms, elements may be empty. Of a receptacle's items only their identifiers
// are said, so their declarations are partial and replace no fuller one.
package feed

import (
	"strconv"

	"postern/message"
	"postern/message/markup"
	"postern/message/object"
	"postern/parcel"
)

// Decoder names this reading of the format.
const Decoder = "feed/1"

// Decode reads a file of either kind. Items that cannot be used are dropped with
// a fault. The error is a *message.Reject where nothing can be taken.
func Decode(data []byte, l message.Limits) (message.Batch, error) {
	b := message.Batch{Format: message.Feed, Decoder: Decoder}
	if err := l.Admit(data); err != nil {
		return b, err
	}
	m := mapper{batch: &b, limits: l}
	if object.Is(data) {
		return object.Read(data, &b, l, "object", m.object)
	}
	return markup.NewReader(data, l, func(string) bool { return true }).Read(&b, "Item", m.item)
}

type mapper struct {
	batch  *message.Batch
	limits message.Limits
}

// item turns an Item into a declaration.
func (m *mapper) item(n *message.Node, no int) {
	e := m.batch.Enter("Item", no, m.limits)
	id, ok := e.Identifier(n.Get("ItemId"))
	if !ok {
		return
	}
	defer e.Done(id.Text)
	e.Over(n)
	d := m.batch.Next(m.limits)
	d.Identifier = id
	d.Gross = e.Kilograms(n.Get("TotalWeight"))
	d.Class = e.Text(n.Get("MailClass"))
	d.Nature = gift(e, n.Get("Gift"))
	d.Postage = e.MoneyIn(n.Get("TransportCosts"), n.Get("TransportCurrency"))
	d.Origin = e.Country(n.Get("OriginCountry"))
	d.Sender = party(e, n.Group("SenderAddress"), n.Group("SenderContactInformation"))
	d.Addressee = party(e, n.Group("ReceiverAddress"), n.Group("ReceiverContactInformation"))
	pieces := n.All("ContentPiece")
	if len(pieces) > 0 {
		d.Contents = make([]parcel.Content, 0, min(len(pieces), m.limits.Pieces))
	}
	for i, piece := range pieces {
		e.In("ContentPiece", i+1)
		if i >= m.limits.Pieces {
			e.Fault(message.Leaf{Name: "ContentPiece", Line: piece.Line}, "at most "+strconv.Itoa(m.limits.Pieces)+" pieces")
			break
		}
		d.Contents = append(d.Contents, parcel.Content{
			Index:  i + 1,
			Units:  e.Count(piece.Get("NumberOfPieces")),
			Words:  e.Text(piece.Get("Description")),
			HS:     e.HS(piece.Get("HSCode")),
			Net:    e.Kilograms(piece.Get("Weight")),
			Value:  e.MoneyIn(piece.Get("Value"), piece.Get("Currency")),
			Origin: e.Country(piece.Get("OriginCountry")),
		})
	}
	d.Value = d.Total()
}

// gift is all the feed says of the nature: what is no gift may be anything.
func gift(e *message.Entry, l message.Leaf) parcel.Nature {
	switch l.Text {
	case "true", "1":
		return parcel.Gift
	case "false", "0", "":
	default:
		e.Fault(l, "true or false")
	}
	return ""
}

func party(e *message.Entry, at, contact *message.Node) parcel.Party {
	e.In(at.Name, 0)
	p := parcel.Party{
		Name: e.Text(at.Get("Name")), City: e.Text(at.Get("City")), Zip: e.Text(at.Get("PostCode")), Country: e.Country(at.Get("Country")),
		Phone: e.Text(contact.Get("Telephone")), Email: e.Text(contact.Get("Email")),
	}
	street := e.Join(at.Get("Street"), at.Get("HouseNumber"), at.Get("HouseNumberAddition"))
	if street == "" {
		street = e.Text(at.Get("StreetAndNumber"))
	}
	if street != "" {
		p.Address = []string{street}
	}
	return p
}

// object reads a receptacle with the identifiers of its items.
func (m *mapper) object(n *message.Node, no int) {
	e := m.batch.Enter("PWS_Receptacle", no, m.limits)
	if !n.Has("PWS_Receptacle") {
		e.Drop(message.Leaf{Name: "PWS_Receptacle", Line: n.Line}, "a receptacle with its items")
		return
	}
	n = n.Group("PWS_Receptacle")
	named := n.Get("ReceptacleId")
	bag := parcel.Receptacle{ID: e.Receptacle(named)}
	if named.Text == "" {
		e.Fault(named, "the identifier of the receptacle")
	}
	bag.Despatch, bag.Gross = bag.ID.Despatch(), bag.ID.Gross()
	for i, it := range n.All("Item") {
		if m.batch.Full(m.limits) {
			m.batch.AddFault(message.TooMany(it.Line, m.limits), m.limits)
			return
		}
		e := m.batch.Enter("PWS_Receptacle["+strconv.Itoa(no)+"]/Item", i+1, m.limits)
		if id, ok := e.Identifier(it.Get("ItemId")); ok {
			*m.batch.Next(m.limits) = within(id, bag.ID)
			bag.Items++
			e.Done(id.Text)
		}
	}
	e.Over(n)
	if bag.ID != "" && !m.batch.Full(m.limits) {
		m.batch.Receptacles = append(m.batch.Receptacles, bag)
	}
}

// within is an item of which only the receptacle is known.
func within(id parcel.Identifier, bag parcel.S9) parcel.Declaration {
	lot := bag.Despatch()
	return parcel.Declaration{
		Identifier: id, Receptacle: bag, Class: lot.Class(), Category: lot.Category(),
		Origin: lot.Origin().Country(), Dest: lot.Destination().Country(), Partial: true,
	}
}
