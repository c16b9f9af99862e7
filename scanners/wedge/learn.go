package wedge

import (
	"slices"
	"strings"
	"time"
)

// Stroke is one key press of a scanner that is being learned: its name, and the
// character where it is one.
type Stroke struct {
	Name string
	Char rune // 0: none
	At   time.Time
}

// Lesson is what three test labels teach of a scanner.
type Lesson struct {
	Label  string        // the last one
	Prefix string        // the key that begins a read; empty: none
	Suffix string        // the key that ends it; empty: none
	Gap    time.Duration // how far its keys lie apart at most
	Wrong  Wrong         // why it cannot be used as it is; empty: it can
}

// Wrong is what keeps a scanner from being used as it is.
type Wrong string

// What may be wrong with a scanner.
const (
	NoLabel   Wrong = "no_label"  // what came has no label in it whose check digit is right
	Layout    Wrong = "layout"    // it would be one on another keyboard's layout
	Printable Wrong = "printable" // it puts a sign before or behind that an officer types too
	NoSuffix  Wrong = "no_suffix" // nothing tells that a read is over
	Unsteady  Wrong = "unsteady"  // the labels begin or end in different ways
	Slow      Wrong = "slow"      // its keys lie as far apart as those of an officer
)

// Lessons is how many labels teach a scanner.
const Lessons = 3

// slowest is the gap beyond which nothing tells a scanner from an officer.
const slowest = 150 * time.Millisecond

// Learn learns a scanner from the strokes of each test label.
func Learn(labels [][]Stroke) Lesson {
	var lesson Lesson
	for i, strokes := range labels {
		one := learn(strokes)
		if one.Wrong != "" {
			return one
		}
		one.Gap = max(one.Gap, lesson.Gap)
		if i > 0 && (one.Prefix != lesson.Prefix || one.Suffix != lesson.Suffix) {
			one.Wrong = Unsteady
			return one
		}
		lesson = one
	}
	if lesson.Gap > slowest {
		lesson.Wrong = Slow
	}
	return lesson
}

// learn finds the label among the strokes of one read, and what stands around
// it.
func learn(strokes []Stroke) Lesson {
	var lesson Lesson
	for i := 1; i < len(strokes); i++ {
		lesson.Gap = max(lesson.Gap, strokes[i].At.Sub(strokes[i-1].At))
	}
	first := slices.IndexFunc(strokes, func(s Stroke) bool { return s.Char != 0 })
	if first < 0 {
		lesson.Wrong = NoLabel
		return lesson
	}
	last := len(strokes)
	for strokes[last-1].Char == 0 {
		last--
	}
	var text strings.Builder
	for _, s := range strokes[first:last] {
		text.WriteRune(s.Char)
	}
	lesson.Label = text.String()
	if first > 0 {
		lesson.Prefix = strokes[0].Name
	}
	if last < len(strokes) {
		lesson.Suffix = strokes[last].Name
	}
	lesson.Wrong = wrongOf(lesson)
	return lesson
}

func wrongOf(lesson Lesson) Wrong {
	switch {
	case proven(lesson.Label) && lesson.Suffix == "":
		return NoSuffix
	case proven(lesson.Label):
		return ""
	case proven(otherLayout().Replace(lesson.Label)):
		return Layout
	case around(lesson.Label):
		return Printable
	}
	return NoLabel
}

// otherLayout turns what a scanner set to the US layout types on a French or
// German keyboard back into what it read.
func otherLayout() *strings.Replacer {
	return strings.NewReplacer("&", "1", "é", "2", `"`, "3", "'", "4", "(", "5", "-", "6", "è", "7", "_", "8", "ç", "9", "à", "0",
		"y", "z", "z", "y", "Y", "Z", "Z", "Y", "a", "q", "q", "a", "A", "Q", "Q", "A", "w", "z", "W", "Z")
}

// around reports whether there is a label within the text, but for a few signs.
func around(text string) bool {
	const most = 3
	for from := 0; from <= most && from < len(text); from++ {
		for to := len(text); to > from && to >= len(text)-most; to-- {
			if proven(text[from:to]) {
				return true
			}
		}
	}
	return false
}
