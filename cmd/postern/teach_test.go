package main

import "testing"

// The keeper's file keeps his remarks; one that cannot be changed is said.
func TestSettingsOfTheScannerAreWritten(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ before, want string }{
		"no file":        {"", "screen:\n  wedge_gap_ms: 90\n"},
		"no end of line": {"place: bench", "place: bench\nscreen:\n  wedge_gap_ms: 90\n"},
		"no such part":   {"# mine\nplace: bench\n", "# mine\nplace: bench\nscreen:\n  wedge_gap_ms: 90\n"},
		"in its part":    {"screen: # looks\n    fps: 30 # slow\n\nplace: bench\n", "screen: # looks\n    wedge_gap_ms: 90\n    fps: 30 # slow\n\nplace: bench\n"},
		"in its place":   {"screen:\n  fps: 30\n  wedge_gap_ms: 50 # as sold\nplace: bench\n", "screen:\n  fps: 30\n  wedge_gap_ms: 90\nplace: bench\n"},
		"elsewhere":      {"keys:\n  wedge_gap_ms: 7\nscreen:\n", "keys:\n  wedge_gap_ms: 7\nscreen:\n  wedge_gap_ms: 90\n"},
	} {
		got, err := withScreen(c.before, "wedge_gap_ms", "90")
		if err != nil || got != c.want {
			t.Errorf("%s: %q, %v\nwant %q", name, got, err, c.want)
		}
	}
	if _, err := withScreen("screen: {fps: 30}\n", "wedge_gap_ms", "90"); err == nil {
		t.Error("a part in one row was changed")
	}
}
