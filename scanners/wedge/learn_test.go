package wedge_test

import (
	"strings"
	"testing"
	"time"

	"postern/scanners/wedge"
)

// strokes are a label as a scanner types it, with keys before and after.
func strokes(label string, gap time.Duration, before, after string) (all []wedge.Stroke) {
	at := time.Date(2026, 11, 17, 8, 0, 0, 0, time.UTC)
	add := func(name string, char rune) {
		all = append(all, wedge.Stroke{Name: name, Char: char, At: at})
		at = at.Add(gap)
	}
	if before != "" {
		add(before, 0)
	}
	for _, r := range label {
		add(string(r), r)
	}
	if after != "" {
		add(after, 0)
	}
	return all
}

// french is what a French keyboard makes of the digits of a label.
func french(label string) string {
	return strings.NewReplacer("1", "&", "2", "é", "3", `"`, "4", "'", "5", "(", "6", "-", "7", "è", "8", "_", "9", "ç", "0", "à").Replace(label)
}

func TestAScannerIsLearned(t *testing.T) {
	const ms = time.Millisecond
	a, b, c := "RR407182635CN", "LX204175365CN", "UA473124829GB"
	for name, tc := range map[string]struct {
		labels [][]wedge.Stroke
		want   wedge.Lesson
	}{
		"framed": {
			[][]wedge.Stroke{strokes(a, 5*ms, "ctrl+b", "enter"), strokes(b, 9*ms, "ctrl+b", "enter"), strokes(c, 2*ms, "ctrl+b", "enter")},
			wedge.Lesson{Label: c, Prefix: "ctrl+b", Suffix: "enter", Gap: 9 * ms},
		},
		"slow, by Tab": {
			[][]wedge.Stroke{strokes(a, 60*ms, "", "tab"), strokes(b, 71*ms, "", "tab"), strokes(c, 60*ms, "", "tab")},
			wedge.Lesson{Label: c, Suffix: "tab", Gap: 71 * ms},
		},
		"by hand":  {[][]wedge.Stroke{strokes(a, 300*ms, "", "enter")}, wedge.Lesson{Label: a, Suffix: "enter", Gap: 300 * ms, Wrong: wedge.Slow}},
		"no end":   {[][]wedge.Stroke{strokes(a, 5*ms, "", "")}, wedge.Lesson{Label: a, Gap: 5 * ms, Wrong: wedge.NoSuffix}},
		"AZERTY":   {[][]wedge.Stroke{strokes(french(a), 5*ms, "", "enter")}, wedge.Lesson{Label: french(a), Suffix: "enter", Gap: 5 * ms, Wrong: wedge.Layout}},
		"a sign":   {[][]wedge.Stroke{strokes("*"+a, 5*ms, "", "enter")}, wedge.Lesson{Label: "*" + a, Suffix: "enter", Gap: 5 * ms, Wrong: wedge.Printable}},
		"no label": {[][]wedge.Stroke{strokes("hello", 5*ms, "", "enter")}, wedge.Lesson{Label: "hello", Suffix: "enter", Gap: 5 * ms, Wrong: wedge.NoLabel}},
		"nothing":  {[][]wedge.Stroke{strokes("", 5*ms, "", "enter"), {}}, wedge.Lesson{Wrong: wedge.NoLabel}},
		"unsteady": {
			[][]wedge.Stroke{strokes(a, 5*ms, "", "enter"), strokes(b, 5*ms, "", "tab")},
			wedge.Lesson{Label: b, Suffix: "tab", Gap: 5 * ms, Wrong: wedge.Unsteady},
		},
	} {
		if got := wedge.Learn(tc.labels); got != tc.want {
			t.Errorf("%s: %+v\nwant %+v", name, got, tc.want)
		}
	}
}
