package store_test

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"postern/journal"
	"postern/parcel"
	"postern/store"
)

// from is an item from one party to another.
func from(serial int, sender, addressee string, minor int64) parcel.Declaration {
	d := declare(serial)
	d.Sender = parcel.Party{Name: sender, City: "Leeds"}
	d.Addressee = parcel.Party{Name: addressee, City: "Faro"}
	d.Value = parcel.Money{Minor: minor, Currency: "EUR"}
	return d
}

func eur(minor int64) parcel.Money { return parcel.Money{Minor: minor, Currency: "EUR"} }

const hours = time.Hour

func TestFacts(t *testing.T) {
	asked := from(1, "Ada", "Xi", 100)
	for name, c := range map[string]struct {
		tell func(*station)
		want parcel.Facts
	}{
		"nothing known": {func(*station) {}, parcel.Facts{}},
		"itself only":   {func(s *station) { s.receive([]parcel.Declaration{asked}) }, parcel.Facts{}},
		"others of the file": {func(s *station) {
			s.receive([]parcel.Declaration{from(2, "Ada", "Xi", 5), asked, from(3, "Ada", "Yo", 7), from(4, "Bo", "Xi", 11)})
		}, parcel.Facts{SenderItems: 2, SenderReached: 2, AddresseeItems: 2, AddresseeToday: 2, AddresseeValue: eur(16)}},
		"another currency": {func(s *station) {
			d := from(2, "Bo", "Xi", 5)
			d.Value.Currency = "GBP"
			s.receive([]parcel.Declaration{d, from(3, "Bo", "Xi", 6)})
		}, parcel.Facts{AddresseeItems: 2, AddresseeToday: 2, AddresseeValue: eur(6)}},
		"yesterday": {func(s *station) {
			s.receive([]parcel.Declaration{from(2, "Bo", "Xi", 5)})
			s.clock.pass(25 * hours)
		}, parcel.Facts{AddresseeItems: 1, AddresseeValue: eur(5)}},
		"last month": {func(s *station) {
			s.receive([]parcel.Declaration{from(2, "Ada", "Xi", 5)})
			s.clock.pass(31 * 24 * hours)
		}, parcel.Facts{SenderItems: 1}},
		"last year": {func(s *station) {
			s.receive([]parcel.Declaration{from(2, "Ada", "Xi", 5)})
			s.event(day(2), decided(parcel.Seize))
			s.clock.pass(366 * 24 * hours)
		}, parcel.Facts{}},
		"declared twice": {func(s *station) {
			s.receive([]parcel.Declaration{from(2, "Ada", "Xi", 5)})
			s.receive([]parcel.Declaration{from(2, "Ada", "Xi", 9)})
		}, parcel.Facts{SenderItems: 1, SenderReached: 1, AddresseeItems: 1, AddresseeToday: 1, AddresseeValue: eur(9)}},
		"nobody is nobody": {func(s *station) {
			s.receive([]parcel.Declaration{from(2, "", "", 5), from(3, "Ada", "", 5)})
		}, parcel.Facts{SenderItems: 1}},
		"examined and found": {func(s *station) {
			s.receive([]parcel.Declaration{from(2, "Ada", "Yo", 5), from(3, "Ada", "Yo", 5)})
			s.event(day(2), decided(parcel.Seize), s.event(day(2), decided(parcel.Examine)))
			s.event(day(3), decided(parcel.Release), s.event(day(3), decided(parcel.Examine)))
		}, parcel.Facts{SenderItems: 2, SenderReached: 1, SenderExamined: 2, SenderFound: 1}},
		"taken back": {func(s *station) {
			s.receive([]parcel.Declaration{from(2, "Ada", "Yo", 5)})
			s.event(day(2), journal.DecisionWithdrawn{}, s.event(day(2), decided(parcel.Seize)))
		}, parcel.Facts{SenderItems: 1, SenderReached: 1}},
		"found in what was another's": {func(s *station) {
			s.receive([]parcel.Declaration{from(2, "Ada", "Yo", 5)})
			s.event(day(2), decided(parcel.Seize))
			s.receive([]parcel.Declaration{from(2, "Bo", "Yo", 5)})
		}, parcel.Facts{SenderItems: 1, SenderReached: 1}}, // it was declared as Ada's; nothing was found with her
		"found before it was declared": {func(s *station) {
			s.event(day(2), decided(parcel.Seize))
			s.receive([]parcel.Declaration{from(2, "Ada", "Yo", 5)})
		}, parcel.Facts{SenderItems: 1, SenderReached: 1, SenderFound: 1}},
		"found on another's form": {func(s *station) {
			s.event(day(2), journal.ItemEntered{Declaration: from(2, "Bo", "Yo", 5)})
			s.event(day(2), decided(parcel.Seize))
			s.event(day(2), journal.ItemEntered{Declaration: from(2, "Ada", "Yo", 5)})
		}, parcel.Facts{SenderItems: 1, SenderReached: 1, SenderFound: 1}},
		"undone under another sender": {func(s *station) {
			s.receive([]parcel.Declaration{from(2, "Ada", "Yo", 5)})
			n := s.event(day(2), decided(parcel.Seize))
			s.receive([]parcel.Declaration{from(2, "Bo", "Yo", 5)})
			s.event(day(2), journal.DecisionWithdrawn{}, n)
		}, parcel.Facts{SenderItems: 1, SenderReached: 1}},
		"absurd values": {func(s *station) {
			var many []parcel.Declaration
			for i := range 20 {
				many = append(many, from(100+i, "Bo", "Xi", math.MaxInt64/4))
			}
			s.receive(many)
		}, parcel.Facts{AddresseeItems: 20, AddresseeToday: 20, AddresseeValue: eur(20e15)}},
		"very many": {func(s *station) {
			var many []parcel.Declaration
			for i := range 700 {
				many = append(many, from(100+i, "Ada", fmt.Sprint("Person ", i), 1))
			}
			s.receive(many)
		}, parcel.Facts{SenderItems: 500, SenderReached: 500}},
		"a clock set back": {func(s *station) {
			s.receive([]parcel.Declaration{from(2, "Ada", "Xi", 5)})
			s.clock.pass(-2 * hours)
		}, parcel.Facts{SenderItems: 1, SenderReached: 1, AddresseeItems: 1, AddresseeToday: 1, AddresseeValue: eur(5)}},
	} {
		s := setUp(t)
		c.tell(s)
		got, err := s.Facts(t.Context(), day(1), asked)
		if diff := cmp.Diff(c.want, got, counts); err != nil || diff != "" {
			t.Errorf("%s: %v %s", name, err, diff)
		}
	}
}

// counts leaves out what TestFactsOfParties looks at.
var counts = cmpopts.IgnoreFields(parcel.Facts{}, "SenderDays", "SenderLight", "SenderRecent", "SenderValues", "AddresseeDays", "AddresseeWeek",
	"TodayValue", "WeekValue", "PairToday", "PairItems", "PairTodayValue", "PairValue")

func TestFactsOfParties(t *testing.T) {
	s := setUp(t)
	asked := from(1, "Ada", "Xi", 100)
	asked.Addressee.Address, asked.Addressee.Phone, asked.Sender.Phone = []string{"Rua 1"}, "+351 912 345 678", "0044 113 496 0000"
	pass := func(d time.Duration, all ...parcel.Declaration) {
		s.receive(all)
		s.clock.pass(d)
	}
	other := func(serial int, name string, phone string) parcel.Declaration {
		d := from(serial, "Cy", name, 1)
		d.Addressee.Address, d.Addressee.Phone, d.Sender.Phone = []string{"RUA 1"}, phone, "(0)113 496 0000"
		return d
	}
	light := from(2, "Ada", "Xi", 7)
	light.Gross = 100
	pass(29*24*hours, light, other(20, "Old", ""))
	pass(4*24*hours, other(21, "Al", "912345678"), other(22, "Bo", "00351912345678"), other(23, "Al", ""), other(24, "Xi", ""))
	pass(2*24*hours, from(3, "Ada", "Xi", 11), from(4, "Bo", "Xi", 13))
	pass(2*hours, from(5, "Ada", "Xi", 17), from(6, "Ada", "Yo", 19))
	want := parcel.Facts{
		SenderItems: 4, SenderReached: 2, AddresseeItems: 4, AddresseeToday: 1, AddresseeValue: eur(17 + 11 + 13 + 1),
		SenderDays: 35, SenderRecent: 3, SenderValues: []int64{7, 11, 17, 19}, AddresseeDays: 35, AddresseeWeek: 4,
		TodayValue: eur(17), WeekValue: eur(17 + 11 + 13 + 1), PairToday: 1, PairItems: 2, PairTodayValue: eur(17), PairValue: eur(28),
		AddressNames: 2, PhoneNames: 2, SenderPhoneNames: 1,
	}
	got, err := s.Facts(t.Context(), day(1), asked)
	slices.Sort(got.SenderValues)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

// goods is an item of one line of cotton shirts.
func goods(serial, units int, net parcel.Mass, minor int64) parcel.Declaration {
	d := from(serial, fmt.Sprint("Sender ", serial), fmt.Sprint("Person ", serial), minor)
	d.Contents = []parcel.Content{{Index: 1, Words: "shirts", HS: "6109.10", Units: units, Net: net, Value: eur(minor), Origin: "CN"}}
	return d
}

func TestNormsAreLearned(t *testing.T) {
	s := setUp(t)
	norm := func(d parcel.Declaration) []parcel.Norm {
		t.Helper()
		f, err := s.Facts(t.Context(), parcel.NewItemID(d.Identifier.Text, ""), d)
		if err != nil {
			t.Fatal(err)
		}
		return f.Norms
	}
	for i := range 60 { // two in three cost 10 euros and weigh 200 g, one in three costs anything
		minor := int64(1000)
		if i%3 == 0 {
			minor = int64(1 + 997*i*i)
		}
		s.receive([]parcel.Declaration{goods(100+i, 1, 200, minor)})
		if i%10 == 9 {
			s.clock.pass(24 * hours)
		}
		if got := norm(goods(1, 2, 400, 150)); i < 20 && got != nil {
			t.Fatalf("a norm of %d declarations: %v", i+1, got)
		}
	}
	got := norm(goods(1, 2, 400, 150))
	if len(got) != 1 || got[0].N < parcel.LeastNorm || got[0].Kilo != 5000 || got[0].Piece != 1000 || got[0].Grams != 200 || got[0].KiloSpread != 0 || got[0].Line != 1 {
		t.Errorf("%+v", got)
	}
	dear := goods(1, 1, 200, 1000)
	dear.Contents[0].Value.Currency = "USD"
	if got := norm(dear); got != nil {
		t.Errorf("compared with another currency: %+v", got)
	}
	itself := norm(goods(101, 1, 200, 1000))
	if len(itself) != 1 || itself[0].N >= got[0].N {
		t.Errorf("an item is compared with itself: %+v, of others %+v", itself, got)
	}
}

func TestFactsOfPapers(t *testing.T) {
	s := setUp(t)
	asked := from(1, "Ada", "Xi", 100)
	order := parcel.Paper{Kind: parcel.Order, Platform: "P", Order: "O", Goods: eur(500), LineProblems: []string{"line 2"}}
	payment := parcel.Paper{Kind: parcel.Payment, Payer: "V", Transaction: "T", Order: "O"}
	shipment := func(serial int) parcel.Paper {
		return parcel.Paper{Kind: parcel.Shipment, Carrier: "C", Number: ident(serial), Order: "O"}
	}
	facts := func(want parcel.Facts) {
		t.Helper()
		got, err := s.Facts(t.Context(), day(1), asked)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Error(err, diff)
		}
	}
	s.receive(nil, order, payment)
	facts(parcel.Facts{})
	s.receive(nil, shipment(1), shipment(2), shipment(3))
	facts(parcel.Facts{Papers: 3, OrderTotal: eur(500), OrderItems: 3, PaperProblems: []string{parcel.ValueBelowOrder, parcel.LineTotal}})
	newer := order
	newer.Goods, newer.LineProblems = eur(90), nil
	s.receive(nil, newer)
	facts(parcel.Facts{Papers: 3, OrderTotal: eur(90), OrderItems: 3})
	newer.Delete = true
	s.receive(nil, newer)
	facts(parcel.Facts{Papers: 2})

	papers, err := s.Papers(t.Context(), ident(1))
	if diff := cmp.Diff([]parcel.Paper{shipment(1), payment}, papers); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

// Order numbers are unique only on their platform, and a payment is an order's
// by its transaction too, whichever comes first.
func TestPapersMeetByAllTheirNumbers(t *testing.T) {
	order := parcel.Paper{Kind: parcel.Order, Platform: "P", Order: "O", Payer: "V", Transaction: "T", Goods: eur(100), Paid: eur(100)}
	other := parcel.Paper{Kind: parcel.Order, Platform: "Q", Order: "O", Goods: eur(500)}
	payment := parcel.Paper{Kind: parcel.Payment, Payer: "V", Transaction: "T", Order: "elsewhere", Paid: eur(70)}
	shipment := parcel.Paper{Kind: parcel.Shipment, Carrier: "C", Number: ident(1), Order: "O"}
	declared := from(1, "Ada", "Xi", 100)
	declared.PlatformCode, declared.CarrierCode, declared.References = "P", "C", []string{"O"}
	unshipped := from(2, "Ada", "Xi", 100)
	unshipped.PlatformCode, unshipped.References = "P", []string{"O"}
	want := parcel.Facts{Papers: 3, OrderTotal: eur(100), OrderItems: 1, PaperProblems: []string{parcel.PaymentDiffers, parcel.JoinDiffers}}
	for name, order := range map[string][]parcel.Paper{
		"in order": {order, other, payment, shipment},
		"reversed": {shipment, payment, other, order},
	} {
		s := setUp(t)
		s.receive([]parcel.Declaration{declared, unshipped})
		for _, p := range order {
			s.receive(nil, p)
		}
		got, err := s.Facts(t.Context(), day(1), declared)
		got = parcel.Facts{Papers: got.Papers, OrderTotal: got.OrderTotal, OrderItems: got.OrderItems, PaperProblems: got.PaperProblems}
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Error(name, err, diff)
		}
		if got, err = s.Facts(t.Context(), day(2), unshipped); err != nil || got.Papers != 2 || got.OrderTotal != eur(100) {
			t.Errorf("%s, without a shipment: %+v, %v", name, got, err)
		}
		d, err := s.Dossier(t.Context(), day(2))
		if err != nil || len(d.Papers) != 2 {
			t.Errorf("%s: %d papers stand beside it, %v", name, len(d.Papers), err)
		}
	}
}

// A number that thousands share costs no more than any other.
func TestPapersAreBounded(t *testing.T) {
	s := setUp(t)
	var papers []parcel.Paper
	for i := range 3000 {
		papers = append(papers,
			parcel.Paper{Kind: parcel.Shipment, Carrier: fmt.Sprint(i), Number: ident(1), Order: "O"},
			parcel.Paper{Kind: parcel.Shipment, Carrier: "C", Number: ident(1000 + i), Order: "O"},
			parcel.Paper{Kind: parcel.Order, Platform: fmt.Sprint(i), Order: "O", Goods: eur(1)})
	}
	s.receive([]parcel.Declaration{declare(1)}, papers...)
	all, err := s.Papers(t.Context(), ident(1))
	if err != nil || len(all) == 0 || len(all) > 100 {
		t.Errorf("%d papers, %v", len(all), err)
	}
	f, err := s.Facts(t.Context(), day(1), declare(1))
	if err != nil || f.OrderItems == 0 || f.OrderItems > 500 {
		t.Errorf("%d items share the order, %v", f.OrderItems, err)
	}
}

// judged counts how often each item is assessed and remembers the last case.
type judged struct {
	times map[parcel.ItemID]int
	last  map[parcel.ItemID]store.Case
}

func (j *judged) assess(cases []store.Case) ([]parcel.Verdict, string) {
	for _, c := range cases {
		j.times[c.Item]++
		j.last[c.Item] = c
	}
	return make([]parcel.Verdict, len(cases)), "v1"
}

func judging(t *testing.T) (*station, *judged) {
	t.Helper()
	j := &judged{times: map[parcel.ItemID]int{}, last: map[parcel.ItemID]store.Case{}}
	return setUp(t, func(o *store.Options) { o.Assess = j.assess }), j
}

func TestItemsAreJudgedWhenWhatIsKnownChanges(t *testing.T) {
	s, j := judging(t)
	times := func(what string, want int) {
		t.Helper()
		if got := j.times[day(1)]; got != want {
			t.Errorf("%s: judged %d times, want %d", what, got, want)
		}
	}
	s.receive([]parcel.Declaration{declare(1), declare(2)})
	times("declared", 1)
	s.receive([]parcel.Declaration{declare(1)})
	times("declared again", 2)
	s.receive(nil, parcel.Paper{Kind: parcel.Shipment, Number: ident(1), Order: "O"})
	times("shipped", 3)
	s.receive(nil, parcel.Paper{Kind: parcel.Order, Order: "O", Goods: eur(4)})
	if times("ordered", 4); j.last[day(1)].Facts.OrderTotal != eur(4) {
		t.Errorf("%+v", j.last[day(1)].Facts)
	}
	hold := s.event(day(1), journal.HoldIssued{Agency: parcel.Plant, Reason: "seeds"})
	if times("held", 5); len(j.last[day(1)].Holds) != 1 {
		t.Errorf("%+v", j.last[day(1)].Holds)
	}
	s.event(day(1), journal.HoldClosed{Cause: parcel.DataWrong}, hold)
	if times("no more", 6); len(j.last[day(1)].Holds) != 0 {
		t.Errorf("%+v", j.last[day(1)].Holds)
	}
	s.event(day(1), scanned(parcel.Belt, parcel.Green, parcel.ByNone))
	s.event(day(1), decided(parcel.Release))
	times("released", 6)
	s.receive([]parcel.Declaration{declare(1)})
	times("declared once more when it had left, since that may be a miss", 7)
	if j.times[day(2)] != 1 {
		t.Errorf("the other was judged %d times", j.times[day(2)])
	}
	s.event(day(3), journal.ItemEntered{Declaration: declare(3)})
	if j.times[day(3)] != 1 {
		t.Errorf("one from a form was judged %d times", j.times[day(3)])
	}
	d := declare(4)
	s.event(day(4), scanned(parcel.Belt, parcel.Green, parcel.ByNone))
	withPapers := scanned(parcel.Belt, parcel.Green, parcel.ByNone)
	withPapers.Declaration = &d
	s.event(day(4), withPapers)
	if j.times[day(4)] != 1 {
		t.Errorf("one from papers was judged %d times", j.times[day(4)])
	}
}

func TestVerdictsMustBeAsManyAsCases(t *testing.T) {
	for _, n := range []int{0, 1, 3} {
		s := setUp(t, func(o *store.Options) {
			o.Assess = func([]store.Case) ([]parcel.Verdict, string) { return make([]parcel.Verdict, n), "v" }
		})
		if _, err := s.Append(t.Context(), s.message([]parcel.Declaration{declare(1), declare(2)})); err == nil {
			t.Errorf("%d verdicts for 2 items", n)
		}
	}
}

func TestReassess(t *testing.T) {
	a := &toy{version: "toy@1"}
	s := setUp(t, func(o *store.Options) { o.Assess = a.assess })
	s.receive(manyItems(20))
	s.event(day(1003), scanned(parcel.Belt, parcel.Green, parcel.ByNone))
	s.event(day(1004), decided(parcel.Release))
	s.event("", journal.PackAdopted{ID: "toy", Version: "2"})
	a.version = "toy@2"
	reassess := func(by string, most, want int) {
		t.Helper()
		if n, err := s.Reassess(t.Context(), by, most); err != nil || n != want {
			t.Errorf("%d judged, %v; want %d", n, err, want)
		}
	}
	reassess("toy@2", 1, 1)
	if v := s.item(day(1003)).Verdict; len(v.Assessments) != 0 {
		// the item in the building comes first; its verdict is the newer one
		if v.Assessments[0].Pack != "toy@2" {
			t.Errorf("judged by %s", v.Assessments[0].Pack)
		}
	} else {
		t.Error("no verdict")
	}
	reassess("toy@2", 10, 10)
	reassess("toy@2", 100, 8)
	reassess("toy@2", 100, 0)
	reassess("toy@3", 100, 0) // the engine here still is 2: nobody may go round for ever
	if it := s.item(day(1004)); it.State != parcel.Released || len(it.Verdict.Assessments) != 0 {
		t.Errorf("a released item was judged: %+v", it)
	}
}

func TestReassessWithoutRules(t *testing.T) {
	s := setUp(t)
	s.receive(manyItems(3))
	if n, err := s.Reassess(t.Context(), "v", 10); err != nil || n != 0 {
		t.Errorf("%d, %v", n, err)
	}
}
