package overlay_test

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"postern/tui/look"
	"postern/tui/overlay"
)

func press(r rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: r, Text: string(r)} }

// Keys that were on their way when the dialog opened are not for it: it hears
// nothing until they have been quiet, or for a second and a half at most.
func TestDialogIsDeafUntilTheKeysAreQuiet(t *testing.T) {
	begin := time.Date(2026, 11, 17, 8, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		every, until time.Duration // a key so often, and when the first is heard
	}{
		{100 * time.Millisecond, 1500 * time.Millisecond},
		{300 * time.Millisecond, 1500 * time.Millisecond},
		{500 * time.Millisecond, 500 * time.Millisecond},
	} {
		var d overlay.Dialog
		d.Open(overlay.Question{}, begin)
		at := time.Duration(0)
		for heard := false; !heard && at < 5*time.Second; {
			at += c.every
			heard = d.Hears(begin.Add(at))
		}
		if at != c.until {
			t.Errorf("a key every %s is heard after %s, want %s", c.every, at, c.until)
		}
	}
}

// The yes is + or y. Enter, Tab and Space never are, nor any key before name
// and PIN are typed.
func TestDialogTakesNoEnterForAYes(t *testing.T) {
	for _, yes := range []struct {
		key  tea.KeyPressMsg
		does bool
	}{
		{press('+'), true},
		{press('y'), true},
		{press('Y'), true},
		{tea.KeyPressMsg{Code: tea.KeyEnter}, false},
		{tea.KeyPressMsg{Code: tea.KeyTab}, false},
		{tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}, false},
		{press('9'), false},
		{press('1'), false},
	} {
		var d overlay.Dialog
		d.Open(overlay.Question{Name: "Ada"}, time.Time{})
		if _, ok := d.Press(yes.key); ok {
			t.Errorf("%q signs before a PIN is typed", yes.key.String())
		}
		d.Open(overlay.Question{Name: "Ada"}, time.Time{})
		for _, r := range "4711" {
			d.Press(press(r))
		}
		if _, ok := d.Press(tea.KeyPressMsg{Code: tea.KeyEnter}); ok {
			t.Fatal("the Enter after the PIN signs")
		}
		signed, ok := d.Press(yes.key)
		if ok != yes.does || ok && signed != (overlay.Signed{Name: "Ada", PIN: "4711"}) {
			t.Errorf("%q: %v %+v", yes.key.String(), ok, signed)
		}
	}
}

func TestToastGoesInItsTime(t *testing.T) {
	begin := time.Date(2026, 11, 17, 8, 0, 0, 0, time.UTC)
	var toast overlay.Toast
	toast.Show(look.Notice{Text: look.W("saved")}, begin, time.Second)
	if toast.Expire(begin.Add(999*time.Millisecond)) || toast.Empty() {
		t.Error("went too soon")
	}
	if !toast.Expire(begin.Add(time.Second)) || !toast.Empty() {
		t.Error("stays")
	}
}
