package parcel_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"postern/parcel"
)

func cny(n int64) parcel.Money { return parcel.Money{Minor: n, Currency: "CNY"} }

// papers are an order, its payment and its shipment, without fault.
func papers() (order, payment, shipment parcel.Paper) {
	to := parcel.Party{Name: "Lin Qiao", Phone: "555-0101", Address: []string{"1 Harbour Lane"}, Country: "CN"}
	order = parcel.Paper{
		Kind: parcel.Order, Platform: "P1", Order: "A-1", Goods: cny(10_000), Freight: cny(500), Tax: cny(1_100), Discount: cny(600),
		Paid: cny(11_000), Buyer: parcel.Party{Name: "Lin Qiao", IDRef: "X1"}, Consignee: to, Seller: parcel.Party{Name: "Teal Toys"},
		Contents: []parcel.Content{{Index: 1, Words: "toy boat", Value: cny(10_000)}},
	}
	payment = parcel.Paper{Kind: parcel.Payment, Platform: "P1", Order: "A-1", Paid: cny(11_000), Buyer: parcel.Party{Name: "lin  qiao", IDRef: "x-1"}}
	shipment = parcel.Paper{Kind: parcel.Shipment, Order: "A-1", Number: "RR473124829GB", Consignee: to, Gross: 412, Words: "toys"}
	return order, payment, shipment
}

func TestMatchPapers(t *testing.T) {
	type set struct {
		declared                 parcel.Money
		order, payment, shipment parcel.Paper
	}
	for name, c := range map[string]struct {
		change func(*set)
		want   []string
	}{
		"all agree":                    {func(*set) {}, nil},
		"declared below the order":     {func(s *set) { s.declared = cny(9_999) }, []string{parcel.ValueBelowOrder}},
		"declared in another currency": {func(s *set) { s.declared = parcel.Money{Minor: 1, Currency: "EUR"} }, nil},
		"nothing declared":             {func(s *set) { s.declared = parcel.Money{} }, nil},
		"formula":                      {func(s *set) { s.order.Freight = cny(501) }, []string{parcel.PaymentFormula}},
		"formula without what is paid": {func(s *set) { s.order.Paid, s.payment.Paid = parcel.Money{}, parcel.Money{} }, nil},
		"formula over two currencies":  {func(s *set) { s.order.Tax = parcel.Money{Minor: 9, Currency: "EUR"} }, nil},
		"formula of absurd sums":       {func(s *set) { s.order.Goods, s.order.Tax = cny(1<<62), cny(1<<62) }, []string{parcel.ValueBelowOrder}},
		"payment differs":              {func(s *set) { s.payment.Paid = cny(10_999) }, []string{parcel.PaymentDiffers}},
		"payment unsaid":               {func(s *set) { s.payment.Paid = parcel.Money{} }, nil},
		"payer by number":              {func(s *set) { s.payment.Buyer.IDRef = "Y2" }, []string{parcel.PayerDiffers}},
		"payer by name":                {func(s *set) { s.payment.Buyer.Name = "Bo Hai" }, []string{parcel.PayerDiffers}},
		"payer unsaid":                 {func(s *set) { s.payment.Buyer = parcel.Party{} }, nil},
		"consignee name":               {func(s *set) { s.shipment.Consignee.Name = "Bo Hai" }, []string{parcel.ConsigneeDiffers}},
		"consignee phone":              {func(s *set) { s.shipment.Consignee.Phone = "555-0202" }, []string{parcel.ConsigneeDiffers}},
		"consignee address":            {func(s *set) { s.shipment.Consignee.Address = []string{"2 Harbour Lane"} }, []string{parcel.ConsigneeDiffers}},
		"consignee spelt otherwise":    {func(s *set) { s.shipment.Consignee.Name = "LIN-QIAO" }, nil},
		"line totals":                  {func(s *set) { s.order.LineProblems = []string{"line 1", "line 2"} }, []string{parcel.LineTotal}},
	} {
		s := set{declared: cny(10_000)}
		s.order, s.payment, s.shipment = papers()
		c.change(&s)
		d := parcel.Declaration{Value: s.declared}
		got := parcel.MatchPapers(d, []parcel.Paper{s.shipment, s.order, s.payment})
		want := parcel.Match{Order: "A-1", OrderTotal: s.order.Goods, Problems: c.want}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// Each of the seven relations of CEB 2022-05 and the value of the goods, as an
// inventory of the platform declares them.
func TestMatchPapersWithAnInventory(t *testing.T) {
	type set struct {
		d                        parcel.Declaration
		order, payment, shipment parcel.Paper
		more                     []parcel.Paper
	}
	for name, c := range map[string]struct {
		change func(*set)
		want   []string
	}{
		"all agree":                                        {func(*set) {}, nil},
		"the shipment is of another order":                 {func(s *set) { s.shipment.Order = "A-2" }, []string{parcel.JoinDiffers}},
		"the shipment names no order":                      {func(s *set) { s.shipment.Order = "" }, nil},
		"the payment settles another transaction":          {func(s *set) { s.payment.Transaction = "T-2" }, []string{parcel.JoinDiffers}},
		"the payment is of another provider":               {func(s *set) { s.payment.Payer = "V2" }, []string{parcel.JoinDiffers}},
		"the transaction is of another order":              {func(s *set) { s.payment.Order = "A-2" }, []string{parcel.JoinDiffers}},
		"a line is missing":                                {func(s *set) { s.d.Contents = s.d.Contents[:1] }, []string{parcel.LinesDiffer}},
		"a line is renamed":                                {func(s *set) { s.d.Contents[1].Name = "book" }, []string{parcel.LinesDiffer}},
		"a line is numbered otherwise":                     {func(s *set) { s.d.Contents[1].Index = 3 }, []string{parcel.LinesDiffer}},
		"a line stands twice":                              {func(s *set) { s.d.Contents[1] = s.d.Contents[0] }, []string{parcel.LinesDiffer}},
		"the model is said otherwise":                      {func(s *set) { s.d.Contents[1].Words, s.d.Contents[1].Name = "kite, 2 m", "kite" }, nil},
		"only paid is said, and it covers freight and tax": {func(s *set) { s.order.Goods = parcel.Money{} }, nil},
		"only paid is said, and the goods cost more": {func(s *set) {
			s.order.Goods, s.order.Freight = parcel.Money{}, cny(499)
		}, []string{parcel.ValueBelowOrder}},
		"another platform's order of that number, newer": {func(s *set) {
			other := s.order
			other.Platform, other.Goods = "P2", cny(90_000)
			s.more = []parcel.Paper{other}
		}, nil},
		"another platform's payment of that number, newer": {func(s *set) {
			other := s.payment
			other.Platform, other.Transaction, other.Paid = "P2", "T-9", cny(1)
			s.more = []parcel.Paper{other}
		}, nil},
		"another carrier's waybill of that number, newer": {func(s *set) {
			other := s.shipment
			other.Carrier, other.Consignee = "C2", parcel.Party{Name: "Bo Hai"}
			s.more = []parcel.Paper{other}
		}, nil},
		"only another platform's order": {func(s *set) { s.order.Platform, s.order.Goods = "P2", cny(90_000) }, nil},
	} {
		var s set
		s.order, s.payment, s.shipment = papers()
		s.order.Payer, s.order.Transaction, s.payment.Payer, s.payment.Transaction, s.shipment.Carrier = "V", "T-1", "V", "T-1", "C"
		s.order.Contents = []parcel.Content{{Index: 1, Words: "toy boat"}, {Index: 2, Words: "kite, red", Name: "kite"}}
		s.d = parcel.Declaration{
			Value: cny(10_000), PlatformCode: "P1", CarrierCode: "C", References: []string{"A-1", "COP1"},
			Contents: []parcel.Content{{Index: 1, Words: "Toy Boat"}, {Index: 2, Words: "kite"}},
		}
		c.change(&s)
		got := parcel.MatchPapers(s.d, append(s.more, s.shipment, s.order, s.payment))
		if diff := cmp.Diff(c.want, got.Problems); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestMatchTakesTheFirstPaperOfAKind(t *testing.T) {
	order, _, _ := papers()
	older := order
	older.Goods = cny(1)
	if got := parcel.MatchPapers(parcel.Declaration{}, []parcel.Paper{order, older}); got.OrderTotal != order.Goods {
		t.Errorf("the total is %v", got.OrderTotal)
	}
}

func TestMatchWithoutAnOrder(t *testing.T) {
	_, payment, shipment := papers()
	if diff := cmp.Diff(parcel.Match{}, parcel.MatchPapers(parcel.Declaration{}, []parcel.Paper{payment, shipment})); diff != "" {
		t.Error(diff)
	}
}

func TestFromPapersAlone(t *testing.T) {
	order, payment, shipment := papers()
	id := parcel.ParseIdentifier("RR473124829GB")
	if d, ok := parcel.FromPapersAlone(id, []parcel.Paper{order, payment}); ok {
		t.Errorf("without a shipment there is %+v", d)
	}
	d, ok := parcel.FromPapersAlone(id, []parcel.Paper{shipment, order})
	want := parcel.Declaration{
		Identifier: id, Addressee: shipment.Consignee, Gross: 412, Nature: parcel.Sale, References: []string{"A-1"},
		Sender: order.Seller, Value: order.Goods, Contents: order.Contents,
	}
	if diff := cmp.Diff(want, d); !ok || diff != "" {
		t.Error(ok, diff)
	}
	d, ok = parcel.FromPapersAlone(id, []parcel.Paper{shipment})
	want.Sender, want.Value, want.Contents = parcel.Party{}, parcel.Money{}, []parcel.Content{{Index: 1, Words: "toys"}}
	if diff := cmp.Diff(want, d); !ok || diff != "" {
		t.Error(ok, diff)
	}
}

// What stands side by side marks the fields in which papers do not go together,
// and no others.
func TestSideBySide(t *testing.T) {
	if all := parcel.SideBySide(parcel.Declaration{Value: cny(1)}, nil); len(all) != 0 {
		t.Errorf("without papers there is %+v", all)
	}
	order, payment, shipment := papers()
	d := parcel.Declaration{Value: cny(9_000), Addressee: parcel.Party{Name: "Lin Qiao"}, Gross: 400, Contents: []parcel.Content{{Words: "boat"}}}
	payment.Buyer.Name, shipment.Consignee.Name = "Bo Hai", "Bo Hai"
	marked := map[parcel.PaperField]bool{parcel.PaperGoods: true, parcel.PaperBuyer: true, parcel.PaperConsignee: true}
	all := parcel.SideBySide(d, []parcel.Paper{payment, shipment, order})
	for _, b := range all {
		if b.Differs != marked[b.Field] {
			t.Errorf("%+v", b)
		}
	}
	want := parcel.Beside{Field: parcel.PaperGoods, Declared: "90.00 CNY", Order: "100.00 CNY", Differs: true}
	if len(all) != 10 || all[1] != want {
		t.Errorf("%d rows, %+v", len(all), all)
	}
}
