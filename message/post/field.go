package post

import (
	"fmt"

	"postern/message"
	"postern/parcel"
)

// Field is what a place in a segment says, in a segment map by its name. Those
// of items are the fields of header maps (message/sheet) under the same names.
type Field uint8

const noField Field = 0

// Fields that begin something: what follows is about it.
const (
	Identifier Field = iota + 1 // whatever its form says: a despatch, a receptacle or an item; nothing else
	Item
	Content // its number
	Receptacle
	Despatch
	Event // its code

	Reference // from here on of an item
	Class
	Category
	Nature
	Handling
	Posted
	Origin
	Destination
	Gross
	Total
	Postage
	Insured
	FiscalID
	Document

	Description // from here on of a content
	HS
	Quantity
	Net
	Value
	GoodsOrigin

	BagGross // from here on of a receptacle or an event
	BagItems
	Seal
	EventAt
	Office
	Condition
	Reason
	Text

	sender    // the first of the fields of a party, in the order of message.Part
	addressee = sender + Field(message.Parts)
	fieldEnd  = addressee + Field(message.Parts)
)

// fieldNames are the fields as segment maps name them.
//
//nolint:gochecknoglobals // a constant table
var fieldNames = [sender]string{
	Identifier: "identifier", Item: "item", Content: "content", Receptacle: "receptacle", Despatch: "despatch", Event: "event",
	Reference: "reference", Class: "class", Category: "category", Nature: "nature", Handling: "handling", Posted: "posted", Origin: "origin",
	Destination: "destination", Gross: "gross", Total: "total", Postage: "postage", Insured: "insured", FiscalID: "fiscal_id", Document: "document",
	Description: "description", HS: "hs", Quantity: "quantity", Net: "net", Value: "value", GoodsOrigin: "goods_origin",
	BagGross: "receptacle_gross", BagItems: "receptacle_items", Seal: "seal", EventAt: "event_at", Office: "office", Condition: "condition",
	Reason: "reason", Text: "text",
}

// Fields lists the closed set.
func Fields() []Field {
	fields := make([]Field, 0, fieldEnd)
	for f := Identifier; f < fieldEnd; f++ {
		fields = append(fields, f)
	}
	return fields
}

// String is the name of a field.
func (f Field) String() string {
	if f < sender {
		return fieldNames[f]
	}
	who, part := min(f, fieldEnd-1).party()
	return [...]string{"sender", "addressee"}[who] + "_" + part.String()
}

// party is which party a field is of, and which of its parts.
func (f Field) party() (who int, p message.Part) {
	n := int(f - sender)
	return n / message.Parts, message.Part(n % message.Parts) //nolint:gosec // below Parts
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (f *Field) UnmarshalText(name []byte) error {
	for _, other := range Fields() {
		if other.String() == string(name) {
			*f = other
			return nil
		}
	}
	return fmt.Errorf("field %s: no such field; the fields are %v", parcel.Excerpt(string(name)), Fields())
}

// role is what a field does in the order of the segments.
type role uint8

const (
	plain role = iota // of the item or event, or of all before the first
	identifying
	beginsItem
	beginsContent
	beginsReceptacle
	beginsDespatch
	beginsEvent
	ofContent
	ofReceptacle
)

func (f Field) role() role {
	return map[Field]role{
		Identifier: identifying, Item: beginsItem, Content: beginsContent, Receptacle: beginsReceptacle,
		Despatch: beginsDespatch, Event: beginsEvent,
		Description: ofContent, HS: ofContent, Quantity: ofContent, Net: ofContent, Value: ofContent, GoodsOrigin: ofContent,
		BagGross: ofReceptacle, BagItems: ofReceptacle, Seal: ofReceptacle,
	}[f]
}
