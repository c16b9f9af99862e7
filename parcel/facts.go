package parcel

// Facts is what the database knows beyond the item itself, fetched in one go,
// so that rules read nothing. Counts leave out the item itself and look only
// at what was known at the moment they are for. Sums are in the item's
// currency and leave out what was declared in another.
type Facts struct {
	SenderItems    int      `json:"sender_items"`             // items of this sender, last 365 days
	SenderFound    int      `json:"sender_found"`             // of those, with something found
	SenderExamined int      `json:"sender_examined"`          // of those, examined
	AddresseeItems int      `json:"addressee_items"`          // items to this addressee, last 30 days
	AddresseeToday int      `json:"addressee_today"`          // items to this addressee, last 24 hours
	AddresseeValue Money    `json:"addressee_value,omitzero"` // their declared value over 30 days, in the item's currency
	SenderReached  int      `json:"sender_reached"`           // different addressees of this sender, last 30 days
	Reused         bool     `json:"reused,omitempty"`         // the identifier named another item before
	OrderTotal     Money    `json:"order_total,omitzero"`     // goods value of the matched order
	OrderItems     int      `json:"order_items,omitempty"`    // items that share the order, this one too
	PaperProblems  []string `json:"paper_problems,omitempty"` // broken relations between the trade papers
	Papers         int      `json:"papers,omitempty"`         // trade papers that name the item

	SenderDays       int     `json:"sender_days,omitempty"`        // since this sender was first seen here; 0 new
	SenderLight      int     `json:"sender_light,omitempty"`       // of the sender's items of 30 days, those of at most 100 g
	SenderRecent     int     `json:"sender_recent,omitempty"`      // items of this sender, last 30 days
	SenderValues     []int64 `json:"sender_values,omitempty"`      // declared values of the sender's last items, minor units of the item's currency
	AddresseeDays    int     `json:"addressee_days,omitempty"`     // since this addressee was first seen here; 0 new
	AddresseeWeek    int     `json:"addressee_week,omitempty"`     // items to this addressee, last 7 days
	TodayValue       Money   `json:"today_value,omitzero"`         // to this addressee, last 24 hours
	WeekValue        Money   `json:"week_value,omitzero"`          // to this addressee, last 7 days
	PairToday        int     `json:"pair_today,omitempty"`         // items of this sender to this addressee, last 24 hours
	PairItems        int     `json:"pair_items,omitempty"`         // and last 30 days
	PairTodayValue   Money   `json:"pair_today_value,omitzero"`    // their value, last 24 hours
	PairValue        Money   `json:"pair_value,omitzero"`          // and last 30 days
	AddressNames     int     `json:"address_names,omitempty"`      // other names at the addressee's address, last 30 days
	PhoneNames       int     `json:"phone_names,omitempty"`        // other names with the addressee's telephone, last 30 days
	SenderPhoneNames int     `json:"sender_phone_names,omitempty"` // other names with the sender's telephone, last 30 days
	Norms            []Norm  `json:"norms,omitempty"`              // what such goods are declared to be
}

// Norm is what goods of one HS subheading and origin were declared to cost and
// weigh at this station, in the item's currency: medians of a sample, and how
// wide it spreads, as the median distance from the median in thousandths of a
// power of e. There is none for fewer than LeastNorm declarations.
type Norm struct {
	Line        int   `json:"line"` // index of the content it is for
	N           int   `json:"n"`
	Wide        bool  `json:"wide,omitempty"` // of any origin: there are too few of this one
	Kilo        int64 `json:"kilo"`           // minor units for a kilogram
	KiloSpread  int   `json:"kilo_spread"`
	Piece       int64 `json:"piece"` // minor units for a piece
	PieceSpread int   `json:"piece_spread"`
	Grams       int64 `json:"grams"` // of a piece
	GramsSpread int   `json:"grams_spread"`
}

// LeastNorm is how many declarations a norm needs at least.
const LeastNorm = 30

// Kept is what of the facts a scan records. What the sender declared before, and
// what such goods cost, are many numbers that the store can tell again as of
// that moment.
func (f Facts) Kept() Facts {
	f.SenderValues, f.Norms = nil, nil
	return f
}
