package sheet

// Field names one of our data elements in a header map.
type Field string

// The fields of an item. Fields of the goods may differ from row to row of an
// item; the others are taken from its first row that has them.
const (
	Item        Field = "item" // its identifier
	Receptacle  Field = "receptacle"
	Order       Field = "order"
	Platform    Field = "platform"
	Reference   Field = "reference"
	Class       Field = "class"
	Category    Field = "category"
	Nature      Field = "nature"
	Handling    Field = "handling"
	Posted      Field = "posted"
	Origin      Field = "origin" // country of the sending operator
	Destination Field = "destination"
	Gross       Field = "gross"
	Total       Field = "total" // declared value of the item
	Postage     Field = "postage"
	Insured     Field = "insured"
	FiscalID    Field = "fiscal_id"
	Carrier     Field = "carrier"
	Mode        Field = "delivery_mode"
	Delivery    Field = "delivery_place"
	Packages    Field = "packages"
	Currency    Field = "currency" // of all amounts that do not name their own

	Description Field = "description"
	HS          Field = "hs"
	Quantity    Field = "quantity"
	Net         Field = "net"
	Value       Field = "value" // of the row's goods
	GoodsOrigin Field = "goods_origin"
)

// Fields of a party, after its role: sender_name, addressee_zip.
const (
	senderRole    = "sender_"
	addresseeRole = "addressee_"
	buyerRole     = "buyer_" // where the buyer is not the addressee
)

// parts are the fields of a party.
func parts() []string {
	return []string{"name", "address", "address2", "city", "state", "zip", "country", "phone", "email", "id"}
}

// Fields lists the closed set.
func Fields() []Field {
	fields := []Field{
		Item, Receptacle, Order, Platform, Reference, Class, Category, Nature, Handling, Posted,
		Origin, Destination, Gross, Total, Postage, Insured, FiscalID, Carrier, Mode, Delivery, Packages, Currency,
		Description, HS, Quantity, Net, Value, GoodsOrigin,
	}
	for _, role := range [...]string{senderRole, addresseeRole, buyerRole} {
		for _, part := range parts() {
			fields = append(fields, Field(role+part))
		}
	}
	return fields
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
	return map[Field]measure{
		Gross: massUnit, Net: massUnit,
		Total: moneyUnit, Value: moneyUnit, Postage: moneyUnit, Insured: moneyUnit,
	}[f]
}

func (f Field) known() bool {
	for _, other := range Fields() {
		if f == other {
			return true
		}
	}
	return false
}
