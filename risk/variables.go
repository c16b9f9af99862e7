package risk

import (
	"slices"

	"postern/parcel"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// Variable is something a rule may read.
type Variable struct {
	Name  string
	Type  string // text, number, whole, yes/no, list of text, words by theme, time
	About string
}

// Variables lists everything a rule may read, in the order of the manual,
// apart from a pack's own tables. What is not here a rule cannot know: no
// person's name, origin, religion, sex or address is.
func Variables() []Variable {
	var list []Variable
	for _, v := range declared() {
		list = append(list, Variable{Name: v.name, Type: spoken(v.kind), About: v.about})
	}
	return list
}

func spoken(t *cel.Type) string {
	switch t.TypeName() {
	case "string":
		return "text"
	case "double":
		return "number"
	case "int":
		return "whole"
	case "bool":
		return "yes/no"
	case "list":
		return "list of text"
	case cel.TimestampType.TypeName():
		return "time"
	}
	return "words by theme"
}

// variable is a declared variable and how it is read off an item. Those of the
// matched words have no read: they differ by pack.
type variable struct {
	name  string
	kind  *cel.Type
	about string
	read  func(*subject) ref.Val
}

// declared lists the variables. CEL takes a dotted name as one variable, so an
// item costs no field look-ups.
func declared() []variable {
	return slices.Concat(itemVariables(), valueVariables(), factVariables(), partyVariables(), normVariables(), momentVariables())
}

func itemVariables() []variable {
	return []variable{
		text("item.class", "mail class: U letters, C parcels, E EMS", func(s *subject) string { return s.d.Class }),
		text("item.category", "mail category: A air, B SAL, C surface, D priority surface", func(s *subject) string { return s.d.Category }),
		text("item.nature", "gift, documents, sample, sale, returned, other", func(s *subject) string { return string(s.d.Nature) }),
		text("item.handling", "handling class as declared", func(s *subject) string { return s.d.Handling }),
		text("item.service", "first two letters of an S10 identifier", func(s *subject) string { return s10(s.d).Service() }),
		text("item.identifier_kind", "s10, other, ...", func(s *subject) string { return string(s.d.Identifier.Kind) }),
		flag("item.s10_valid", "an S10 identifier with the right check digit", func(s *subject) bool { return s10(s.d).Valid() }),
		text("item.issuer", "country part of an S10 identifier", func(s *subject) string { return s10(s.d).Issuer() }),
		text("item.despatched_from", "country of the office that made the receptacle", func(s *subject) string { return s.d.Receptacle.Origin().Country() }),
		text("item.origin", "country of the sending post", func(s *subject) string { return s.d.Origin }),
		text("item.destination", "country of the receiving post", func(s *subject) string { return s.d.Dest }),
		texts("item.goods_origins", "countries of origin of the goods", func(s *subject) []string { return s.origin }),
		whole("item.lines", "lines of goods", func(s *subject) int64 { return int64(len(s.d.Contents)) }),
		whole("item.empty_lines", "lines whose words say nothing", func(s *subject) int64 { return int64(s.empty) }),
		whole("item.units", "pieces, all lines", func(s *subject) int64 { return int64(s.units) }),
		texts("item.hs", "HS codes as declared, digits only", func(s *subject) []string { return s.hs }),
		texts("item.chapters", "their HS chapters, two digits", func(s *subject) []string { return s.chaps }),
		{"item.words", cel.StringType, "all descriptions, as declared", func(s *subject) ref.Val { return types.String(s.words) }},
		flag("item.has_documents", "a licence, certificate or invoice is named", func(s *subject) bool { return len(s.d.Documents) > 0 }),
		texts("item.documents", "types of the documents named", func(s *subject) []string { return s.docs }),
		flag("item.has_fiscal_id", "a VAT or IOSS number is given", func(s *subject) bool { return s.d.FiscalID != "" }),
		flag("item.sender_named", "the sender has more than a filler for a name", func(s *subject) bool { return named(s.d.Sender) }),
		flag("item.addressee_named", "the addressee has more than a filler for a name", func(s *subject) bool { return named(s.d.Addressee) }),
		flag("item.cut", "the declaration is longer than rules read", func(s *subject) bool { return s.cut }),
	}
}

func valueVariables() []variable {
	return []variable{
		whole("item.gross_g", "gross mass in grams", func(s *subject) int64 { return int64(s.d.Gross) }),
		whole("item.net_g", "net mass of all lines in grams", func(s *subject) int64 { return s.net }),
		number("item.grams_per_piece", "net, or else gross mass, by pieces; 0 unknown", func(s *subject) float64 { return per(s.mass(), float64(s.units)) }),
		whole("item.value_minor", "declared value in minor units", func(s *subject) int64 { return s.total.Minor }),
		number("item.value", "declared value", func(s *subject) float64 { return amount(s.total) }),
		text("item.currency", "its currency", func(s *subject) string { return s.total.Currency }),
		number("item.lines_value", "sum of the lines' values", func(s *subject) float64 { return amount(s.lines) }),
		number("item.value_per_piece", "value by pieces; 0 unknown", func(s *subject) float64 { return per(amount(s.total), float64(s.units)) }),
		number("item.value_per_kg", "value by mass; 0 unknown", func(s *subject) float64 { return per(amount(s.total)*1_000, s.mass()) }),
		number("item.value_euro", "declared value in euro, by rough rates: they may be a fifth off; 0 unknown", func(s *subject) float64 { return euro(s.total) }),
		number("item.piece_euro", "and by pieces", func(s *subject) float64 { return per(euro(s.total), float64(s.units)) }),
		number("item.postage", "postage paid", func(s *subject) float64 { return amount(s.d.Postage) }),
		text("item.postage_currency", "its currency", func(s *subject) string { return s.d.Postage.Currency }),
		number("item.insured", "insured value", func(s *subject) float64 { return amount(s.d.Insured) }),
		text("item.insured_currency", "its currency", func(s *subject) string { return s.d.Insured.Currency }),
		number("item.watt_hours", "of the largest battery named; 0 none", func(s *subject) float64 { return s.power().wattHours }),
		number("item.lithium_g", "grams of lithium metal in the largest battery that says so; 0 none", func(s *subject) float64 { return s.power().lithium }),
		flag("item.volts_assumed", "3.7 V was taken, since only mAh are named", func(s *subject) bool { return s.power().assumed }),
	}
}

func factVariables() []variable {
	return []variable{
		whole("facts.sender_items", "items of this sender, last 365 days", func(s *subject) int64 { return int64(s.f.SenderItems) }),
		whole("facts.sender_found", "of those, with something found", func(s *subject) int64 { return int64(s.f.SenderFound) }),
		whole("facts.sender_examined", "of those, examined", func(s *subject) int64 { return int64(s.f.SenderExamined) }),
		whole("facts.sender_reached", "addressees of this sender, last 30 days", func(s *subject) int64 { return int64(s.f.SenderReached) }),
		whole("facts.addressee_items", "items to this addressee, last 30 days", func(s *subject) int64 { return int64(s.f.AddresseeItems) }),
		whole("facts.addressee_today", "items to this addressee, last 24 hours", func(s *subject) int64 { return int64(s.f.AddresseeToday) }),
		number("facts.addressee_value", "value to this addressee, last 30 days, in item.currency", func(s *subject) float64 { return amount(inCurrency(s.f.AddresseeValue, s.total)) }),
		flag("facts.reused", "the identifier named another item before", func(s *subject) bool { return s.f.Reused }),
		number("facts.order_total", "what the matched order says its goods cost, without what it cost to send", func(s *subject) float64 { return amount(s.f.OrderTotal) }),
		text("facts.order_currency", "its currency", func(s *subject) string { return s.f.OrderTotal.Currency }),
		whole("facts.order_items", "items that share the order, this one too", func(s *subject) int64 { return int64(s.f.OrderItems) }),
		texts("facts.paper_problems", "broken relations between the trade papers: `value_below_order payment_formula payment_differs consignee_differs join_differs "+
			"lines_differ line_total payer_differs`", func(s *subject) []string { return s.papers }),
		whole("facts.papers", "trade papers that name the item", func(s *subject) int64 { return int64(s.f.Papers) }),
	}
}

// partyVariables are counts of parties as keys: never who they are.
func partyVariables() []variable {
	sum := func(m func(*parcel.Facts) parcel.Money) func(*subject) float64 {
		return func(s *subject) float64 { return amount(inCurrency(m(s.f), s.total)) }
	}
	count := func(name, about string, n func(*parcel.Facts) int) variable {
		return whole(name, about, func(s *subject) int64 { return int64(n(s.f)) })
	}
	return []variable{
		count("facts.sender_days", "days since this sender was first seen here; 0 new", func(f *parcel.Facts) int { return f.SenderDays }),
		count("facts.sender_recent", "items of this sender, last 30 days", func(f *parcel.Facts) int { return f.SenderRecent }),
		count("facts.sender_light", "of those, of at most 100 g", func(f *parcel.Facts) int { return f.SenderLight }),
		count("facts.addressee_days", "days since this addressee was first seen here; 0 new", func(f *parcel.Facts) int { return f.AddresseeDays }),
		count("facts.addressee_week", "items to this addressee, last 7 days", func(f *parcel.Facts) int { return f.AddresseeWeek }),
		number("facts.today_value", "value to this addressee, last 24 hours, in item.currency", sum(func(f *parcel.Facts) parcel.Money { return f.TodayValue })),
		number("facts.week_value", "value to this addressee, last 7 days, in item.currency", sum(func(f *parcel.Facts) parcel.Money { return f.WeekValue })),
		count("facts.pair_today", "items of this sender to this addressee, last 24 hours", func(f *parcel.Facts) int { return f.PairToday }),
		count("facts.pair_items", "and last 30 days", func(f *parcel.Facts) int { return f.PairItems }),
		number("facts.pair_today_value", "their value, last 24 hours, in item.currency", sum(func(f *parcel.Facts) parcel.Money { return f.PairTodayValue })),
		number("facts.pair_value", "and last 30 days", sum(func(f *parcel.Facts) parcel.Money { return f.PairValue })),
		count("facts.home_shared", "other names at the addressee's address, last 30 days", func(f *parcel.Facts) int { return f.AddressNames }),
		count("facts.contact_shared", "other names with the addressee's telephone, last 30 days", func(f *parcel.Facts) int { return f.PhoneNames }),
		count("facts.sender_contact_shared", "other names with the sender's telephone, last 30 days", func(f *parcel.Facts) int { return f.SenderPhoneNames }),
	}
}

// normVariables compare with what such goods were declared to be here: HS
// subheading and origin alike, in one currency, 30 declarations or more.
func normVariables() []variable {
	return []variable{
		whole("facts.price_n", "declarations the price is compared with; 0 none", func(s *subject) int64 { return int64(s.compared().n) }),
		number("facts.price_percent", "value per kg in percent of the median, of the cheapest line", func(s *subject) float64 { return s.compared().percent }),
		number("facts.price_low", "how many usual distances its price per kg and per piece are below the median", func(s *subject) float64 { return s.compared().low }),
		number("facts.mass_percent", "grams per piece in percent of the median, of the oddest line", func(s *subject) float64 { return s.compared().mass }),
		number("facts.mass_odd", "how many usual distances its mass per piece is from the median", func(s *subject) float64 { return s.compared().odd }),
		number("item.chapter_doubt", "0-1: how little a line's words speak of its HS chapter; weak", func(s *subject) float64 { return s.doubted().doubt }),
		texts("item.likely_chapters", "HS chapters its words speak of more", func(s *subject) []string { return s.doubted().likely }),
	}
}

func momentVariables() []variable {
	return []variable{
		{name: "now", kind: cel.TimestampType, about: "the moment of judging", read: func(s *subject) ref.Val { return types.Timestamp{Time: s.now} }},
		{name: terms, kind: cel.MapType(cel.StringType, cel.ListType(cel.StringType)), about: "themes of the pack found in the words, and the words found"},
		{name: alone, kind: cel.ListType(cel.StringType), about: "themes whose words are all that some line says"},
	}
}

// The variables that differ by pack.
const (
	terms = "terms"
	alone = "alone"
)

// mass is the mass of the goods as far as it is said: net, else gross.
func (s *subject) mass() float64 {
	if s.net > 0 {
		return float64(s.net)
	}
	return float64(s.d.Gross)
}

func s10(d *parcel.Declaration) parcel.S10 {
	if d.Identifier.Kind != parcel.KindS10 {
		return ""
	}
	return parcel.S10(d.Identifier.Text)
}

// inCurrency is m where it is in the other's currency, else nothing.
func inCurrency(m, other parcel.Money) parcel.Money {
	if m.Currency != other.Currency {
		return parcel.Money{}
	}
	return m
}

func text(name, about string, read func(*subject) string) variable {
	return variable{name, cel.StringType, about, func(s *subject) ref.Val { return types.String(clip(read(s), maxText)) }}
}

func texts(name, about string, read func(*subject) []string) variable {
	return variable{name, cel.ListType(cel.StringType), about, func(s *subject) ref.Val {
		return types.NewStringList(types.DefaultTypeAdapter, read(s))
	}}
}

func whole(name, about string, read func(*subject) int64) variable {
	return variable{name, cel.IntType, about, func(s *subject) ref.Val { return types.Int(read(s)) }}
}

func number(name, about string, read func(*subject) float64) variable {
	return variable{name, cel.DoubleType, about, func(s *subject) ref.Val { return types.Double(read(s)) }}
}

func flag(name, about string, read func(*subject) bool) variable {
	return variable{name, cel.BoolType, about, func(s *subject) ref.Val { return types.Bool(read(s)) }}
}
