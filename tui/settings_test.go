package tui_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"postern/tui"
	"postern/tui/keys"
	"postern/tui/look"
)

func TestSettingsChangeWhileOpen(t *testing.T) {
	s := newStation()
	h := at(t, s)
	h.reads(redLabel)
	h.keys("6")
	h.send(tui.Settings{
		Taste: look.Taste{Theme: "contrast", Glyphs: "ascii", Language: "de"}, Belt: true,
		Keys: keys.Change{"scan": {"*": {"o"}}}, Idle: time.Hour, Gap: 80 * time.Millisecond,
	})
	h.sees("RÖNTG", "BAND", "die geänderten Einstellungen gelten", "-- ") // the choice is kept
	if v := h.f.View(); v.BackgroundColor == nil || v.ForegroundColor == nil {
		t.Error("the theme's paper and ink are not asked for")
	}
	h.keys("o")
	h.sees("Scan > Beschau")
	h.wait(30 * time.Minute)
	h.sees("Scan > Beschau")
	h.wait(time.Hour)
	h.sees("Gesperrt von K Lindqvist")
}

// Who makes the sounds changes at once.
func TestSoundChangesWhileOpen(t *testing.T) {
	h := at(t, newStation(), func(o *tui.Options) { o.Bell = true })
	var rung []tui.Sound
	h.send(tui.Settings{Ring: func(_ context.Context, s tui.Sound) error {
		rung = append(rung, s)
		return nil
	}})
	h.wait(time.Second)
	h.reads(redLabel)
	if len(rung) != 1 || rung[0] != tui.SoundAttention {
		t.Errorf("rung %v", rung)
	}
}

func TestWrongSettingsChangeNothing(t *testing.T) {
	for _, wrong := range []tui.Settings{
		{Err: errors.New("config.yaml: [3:1] unknown field")},
		{Taste: look.Taste{Theme: "pink"}},
		{Taste: look.Taste{Language: "tlh"}},
		{Taste: look.Taste{Language: "de"}, Keys: keys.Change{"scan": {"*": {"e"}}}},
	} {
		h := at(t, newStation(), func(o *tui.Options) { o.Belt = true })
		h.send(wrong)
		h.sees("the settings stay as they were:", "BELT")
		h.keys("?")
		h.sees("every verb")
	}
}
