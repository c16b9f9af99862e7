package parcel

// Facts is what the database knows beyond the item itself, fetched in one go,
// so that rules read nothing. Counts leave out the item itself and look only
// at what was known at the moment they are for.
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
}
