package risk

import (
	"iter"
	"strings"
)

// energy is what a description says of the energy of a battery.
type energy struct {
	wattHours float64 // of the largest battery named, 0 for none
	assumed   bool    // the voltage was not said, a lithium cell's was taken
	lithium   float64 // grams of metal in the largest that says so, 0 for none
}

// cellVolts is the nominal voltage of a lithium-ion cell.
const cellVolts = 3.7

// readEnergy finds Wh in a description, or else mAh and V, and grams of lithium.
// International mail takes at most 20 Wh a cell and 100 Wh a battery, or 1 and 2
// g of lithium metal, in equipment (UPU, IATA).
func readEnergy(text string) energy {
	e := readWatts(text)
	e.lithium = readLithium(text)
	return e
}

func readWatts(text string) energy {
	var wh, mah, volts float64
	for number, unit := range measures(text) {
		switch unit {
		case "wh":
			wh = max(wh, quantity(number, false))
		case "mah":
			mah = max(mah, quantity(number, true))
		case "ah":
			mah = max(mah, 1_000*quantity(number, false))
		case "v":
			volts = max(volts, quantity(number, false))
		}
	}
	switch {
	case wh > 0:
		return energy{wattHours: wh}
	case mah > 0 && volts >= 1 && volts <= 100:
		return energy{wattHours: mah * volts / 1_000}
	case mah > 0:
		return energy{wattHours: mah * cellVolts / 1_000, assumed: true}
	}
	return energy{}
}

// readLithium finds the grams that are said of lithium itself: "2 g lithium",
// "lithium content: 1.5 g". What a lithium battery weighs is no such figure.
func readLithium(text string) (grams float64) {
	text = strings.ToLower(text)
	for from := 0; ; {
		i := strings.Index(text[from:], "lithium")
		if i < 0 {
			return grams
		}
		at := from + i
		from = at + len("lithium")
		before := strings.TrimSuffix(strings.TrimRight(text[:at], " "), " of")
		if number, ok := gramsBefore(before); ok {
			grams = max(grams, number)
		}
		after := strings.TrimLeft(text[from:], " ")
		after = strings.TrimLeft(strings.TrimPrefix(strings.TrimPrefix(after, "metal"), " content"), " :=")
		after = strings.TrimLeft(strings.TrimPrefix(after, "content"), " :=")
		if number, ok := gramsAfter(after); ok {
			grams = max(grams, number)
		}
	}
}

// gramsBefore reads the number of grams that a text ends with.
func gramsBefore(text string) (float64, bool) {
	for _, unit := range []string{"grams", "gram", "gr", "g"} {
		head, is := strings.CutSuffix(text, unit)
		head = strings.TrimRight(head, " ")
		n := len(head)
		for n > 0 && (digit(head[n-1]) || head[n-1] == '.' || head[n-1] == ',') {
			n--
		}
		if is && n < len(head) && !model(head[:n]) {
			return quantity(head[n:], false), true
		}
	}
	return 0, false
}

// gramsAfter reads the number of grams that a text begins with.
func gramsAfter(text string) (float64, bool) {
	n := 0
	for n < len(text) && (digit(text[n]) || separates(text, n)) {
		n++
	}
	switch unitAt(text[n:]) {
	case "g", "gr", "gram", "grams":
		return quantity(text[:n], false), n > 0
	}
	return 0, false
}

// measures walks the numbers of a text with the unit that follows each.
func measures(text string) iter.Seq2[string, string] {
	return func(yield func(number, unit string) bool) {
		for i := 0; i < len(text); i++ {
			if !digit(text[i]) {
				continue
			}
			from := i
			for i < len(text) && (digit(text[i]) || separates(text, i)) {
				i++
			}
			if !model(text[:from]) && !yield(text[from:i], unitAt(text[i:])) {
				return
			}
		}
	}
}

// model reports whether the text before a number makes it part of a model name,
// as in AE-1200WH.
func model(before string) bool {
	before = strings.TrimSuffix(before, "-")
	if before == "" {
		return false
	}
	c := before[len(before)-1] | 0x20
	return c >= 'a' && c <= 'z'
}

// separates reports whether a point or comma stands between digits.
func separates(text string, i int) bool {
	return (text[i] == '.' || text[i] == ',') && i+1 < len(text) && digit(text[i+1])
}

// unitAt is the unit a text begins with, in small letters: one run of letters.
func unitAt(text string) string {
	text = strings.TrimLeft(text[:min(len(text), 8)], " -")
	n := 0
	for n < len(text) && (text[n]|0x20 >= 'a' && text[n]|0x20 <= 'z' || text[n] >= 0x80) {
		n++
	}
	return strings.ToLower(text[:n])
}

// quantity reads a number with either separator. A separator before exactly
// three last digits marks thousands where thousands are usual, and a comma
// always does.
func quantity(text string, thousands bool) float64 {
	whole, frac := text, ""
	if i := strings.LastIndexAny(text, ".,"); i >= 0 {
		if len(text)-i-1 != 3 || !thousands && text[i] == '.' {
			whole, frac = text[:i], text[i+1:]
		}
	}
	v := 0.0
	for i := 0; i < len(whole) && v < 1e9; i++ {
		if digit(whole[i]) {
			v = v*10 + float64(whole[i]-'0')
		}
	}
	scale := 0.1
	for i := 0; i < len(frac) && i < 6; i++ {
		v += float64(frac[i]-'0') * scale
		scale /= 10
	}
	return v
}

func digit(c byte) bool { return c >= '0' && c <= '9' }
