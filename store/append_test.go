package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"postern/journal"
	"postern/parcel"
	"postern/store"
)

func readIfThere(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return data
}

func TestNothingBeforeBegin(t *testing.T) {
	s := unset(t)
	if _, err := s.Append(t.Context(), journal.Draft{Body: journal.ShiftOpened{}}); !errors.Is(err, store.ErrNotInitialised) {
		t.Errorf("append: %v", err)
	}
	if _, err := s.Office(t.Context()); !errors.Is(err, store.ErrNotInitialised) {
		t.Errorf("office: %v", err)
	}
	if v, err := s.Verify(t.Context(), nil); err != nil || v.Bad != nil {
		t.Errorf("verify: %+v, %v", v, err)
	}
	if _, err := s.Facts(t.Context(), day(1), declare(1)); err != nil {
		t.Errorf("facts: %v", err)
	}
}

func TestBegin(t *testing.T) {
	s := unset(t)
	body := journal.StationOpened{Office: "PTLISA", Key: "k"}
	first, err := s.Begin(t.Context(), body, "ana")
	if err != nil || first.Station != "DOCK-1" || first.Seq != 1 || first.Epoch != s.Epoch() || first.Epoch == (journal.Epoch{}) {
		t.Errorf("%v, %v", first, err)
	}
	e, err := s.Event(t.Context(), first)
	if diff := cmp.Diff(journal.Body(body), e.Body); err != nil || diff != "" || len(e.Officers) != 1 {
		t.Error(err, diff)
	}
	if _, err := s.Begin(t.Context(), body); err == nil || s.Epoch() != first.Epoch {
		t.Errorf("a station begins twice: %v", err)
	}
}

func TestBeginRefusesABadName(t *testing.T) {
	s := unset(t, func(o *store.Options) { o.Station = "a b" })
	if _, err := s.Begin(t.Context(), journal.StationOpened{}); err == nil || s.Epoch() != (journal.Epoch{}) {
		t.Errorf("%v", err)
	}
}

// Two processes set a station up at once: one of them is refused.
func TestBeginTwiceAtOnce(t *testing.T) {
	s := unset(t)
	other, err := store.Open(t.Context(), s.opt)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close() //nolint:errcheck // read only from here
	if _, err := s.Begin(t.Context(), journal.StationOpened{Key: "mine"}); err != nil {
		t.Fatal(err)
	}
	if _, err := other.Begin(t.Context(), journal.StationOpened{Key: "yours"}); err == nil {
		t.Error("set up twice")
	}
	if n, err := s.Count(t.Context()); err != nil || n != 1 {
		t.Errorf("%d events, %v", n, err)
	}
}

func TestANewEpochAfterARestore(t *testing.T) {
	s := setUp(t)
	before := s.Epoch()
	s.event(day(1), scanned(parcel.Belt, parcel.Green, parcel.ByNone))
	first, err := s.Begin(t.Context(), journal.StationOpened{Key: "k", Restored: true})
	if err != nil || first.Seq != 1 || first.Epoch == before {
		t.Fatalf("%v, %v", first, err)
	}
	next := s.event(day(1), scanned(parcel.Bench, parcel.Green, parcel.ByNone))
	if next.Epoch != first.Epoch || next.Seq != 2 {
		t.Errorf("%v", next)
	}
	old, err := s.Event(t.Context(), journal.Name{Station: "DOCK-1", Epoch: before, Seq: 2})
	if err != nil {
		t.Fatal(err)
	}
	e, err := s.Event(t.Context(), next)
	if err != nil || e.HLC <= old.HLC {
		t.Errorf("the clock ran back: %x after %x, %v", e.HLC, old.HLC, err)
	}
	if v, err := s.Verify(t.Context(), nil); err != nil || v.Bad != nil || v.Events != 4 {
		t.Errorf("%+v, %v", v, err)
	}
	if it := s.item(day(1)); it.Scans != 2 {
		t.Errorf("%d scans over two epochs", it.Scans)
	}
}

func TestAppendNamesAndRecords(t *testing.T) {
	s := setUp(t)
	d := journal.Draft{
		Body: decided(parcel.Seize), Officers: []parcel.OfficerID{"ana", "bo"}, Item: day(1), Pack: "plant@1",
		Supersedes: []journal.Name{{Station: "DOCK-2", Seq: 4}},
	}
	names := s.append(d, d, d)
	for i, n := range names {
		if n.Seq != uint64(i+2) || n.Epoch != s.Epoch() || n.Station != "DOCK-1" {
			t.Errorf("event %d is %v", i, n)
		}
	}
	e, err := s.Event(t.Context(), names[0])
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(journal.Body(decided(parcel.Seize)), e.Body); diff != "" {
		t.Error(diff)
	}
	got := []any{e.Kind, e.Version, e.Officers, e.Item, e.Pack, e.Supersedes, e.Zone, e.Boot, e.Wall.UnixMilli(), e.HLC.Time().UnixMilli()}
	ms := s.clock.now().UnixMilli()
	want := []any{journal.KindItemDecided, uint64(1), d.Officers, d.Item, d.Pack, d.Supersedes, "Europe/Lisbon", "b00t", ms, ms}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if !strings.HasPrefix(e.Key, "case-2026-03-04-") {
		t.Errorf("sealed with %q", e.Key)
	}
	if _, err := s.Event(t.Context(), journal.Name{Station: "DOCK-1", Epoch: s.Epoch(), Seq: 99}); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an event that is not there: %v", err)
	}
}

func TestAppendIsAllOrNone(t *testing.T) {
	s := setUp(t)
	before := s.dump()
	good := journal.Draft{Body: scanned(parcel.Belt, parcel.Red, parcel.ByRule), Item: day(1)}
	for name, bad := range map[string]journal.Draft{
		"no body":                  {},
		"an unread body":           {Body: journal.Unread{Of: "item_weighed"}},
		"a body too large":         {Body: journal.MessageRejected{Why: strings.Repeat("x", journal.MaxBody)}},
		"a record too large":       {Body: decided(parcel.Release), Item: day(1), Supersedes: make([]journal.Name, 10_000)},
		"a rate that is no number": {Body: journal.ShiftOpened{Rate: func() float64 { zero := 0.0; return zero / zero }()}},
	} {
		if names, err := s.Append(t.Context(), good, bad); err == nil || names != nil {
			t.Errorf("%s: %v, %v", name, names, err)
		}
	}
	if n, err := s.Size(t.Context()); err != nil || n != 1 {
		t.Errorf("%d events, %v", n, err)
	}
	if diff := cmp.Diff(before, s.dump()); diff != "" {
		t.Error(diff)
	}
	if names := s.append(good); names[0].Seq != 2 {
		t.Errorf("the next event is %v", names[0])
	}
}

// The day's data key is made with the first event it seals. Where that fails
// the key goes with it, and nothing may be sealed with it after.
func TestTheKeyOfAFailedEvent(t *testing.T) {
	s := setUp(t)
	hold := journal.Draft{Body: journal.HoldIssued{Agency: parcel.Plant, Reason: "seeds"}, Item: day(1)}
	if _, err := s.Append(t.Context(), hold, journal.Draft{}); err == nil {
		t.Fatal("written")
	}
	n := s.append(hold)[0]
	s.again()
	e, err := s.Event(t.Context(), n)
	if diff := cmp.Diff(hold.Body, e.Body); err != nil || diff != "" || e.Key == "" {
		t.Error(err, diff)
	}
}

// checkJournal fails unless the journal has just these many events, each once,
// with every name that was acknowledged, and its tree verifies.
func checkJournal(t *testing.T, db *store.DB, acknowledged []journal.Name) {
	t.Helper()
	v, err := db.Verify(t.Context(), nil)
	if err != nil || v.Bad != nil || v.Events != len(acknowledged)+1 {
		t.Fatalf("%+v, %v; want %d events", v, err, len(acknowledged)+1)
	}
	seen := map[uint64]bool{1: true}
	for _, n := range acknowledged {
		if seen[n.Seq] || n.Seq > uint64(v.Events) {
			t.Fatalf("event %d is given twice, or leaves a gap", n.Seq)
		}
		seen[n.Seq] = true
	}
}

func TestManyAppendAtOnce(t *testing.T) {
	s := setUp(t)
	const goroutines, each = 64, 10
	var mu sync.Mutex
	var all []journal.Name
	var wait sync.WaitGroup
	for g := range goroutines {
		wait.Go(func() {
			for range each {
				names, err := s.Append(t.Context(),
					journal.Draft{Body: scanned(parcel.Belt, parcel.Green, parcel.ByNone), Item: day(g % 9)},
					journal.Draft{Body: decided(parcel.Release), Item: day(g % 9)})
				if err != nil {
					t.Error(err)
					return
				}
				if names[1].Seq != names[0].Seq+1 {
					t.Errorf("events of one act are apart: %v", names)
				}
				mu.Lock()
				all = append(all, names...)
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	checkJournal(t, s.DB, all)
	if it := s.item(day(0)); it.Scans != 8*each {
		t.Errorf("%d scans of an item, want %d", it.Scans, 8*each)
	}
}

// Two handles on one file are to SQLite what two processes are.
func TestTwoProcessesAppendAtOnce(t *testing.T) {
	s := setUp(t)
	other, err := store.Open(t.Context(), s.opt)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close() //nolint:errcheck // both are checked below
	var mu sync.Mutex
	var all []journal.Name
	var wait sync.WaitGroup
	for g := range 8 {
		db := []*store.DB{s.DB, other}[g%2]
		wait.Go(func() {
			for range 25 {
				names, err := db.Append(t.Context(), journal.Draft{Body: scanned(parcel.Belt, parcel.Green, parcel.ByNone), Item: day(g)})
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				all = append(all, names...)
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	checkJournal(t, s.DB, all)
	checkJournal(t, other, all)
}

func TestOneBadRequestHurtsNoOther(t *testing.T) {
	s := setUp(t)
	twice := s.message([]parcel.Declaration{declare(1)})
	s.append(twice)
	var mu sync.Mutex
	var all []journal.Name
	var wait sync.WaitGroup
	gate := make(chan struct{})
	wait.Go(func() { // hold the writer up until all wait together
		if err := s.Work(t.Context(), func() error { <-gate; return nil }); err != nil {
			t.Error(err)
		}
	})
	for i := range 60 {
		wait.Go(func() {
			if i%3 == 0 {
				_, err := s.Append(t.Context(), twice)
				var duplicate *store.DuplicateError
				if !errors.As(err, &duplicate) || duplicate.Event.Seq != 2 || duplicate.Archive != "a-digest-0" {
					t.Errorf("received twice: %v", err)
				}
				return
			}
			names, err := s.Append(t.Context(), journal.Draft{Body: scanned(parcel.Belt, parcel.Green, parcel.ByNone), Item: day(i)})
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			all = append(all, names...)
			mu.Unlock()
		})
	}
	close(gate)
	wait.Wait()
	checkJournal(t, s.DB, append(all, journal.Name{Seq: 2}))
}

func TestWhoGivesUpDoesNotWait(t *testing.T) {
	s := setUp(t)
	gate, begun := make(chan struct{}), make(chan struct{})
	var wait sync.WaitGroup
	wait.Go(func() {
		if err := s.Work(t.Context(), func() error { close(begun); <-gate; return nil }); err != nil {
			t.Error(err)
		}
	})
	<-begun
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Append(ctx, journal.Draft{Body: decided(parcel.Release), Item: day(1)}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if _, err := s.Replay(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	close(gate)
	wait.Wait()
	if n, err := s.Size(t.Context()); err != nil || n != 1 {
		t.Errorf("%d events, %v", n, err)
	}
}

func TestAfterClose(t *testing.T) {
	s := setUp(t)
	for range 2 {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Append(t.Context(), journal.Draft{Body: decided(parcel.Release), Item: day(1)}); !errors.Is(err, store.ErrClosed) {
		t.Errorf("%v", err)
	}
}

func TestSameFileTwice(t *testing.T) {
	s := setUp(t)
	d := s.message([]parcel.Declaration{declare(1)})
	first := s.append(d)[0]
	if n, known, err := s.Received(t.Context(), "digest-0"); err != nil || !known || n != first {
		t.Errorf("%v, %v, %v", n, known, err)
	}
	if n, known, err := s.Received(t.Context(), "digest-9"); err != nil || known || n != (journal.Name{}) {
		t.Errorf("%v, %v, %v", n, known, err)
	}
	before := s.dump()
	if _, err := s.Append(t.Context(), d); err == nil || !strings.Contains(err.Error(), fmt.Sprint(first)) {
		t.Errorf("%v", err)
	}
	if diff := cmp.Diff(before, s.dump()); diff != "" {
		t.Error(diff)
	}
}

func TestClocksSetBack(t *testing.T) {
	s := setUp(t)
	first := s.event(day(1), scanned(parcel.Belt, parcel.Green, parcel.ByNone))
	s.clock.pass(-3600e9)
	second := s.event(day(1), scanned(parcel.Bench, parcel.Green, parcel.ByNone))
	a, err := s.Event(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	b, err := s.Event(t.Context(), second)
	if err != nil || b.HLC <= a.HLC || !b.Wall.Before(a.Wall) {
		t.Errorf("%x %v, then %x %v, %v", a.HLC, a.Wall, b.HLC, b.Wall, err)
	}
	if it := s.item(day(1)); it.Place != parcel.Bench {
		t.Errorf("the item is at %s", it.Place)
	}
}
