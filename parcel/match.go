package parcel

import (
	"slices"
	"strings"
)

// Match is what the trade papers of an item say together.
type Match struct {
	Order      string   // order number they share
	OrderTotal Money    // what the order says the goods cost
	Problems   []string // broken relations, by the tokens below
}

// The relations between papers that can be broken (CEB 2022-05, section on
// cross-document rules), as rules name them.
const (
	ValueBelowOrder  = "value_below_order" // declared value below the order's, without what it cost to send
	PaymentFormula   = "payment_formula"   // paid is not goods + freight + tax - discount
	PaymentDiffers   = "payment_differs"   // order and payment name other amounts
	ConsigneeDiffers = "consignee_differs" // order and shipment name other consignees
	JoinDiffers      = "join_differs"      // papers that share one number do not share the other
	LinesDiffer      = "lines_differ"      // declared lines are not those of the order
	LineTotal        = "line_total"        // a line's total is not price x quantity
	PayerDiffers     = "payer_differs"     // buyer and payer are not the same
)

// Relations lists the closed set.
func Relations() []string {
	return []string{ValueBelowOrder, PaymentFormula, PaymentDiffers, ConsigneeDiffers, JoinDiffers, LinesDiffer, LineTotal, PayerDiffers}
}

// MatchPapers compares the papers that name an item with each other and with
// its declaration.
func MatchPapers(d Declaration, papers []Paper) Match {
	order, payment, shipment := Together(d, papers)
	var m Match
	broken := func(problem string, is bool) {
		if is {
			m.Problems = append(m.Problems, problem)
		}
	}
	if order == nil {
		return m
	}
	worth := order.Worth()
	m.Order, m.OrderTotal = order.Order, worth
	broken(ValueBelowOrder, below(d.Total(), worth))
	broken(PaymentFormula, !formulaHolds(*order))
	if payment != nil {
		broken(PaymentDiffers, order.Paid != payment.Paid && !order.Paid.IsZero() && !payment.Paid.IsZero())
	}
	if shipment != nil {
		broken(ConsigneeDiffers, elsewhere(order.Consignee, shipment.Consignee))
	}
	broken(JoinDiffers, !joined(d, order, payment, shipment))
	broken(LinesDiffer, !sameLines(d, order))
	broken(LineTotal, len(order.LineProblems) > 0)
	if payment != nil {
		broken(PayerDiffers, differs(order.Buyer.IDRef, payment.Buyer.IDRef) || differs(order.Buyer.Name, payment.Buyer.Name))
	}
	return m
}

// Together are the papers of each kind that belong to an item: numbers are
// unique only beside who gave them out, so that an order of another platform or
// a waybill of another carrier is not the item's, where the declaration says
// which. Of several the newest counts, which comes first.
func Together(d Declaration, papers []Paper) (order, payment, shipment *Paper) {
	shipment = best(papers, Shipment, func(p *Paper) int { return fits(p.Carrier, d.CarrierCode) })
	order = best(papers, Order, func(p *Paper) int {
		score := 2 * fits(p.Platform, d.PlatformCode)
		if score == 0 && shipment != nil && p.Consignee.Name != "" && !differs(p.Consignee.Name, shipment.Consignee.Name) {
			score = 1
		}
		return score
	})
	if order == nil {
		return nil, nil, shipment
	}
	payment = best(papers, Payment, func(p *Paper) int {
		if p.Transaction != "" && p.Transaction == order.Transaction && p.Payer == order.Payer {
			return 2
		}
		if p.Order != order.Order {
			return -1
		}
		return fits(p.Platform, order.Platform)
	})
	return order, payment, shipment
}

// Strange reports whether a paper that bears one of an item's numbers is
// certainly another item's: the declaration says who gave out the number, and it
// was somebody else.
func (d *Declaration) Strange(p *Paper) bool {
	switch p.Kind {
	case Shipment:
		return fits(p.Carrier, d.CarrierCode) < 0
	case Order:
		return fits(p.Platform, d.PlatformCode) < 0
	case Payment:
		return p.Transaction == "" && fits(p.Platform, d.PlatformCode) < 0
	}
	return false
}

// fits compares the code of who gave out a number with the one looked for: 0
// where either is not known.
func fits(code, wanted string) int {
	switch {
	case code == "" || wanted == "":
		return 0
	case code == wanted:
		return 1
	}
	return -1
}

// best is the first paper of a kind with the highest score; none below 0.
func best(papers []Paper, kind PaperKind, score func(*Paper) int) *Paper {
	var found *Paper
	highest := -1
	for i := range papers {
		p := &papers[i]
		if p.Kind != kind {
			continue
		}
		if n := score(p); n > highest {
			found, highest = p, n
		}
	}
	return found
}

// joined reports whether papers that meet by one number meet by the others too:
// order and payment by their order and by their transaction, shipment and
// declaration by the waybill and by the order (CEB 2022-05, rule 4).
func joined(d Declaration, order, payment, shipment *Paper) bool {
	other := func(a, b string) bool { return a != "" && b != "" && a != b }
	if payment != nil && (other(order.Order, payment.Order) || other(order.Transaction, payment.Transaction) || other(order.Payer, payment.Payer)) {
		return false
	}
	declares := d.PlatformCode != "" // the order among its references
	return shipment == nil || !declares || shipment.Order == "" || len(d.References) == 0 || slices.Contains(d.References, shipment.Order)
}

// sameLines reports whether the lines of a declaration that names the order
// are those of the order: one for one by their numbers, under the same names
// (CEB 2022-05, rule 5).
func sameLines(d Declaration, order *Paper) bool {
	if d.PlatformCode == "" || len(d.Contents) == 0 || len(order.Contents) == 0 {
		return true // declared by somebody who need not use the order's lines
	}
	if len(d.Contents) != len(order.Contents) {
		return false
	}
	lines := make(map[int]Content, len(order.Contents))
	for _, c := range order.Contents {
		lines[c.Index] = c
	}
	for _, c := range d.Contents {
		of, there := lines[c.Index]
		if !there || differs(of.called(), c.called()) {
			return false
		}
		delete(lines, c.Index)
	}
	return true
}

// called is the name of the goods, as far as it is told apart.
func (c Content) called() string {
	if c.Name != "" {
		return c.Name
	}
	return c.Words
}

// Worth is what an order says its goods cost: their value as stated, or else
// what was paid without freight and tax.
func (p *Paper) Worth() Money {
	if !p.Goods.IsZero() || p.Paid.IsZero() {
		return p.Goods
	}
	sum := p.Paid
	for _, part := range []Money{p.Freight, p.Tax, {Minor: -p.Discount.Minor, Currency: p.Discount.Currency}} {
		part.Minor = -part.Minor
		next, ok := sum.Add(part)
		if !ok {
			return Money{}
		}
		sum = next
	}
	return sum
}

// below compares two amounts that are both said, in one currency.
func below(declared, goods Money) bool {
	return !declared.IsZero() && declared.Currency == goods.Currency && declared.Minor < goods.Minor
}

func elsewhere(a, b Party) bool {
	return differs(a.Name, b.Name) || differs(a.Phone, b.Phone) ||
		differs(strings.Join(a.Address, " "), strings.Join(b.Address, " "))
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
	order, _, shipment := Together(Declaration{Identifier: id}, papers)
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
	d.Sender, d.Value, d.Contents = order.Seller, order.Worth(), order.Contents
	return d, true
}
