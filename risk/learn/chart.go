package learn

import (
	"fmt"
	"math"
	"strings"

	"postern/parcel"
)

const barWidth = 40

// CalibrationChart draws what was said against what came, a line for each
// tenth of probability: the bar is what came, the mark what was said.
func CalibrationChart(f Figures) string {
	var b strings.Builder
	b.WriteString(" said   came   rows\n")
	for _, r := range f.Reliability {
		fmt.Fprintf(&b, "%5.3f  %5.3f %6d  %s\n", r.Said, r.Came, r.Rows, bar(float64(r.Came), float64(r.Said)))
	}
	return b.String()
}

// DriftChart draws how far each column moved; the mark is where "much" begins.
func DriftChart(d Drift) string {
	var b strings.Builder
	b.WriteString("  PSI  column\n")
	for _, s := range d.Columns[:min(len(d.Columns), 12)] {
		fmt.Fprintf(&b, "%5.3f  %-24.24s %s\n", s.PSI, s.Column, bar(float64(s.PSI)*2, .5))
	}
	low, high := parcel.Wilson(float64(d.Found), float64(d.Rows))
	fmt.Fprintf(&b, "new keys %.1f %%, expected %.1f %%; found %.3f (95 %%: %.3f to %.3f), in training %.3f\n",
		100*d.Unseen, 100*d.Expected, d.Found, low, high, d.Trained)
	return b.String()
}

// bar is a bar of a share of the width with a mark on it, in plain ASCII.
func bar(value, mark float64) string {
	cells := []byte(strings.Repeat(".", barWidth))
	for i := range place(value) {
		cells[i] = '='
	}
	cells[min(place(mark), barWidth-1)] = '|'
	return string(cells)
}

func place(v float64) int {
	if math.IsNaN(v) {
		return 0
	}
	return int(math.Round(min(max(v, 0), 1) * barWidth))
}
