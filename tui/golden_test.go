package tui_test

import (
	"flag"
	"fmt"
	"image/color"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/google/go-cmp/cmp"

	"postern/parcel"
	"postern/tui"
)

var update = flag.Bool("update", false, "write the pictures anew")

// cells draws a view into cells, without a terminal, and gives them as text:
// each row, and under it, where anything stands out, how.
func cells(view string, w, h int) string {
	buffer := uv.NewScreenBuffer(w, h)
	uv.NewStyledString(view).Draw(buffer, buffer.Bounds())
	var out strings.Builder
	for y := range h {
		var text, marks strings.Builder
		for x := 0; x < w; x++ {
			c := buffer.CellAt(x, y)
			if c == nil || c.Width == 0 {
				continue
			}
			text.WriteString(c.Content)
			marks.WriteString(mark(c.Style))
		}
		fmt.Fprintf(&out, "%s|\n", text.String())
		if m := strings.TrimRight(marks.String(), " "); m != "" {
			fmt.Fprintf(&out, "%s\n", m)
		}
	}
	return out.String()
}

// mark is how a cell stands out: its colour's number, else its weight.
func mark(s uv.Style) string {
	switch {
	case s.Attrs&uv.AttrReverse != 0:
		return "R"
	case s.Fg != nil:
		return colour(s.Fg)
	case s.Underline != uv.UnderlineNone:
		return "_"
	case s.Attrs&uv.AttrBold != 0:
		return "B"
	case s.Attrs&uv.AttrFaint != 0:
		return "f"
	}
	return " "
}

func colour(c color.Color) string {
	r, g, b, _ := c.RGBA()
	return string(rune('a' + (r>>8*7+g>>8*3+b>>8)%26))
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
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s: %s", name, diff)
	}
}

// scenes are the pictures worth keeping.
func scenes() map[string]func(*hand) {
	return map[string]func(*hand){
		"begin":    func(*hand) {},
		"red":      func(h *hand) { h.reads(redLabel) },
		"green":    func(h *hand) { h.reads(greenLabel); h.keys("enter") },
		"unknown":  func(h *hand) { h.reads(newLabel) },
		"refer":    func(h *hand) { h.reads(redLabel); h.keys("7") },
		"seize":    func(h *hand) { h.reads(redLabel); h.keys("9", "enter") },
		"inspect":  func(h *hand) { h.reads(redLabel); h.keys("*") },
		"queue":    func(h *hand) { h.keys("f3", "j") },
		"shift":    func(h *hand) { h.keys("f4") },
		"link":     func(h *hand) { h.keys("f9") },
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

func TestPictures(t *testing.T) {
	for name, scene := range scenes() {
		for _, size := range [][2]int{{80, 24}, {120, 40}} {
			h := at(t, newStation())
			h.size(size[0], size[1])
			scene(h)
			h.rows()
			golden(t, fmt.Sprintf("%s-%dx%d", name, size[0], size[1]), cells(h.f.View().Content, size[0], size[1]))
		}
	}
}

// The widest screens, and one screen in each theme that has colours of its own.
func TestPicturesWideAndInThemes(t *testing.T) {
	for _, name := range []string{"begin", "red", "inspect", "queue", "shift", "bags", "bag", "holds", "messages", "walk"} {
		h := at(t, newStation())
		h.size(200, 60)
		scenes()[name](h)
		h.rows()
		golden(t, name+"-200x60", cells(h.f.View().Content, 200, 60))
	}
	for _, theme := range []string{"dark", "light", "contrast"} {
		h := at(t, newStation(), func(o *tui.Options) { o.Theme = theme })
		scenes()["red"](h)
		golden(t, "red-"+theme+"-unicode", cells(h.f.View().Content, 80, 24))
	}
}

func TestPicturesWithoutColourAndInASCII(t *testing.T) {
	for _, name := range []string{"begin", "red", "queue", "shift", "bags", "bag", "holds", "messages", "walk"} {
		for _, v := range []struct{ theme, glyphs string }{{"mono", "unicode"}, {"ansi16", "ascii"}} {
			h := at(t, newStation(), func(o *tui.Options) { o.Theme, o.Glyphs = v.theme, v.glyphs })
			scenes()[name](h)
			h.rows()
			picture := cells(h.f.View().Content, 80, 24)
			golden(t, name+"-"+v.theme+"-"+v.glyphs, picture)
			if v.glyphs == "ascii" {
				for _, r := range picture {
					if r > '~' {
						t.Errorf("%s: %q is no ASCII", name, r)
						break
					}
				}
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
