package store_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"postern/journal"
	"postern/journal/wire"
	"postern/parcel"
	"postern/store"
)

func (s *station) waiting() (seqs []uint64) {
	s.t.Helper()
	all, err := s.Waiting(s.t.Context(), s.Epoch(), 0, 1000)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, w := range all {
		seqs = append(seqs, w.Seq)
	}
	return seqs
}

func (s *station) settle(r wire.Receipt) {
	s.t.Helper()
	r.Station, r.Epoch = s.Station(), s.Epoch()
	if _, err := s.Settle(s.t.Context(), wire.Cursor{}, r); err != nil {
		s.t.Fatal(err)
	}
}

// TestOutbox: what waits is what no receipt covers, and only a new generation
// of the hub's record takes anything back.
func TestOutbox(t *testing.T) {
	s := setUp(t)
	for range 9 {
		s.event(day(1), scanned(parcel.Bench, parcel.Green, parcel.ByNone))
	}
	at := time.UnixMilli(1_770_000_000_000)
	steps := []struct {
		receipt wire.Receipt
		want    []uint64
	}{
		{wire.Receipt{Upto: 3, Generation: "a", At: at}, []uint64{4, 5, 6, 7, 8, 9, 10}},
		{wire.Receipt{Upto: 4, Beyond: []wire.Range{{First: 6, Last: 7}}, Generation: "a", At: at.Add(2)}, []uint64{5, 8, 9, 10}},
		{wire.Receipt{Upto: 2, Generation: "a", At: at.Add(3 * time.Second)}, []uint64{5, 8, 9, 10}}, // older, late
		{wire.Receipt{Upto: 4, Beyond: []wire.Range{{First: 6, Last: 7}}, Refused: []wire.Refusal{{Seq: 5, Why: "never"}}, Generation: "a", At: at.Add(4 * time.Second)}, []uint64{8, 9, 10}},
		{wire.Receipt{Upto: 99, Generation: "a", At: at.Add(5 * time.Second)}, []uint64{8, 9, 10}}, // more than we wrote
		{wire.Receipt{Upto: 1, Generation: "b", At: at.Add(6 * time.Second)}, []uint64{2, 3, 4, 6, 7, 8, 9, 10}},
		{wire.Receipt{Upto: 10, Generation: "b", At: at.Add(7 * time.Second)}, nil},
	}
	for i, step := range steps {
		s.settle(step.receipt)
		s.again() // it survives
		if diff := cmp.Diff(step.want, s.waiting()); diff != "" {
			t.Errorf("step %d: %s", i, diff)
		}
	}
	if ok, err := s.Recorded(t.Context(), journal.Name{Station: s.Station(), Epoch: s.Epoch(), Seq: 10}); err != nil || !ok {
		t.Error("not recorded", err)
	}
	if _, refused, unread, err := s.Alarms(t.Context()); refused != 1 || unread != 1 || err != nil {
		t.Errorf("%d refused, %d unread, %v", refused, unread, err)
	}
}

// TestReceiptsNotBelieved: a receipt for other events than are here, or of a
// record that has less than it had, is an alarm, and nothing of it counts.
func TestReceiptsNotBelieved(t *testing.T) {
	at := time.UnixMilli(1_770_000_000_000)
	for name, step := range map[string]struct {
		receipt  wire.Receipt
		spoil    byte // of the root
		believed bool
		alarm    string
	}{
		"as it is":             {wire.Receipt{Upto: 7, Generation: "a", At: at.Add(time.Second)}, 0, true, ""},
		"rewritten":            {wire.Receipt{Upto: 7, Generation: "a", At: at.Add(time.Second)}, 1, false, "another than this journal"},
		"late":                 {wire.Receipt{Upto: 5, Generation: "a", At: at.Add(time.Minute)}, 0, true, ""},
		"put back":             {wire.Receipt{Upto: 5, Generation: "a", At: at.Add(time.Hour)}, 0, false, "had 7 events of it and has 5 now"},
		"restored and told so": {wire.Receipt{Upto: 5, Generation: "b", At: at.Add(time.Hour)}, 0, true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := setUp(t)
			for range 9 {
				s.event(day(1), scanned(parcel.Bench, parcel.Green, parcel.ByNone))
			}
			s.settle(wire.Receipt{Upto: 7, Root: s.rootAt(7), Generation: "a", At: at})
			step.receipt.Root = s.rootAt(step.receipt.Upto)
			step.receipt.Root[3] ^= step.spoil
			step.receipt.Station, step.receipt.Epoch = s.Station(), s.Epoch()
			believed, err := s.Settle(t.Context(), wire.Cursor{}, step.receipt)
			if err != nil || believed != step.believed {
				t.Errorf("believed: %v, %v", believed, err)
			}
			alarms, err := s.RecordAlarms(t.Context())
			if err != nil || (len(alarms) > 0) == believed {
				t.Errorf("alarms %q, %v", alarms, err)
			}
			if !slices.ContainsFunc(append(alarms, ""), func(a string) bool { return strings.Contains(a, step.alarm) }) {
				t.Errorf("alarms %q", alarms)
			}
			if r, _, err := s.Receipt(t.Context(), s.Epoch()); !believed && (err != nil || r.Upto != 7) {
				t.Errorf("and yet it counts: %d, %v", r.Upto, err)
			}
		})
	}
}

// rootAt is the root of the own journal's first events.
func (s *station) rootAt(size uint64) [32]byte {
	s.t.Helper()
	var tree journal.Grown
	err := s.Lain(s.t.Context(), journal.Name{Station: s.Station(), Epoch: s.Epoch()}, 1, size, func(_ uint64, record, _ []byte) error {
		tree.Add(journal.Leaf(record))
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return tree.Root()
}

func TestPriorities(t *testing.T) {
	s := setUp(t)
	s.event(day(1), scanned(parcel.Bench, parcel.Green, parcel.ByNone))
	s.event(day(1), decided(parcel.Release))
	s.event(day(2), decided(parcel.Seize))
	s.event(day(3), journal.HoldIssued{Agency: parcel.Plant, Reason: "stop"})
	d := decided(parcel.Refer)
	d.Findings = []parcel.Finding{{Code: "dangerous"}}
	s.event(day(4), d)
	all, err := s.Waiting(t.Context(), s.Epoch(), 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	var got []wire.Priority
	for _, w := range all {
		got = append(got, w.Priority)
	}
	want := []wire.Priority{wire.Rest, wire.Scans, wire.Outcomes, wire.Grave, wire.Grave, wire.Grave}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	backlog, err := s.Backlog(t.Context())
	if err != nil || backlog[wire.Grave].Events != 3 || backlog[wire.Outcomes].Oldest.IsZero() {
		t.Error(backlog, err)
	}
}

// TestCursor: what came down a stream and the cursor are saved together, once.
func TestCursor(t *testing.T) {
	c := newClock()
	here, there := neighbour(t, "HERE", c), neighbour(t, "THERE", c)
	there.event(day(1), decided(parcel.Seize))
	at := wire.Cursor{Stream: "office", Created: "1", Seq: 7}
	for i, want := range []int{2, 0} {
		b, err := there.Batch(t.Context(), there.Epoch(), []uint64{1, 2}, here.Sealing())
		if err != nil {
			t.Fatal(err)
		}
		m, err := here.Merge(t.Context(), at, b)
		if err != nil || m.New != want || m.Copies != 0 {
			t.Errorf("time %d: %v %v", i, m, err)
		}
	}
	through := here.Through(wire.Cursor{Stream: "advice", Created: "1", Seq: 1})
	draft := journal.Draft{Body: journal.HoldIssued{Agency: parcel.Plant, Reason: "seeds"}, Item: day(2)}
	if _, err := through.Append(t.Context(), draft); err != nil {
		t.Fatal(err)
	}
	if _, err := through.Append(t.Context(), draft); !errors.Is(err, store.ErrTaken) {
		t.Error("taken twice:", err)
	}
	if err := here.Aside(t.Context(), wire.Cursor{Stream: "advice", Created: "1", Seq: 2}, "strange", "unknown", []byte("x")); err != nil {
		t.Fatal(err)
	}
	here.again()
	got, err := here.Cursors(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]wire.Cursor{{Stream: "advice", Created: "1", Seq: 2}, at}, got); diff != "" {
		t.Error(diff)
	}
	// The stream was made anew: it counts from the beginning.
	if err := here.Aside(t.Context(), wire.Cursor{Stream: "advice", Created: "2", Seq: 1}, "strange", "unknown", nil); err != nil {
		t.Fatal(err)
	}
	seen := 0
	if err := here.Unread(t.Context(), func(_ wire.Cursor, kind string, _ []byte) error {
		if seen++; kind == "strange" && seen == 1 {
			return nil
		}
		return errors.New("still")
	}); err != nil {
		t.Fatal(err)
	}
	if _, _, unread, err := here.Alarms(t.Context()); unread != 1 || err != nil {
		t.Errorf("%d unread, %v", unread, err)
	}
}

func TestElsewhere(t *testing.T) {
	s := setUp(t)
	item := wire.HashItem([]byte("region"), "RB1")
	all := []wire.Digest{
		{Item: item, Outcome: parcel.Release, HLC: 5 << 16, Station: "X"},
		{Item: item, Outcome: parcel.Seize, HLC: 9 << 16, Station: "Y"},
		{Item: item, Outcome: parcel.Seize, HLC: 9 << 16, Station: s.Station()}, // our own is no news
	}
	for range 2 {
		if err := s.Note(t.Context(), wire.Cursor{}, all); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Elsewhere(t.Context(), item)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]wire.Digest{all[1], all[0]}, got); diff != "" {
		t.Error(diff)
	}
}

// TestKeysAreShared: who was given the key reads the body; who was not keeps
// the event and reads it once the key comes.
func TestKeysAreShared(t *testing.T) {
	c := newClock()
	here, there := neighbour(t, "HERE", c), neighbour(t, "THERE", c)
	there.event(day(1), decided(parcel.Seize))
	b, err := there.Batch(t.Context(), there.Epoch(), []uint64{2}, here.Sealing())
	if err != nil {
		t.Fatal(err)
	}
	keys := b.Keys
	b.Keys = nil
	if m := here.merge(b); m.New != 1 || m.Sealed != 1 {
		t.Error(m)
	}
	if _, err := here.Item(t.Context(), day(1)); !errors.Is(err, parcel.ErrNoItem) {
		t.Error("a sealed event says something:", err)
	}
	here.merge(wire.Batch{Station: "THERE", Epoch: there.Epoch(), Keys: keys})
	if here.item(day(1)).State != parcel.Seized {
		t.Error("the key came and the event says nothing")
	}
	// A key of another is never sealed with here.
	here.event(day(2), decided(parcel.Seize))
	own, err := here.Batch(t.Context(), here.Epoch(), []uint64{2}, nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := journal.DecodeRecord(own.Events[0].Record)
	if err != nil || r.Key == keys[0].ID {
		t.Errorf("sealed with %s, %v", r.Key, err)
	}
}

// TestDestroyedKeyIsNotShared: nobody gets a key that was destroyed.
func TestDestroyedKeyIsNotShared(t *testing.T) {
	c := newClock()
	here, there := neighbour(t, "HERE", c), neighbour(t, "THERE", c)
	there.event(day(1), decided(parcel.Seize))
	there.sql("UPDATE datakey SET wrapped = NULL")
	b, err := there.Batch(t.Context(), there.Epoch(), []uint64{2}, here.Sealing())
	if err != nil || len(b.Keys) != 0 {
		t.Errorf("%d keys, %v", len(b.Keys), err)
	}
}
