package tui_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"postern/tui"
)

func TestSounds(t *testing.T) {
	var rung []string
	h := at(t, newStation(), func(o *tui.Options) {
		o.Ring = func(_ context.Context, s tui.Sound) error {
			rung = append(rung, s.String())
			return nil
		}
	})
	h.reads(greenLabel)
	h.keys("enter")
	h.reads(redLabel)
	h.keys(".")
	h.fires("no", 5*time.Millisecond, true) // what a scanner reads of a torn label
	h.wait(time.Second)
	if got := strings.Join(rung, " "); got != "ok attention wrong" {
		t.Errorf("heard %q", got)
	}
}

func TestBell(t *testing.T) {
	for label, want := range map[string]string{greenLabel: "\a", redLabel: "\a\a"} {
		h := at(t, newStation(), func(o *tui.Options) { o.Bell = true })
		h.reads(label)
		if got := strings.Join(h.raw, ""); got != want {
			t.Errorf("%s rings %q, want %q", label, got, want)
		}
	}
}

// Every sound is seen too, on row 1, and no more than three times a second.
func TestSoundsAreSeen(t *testing.T) {
	h := at(t, newStation(), func(o *tui.Options) { o.Idle = -1 })
	still := h.f.View().Content
	h.send(pasteOf("???"))
	lit := h.f.View().Content
	if firstRow(lit) == firstRow(still) || !strings.Contains(lit, " x ") {
		t.Error("a wrong read does not flash")
	}
	h.wait(200 * time.Millisecond)
	if firstRow(h.f.View().Content) != firstRow(still) {
		t.Error("the flash stays")
	}
	flashes, on := 0, false
	for range 200 { // two seconds of wrong reads
		h.send(pasteOf("???"))
		now := firstRow(h.f.View().Content) != firstRow(still)
		if now && !on {
			flashes++
		}
		on = now
		h.wait(10 * time.Millisecond)
	}
	if flashes < 2 || flashes > 6 {
		t.Errorf("%d flashes in two seconds", flashes)
	}
}

func firstRow(picture string) string {
	row, _, _ := strings.Cut(picture, "\n")
	return row
}

func TestSoundThatFailsIsSaidOnce(t *testing.T) {
	h := at(t, newStation(), func(o *tui.Options) {
		o.Ring = func(context.Context, tui.Sound) error { return errors.New("no such player") }
	})
	h.reads(redLabel)
	h.sees("no sound is made: no such player")
	h.wait(10 * time.Second)
	h.keys(".")
	h.reads(redLabel)
	h.misses("no such player")
}
