package post

import (
	"fmt"

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

	sender    // the first of the fields of a party, in the order of part
	addressee = sender + Field(partCount)
	fieldEnd  = addressee + Field(partCount)
)

// part is a field of a party, counted from the party's first.
type part uint8

const (
	partName part = iota
	partAddress
	partAddress2
	partCity
	partState
	partZip
	partCountry
	partPhone
	partEmail
	partID
	partCount
)

func (f Field) of(p part) Field { return f + Field(p) }

// fieldNames are the fields as segment maps name them.
//
//nolint:gochecknoglobals // a constant table
var fieldNames = [fieldEnd]string{
	Identifier: "identifier", Item: "item", Content: "content", Receptacle: "receptacle", Despatch: "despatch", Event: "event",
	Reference: "reference", Class: "class", Category: "category", Nature: "nature", Handling: "handling", Posted: "posted", Origin: "origin",
	Destination: "destination", Gross: "gross", Total: "total", Postage: "postage", Insured: "insured", FiscalID: "fiscal_id", Document: "document",
	Description: "description", HS: "hs", Quantity: "quantity", Net: "net", Value: "value", GoodsOrigin: "goods_origin",
	BagGross: "receptacle_gross", BagItems: "receptacle_items", Seal: "seal", EventAt: "event_at", Office: "office", Condition: "condition",
	Reason: "reason", Text: "text",

	sender: "sender_name", "sender_address", "sender_address2", "sender_city", "sender_state", "sender_zip", "sender_country", "sender_phone", "sender_email", "sender_id",
	addressee: "addressee_name", "addressee_address", "addressee_address2", "addressee_city", "addressee_state", "addressee_zip", "addressee_country", "addressee_phone", "addressee_email", "addressee_id",
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
func (f Field) String() string { return fieldNames[min(f, fieldEnd-1)] }

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
