package sheet

import (
	"fmt"

	"postern/message"
	"postern/parcel"
)

// Field is one of our data elements, in a header map by its name.
type Field uint8

// The fields of an item. Fields of the goods may differ from row to row of an
// item; the others are taken from its first row that has them.
const (
	NoField Field = iota
	Item          // its identifier
	Receptacle
	Order
	Platform
	Reference
	Class
	Category
	Nature
	Handling
	Posted
	Origin // country of the sending operator
	Destination
	Gross
	Total // declared value of the item
	Postage
	Insured
	FiscalID
	Carrier
	Mode
	Delivery
	Packages
	Currency // of all amounts that do not name their own

	Description
	HS
	Quantity
	Net
	Value // of the row's goods
	GoodsOrigin

	sender    // the first of the fields of a party, in the order of message.Part
	addressee = sender + Field(message.Parts)
	buyer     = addressee + Field(message.Parts) // where the buyer is not the addressee
	fieldEnd  = buyer + Field(message.Parts)
)

func (f Field) of(p message.Part) Field { return f + Field(p) }

// fieldNames are the fields as header maps name them.
//
//nolint:gochecknoglobals // a constant table
var fieldNames = [sender]string{
	Item: "item", Receptacle: "receptacle", Order: "order", Platform: "platform", Reference: "reference", Class: "class", Category: "category",
	Nature: "nature", Handling: "handling", Posted: "posted", Origin: "origin", Destination: "destination", Gross: "gross", Total: "total",
	Postage: "postage", Insured: "insured", FiscalID: "fiscal_id", Carrier: "carrier", Mode: "delivery_mode", Delivery: "delivery_place",
	Packages: "packages", Currency: "currency", Description: "description", HS: "hs", Quantity: "quantity", Net: "net", Value: "value",
	GoodsOrigin: "goods_origin",
}

// Fields lists the closed set.
func Fields() []Field {
	fields := make([]Field, 0, fieldEnd)
	for f := Item; f < fieldEnd; f++ {
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
	return [...]string{"sender", "addressee", "buyer"}[who] + "_" + part.String()
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

// required lists the fields a table is no use without.
func required() []Field { return []Field{Item, Description} }

// measure says what may stand as the unit of a field.
type measure int

const (
	noUnit measure = iota
	massUnit
	moneyUnit
)

func (f Field) measure() measure {
	if f == Gross || f == Net {
		return massUnit
	}
	if f == Total || f == Value || f == Postage || f == Insured {
		return moneyUnit
	}
	return noUnit
}
