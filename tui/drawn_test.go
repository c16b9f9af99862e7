package tui_test

import (
	"fmt"
	"html"
	"image/color"
	"os"
	"path/filepath"
	"strings"
	"testing"

	uv "github.com/charmbracelet/ultraviolet"

	"postern/tui"
)

// The documents show the real screens: each picture is drawn from the cells of
// a scene. make pictures draws them anew.
func TestDrawnPictures(t *testing.T) {
	for _, p := range []struct {
		name, scene string
		w, h        int
	}{{"scan", "red", 80, 24}, {"inspect", "inspect", 80, 24}, {"queue", "queue", 120, 40}, {"shift", "shift", 80, 24}, {"palette", "palette", 80, 24}} {
		h := at(t, newStation(), func(o *tui.Options) { o.Theme = "dark" })
		h.size(p.w, p.h)
		scenes()[p.scene](h)
		view := h.f.View()
		drawn := svg(view.Content, p.w, p.h, view.ForegroundColor, view.BackgroundColor)
		file := filepath.Join("..", "docs", "pictures", p.name+".svg")
		if *update {
			if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(drawn), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if kept, err := os.ReadFile(file); err != nil || string(kept) != drawn {
			t.Errorf("%s does not show the screen as it is (%v): make pictures", file, err)
		}
	}
}

const (
	cellWide, cellHigh = 9, 19
	baseline           = 14
)

// svg draws a view's cells: a run of cells of one style is one text, exactly as
// wide as its cells.
func svg(view string, w, h int, ink, paper color.Color) string {
	buffer := uv.NewScreenBuffer(w, h)
	uv.NewStyledString(view).Draw(buffer, buffer.Bounds())
	var out strings.Builder
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="ui-monospace, DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="15">`+"\n",
		w*cellWide, h*cellHigh)
	fmt.Fprintf(&out, `<rect width="100%%" height="100%%" fill="%s"/>`+"\n", hex(paper))
	for y := range h {
		for x := 0; x < w; {
			style, from, text := uv.Style{}, x, ""
			for ; x < w; x++ {
				c := buffer.CellAt(x, y)
				if c == nil || c.Width == 0 {
					continue
				}
				if text == "" {
					style = c.Style
				}
				if !c.Style.Equal(&style) {
					break
				}
				text += c.Content
			}
			run(&out, style, from, y, x-from, text, ink, paper)
		}
	}
	out.WriteString("</svg>\n")
	return out.String()
}

func run(out *strings.Builder, s uv.Style, x, y, cells int, text string, ink, paper color.Color) {
	front, back := ink, paper
	if s.Fg != nil {
		front = s.Fg
	}
	if s.Attrs&uv.AttrReverse != 0 {
		front, back = back, front
		fmt.Fprintf(out, `<rect x="%d" y="%d" width="%d" height="%d" fill="%s"/>`+"\n", x*cellWide, y*cellHigh, cells*cellWide, cellHigh, hex(back))
	}
	trimmed := strings.TrimRight(text, " ")
	if trimmed == "" {
		return
	}
	cells -= len(text) - len(trimmed)
	how := ""
	if s.Attrs&uv.AttrBold != 0 {
		how += ` font-weight="bold"`
	}
	if s.Attrs&uv.AttrFaint != 0 {
		how += ` opacity="0.6"`
	}
	if s.Underline != uv.UnderlineNone {
		how += ` text-decoration="underline"`
	}
	fmt.Fprintf(out, `<text x="%d" y="%d" textLength="%d" lengthAdjust="spacingAndGlyphs" fill="%s" xml:space="preserve"%s>%s</text>`+"\n",
		x*cellWide, y*cellHigh+baseline, cells*cellWide, hex(front), how, html.EscapeString(trimmed))
}

func hex(c color.Color) string {
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02X%02X%02X", r>>8, g>>8, b>>8)
}
