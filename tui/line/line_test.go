package line_test

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"postern/parcel"
	"postern/tui/line"
	"postern/tui/screentest"
)

var now = time.Date(2026, 11, 17, 10, 44, 0, 0, time.UTC)

func of(a parcel.Agency, score int) parcel.Line {
	return parcel.Line{
		Item: "LX204175365CN@2026-11-15", Lane: parcel.Red, State: parcel.Present, Place: parcel.Bench, Since: now.Add(-3 * time.Hour),
		Words: "carved figure", Value: parcel.Money{Minor: 1200, Currency: "USD"}, Agency: a, Score: score,
	}
}

// Whoever asks, and however loudly, the words beside it stand apart.
func TestWhoAsksDoesNotTouchTheWords(t *testing.T) {
	l := screentest.Look(t)
	for _, a := range parcel.Agencies() {
		for _, score := range []int{0, 7, 81, 100} {
			for _, w := range []int{60, 80, 120, 200} {
				row := ansi.Strip(line.Draw(l, of(a, score), now, w, false))
				before, _, found := strings.Cut(row, "carved")
				if !found && w > 60 || found && !strings.HasSuffix(before, " ") {
					t.Errorf("%s %d at %d: %q", a, score, w, row)
				}
			}
		}
	}
}

func TestEveryWidth(t *testing.T) {
	l := screentest.Look(t)
	hostile := of(parcel.Wildlife, 100)
	hostile.Words, hostile.Item = screentest.Hostile, parcel.ItemID(screentest.Hostile+"@2026-11-15")
	for _, ln := range []parcel.Line{of(parcel.Plant, 81), hostile, {}} {
		for w := range 220 {
			for _, picked := range []bool{false, true} {
				row := line.Draw(l, ln, now, w, picked)
				if got := ansi.StringWidth(row); got != w {
					t.Fatalf("%d cells of %d: %q", got, w, row)
				}
				if strings.Contains(row, "\x1b]") || strings.ContainsAny(row, "\r\n\x00") {
					t.Fatalf("%q reaches the terminal", row)
				}
			}
		}
	}
}

func TestAges(t *testing.T) {
	l := screentest.Look(t)
	for d, want := range map[time.Duration]string{
		-time.Second: "", 0: "now", 59 * time.Second: "now", time.Minute: "1m", 59 * time.Minute: "59m", time.Hour: "1h", 47 * time.Hour: "47h",
		48 * time.Hour: "2d", 400 * 24 * time.Hour: "400d", 20000 * 24 * time.Hour: "",
	} {
		if got := strings.ReplaceAll(line.Age(l, d).String(), " ", ""); got != want {
			t.Errorf("%v is %q, want %q", d, got, want)
		}
	}
	said := line.Tell(l, of(parcel.Plant, 81)).String()
	if said != "EXAMINE LX 2041 7536 5 CN plant 81 carved figure 12.00 USD" {
		t.Errorf("says %q", said)
	}
}
