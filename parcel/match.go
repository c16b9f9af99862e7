package parcel

import "strings"

// Match is what the trade papers of an item say together.
type Match struct {
	Order      string   // order number they share
	OrderTotal Money    // goods value of the order
	Problems   []string // broken relations, by the tokens below
}

// The relations between papers that can be broken (CEB 2022-05, section on
// cross-document rules), as rules name them.
const (
	ValueBelowOrder  = "value_below_order" // declared value below the order's goods value
	PaymentFormula   = "payment_formula"   // paid is not goods + freight + tax - discount
	PaymentDiffers   = "payment_differs"   // order and payment name other amounts
	ConsigneeDiffers = "consignee_differs" // order and shipment name other consignees
	PayerDiffers     = "payer_differs"     // buyer and payer are not the same
	LineTotal        = "line_total"        // a line's total is not price x quantity
)

// MatchPapers compares the papers that name an item with each other and with
// its declaration.
func MatchPapers(d Declaration, papers []Paper) Match {
	order, payment, shipment := first(papers, Order), first(papers, Payment), first(papers, Shipment)
	var m Match
	broken := func(problem string, is bool) {
		if is {
			m.Problems = append(m.Problems, problem)
		}
	}
	if order == nil {
		return m
	}
	m.Order, m.OrderTotal = order.Order, order.Goods
	broken(ValueBelowOrder, below(d.Total(), order.Goods))
	broken(PaymentFormula, !formulaHolds(*order))
	broken(LineTotal, len(order.LineProblems) > 0)
	if payment != nil {
		broken(PaymentDiffers, order.Paid != payment.Paid && !order.Paid.IsZero() && !payment.Paid.IsZero())
		broken(PayerDiffers, differs(order.Buyer.IDRef, payment.Buyer.IDRef) || differs(order.Buyer.Name, payment.Buyer.Name))
	}
	if shipment != nil {
		broken(ConsigneeDiffers, elsewhere(order.Consignee, shipment.Consignee))
	}
	return m
}

// below compares two amounts that are both said, in one currency.
func below(declared, goods Money) bool {
	return !declared.IsZero() && declared.Currency == goods.Currency && declared.Minor < goods.Minor
}

func elsewhere(a, b Party) bool {
	return differs(a.Name, b.Name) || differs(a.Phone, b.Phone) ||
		differs(strings.Join(a.Address, " "), strings.Join(b.Address, " "))
}

func first(papers []Paper, kind PaperKind) *Paper {
	for i := range papers {
		if papers[i].Kind == kind {
			return &papers[i]
		}
	}
	return nil
}

// differs compares two texts that are both there.
func differs(a, b string) bool {
	a, b = plainKey(a), plainKey(b)
	return a != "" && b != "" && a != b
}

// formulaHolds checks paid = goods + freight + tax - discount, where paid and
// goods are said and all of it is in one currency.
func formulaHolds(order Paper) bool {
	if order.Paid.IsZero() || order.Goods.IsZero() {
		return true
	}
	discount := order.Discount
	discount.Minor = -discount.Minor
	sum := order.Goods
	for _, part := range []Money{order.Freight, order.Tax, discount} {
		next, ok := sum.Add(part)
		if !ok {
			return true // other currencies or absurd sums: there is nothing to compare
		}
		sum = next
	}
	return order.Paid.Currency != sum.Currency || order.Paid.Minor == sum.Minor
}

// FromPapersAlone puts a declaration together for an item that only trade
// papers name. ok is false where no shipment names it.
func FromPapersAlone(id Identifier, papers []Paper) (d Declaration, ok bool) {
	shipment, order := first(papers, Shipment), first(papers, Order)
	if shipment == nil {
		return Declaration{}, false
	}
	d = Declaration{Identifier: id, Addressee: shipment.Consignee, Gross: shipment.Gross, Nature: Sale}
	if shipment.Order != "" {
		d.References = []string{shipment.Order}
	}
	if order == nil {
		if shipment.Words != "" {
			d.Contents = []Content{{Index: 1, Words: shipment.Words}}
		}
		return d, true
	}
	d.Sender, d.Value, d.Contents = order.Seller, order.Goods, order.Contents
	return d, true
}
