package post

// Field names what a place in a segment says. Those of items are the fields of
// header maps (message/sheet) under the same names.
type Field string

// Fields that begin something: what follows is about it.
const (
	Identifier Field = "identifier" // whatever its form says: a despatch, a receptacle or an item; nothing else
	Item       Field = "item"
	Content    Field = "content" // its number
	Receptacle Field = "receptacle"
	Despatch   Field = "despatch"
	Event      Field = "event" // its code
)

// Fields of an item.
const (
	Reference   Field = "reference"
	Class       Field = "class"
	Category    Field = "category"
	Nature      Field = "nature"
	Handling    Field = "handling"
	Posted      Field = "posted"
	Origin      Field = "origin"
	Destination Field = "destination"
	Gross       Field = "gross"
	Total       Field = "total"
	Postage     Field = "postage"
	Insured     Field = "insured"
	FiscalID    Field = "fiscal_id"
	Document    Field = "document"
)

// Fields of a content.
const (
	Description Field = "description"
	HS          Field = "hs"
	Quantity    Field = "quantity"
	Net         Field = "net"
	Value       Field = "value"
	GoodsOrigin Field = "goods_origin"
)

// Fields of a receptacle and of an event.
const (
	BagGross  Field = "receptacle_gross"
	BagItems  Field = "receptacle_items"
	Seal      Field = "seal"
	EventAt   Field = "event_at"
	Office    Field = "office"
	Condition Field = "condition"
	Reason    Field = "reason"
	Text      Field = "text"
)

const (
	senderRole    = "sender_"
	addresseeRole = "addressee_"
)

func parts() []string {
	return []string{"name", "address", "address2", "city", "state", "zip", "country", "phone", "email", "id"}
}

// Fields lists the closed set.
func Fields() []Field {
	fields := []Field{
		Identifier, Item, Content, Receptacle, Despatch, Event,
		Reference, Class, Category, Nature, Handling, Posted, Origin, Destination, Gross, Total, Postage, Insured, FiscalID, Document,
		Description, HS, Quantity, Net, Value, GoodsOrigin,
		BagGross, BagItems, Seal, EventAt, Office, Condition, Reason, Text,
	}
	for _, role := range [...]string{senderRole, addresseeRole} {
		for _, part := range parts() {
			fields = append(fields, Field(role+part))
		}
	}
	return fields
}

func (f Field) known() bool {
	for _, other := range Fields() {
		if f == other {
			return true
		}
	}
	return false
}

// role is what a field does in the order of the segments.
type role int

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
