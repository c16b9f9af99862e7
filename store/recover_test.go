package store_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"postern/journal"
	"postern/parcel"
	"postern/store"
)

// second is a mirror in memory.
type second struct {
	events []journal.Event
	rekeys int
}

// Keep implements store.Mirror.
func (m *second) Keep(_ context.Context, events []journal.Event, keys bool) {
	m.events = append(m.events, events...)
	if keys {
		m.rekeys++
	}
}

// mirrored reads events as a mirror does.
func mirrored(events []journal.Event) func(func(record, body []byte) error) error {
	return func(put func(record, body []byte) error) error {
		for _, e := range events {
			if err := put(e.Raw, e.Stored); err != nil {
				return err
			}
		}
		return nil
	}
}

// After the database was destroyed everything is there again from the mirror,
// under its old names; what comes after stands under a new epoch.
func TestRecover(t *testing.T) {
	m := &second{}
	s := setUp(t, func(o *store.Options) { o.Mirror = m })
	s.receive([]parcel.Declaration{declare(1), declare(2)})
	s.event(day(1), scanned(parcel.Belt, parcel.Red, parcel.ByRule))
	s.event(day(1), decided(parcel.Seize))
	if _, err := s.Append(t.Context(), journal.Draft{Body: decided(parcel.Release), Item: day(2)}, journal.Draft{Body: decided(parcel.Release), Item: day(2), Follows: 1}); err == nil {
		t.Fatal("saved")
	}
	keys, destroyed, err := s.Keys(t.Context())
	if err != nil || len(keys) != 2 || len(destroyed) != 0 || m.rekeys == 0 {
		t.Fatalf("%d keys, %v destroyed, %d times told, %v", len(keys), destroyed, m.rekeys, err)
	}
	if len(m.events) != 4 {
		t.Fatalf("%d events mirrored, want those that were saved: 4", len(m.events))
	}
	before, epoch := s.dump(), s.Epoch()

	other := &station{t: t, path: filepath.Join(t.TempDir(), "postern.db"), clock: s.clock, files: s.files}
	other.opt = options(other.path, s.clock, s.files)
	other.opt.Random = s.opt.Random // goes on where it is
	other.open()
	t.Cleanup(func() { other.Close() }) //nolint:errcheck // checked before
	done, err := other.Recover(t.Context(), mirrored(m.events), keys, "key")
	if err != nil || done.Taken != 4 || len(done.Bad) != 0 {
		t.Fatalf("%+v, %v", done, err)
	}
	if other.Epoch() == epoch {
		t.Error("the old epoch goes on")
	}
	if office, err := other.Office(t.Context()); err != nil || office != "PTLISA" {
		t.Errorf("office %s, %v", office, err)
	}
	if _, err := other.Replay(t.Context()); err != nil {
		t.Fatal(err)
	}
	after := other.dump()
	after["milestone"] = after["milestone"][:0]
	before["milestone"] = before["milestone"][:0] // a station_opened more
	if diff := cmp.Diff(before, after, sameTables); diff != "" {
		t.Error(diff)
	}
	other.event(day(2), scanned(parcel.Belt, parcel.Green, parcel.ByNone))
	if v, err := other.Verify(t.Context(), nil); err != nil || v.Bad != nil || v.Events != 6 {
		t.Errorf("%+v, %v", v, err)
	}
	size, err := other.Size(t.Context())
	again, err2 := other.Recover(t.Context(), mirrored(m.events), keys, "key")
	if err != nil || err2 != nil || again.Taken != 0 || again.Known != 4 {
		t.Errorf("again: %+v, %v, %v", again, err, err2)
	}
	if now, err := other.Size(t.Context()); err != nil || now != size {
		t.Errorf("%d events, then %d, %v", size, now, err)
	}
}

// A database restored from a backup gets what was written since; what is
// missing in between is named, and nothing is written over.
func TestRecoverOntoABackup(t *testing.T) {
	m := &second{}
	s := setUp(t, func(o *store.Options) { o.Mirror = m })
	s.event(day(1), scanned(parcel.Belt, parcel.Red, parcel.ByRule))
	path := filepath.Join(t.TempDir(), "copy.db")
	keys, err := s.Backup(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		s.event(day(1), scanned(parcel.Bench, parcel.Red, parcel.ByRule))
	}
	old := s.Epoch()
	copied := s.restore(path)
	copied.opt.Random = s.opt.Random // goes on where it is
	copied.again()
	if err := copied.AttachKeys(t.Context(), keys); err != nil {
		t.Fatal(err)
	}
	forged := m.events[1]
	r := forged.Record
	r.Zone = "elsewhere"
	forged.Raw = r.Encode()
	wrong := m.events[2]
	wrong.Stored = []byte("no such body")
	done, err := copied.Recover(t.Context(), mirrored([]journal.Event{m.events[0], forged, wrong, m.events[3], m.events[4]}), nil, "key")
	if err != nil || done.Taken != 2 || done.Known != 1 || len(done.Bad) != 2 {
		t.Fatalf("%+v, %v", done, err)
	}
	if v, err := copied.Verify(t.Context(), nil); err != nil || v.Bad == nil || v.Bad.Seq != 3 {
		t.Errorf("the gap is not named: %+v, %v", v, err)
	}
	if done, err = copied.Recover(t.Context(), mirrored(m.events), nil, "key"); err != nil || done.Taken != 1 {
		t.Fatalf("%+v, %v", done, err)
	}
	if v, err := copied.Verify(t.Context(), nil); err != nil || v.Bad != nil || copied.Epoch() == old {
		t.Errorf("%+v, %v", v, err)
	}
	if _, err := copied.Replay(t.Context()); err != nil {
		t.Fatal(err)
	}
	if it := copied.item(day(1)); it.Scans != 4 {
		t.Errorf("%d scans", it.Scans)
	}
}

func TestRecoverRefuses(t *testing.T) {
	s := unset(t)
	if _, err := s.Recover(t.Context(), mirrored(nil), nil, "key"); err == nil || !strings.Contains(err.Error(), "office") {
		t.Errorf("from nothing: %v", err)
	}
	if _, err := s.Recover(t.Context(), mirrored([]journal.Event{{Raw: []byte("junk")}}), nil, "key"); err == nil {
		t.Error("junk is taken")
	}
	if _, err := s.Recover(t.Context(), func(func(record, body []byte) error) error { return os.ErrNotExist }, map[string][]byte{"x": nil}, "key"); err == nil {
		t.Error("a key without a name is taken")
	}
	if n, err := s.Count(t.Context()); err != nil || n != 0 {
		t.Errorf("%d events, %v", n, err)
	}
}
