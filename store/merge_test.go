package store_test

import (
	"bytes"
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"postern/journal"
	"postern/journal/wire"
	"postern/parcel"
	"postern/store"
)

// neighbour is another station of the office, whose data keys reader may read.
func neighbour(tb testing.TB, name string, c *clock) *station {
	tb.Helper()
	return setUp(tb, func(o *store.Options) {
		o.Station, o.Secret, o.Now = name, bytes.Repeat([]byte(name[:1]), 32), c.now
		seed := byte(len(name)) * name[0]
		o.Random = func(b []byte) {
			for i := range b {
				seed = seed*31 + 7
				b[i] = seed
			}
		}
	})
}

// sent is everything a station has, an event a batch, for a reader.
func (s *station) sent(reader []byte) (all []wire.Batch) {
	s.t.Helper()
	waiting, err := s.Waiting(s.t.Context(), s.Epoch(), 0, 10_000)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, w := range waiting {
		b, err := s.Batch(s.t.Context(), s.Epoch(), []uint64{w.Seq}, reader)
		if err != nil {
			s.t.Fatal(err)
		}
		all = append(all, b)
	}
	return all
}

func (s *station) merge(b wire.Batch) wire.Merged {
	s.t.Helper()
	m, err := s.Merge(s.t.Context(), wire.Cursor{}, b)
	if err != nil {
		s.t.Fatal(err)
	}
	return m
}

// tables are the projections without the numbers of items, which count in the
// order of arrival.
func (s *station) tables(t *rapid.T) map[string][]string {
	idents := map[string]string{}
	db := s.raw()
	defer db.Close() //nolint:errcheck // read only
	rows, err := db.QueryContext(s.t.Context(), "SELECT no, ident || '@' || day FROM item")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close() //nolint:errcheck // Err tells
	for rows.Next() {
		var no, id string
		if err := rows.Scan(&no, &id); err != nil {
			t.Fatal(err)
		}
		idents[no] = id
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	all := s.dump()
	for table, lines := range all {
		for i, line := range lines {
			for _, column := range []string{"no", "item"} {
				before, after, found := strings.Cut(line, column+`="`)
				if !found || table == "message" || before != "" && !strings.HasSuffix(before, " ") {
					continue
				}
				no, after, _ := strings.Cut(after, `"`)
				line = before + column + `="` + idents[no] + `"` + after
			}
			lines[i] = line
		}
		slices.Sort(lines)
	}
	return all
}

// busy writes a random history of a few items at one station.
func busy(t *rapid.T, s *station, events int) {
	pick := func(n int, what string) int { return rapid.IntRange(0, n-1).Draw(t, what) }
	var decisions, holds []journal.Name
	var decided1, held []parcel.ItemID
	for range events {
		s.clock.pass(time.Duration(pick(3, "wait")) * time.Second)
		item := day(pick(3, "item"))
		switch pick(8, "act") {
		case 0, 1:
			s.event(item, scanned(parcel.Places()[pick(len(parcel.Places()), "place")], parcel.Lanes()[pick(3, "lane")], parcel.ByRule))
		case 2, 3:
			outcome := parcel.Outcomes()[pick(len(parcel.Outcomes()), "outcome")]
			decisions = append(decisions, s.event(item, decided(outcome)))
			decided1 = append(decided1, item)
		case 4:
			if len(decisions) > 0 {
				i := pick(len(decisions), "which")
				s.event(decided1[i], journal.DecisionWithdrawn{Shift: "s1"}, decisions[i])
			}
		case 5:
			holds = append(holds, s.event(item, journal.HoldIssued{Agency: parcel.Plant, Reason: "seeds"}))
			held = append(held, item)
		case 6:
			if len(holds) > 0 {
				i := pick(len(holds), "which")
				s.event(held[i], journal.HoldClosed{Cause: parcel.Causes()[0]}, holds[i])
			}
		case 7:
			d := declare(pick(3, "item"))
			d.Identifier = parcel.ParseIdentifier(item.Ident())
			d.Sender.Name = []string{"Ada", "Bo"}[pick(2, "sender")]
			s.event(item, journal.ItemEntered{Declaration: d})
		}
	}
	if pick(2, "shift") == 1 {
		s.event("", journal.ShiftOpened{Shift: "night", Commit: "c"})
		s.event("", journal.ShiftClosed{Shift: "night"})
	}
}

// TestAnyOrder: whatever order the events of other stations come in, however
// often, the tables are the same, and those that replay makes.
func TestAnyOrder(t *testing.T) {
	outer := t
	fewer(t, "5")
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		c := newClock()
		a, b := neighbour(outer, fmt.Sprintf("A%d", n), c), neighbour(outer, fmt.Sprintf("B%d", n), c)
		one, two := neighbour(outer, "ONE", c), neighbour(outer, "TWO", c)
		for range 3 {
			busy(t, a, rapid.IntRange(0, 6).Draw(t, "at a"))
			busy(t, b, rapid.IntRange(0, 6).Draw(t, "at b"))
		}
		for _, into := range []*station{one, two} {
			all := append(a.sent(into.Sealing()), b.sent(into.Sealing())...)
			all = append(all, all[:rapid.IntRange(0, len(all)).Draw(t, "doubled")]...)
			shuffled := rapid.Permutation(all).Draw(t, "order")
			events := 0
			for i := range shuffled {
				if rapid.IntRange(0, 4).Draw(t, "keys lost") == 0 {
					keyless := shuffled[i]
					keyless.Keys = nil
					into.merge(keyless)
				}
			}
			for _, batch := range shuffled {
				events += into.merge(batch).New
			}
			c.pass(time.Second)
		}
		got, want := one.tables(t), two.tables(t)
		for _, tables := range []map[string][]string{got, want} { // each has its own first event
			tables["milestone"] = slices.DeleteFunc(tables["milestone"], func(l string) bool {
				return strings.Contains(l, `station="ONE"`) || strings.Contains(l, `station="TWO"`)
			})
			if len(tables["sight"]) > 0 || len(tables["result"]) > 0 { // keyed by each station's own secret
				tables["sight"], tables["result"] = unkeyed(tables["sight"]), unkeyed(tables["result"])
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal("two orders, two tables", diff)
		}
		before := one.tables(t)
		if _, err := one.Replay(outer.Context()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, one.tables(t)); diff != "" {
			t.Fatal("replay is not as live", diff)
		}
		for _, s := range []*station{a, b, one, two} {
			if v, err := s.Verify(outer.Context(), nil); err != nil || v.Bad != nil {
				t.Fatal(v, err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// fewer sets how often a dear property is tried, unless the command line says.
func fewer(t *testing.T, checks string) {
	t.Helper()
	f := flag.Lookup("rapid.checks")
	if f == nil || f.Value.String() != f.DefValue {
		return
	}
	if err := f.Value.Set(checks); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Value.Set(f.DefValue) }) //nolint:errcheck // its own default
}

// unkeyed leaves out the blind keys of parties.
func unkeyed(lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		var kept []string
		for _, f := range strings.Fields(l) {
			if !strings.HasPrefix(f, "key=") && !strings.HasPrefix(f, "other=") {
				kept = append(kept, f)
			}
		}
		out[i] = strings.Join(kept, " ")
	}
	slices.Sort(out)
	return out
}

// TestFork: another event of a name that is taken is kept apart, and nothing is
// overwritten.
func TestFork(t *testing.T) {
	c := newClock()
	here, there := neighbour(t, "HERE", c), neighbour(t, "THERE", c)
	there.event(day(1), decided(parcel.Seize))
	batch := there.sent(here.Sealing())[1]
	if m := here.merge(batch); m.New != 1 {
		t.Fatal(m)
	}
	other := journal.Record{
		Name: journal.Name{Station: "THERE", Epoch: there.Epoch(), Seq: 2}, Kind: journal.KindItemDecided, Item: day(1), HLC: 1,
	}
	if m := here.merge(wire.Batch{Station: "THERE", Epoch: there.Epoch(), Events: []wire.Event{{Seq: 2, Record: other.Encode()}}}); m.Forks != 1 || m.New != 0 {
		t.Error(m)
	}
	if got := here.item(day(1)).State; got != parcel.Seized {
		t.Errorf("the item is %s after the fork", got)
	}
	// A disk that was cloned writes under our own name.
	own := journal.Record{Name: journal.Name{Station: "HERE", Epoch: here.Epoch(), Seq: 99}, Kind: journal.KindItemDecided, Item: day(1), HLC: 1}
	if m := here.merge(wire.Batch{Station: "HERE", Epoch: here.Epoch(), Events: []wire.Event{{Seq: 99, Record: own.Encode()}}}); m.Forks != 1 {
		t.Error(m)
	}
	if size, err := here.Size(t.Context()); err != nil || size != 1 {
		t.Errorf("own journal has %d events: %v", size, err)
	}
	forks, _, _, err := here.Alarms(t.Context())
	if err != nil || forks != 2 {
		t.Errorf("%d forks, want 2: %v", forks, err)
	}
}

// TestMergeRefusesOne: a bad event beside good ones is kept unread and costs
// them nothing.
func TestMergeRefusesOne(t *testing.T) {
	c := newClock()
	here, there := neighbour(t, "HERE", c), neighbour(t, "THERE", c)
	there.event(day(1), decided(parcel.Release))
	b, err := there.Batch(t.Context(), there.Epoch(), []uint64{1, 2}, here.Sealing())
	if err != nil {
		t.Fatal(err)
	}
	b.Events[0].Body = []byte("another")
	m := here.merge(b)
	if m.New != 1 || len(m.Refused) != 1 || m.Refused[0].Seq != 1 {
		t.Error(m)
	}
	if here.item(day(1)).State != parcel.Released {
		t.Error("the good event was lost beside the bad one")
	}
}

// TestConflictElsewhere: officers who could not see each other decide one item;
// both decisions stay, here as there.
func TestConflictElsewhere(t *testing.T) {
	c := newClock()
	a, b := neighbour(t, "ALPHA", c), neighbour(t, "BETA", c)
	a.event(day(1), decided(parcel.Release))
	b.event(day(1), decided(parcel.Seize))
	for _, x := range a.sent(b.Sealing()) {
		b.merge(x)
	}
	for _, x := range b.sent(a.Sealing()) {
		a.merge(x)
	}
	for _, s := range []*station{a, b} {
		it := s.item(day(1))
		if it.State != parcel.Conflict || len(it.Decisions) != 2 {
			t.Errorf("%s: %s with %d decisions", s.Station(), it.State, len(it.Decisions))
		}
	}
}

// TestClockHeard: what happens after something was heard comes after it, unless
// the other clock is absurd.
func TestClockHeard(t *testing.T) {
	mine, theirs := newClock(), newClock()
	here, there := neighbour(t, "HERE", mine), neighbour(t, "THERE", theirs)
	theirs.pass(3 * time.Minute)
	n := there.event(day(1), decided(parcel.Release))
	for _, x := range there.sent(here.Sealing()) {
		here.merge(x)
	}
	heard, err := there.Event(t.Context(), n)
	if err != nil {
		t.Fatal(err)
	}
	mineNow, err := here.Event(t.Context(), here.event(day(2), decided(parcel.Release)))
	if err != nil {
		t.Fatal(err)
	}
	if mineNow.HLC <= heard.HLC {
		t.Errorf("what came after has clock %d, what was heard %d", mineNow.HLC, heard.HLC)
	}
	theirs.pass(24 * time.Hour)
	there.event(day(1), decided(parcel.Release))
	for _, x := range there.sent(here.Sealing()) {
		here.merge(x)
	}
	again, err := here.Event(t.Context(), here.event(day(2), decided(parcel.Release)))
	if err != nil {
		t.Fatal(err)
	}
	if again.HLC.Time().After(mine.now().Add(time.Hour)) {
		t.Error("an absurd clock moved ours")
	}
}

// TestOfficersElsewhere: officers, packs and shifts of others are not ours.
func TestOfficersElsewhere(t *testing.T) {
	c := newClock()
	here, there := neighbour(t, "HERE", c), neighbour(t, "THERE", c)
	there.event("", journal.OfficerAdded{Officer: "o", Name: "Eve", Role: parcel.Supervisor})
	there.event("", journal.PackAdopted{ID: "evil", Version: "1"})
	for _, x := range there.sent(here.Sealing()) {
		here.merge(x)
	}
	for _, kind := range []journal.Kind{journal.KindOfficerAdded, journal.KindPackAdopted} {
		if events, err := here.Milestones(t.Context(), kind); err != nil || len(events) != 0 {
			t.Errorf("%d %s of another station count here: %v", len(events), kind, err)
		}
	}
}
