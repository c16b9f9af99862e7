package tui_test

import (
	"testing"

	"charm.land/bubbles/v2/key"

	"postern/tui/enter"
	"postern/tui/inspect"
	"postern/tui/look"
	"postern/tui/queue"
	"postern/tui/scan"
	"postern/tui/shift"
	"postern/tui/signin"
)

// No key means two things on one screen, and none of the keys that mean the
// same everywhere means something else on one.
func TestKeysDoNotClash(t *testing.T) {
	l, err := look.New(look.Taste{})
	if err != nil {
		t.Fatal(err)
	}
	everywhere := []string{"?", "f1", ":", "ctrl+p", ".", ",", "esc", "u", "f2", "f3", "f4", "L", "q", "ctrl+c", "ctrl+b"}
	for name, keys := range map[string][]key.Binding{
		"scan": scan.New(scan.Options{Look: l}).Keys(), "queue": queue.New(queue.Options{Look: l}).Keys(),
		"inspect": inspect.New(inspect.Options{Look: l}).Keys(), "shift": shift.New(shift.Options{Look: l}).Keys(),
		"enter": enter.New(enter.Options{Look: l}).Keys(), "signin": signin.New(signin.Options{Look: l}).Keys(),
	} {
		taken := map[string]string{}
		for _, k := range everywhere {
			taken[k] = "the frame"
		}
		for _, b := range keys {
			if b.Help().Key == "" || b.Help().Desc == "" {
				t.Errorf("%s: %v has no help", name, b.Keys())
			}
			for _, k := range b.Keys() {
				if other, clash := taken[k]; clash {
					t.Errorf("%s: %q means %q and %q", name, k, b.Help().Desc, other)
				}
				taken[k] = b.Help().Desc
			}
		}
	}
}
