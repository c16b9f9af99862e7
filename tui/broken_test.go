package tui_test

import (
	"strings"
	"testing"

	"postern/parcel"
	"postern/tui"
)

// A broken invariant ends the program in order: what was typed and never
// recorded is kept, what was recorded is not told again, a PIN never is.
func TestBroken(t *testing.T) {
	s := newStation()
	h := sit(t, s)
	h.keys("1", "4", "7", "1", "1")
	h.keys("enter")
	h.reads(newLabel)
	h.keys("e", "C", "N", "enter")
	for _, r := range "green tea" {
		h.keys(string(r))
	}
	if h.f.Broken() != nil {
		t.Fatal("broken already")
	}
	h.send(tui.Read{Scan: parcel.Scan{Code: redLabel}})
	s.breaks = true
	h.send(press("x"))
	s.breaks = false
	broken := h.f.Broken()
	if broken == nil || !h.quit {
		t.Fatal("a panic did not end the program")
	}
	if !strings.Contains(broken.Why, "no clock") || !strings.Contains(string(broken.Stack), "press") {
		t.Errorf("not told why: %s\n%s", broken.Why, broken.Stack)
	}
	if got := strings.Join(broken.Typed, "\n"); !strings.Contains(got, newLabel+": CN; green tea") || strings.Contains(got, "4711") {
		t.Errorf("typed %q", got)
	}
	h.f.View() // still gives a picture
	h.send(press("y"))
}
