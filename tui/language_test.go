package tui_test

import (
	"strings"
	"testing"

	"postern/tui"
	"postern/tui/words"
)

// Every picture in every language: no row breaks, and no key of a text shows.
func TestEveryLanguageFits(t *testing.T) {
	for _, language := range words.Languages() {
		for name, scene := range scenes() {
			h := at(t, newStation(), func(o *tui.Options) { o.Language = language })
			scene(h)
			picture := strings.Join(h.rows(), "\n")
			for _, section := range []string{"scan.", "frame.", "name.", "verb.", "page.", "sign."} {
				if strings.Contains(picture, section) {
					t.Errorf("%s in %s shows the key of a text:\n%s", name, language, picture)
				}
			}
			if rows := h.rows(); name == "red" && !strings.Contains(rows[22], "0 ..") {
				t.Errorf("in %s the outcomes do not fit: %q", language, rows[22])
			}
		}
	}
}

func TestGerman(t *testing.T) {
	h := at(t, newStation(), func(o *tui.Options) { o.Language = "de" })
	h.reads(redLabel)
	h.sees("5 BESCHAU", "Behörden", "Pflanzen", "Enter bucht")
	h.keys("3", "1")
	h.sees("FRAGE wegen Rechnung")
	h.keys("enter")
	h.sees("FRAGE gebucht")
	if g := h.s.choices[0].Ground; !strings.HasPrefix(g, "eine Rechnung oder Bestellung mit Preis fehlt; Pflanzen P-014.3: sender") {
		t.Errorf("ground %q", g)
	}
}

func TestLanguageThatIsNot(t *testing.T) {
	opt := options(newStation(), &hand{})
	opt.Language = "tlh"
	if _, err := tui.New(opt); err == nil || !strings.Contains(err.Error(), "no such language") {
		t.Error(err)
	}
}
