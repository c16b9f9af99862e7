package tui_test

import (
	"image/color"
	"math"
	"testing"

	uv "github.com/charmbracelet/ultraviolet"

	"postern/tui"
)

// luminance is the relative luminance of WCAG 2.1.
func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	linear := func(v uint32) float64 {
		s := float64(v) / 0xffff
		if s <= 0.03928 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// Whatever stands on any screen stands out from its paper: 7:1 in the theme of
// high contrast, in which nothing is faint, and 4.5:1 in the others that bring
// a paper of their own.
func TestContrast(t *testing.T) {
	if got := contrast(color.White, color.Black); got < 20.9 || got > 21.1 {
		t.Fatalf("white on black is %.2f", got)
	}
	for theme, least := range map[string]float64{"contrast": 7, "dark": 4.5, "light": 4.5} {
		found := map[color.Color]bool{}
		for name, scene := range scenes() {
			h := at(t, newStation(), func(o *tui.Options) { o.Theme = theme })
			scene(h)
			view := h.f.View()
			if got := contrast(view.ForegroundColor, view.BackgroundColor); got < 7 {
				t.Errorf("%s: plain text is %.2f:1", theme, got)
			}
			buffer := uv.NewScreenBuffer(80, 24)
			uv.NewStyledString(view.Content).Draw(buffer, buffer.Bounds())
			for y := range 24 {
				for x := range 80 {
					c := buffer.CellAt(x, y)
					if c == nil {
						continue
					}
					if theme == "contrast" && c.Style.Attrs&uv.AttrFaint != 0 {
						t.Fatalf("%s: something is faint in %q", name, c.Content)
					}
					if c.Style.Fg != nil {
						found[c.Style.Fg] = true
						if got := contrast(c.Style.Fg, view.BackgroundColor); got < least {
							t.Fatalf("%s in %s: %q is %.2f:1", name, theme, c.Content, got)
						}
					}
				}
			}
		}
		if len(found) < 4 {
			t.Errorf("%s: only %d colours were seen", theme, len(found))
		}
	}
}
