package mirror_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"postern/journal"
	"postern/mirror"
)

// book is a journal in memory.
type book struct {
	events    []journal.Event
	keys      map[string][]byte
	destroyed []string
}

func (b *book) Ends(context.Context) ([]journal.Name, error) {
	if len(b.events) == 0 {
		return nil, nil
	}
	return []journal.Name{b.events[len(b.events)-1].Name}, nil
}

func (b *book) Lain(_ context.Context, _ journal.Name, first, last uint64, f func(uint64, []byte, []byte) error) error {
	for _, e := range b.events {
		if e.Seq < first || e.Seq > last {
			continue
		}
		if err := f(e.Seq, e.Raw, e.Stored); err != nil {
			return err
		}
	}
	return nil
}

func (b *book) Keys(context.Context) (map[string][]byte, []string, error) {
	return b.keys, b.destroyed, nil
}

func (b *book) grow(n int) []journal.Event {
	for range n {
		body := fmt.Appendf(nil, "body of event %d", len(b.events)+1)
		r := journal.Record{Name: journal.Name{Station: "A", Epoch: journal.Epoch{7}, Seq: uint64(len(b.events) + 1)}, Kind: "k", HLC: journal.HLC(len(b.events) + 1), BodyHash: sha256.Sum256(body)}
		b.events = append(b.events, journal.Event{Record: r, Raw: r.Encode(), Stored: body})
	}
	return b.events[len(b.events)-n:]
}

type house struct {
	t    *testing.T
	path string
	dir  string
	now  time.Time
	book *book
}

func newHouse(t *testing.T) *house {
	t.Helper()
	return &house{t: t, path: filepath.Join(t.TempDir(), "journal.mirror"), dir: t.TempDir(), now: time.Unix(1_700_000_000, 0), book: &book{keys: map[string][]byte{}}}
}

func (h *house) log() *mirror.Log {
	return mirror.New(mirror.Options{Path: h.path, House: h.dir, Now: func() time.Time { return h.now }})
}

func (h *house) open(whole bool) *mirror.Log {
	h.t.Helper()
	l := h.log()
	l.Open(h.t.Context(), h.book, whole)
	if _, _, lost := l.State(); lost != nil {
		h.t.Fatal(lost)
	}
	h.t.Cleanup(l.Close)
	return l
}

// read checks that the mirror holds every event of the book, once and in order.
func (h *house) read() mirror.Walked {
	h.t.Helper()
	n := 0
	w, err := mirror.Read(h.path, func(f mirror.Frame) error {
		if n < len(h.book.events) {
			e := h.book.events[n]
			if string(f.Raw) != string(e.Raw) || string(f.Body) != string(e.Stored) || f.Name != e.Name {
				h.t.Errorf("frame %d is not event %v", n, e.Name)
			}
		}
		n++
		return nil
	})
	if err != nil || n != len(h.book.events) {
		h.t.Errorf("%d of %d events, %v", n, len(h.book.events), err)
	}
	return w
}

func TestMirrorIsFilledUp(t *testing.T) {
	h := newHouse(t)
	h.book.grow(2500)
	l := h.open(false)
	h.read()
	l.Keep(t.Context(), h.book.grow(3), false)
	h.read()
	l.Close()

	h.book.grow(5) // by a process that had no mirror
	l = h.open(false)
	if w := h.read(); w.Frames != 2508 {
		t.Errorf("%d frames: what is there is written again", w.Frames)
	}
	l.Close()
	if err := os.Remove(filepath.Join(h.dir, "mirror.json")); err != nil { // nothing is remembered: all is read
		t.Fatal(err)
	}
	h.open(false)
	if w := h.read(); w.Frames != 2508 {
		t.Errorf("%d frames", w.Frames)
	}
}

func TestTwoProcessesMirror(t *testing.T) {
	h := newHouse(t)
	one, two := h.open(false), h.open(false)
	one.Keep(t.Context(), h.book.grow(2), false)
	two.Keep(t.Context(), h.book.grow(2), false)
	one.Keep(t.Context(), h.book.grow(1), false)
	two.Close()
	one.Close()
	h.book.grow(1)
	h.open(false)
	h.read()
}

// A crash may tear the last frame anywhere: it is cut, and filled up again.
func TestTornEnd(t *testing.T) {
	h := newHouse(t)
	h.book.grow(3)
	l := h.open(false)
	l.Close()
	whole, err := os.ReadFile(h.path)
	if err != nil {
		t.Fatal(err)
	}
	for size := len(whole) - 1; size >= 0; size -= 7 {
		if err := os.WriteFile(h.path, whole[:size], 0o600); err != nil {
			t.Fatal(err)
		}
		l := h.open(false)
		if w := h.read(); w.Torn || len(w.Bad) > 0 || w.Frames != 3 {
			t.Fatalf("cut at %d: %+v", size, w)
		}
		l.Close()
	}
}

// A flipped bit anywhere costs one event at most: it is named, passed over, and
// written again.
func TestBadFrame(t *testing.T) {
	h := newHouse(t)
	h.book.grow(4)
	h.open(false).Close()
	whole, err := os.ReadFile(h.path)
	if err != nil {
		t.Fatal(err)
	}
	for at := 0; at < len(whole); at += 5 {
		bad := append([]byte{}, whole...)
		bad[at] ^= 0x10
		if err := os.WriteFile(h.path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		frames := 0
		w, err := mirror.Read(h.path, func(f mirror.Frame) error {
			frames++
			if e := h.book.events[f.Seq-1]; string(f.Body) != string(e.Stored) {
				t.Errorf("bit %d: event %d reads otherwise", at, f.Seq)
			}
			return nil
		})
		if err != nil || frames != 3 || len(w.Bad) == 0 && !w.Torn {
			t.Fatalf("byte %d: %d frames, %+v, %v", at, frames, w, err)
		}
		l := h.open(true)
		if _, bad, _ := l.State(); w.Torn == (len(bad) == 1) {
			t.Errorf("byte %d: %v is reported, torn %v", at, bad, w.Torn)
		}
		h.read()
		l.Close()
	}
}

// A lost stick is told of, never stops work, and is filled up when it is back.
func TestLostStick(t *testing.T) {
	h := newHouse(t)
	l := h.open(false)
	l.Keep(t.Context(), h.book.grow(1), false)
	away := h.path + ".away"
	if err := os.Rename(h.path, away); err != nil {
		t.Fatal(err)
	}
	l.Keep(t.Context(), h.book.grow(1), false)
	if _, _, lost := l.State(); lost == nil || !strings.Contains(lost.Error(), "put the stick back") {
		t.Errorf("%v", lost)
	}
	if err := os.Rename(away, h.path); err != nil {
		t.Fatal(err)
	}
	l.Keep(t.Context(), h.book.grow(1), false) // too soon to try again
	if _, _, lost := l.State(); lost == nil {
		t.Error("tried again at once")
	}
	h.now = h.now.Add(time.Minute)
	l.Keep(t.Context(), h.book.grow(1), false)
	if _, _, lost := l.State(); lost != nil {
		t.Error(lost)
	}
	h.read()

	h.path = filepath.Join(h.dir, "no", "such", "place")
	nowhere := h.log()
	nowhere.Open(t.Context(), h.book, false)
	nowhere.Keep(t.Context(), h.book.grow(1), true)
	if _, _, lost := nowhere.State(); lost == nil {
		t.Error("a mirror in no place")
	}
	nowhere.Close()
}

// Where a stick used to be, no mirror is begun: it would lie on the station's
// own disk.
func TestAnEmptyMount(t *testing.T) {
	h := newHouse(t)
	note := fmt.Sprintf(`{"path":%q,"apart":true,"bytes":0,"upto":[]}`, h.path)
	if err := os.WriteFile(filepath.Join(h.dir, "mirror.json"), []byte(note), 0o600); err != nil {
		t.Fatal(err)
	}
	l := h.log()
	l.Open(t.Context(), h.book, false)
	if _, _, lost := l.State(); lost == nil || !strings.Contains(lost.Error(), "a disk of its own") {
		t.Errorf("%v", lost)
	}
	if _, err := os.Stat(h.path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file was begun: %v", err)
	}
}

func TestKeysOfTheMirror(t *testing.T) {
	h := newHouse(t)
	h.book.keys = map[string][]byte{"item-1": []byte("a"), "item-2": []byte("b")}
	l := h.open(false)
	check := func(want map[string][]byte) {
		t.Helper()
		got, err := mirror.ReadKeys(h.path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
	check(h.book.keys)
	h.book.keys = map[string][]byte{"item-3": []byte("c")}
	h.book.destroyed = []string{"item-1"}
	l.Keep(t.Context(), nil, true)
	check(map[string][]byte{"item-2": []byte("b"), "item-3": []byte("c")})
	l.Close()
	if err := os.WriteFile(mirror.KeysOf(h.path), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := mirror.ReadKeys(h.path); err == nil {
		t.Error("damaged keys are read")
	}
	h.open(false)
	check(h.book.keys)
}
