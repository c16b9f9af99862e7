package desk_test

import (
	"sync"
	"testing"

	"postern/parcel"
)

// Two processes work on one file at the same time, each with its own store and
// desk: every act is recorded once, under a name of its own, and what one does
// the other sees.
func TestTwoProcesses(t *testing.T) {
	t.Parallel()
	f := newFolder(t)
	one := newBenchAt(t, f, 1e-12)
	two := openBench(t, f, 1e-12)
	words := map[string]string{}
	const each = 40
	for i := range 2 * each {
		words[number(i)] = "fork"
	}
	one.declare(t, words)

	var wait sync.WaitGroup
	events := make([][]string, 2)
	for k, b := range []*bench{one, two} {
		who := []parcel.Who{b.ben, b.cleo}[k]
		wait.Go(func() {
			for i := range each {
				code := number(k*each + i)
				r, err := b.Scan(t.Context(), who, parcel.Scan{Code: code})
				if err != nil {
					t.Error(err)
					return
				}
				d, err := b.Decide(t.Context(), who, choice(code, parcel.Release))
				if err != nil {
					t.Error(err)
					return
				}
				events[k] = append(events[k], r.Event, d.Event.String())
			}
		})
	}
	wait.Wait()
	seen := map[string]bool{}
	for _, name := range append(events[0], events[1]...) {
		if seen[name] {
			t.Errorf("event %s was given twice", name)
		}
		seen[name] = true
	}
	if len(seen) != 4*each {
		t.Errorf("%d events, want %d", len(seen), 4*each)
	}
	// What the one decided, the other knows and supersedes.
	d := two.decide(t, two.cleo, number(0), parcel.HoldItem)
	if it, err := one.db.Item(t.Context(), parcel.ItemID(number(0))); err != nil || len(it.Decisions) != 1 || it.Decisions[0].Event != d.Event.String() {
		t.Errorf("decisions %+v, %v", it.Decisions, err)
	}
	// And an officer's own last decision is the same seen from both.
	if done, err := one.Undo(t.Context(), one.cleo, d.Event); err != nil || done.State != parcel.Released {
		t.Errorf("undone to %s, %v", done.State, err)
	}
	closed, err := two.shifts.Close(t.Context(), two.ada)
	if err != nil || closed.Items != 2*each || closed.Scans != 2*each {
		t.Errorf("the shift has %d items, %d scans, %v", closed.Items, closed.Scans, err)
	}
	if v, err := one.db.Verify(t.Context(), f.check); err != nil || v.Bad != nil {
		t.Errorf("verify: %v, %v", err, v.Bad)
	}
}

// Two processes decide about one item at once. Who comes second looks again and
// supersedes the first: within a station decisions never contradict each other.
func TestSameItemAtOnce(t *testing.T) {
	t.Parallel()
	f := newFolder(t)
	one := newBenchAt(t, f, 1e-12)
	two := openBench(t, f, 1e-12)
	one.declare(t, map[string]string{green: "fork"})
	one.scan(t, one.ben, green)
	for range 10 {
		var wait sync.WaitGroup
		wait.Go(func() { _, _ = one.Decide(t.Context(), one.ada, choice(green, parcel.Release)) })
		wait.Go(func() { _, _ = two.Decide(t.Context(), two.ada, choice(green, parcel.HoldItem)) })
		wait.Wait()
		it, err := one.db.Item(t.Context(), green)
		if err != nil || len(it.Decisions) != 1 || it.State == parcel.Conflict {
			t.Fatalf("%+v, %v", it, err)
		}
		if d := one.decide(t, one.ada, green, parcel.Release); d.State != parcel.Released {
			t.Errorf("decided to %s", d.State)
		}
	}
}
