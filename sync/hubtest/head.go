package hubtest

import (
	"crypto/rand"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"postern/journal"
	"postern/journal/wire"
	"postern/sync/hub/record"
	"postern/sync/link"
)

// rewritten: a station's signed head is held against what it sent. One of other
// events, or of fewer than before, is an alarm that stays.
func rewritten(t *testing.T, s Setup) {
	t.Helper()
	site := s.Start(t)
	for name, c := range map[string]struct {
		station string
		heads   []journal.Head // of its first events, each as it is shown
		alarm   bool
	}{
		"as it was sent":     {"a-1", []journal.Head{{Size: 3}, {Size: 5}}, false},
		"rewritten":          {"a-2", []journal.Head{{Size: 3}, {Size: 5, Lines: []string{"other"}}, {Size: 5}}, true},
		"an old disk":        {"a-3", []journal.Head{{Size: 5}, {Size: 3}}, true},
		"ahead of the hub":   {"a-4", []journal.Head{{Size: 9}}, false},
		"no head was signed": {"a-5", nil, false},
	} {
		showHeads(t, site, c.station, c.heads)
		same(t, name, alarmed(t, site.Kind, c.station), c.alarm)
	}
}

// rooted: a receipt names the root of what is recorded to a station that asks
// for it, and to no other: an older one could not read it.
func rooted(t *testing.T, s Setup) {
	t.Helper()
	site := s.Start(t)
	for station, caps := range map[string][]string{"a-1": {"x", link.CapRoot}, "a-2": nil} {
		of, want := Source(station), [32]byte{}
		id := site.Enrol(t, station, "NLAMSA")
		hello := Hello(id, nil)
		hello.Caps = caps
		l := site.Line(t, id)
		w, err := l.Open(t.Context(), hello)
		if err != nil {
			t.Fatal(err)
		}
		for _, upto := range []uint64{3, 5, 9} {
			if err := l.Send(t.Context(), Events(t, of, moment, "", Run(1, upto)...)); err != nil {
				t.Fatal(err)
			}
			if caps != nil {
				want = rootOf(t, of, journal.Head{Size: upto})
			}
			same(t, station, receipted(t, l, w.Key, of, upto).Root, want)
		}
		if err := l.Show(t.Context(), hello); err != nil { // the line stays open
			t.Error(err)
		}
		same(t, station+" again", receipted(t, l, w.Key, of, 9).Root, want)
	}
}

// showHeads has a station send five events and greet with one head after the
// other.
func showHeads(t *testing.T, site *Site, station string, heads []journal.Head) {
	t.Helper()
	id := site.Enrol(t, station, "NLAMSA")
	private, public, err := note.GenerateKey(rand.Reader, "postern."+station)
	if err != nil {
		t.Fatal(err)
	}
	hello := Hello(id, nil)
	hello.Key = public
	of, l := Source(station), site.Line(t, id)
	w, err := l.Open(t.Context(), hello)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Send(t.Context(), Events(t, of, moment, "", 1, 2, 3, 4, 5)); err != nil {
		t.Fatal(err)
	}
	receipted(t, l, w.Key, of, 5)
	for _, h := range heads {
		h.Station, h.Epoch, h.Root = of.Station, of.Epoch, rootOf(t, of, h)
		if hello.Head, err = h.Sign(readSigner(t, private)); err != nil {
			t.Fatal(err)
		}
		if _, err := l.Open(t.Context(), hello); err != nil {
			t.Fatal(err)
		}
	}
}

// rootOf is that of a journal's first events; where the head has lines, of one
// whose third event is another.
func rootOf(t *testing.T, of wire.Source, h journal.Head) [32]byte {
	t.Helper()
	var tree journal.Grown
	for i, e := range Events(t, of, moment, "", Run(1, h.Size)...).Events {
		if i == 2 && h.Lines != nil {
			e = Events(t, of, moment, "another past", 3).Events[0]
		}
		tree.Add(journal.Leaf(e.Record))
	}
	return tree.Root()
}

func alarmed(t *testing.T, of record.Heads, station string) bool {
	t.Helper()
	all, err := of.Heads(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range all {
		if h.Station == station && h.Alarm != "" {
			return true
		}
	}
	return false
}
