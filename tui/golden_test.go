package tui_test

import (
	"cmp"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	uv "github.com/charmbracelet/ultraviolet"
	gocmp "github.com/google/go-cmp/cmp"

	"postern/parcel"
	"postern/tui"
	"postern/tui/look"
)

var update = flag.Bool("update", false, "write the pictures anew")

// drawn are the cells of a view, without a terminal.
func drawn(view string, w, h int) uv.ScreenBuffer {
	buffer := uv.NewScreenBuffer(w, h)
	uv.NewStyledString(view).Draw(buffer, buffer.Bounds())
	return buffer
}

// told is one picture in all themes: each row as text, and under it, where
// anything stands out, a letter for each cell's style. What a letter means in
// each theme stands below. The text must be the same in all of them.
func told(t *testing.T, views map[string]string, w, h int) string {
	t.Helper()
	themes := look.Themes()
	buffers := make([]uv.ScreenBuffer, len(themes))
	for i, theme := range themes {
		buffers[i] = drawn(views[theme], w, h)
	}
	var out strings.Builder
	letters := map[string]rune{}
	for y := range h {
		var text, marks strings.Builder
		for x := range w {
			c := buffers[0].CellAt(x, y)
			if c == nil || c.Width == 0 {
				continue
			}
			var means []string
			for i, b := range buffers {
				other := b.CellAt(x, y)
				if other == nil || other.Content != c.Content {
					t.Fatalf("%s shows another text than %s at %d, %d", themes[i], themes[0], x, y)
				}
				means = append(means, themes[i]+" "+styleOf(other.Style))
			}
			text.WriteString(c.Content)
			marks.WriteRune(letterOf(letters, strings.Join(means, ", ")))
		}
		fmt.Fprintf(&out, "%s|\n", strings.TrimRight(text.String(), " "))
		if m := strings.TrimRight(marks.String(), " "); m != "" {
			fmt.Fprintf(&out, "%s\n", m)
		}
	}
	for _, means := range slices.SortedFunc(maps.Keys(letters), func(a, b string) int { return cmp.Compare(letters[a], letters[b]) }) {
		fmt.Fprintf(&out, "%c: %s\n", letters[means], means)
	}
	return out.String()
}

// letterOf is the letter of what a cell looks like in all themes; a blank for
// what stands out in none.
func letterOf(letters map[string]rune, means string) rune {
	if strings.Count(means, "plain") == len(look.Themes()) {
		return ' '
	}
	if _, known := letters[means]; !known {
		letters[means] = 'a' + rune(len(letters))
	}
	return letters[means]
}

// styleOf is how a cell stands out, in words.
func styleOf(s uv.Style) string {
	var words []string
	if s.Fg != nil {
		r, g, b, _ := s.Fg.RGBA()
		words = append(words, fmt.Sprintf("#%02X%02X%02X", r>>8, g>>8, b>>8))
	}
	for _, a := range []struct {
		is   bool
		word string
	}{
		{s.Attrs&uv.AttrBold != 0, "bold"}, {s.Attrs&uv.AttrFaint != 0, "faint"}, {s.Attrs&uv.AttrReverse != 0, "reverse"}, {s.Underline != uv.UnderlineNone, "underlined"},
	} {
		if a.is {
			words = append(words, a.word)
		}
	}
	if words == nil {
		return "plain"
	}
	return strings.Join(words, " ")
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s: %s", name, diff)
	}
}

// scenes are the pictures worth keeping.
func scenes() map[string]func(*hand) {
	return map[string]func(*hand){
		"begin":   func(*hand) {},
		"red":     func(h *hand) { h.reads(redLabel) },
		"green":   func(h *hand) { h.reads(greenLabel); h.keys("enter") },
		"unknown": func(h *hand) { h.reads(newLabel) },
		"refer":   func(h *hand) { h.reads(redLabel); h.keys("7") },
		"seize":   func(h *hand) { h.reads(redLabel); h.keys("9", "enter") },
		"inspect": func(h *hand) { h.reads(redLabel); h.keys("*") },
		"queue":   func(h *hand) { h.keys("f3", "j") },
		"shift":   func(h *hand) { h.keys("f4") },
		"link":    func(h *hand) { h.keys("f9") },
		"signin":  func(h *hand) { h.keys("L"); h.wait(time.Second); h.keys("esc") },
		"scanner": func(h *hand) { h.teach() },
		"answers": func(h *hand) {
			h.reads(redLabel)
			h.keys("*", "+", "j", "j", "j", "j", "j", "j", "j", "j", "j", "+", "-")
		},
		"exhibits": func(h *hand) { h.keys("f12") },
		"force":    func(h *hand) { h.keys("f10") },
		"pack":     func(h *hand) { h.keys("f10", "enter") },
		"model":    func(h *hand) { h.keys("f10", "G", "enter") },
		"bags":     func(h *hand) { h.keys("f5") },
		"bag":      func(h *hand) { h.keys("f5", "enter", "tab") },
		"holds":    func(h *hand) { h.keys("f6", "2") },
		"messages": func(h *hand) { h.keys("f7") },
		"faults":   func(h *hand) { h.keys("f7", "j", "enter") },
		"walk":     func(h *hand) { h.s.lists = newLists(h.s.now); h.keys("f8") },
		"risen":    func(h *hand) { h.s.lists = newLists(h.s.now); h.send(tui.Refresh{}); h.wait(time.Second) },
		"form":     func(h *hand) { h.reads(newLabel); h.keys("e", "enter", "s", "o") },
		"help":     func(h *hand) { h.keys("?") },
		"palette":  func(h *hand) { h.reads(redLabel); h.keys(":", "s", "h") },
		"lock":     func(h *hand) { h.reads(redLabel); h.keys("L"); h.wait(1e9) },
	}
}

// Every screen in every size and every theme.
func TestPictures(t *testing.T) {
	for name, scene := range scenes() {
		for _, size := range [][2]int{{40, 10}, {80, 24}, {120, 40}, {200, 60}} {
			views := map[string]string{}
			for _, theme := range look.Themes() {
				h := at(t, newStation(), func(o *tui.Options) { o.Theme = theme })
				h.size(size[0], size[1])
				scene(h)
				h.rows()
				views[theme] = h.f.View().Content
			}
			golden(t, fmt.Sprintf("%s-%dx%d", name, size[0], size[1]), told(t, views, size[0], size[1]))
		}
	}
}

func TestPicturesInASCII(t *testing.T) {
	for name, scene := range scenes() {
		h := at(t, newStation(), func(o *tui.Options) { o.Glyphs = "ascii" })
		scene(h)
		picture := strings.Join(h.rows(), "|\n")
		golden(t, name+"-ascii", picture)
		for _, r := range picture {
			if r > '~' {
				t.Errorf("%s: %q is no ASCII", name, r)
				break
			}
		}
	}
}

// The seven signs must be told apart without any colour.
func TestSignsDifferWithoutColour(t *testing.T) {
	s := newStation()
	stop, held := redReading(), greenReading()
	stop.Verdict.Assessments[0].Hits[0].Mandatory, stop.Verdict.Assessments[0].Hits[0].Safety = true, "do not open: gas"
	held.Holds = []parcel.Hold{{Agency: parcel.Plant, Reason: "asked by the lab"}}
	unknown := reading(newLabel, parcel.Unknown)
	unknown.Known = false
	seen := map[string]string{}
	for word, r := range map[string]parcel.Reading{
		"STOP": stop, "HOLD": held, "EXAMINE": redReading(), "UNKNOWN": unknown, "DOCS": yellowReading(), "PASS": blueReading(), "RELEASE": greenReading(),
	} {
		s.items = map[string]parcel.Reading{redLabel: r}
		for _, glyphs := range []string{"unicode", "ascii"} {
			h := at(t, s, func(o *tui.Options) { o.Theme, o.Glyphs = "mono", glyphs })
			h.reads(redLabel)
			rows := h.rows()
			big := strings.Join(rows[1:6], "\n")
			if other, twice := seen[glyphs+big]; twice {
				t.Errorf("%s looks like %s", word, other)
			}
			seen[glyphs+big] = word
			h.size(60, 12)
			h.sees(" " + word + " ")
		}
	}
}

func TestEverySizeIsDrawn(t *testing.T) {
	all := scenes()
	all["sign in"] = func(h *hand) { h.keys("L"); h.wait(time.Second); h.keys("esc") }
	all["PIN"] = func(h *hand) { h.keys("L"); h.wait(time.Second); h.keys("esc", "1", "4") }
	for name, scene := range all {
		h := at(t, newStation())
		scene(h)
		for _, w := range []int{1, 2, 7, 20, 39, 40, 59, 60, 79, 80, 99, 100, 110, 120, 160, 200, 300} {
			for _, height := range []int{1, 2, 3, 5, 8, 10, 16, 17, 18, 22, 23, 24, 25, 29, 30, 40, 60, 100} {
				h.size(w, height)
				h.rows() // checks rows and cells
			}
		}
		h.size(40, 10)
		if strings.TrimSpace(strings.Join(h.rows()[1:], "")) == "" {
			t.Errorf("%s: nothing to see at 40x10", name)
		}
	}
}

func TestSmallestUsefulScreen(t *testing.T) {
	h := at(t, newStation())
	h.size(40, 10)
	h.reads(redLabel)
	h.sees("EXAMINE", "RR 4071 8263 5 CN", "5X", "> EXAMINE")
	h.keys("1", "enter")
	if len(h.s.choices) != 1 {
		t.Error("nothing recorded at 40x10")
	}
}
