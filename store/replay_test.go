package store_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"postern/journal"
	"postern/parcel"
	"postern/store"
)

// toy judges by everything it is given, so that any fact, hold or moment that
// is not exactly as it was shows in the verdict.
type toy struct{ version string }

func (a *toy) assess(cases []store.Case) ([]parcel.Verdict, string) {
	all := make([]parcel.Verdict, len(cases))
	for i, c := range cases {
		facts, err := json.Marshal(struct {
			Item  parcel.ItemID
			Decl  parcel.Declaration
			Facts parcel.Facts
			Holds []parcel.Hold
			At    int64
		}{c.Item, c.Decl, c.Facts, c.Holds, c.At.UnixMilli()})
		if err != nil {
			panic(err)
		}
		lane := parcel.Lanes()[(c.Facts.SenderItems+c.Facts.AddresseeToday+len(c.Holds))%3]
		if c.Facts.SenderFound > 0 || len(c.Holds) > 0 {
			lane = parcel.Red
		}
		all[i] = parcel.Verdict{
			Lane: lane, Selection: parcel.Selection{Reason: parcel.ByRule, Probability: 1},
			Assessments: []parcel.Assessment{{
				Agency: parcel.Plant, Pack: a.version, Score: c.Facts.SenderItems % 100, Lane: lane,
				Hits: []parcel.Hit{{Rule: "toy", Reason: string(facts)}},
			}},
		}
	}
	return all, a.version
}

// life is a random history of a station.
type life struct {
	*station
	t         *rapid.T
	toy       *toy
	officer   int
	decisions map[parcel.ItemID][]journal.Name
	holds     map[parcel.ItemID][]journal.Name
	items     []parcel.ItemID
	shift     int
	open      bool
}

func (l *life) pick(n int, label string) int { return rapid.IntRange(0, n-1).Draw(l.t, label) }

// declaration is of one of few identifiers and parties, so that they meet.
func (l *life) declaration() parcel.Declaration {
	d := declare(l.pick(8, "serial"))
	d.Sender = parcel.Party{Name: []string{"", "Ada", "Bo", "Cy"}[l.pick(4, "sender")], City: "Leeds"}
	d.Addressee = parcel.Party{Name: []string{"", "Xi", "Yo"}[l.pick(3, "addressee")], City: "Faro"}
	d.Value = parcel.Money{Minor: int64(l.pick(1000, "minor")), Currency: []string{"GBP", "EUR", ""}[l.pick(3, "currency")]}
	if d.Value.Currency == "" {
		d.Value = parcel.Money{}
	}
	d.Receptacle = []parcel.S9{"", "INMAACMYKULAACN70108002000194"}[l.pick(2, "receptacle")]
	if l.pick(4, "partial") == 0 {
		return parcel.Declaration{Identifier: d.Identifier, Receptacle: d.Receptacle, Partial: true, Addressee: d.Addressee}
	}
	switch l.pick(6, "posted") {
	case 0:
		d.Posted = time.Time{}
	case 1:
		d.Posted = d.Posted.AddDate(0, 0, l.pick(30, "days"))
	case 2:
		d.Posted = d.Posted.AddDate(0, -l.pick(40, "months"), 0) // used again after a year
	case 3:
		d.Posted = l.clock.now().Add(time.Duration(l.pick(100, "hours")-50) * time.Hour)
	}
	return d
}

func (l *life) paper() parcel.Paper {
	p := parcel.Paper{
		Kind: []parcel.PaperKind{parcel.Order, parcel.Payment, parcel.Shipment}[l.pick(3, "paper")], Platform: "P",
		Order: fmt.Sprintf("O-%d", l.pick(3, "order")), Delete: l.pick(8, "withdrawn") == 0,
	}
	amount := parcel.Money{Minor: int64(l.pick(500, "goods")), Currency: "GBP"}
	switch p.Kind {
	case parcel.Order:
		p.Goods, p.Paid, p.Buyer, p.Seller = amount, amount, parcel.Party{Name: "Xi"}, parcel.Party{Name: "Ada", City: "Leeds"}
	case parcel.Payment:
		p.Payer, p.Transaction, p.Paid = "V", fmt.Sprintf("T-%d", l.pick(3, "transaction")), amount
	case parcel.Shipment:
		p.Number, p.Carrier, p.Consignee = ident(l.pick(8, "number")), "C", parcel.Party{Name: "Xi", City: "Faro"}
	}
	return p
}

func (l *life) message() {
	var items []parcel.Declaration
	var papers []parcel.Paper
	for range l.pick(6, "items") {
		items = append(items, l.declaration())
	}
	for range l.pick(4, "papers") {
		papers = append(papers, l.paper())
	}
	l.append(l.mail(l.hearsay(parcel.Mail{Items: items, Papers: papers})))
	l.refresh()
}

const lifeBag parcel.S9 = "INMAACMYKULAACN70108002000194"

// hearsay adds what others say of items and receptacles.
func (l *life) hearsay(m parcel.Mail) parcel.Mail {
	if l.pick(3, "event") == 0 {
		m.Events = []parcel.PostalEvent{{Item: ident(l.pick(8, "of")), Scheme: "ips", Code: "31", Step: parcel.StepToCustoms, At: l.clock.now()}}
	}
	if l.pick(3, "status") == 0 {
		m.Statuses = []parcel.Status{{Of: "CEB622", Number: ident(l.pick(8, "of")), Platform: "P", Order: "O-1", Declaration: "D-1", Code: "500", State: parcel.Examining}}
	}
	if l.pick(3, "referral") == 0 {
		m.Referrals = []parcel.Referral{{Kind: parcel.NeedScreening, MRN: "26FI1", Item: ident(l.pick(8, "of"))}, {Kind: parcel.DoNotLoad, Receptacle: lifeBag}}
	}
	if l.pick(3, "despatch") == 0 {
		m.Receptacles = []parcel.Receptacle{{ID: lifeBag, Despatch: lifeBag.Despatch(), Stated: l.pick(9, "stated"), Seal: "AB1"}}
	}
	return m
}

// refresh lists the items that events may be about.
func (l *life) refresh() {
	lines, _, err := l.Lines(l.station.t.Context(), parcel.Filter{})
	if err != nil {
		l.t.Fatal(err)
	}
	l.items = l.items[:0]
	for _, line := range lines {
		l.items = append(l.items, line.Item)
	}
	slices.Sort(l.items)
}

// some is an item that is here, or one that nobody has heard of.
func (l *life) some() parcel.ItemID {
	if len(l.items) == 0 || l.pick(6, "unheard") == 0 {
		return parcel.NewItemID(ident(l.pick(8, "serial")), parcel.DayOf(l.clock.now().UTC()))
	}
	return l.items[l.pick(len(l.items), "item")]
}

func (l *life) scan() {
	id := l.some()
	places := []parcel.Place{parcel.Belt, parcel.Bench, parcel.Handback}
	reasons := []parcel.Reason{parcel.ByNone, parcel.ByRule, parcel.ByHold}
	b := scanned(places[l.pick(3, "place")], parcel.Lanes()[l.pick(5, "lane")], reasons[l.pick(3, "reason")])
	if l.pick(4, "papers") == 0 {
		d := l.declaration()
		d.Identifier = parcel.ParseIdentifier(id.Ident())
		b.Declaration = &d
	}
	l.event(id, b)
}

func (l *life) decide() {
	id := l.some()
	b := decided(parcel.Outcomes()[l.pick(15, "outcome")])
	if l.pick(3, "finding") == 0 {
		b.Findings = []parcel.Finding{{Code: "contents", Text: "seeds"}}
	}
	var supersedes []journal.Name
	if l.pick(4, "apart") > 0 {
		supersedes = l.decisions[id]
	}
	l.decisions[id] = append(l.decisions[id], l.event(id, b, supersedes...))
}

func (l *life) undo() {
	id := l.some()
	if all := l.decisions[id]; len(all) > 0 {
		l.event(id, journal.DecisionWithdrawn{Shift: "s1"}, all[l.pick(len(all), "undone")])
	}
}

func (l *life) enter() {
	id := l.some()
	d := l.declaration()
	d.Identifier = parcel.ParseIdentifier(id.Ident())
	l.event(id, journal.ItemEntered{Declaration: d})
}

func (l *life) hold() {
	id := l.some()
	l.holds[id] = append(l.holds[id], l.event(id, journal.HoldIssued{Agency: parcel.Plant, Reason: "seeds"}))
}

func (l *life) closeHold() {
	id := l.some()
	l.event(id, journal.HoldClosed{Cause: parcel.NotArrived}, l.holds[id]...)
}

// adopt puts a new pack in force. The engine may be told of it late.
func (l *life) adopt() {
	version := fmt.Sprintf("toy@%d", l.officer)
	l.officer++
	l.event("", journal.PackAdopted{ID: "toy", Version: version})
	if l.pick(2, "late") == 0 {
		l.anything()
	}
	l.toy.version = version
	if l.pick(2, "at once") == 0 {
		l.reassess()
	}
}

func (l *life) reassess() {
	for {
		n, err := l.Reassess(l.station.t.Context(), l.toy.version, 1+l.pick(5, "at a time"))
		if err != nil {
			l.t.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}

func (l *life) watch() {
	if l.open {
		l.event("", journal.ShiftClosed{Shift: fmt.Sprintf("s%d", l.shift), Secret: "x"})
	} else {
		l.shift++
		l.event("", journal.ShiftOpened{Shift: fmt.Sprintf("s%d", l.shift), Place: parcel.Bench})
	}
	l.open = !l.open
}

func (l *life) other() {
	l.event("", journal.MessageRejected{Why: "no format"})
	bag := scanned([]parcel.Place{parcel.Dock, parcel.Belt}[l.pick(2, "place")], parcel.Green, parcel.ByNone)
	bag.Scan.Code = string(lifeBag)
	l.event("", bag)
}

// group appends several acts in one call.
func (l *life) group() {
	id := l.some()
	l.append(
		journal.Draft{Body: journal.ItemEntered{Declaration: l.declaration()}, Item: id},
		journal.Draft{Body: scanned(parcel.Bench, parcel.Red, parcel.ByRule), Item: id},
		l.station.message([]parcel.Declaration{l.declaration(), l.declaration()}, l.paper()),
	)
	l.refresh()
}

// refused is an append that fails in the middle and must leave no trace.
func (l *life) refused() {
	draft := l.station.message([]parcel.Declaration{l.declaration()})
	if _, err := l.Append(l.station.t.Context(), draft, journal.Draft{Body: journal.Unread{Of: "x"}}); err == nil {
		l.t.Fatal("an unread body was written")
	}
}

func (l *life) anything() {
	if l.pick(12, "pause") == 0 {
		l.clock.pass(time.Duration(l.pick(500*24, "hours")) * time.Hour)
	}
	if l.pick(30, "set back") == 0 {
		l.clock.pass(-time.Duration(l.pick(100, "minutes")) * time.Minute)
	}
	acts := []func(){
		l.message, l.message, l.message, l.scan, l.scan, l.scan, l.decide, l.decide, l.decide, l.undo, l.enter, l.hold, l.closeHold,
		l.adopt, l.reassess, l.watch, l.other, l.group, l.refused,
	}
	acts[l.pick(len(acts), "act")]()
}

func newLife(t *rapid.T, s *station, a *toy) *life {
	return &life{station: s, t: t, toy: a, decisions: map[parcel.ItemID][]journal.Name{}, holds: map[parcel.ItemID][]journal.Name{}}
}

// sameTables compares projections whatever the order of their rows.
var sameTables = cmpopts.SortSlices(strings.Compare)

// TestReplayEqualsLive is the house's promise about its tables: they are a
// function of the journal and the archive, so that nothing in them can be lost
// or made up.
func TestReplayEqualsLive(t *testing.T) {
	histories := 0
	rapid.Check(t, func(rt *rapid.T) {
		a := &toy{version: "toy@first"}
		s := setUp(t, func(o *store.Options) { o.Assess = a.assess })
		defer s.Close() //nolint:errcheck // or the files of all histories stay open
		l := newLife(rt, s, a)
		for range rapid.IntRange(1, 40).Draw(rt, "acts") {
			l.anything()
		}
		l.reassess()
		live := s.dump()
		done, err := s.Replay(t.Context())
		if err != nil || len(done.Unread)+len(done.Diverged) > 0 {
			rt.Fatalf("%+v, %v", done, err)
		}
		if diff := cmp.Diff(live, s.dump(), sameTables); diff != "" {
			rt.Fatal(diff)
		}
		if v, err := s.Verify(t.Context(), nil); err != nil || v.Bad != nil || v.Events != done.Events {
			rt.Fatalf("%+v, %v", v, err)
		}
		if _, err := s.Replay(t.Context()); err != nil { // and again, from itself
			rt.Fatal(err)
		}
		if diff := cmp.Diff(live, s.dump(), sameTables); diff != "" {
			rt.Fatal(diff)
		}
		histories++
	})
	if histories == 0 {
		t.Error("no history was tried")
	}
}
