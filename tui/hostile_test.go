package tui_test

import (
	"errors"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"postern/parcel"
	"postern/tui"
)

// attacks are texts known to do harm on one terminal or another, each with
// what must not come through.
func attacks() map[string]string {
	return map[string]string{
		"clear":             "a\x1b[2J\x1b[Hb",
		"alternate screen":  "a\x1b[?1049lb",
		"reset":             "a\x1bcb",
		"title":             "a\x1b]0;pwned\x07b",
		"clipboard":         "a\x1b]52;c;cm0gLXJmIC8=\x07b",
		"link":              "a\x1b]8;;http://evil\x1b\\b\x1b]8;;\x1b\\",
		"hyperlink no end":  "a\x1b]8;;http://evil",
		"string no end":     "a\x1bPq",
		"query":             "a\x1b[6nb",
		"answerback":        "a\x05b",
		"device attributes": "a\x1b[cb",
		"sixel":             "a\x1bPq#0;2;0;0;0~\x1b\\b",
		"kitty graphics":    "a\x1b_Ga=T;AAAA\x1b\\b",
		"privacy message":   "a\x1b^x\x1b\\b",
		"start of string":   "a\x1bXx\x1b\\b",
		"C1 CSI":            "a\u009b2Jb",
		"C1 CSI raw":        "a\x9b2Jb",
		"C1 OSC":            "a\u009d0;x\u009cb",
		"C1 DCS":            "a\u0090q\u009cb",
		"next line":         "a\u0085b",
		"colour":            "a\x1b[31;7mRELEASE\x1b[0mb",
		"conceal":           "a\x1b[8mhidden\x1b[28mb",
		"carriage return":   "EXAMINE\rRELEASE",
		"line feed":         "a\nb\nRELEASE\nc",
		"form feed":         "a\x0cb\x0bc",
		"backspace":         "seize\b\b\b\b\bfree!",
		"tab":               "a\tb\tc",
		"null":              "a\x00b",
		"delete":            "a\x7fb",
		"bell":              strings.Repeat("\a", 50),
		"shift out":         "a\x0eb\x0fc",
		"override":          "a\u202egnp.exe",
		"isolate":           "a\u2066b\u2069c",
		"zero width":        "a\u200bb\ufeffc\u2060d",
		"joiner":            "👨\u200d👩\u200d👧",
		"variation":         "☎\ufe0f",
		"keycap":            "1\ufe0f\u20e3",
		"marks":             "a" + strings.Repeat("\u0301", 200),
		"enclosing":         "a\u20dd\u20de",
		"tags":              "a\U000e0061\U000e0062",
		"flags":             "🇳🇱🇨🇳",
		"wide":              strings.Repeat("種子", 200),
		"half width":        "ｶﾞｷﾞ",
		"Arabic":            "بذور في كيس",
		"Hebrew":            "זרעים",
		"Hangul in pieces":  "\u1112\u1161\u11ab",
		"prepend":           "\u0600\u0601a",
		"not UTF-8":         "a\xff\xfe\xc0\xafb",
		"surrogate":         "a\xed\xa0\x80b",
		"long":              strings.Repeat("x", 100_000),
		"format":            "%s%n%!d(MISSING)%[1]*[2]d",
		"only control":      "\x1b\x1b\x1b\x1b",
		"nested":            "\x1b\x1b[31m[2J",
		"split":             "\x1b[\x1b[2J2J",
		"mouse on":          "a\x1b[?1003hb",
		"paste end":         "a\x1b[201~b",
	}
}

var ours = regexp.MustCompile(`\x1b\[[0-9;:]*m`)

// harmless fails where anything but rows, cells and our own styles is in a
// picture.
func harmless(t *testing.T, name, where string, h *hand) {
	t.Helper()
	h.rows() // exactly as many rows and cells as the screen has
	view := h.f.View()
	texts := []string{ours.ReplaceAllString(view.Content, ""), view.WindowTitle}
	for _, l := range h.f.Say() {
		texts = append(texts, l.Text.String())
	}
	for i, text := range texts {
		for _, r := range text {
			bad := r < ' ' && (r != '\n' || i > 0) || r >= 0x7f && r <= 0x9f || r >= 0x200b && r <= 0x200f ||
				r >= 0x202a && r <= 0x202e || r >= 0x2060 && r <= 0x2069 || r == 0xfe0f || r == 0xfeff || r == 0x61c
			if bad {
				t.Fatalf("%s in %s: %U reaches the terminal", name, where, r)
			}
		}
	}
}

// poison puts a text wherever one from outside can stand.
func poison(s *station, text string) {
	r := redReading()
	r.Decl.Sender.Name, r.Decl.Addressee.Name, r.Decl.Sender.City = text, text, text
	r.Decl.Contents[0].Words, r.Decl.Contents[0].HS, r.Decl.Contents[0].Origin = text, text, text
	r.Decl.Documents = []parcel.Document{{Type: text, ID: text, Name: text}}
	r.Suggestions = []string{text}
	for i := range r.Verdict.Assessments {
		r.Verdict.Assessments[i].Pack = text
		for j := range r.Verdict.Assessments[i].Hits {
			hit := &r.Verdict.Assessments[i].Hits[j]
			hit.Reason, hit.Rule, hit.Evidence, hit.Safety = text, text, text, text
		}
	}
	for i := range r.Verdict.Tasks {
		r.Verdict.Tasks[i].Text = text
	}
	s.items[redLabel] = r
	for i := range s.lines {
		s.lines[i].Words, s.lines[i].Addressee, s.lines[i].Origin = text, text, text
	}
	s.officers = append(s.officers, parcel.Officer{ID: "o9", Name: text, Role: parcel.PrimaryOfficer, Active: true})
	s.sheet.Open = []parcel.Business{{Kind: text, Item: "LZ100000016CN@2026-11-15", Text: text}}
}

// Known attacks in messages, names, labels, file names and errors: nothing of
// them reaches the terminal, on any screen, and no row breaks.
func TestKnownAttacks(t *testing.T) {
	for name, text := range attacks() {
		s := newStation()
		poison(s, text)
		h := sit(t, s)
		harmless(t, name, "sign in", h)
		h = at(t, s, func(o *tui.Options) { o.Station, o.Office, o.Place = text, text, parcel.Place(text) })
		for _, size := range [][2]int{{80, 24}, {40, 10}, {200, 60}} {
			h.size(size[0], size[1])
			harmless(t, name, "idle", h)
			h.reads(redLabel)
			harmless(t, name, "scan", h)
			h.keys("*")
			harmless(t, name, "inspect", h)
			h.keys("pgdown", "v")
			harmless(t, name, "inspect below", h)
			h.keys("f3")
			harmless(t, name, "queue", h)
			h.keys("f4")
			harmless(t, name, "shift", h)
			h.keys("?")
			harmless(t, name, "help", h)
			h.keys("esc", "f2", "9", "enter")
			harmless(t, name, "dialog", h)
			h.wait(time.Second)
			h.keys("esc", ".", ".")
		}
		s.err = errors.New(text)
		h.reads(greenLabel)
		harmless(t, name, "error", h)
		h.send(tui.Status{Link: text, Scanner: text})
		harmless(t, name, "header", h)
		h.send(pasteOf(text))
		harmless(t, name, "paste", h)
		h.send(tui.Read{Scan: parcel.Scan{Code: text, Device: text}})
		h.wait(3 * time.Second)
		harmless(t, name, "label", h)
		h.send(tui.Settings{Err: errors.New(text)})
		harmless(t, name, "settings", h)
		h.keys("L")
		h.wait(time.Second)
		harmless(t, name, "lock", h)
	}
}

// Sizes that come as fast as a window is dragged, with keys and reads between
// them, focus lost and found, and a program stopped and continued.
func TestResizeStorm(t *testing.T) {
	chance := rand.New(rand.NewPCG(7, 7))
	s := newStation()
	h := at(t, s)
	for i := range 600 {
		h.size(1+chance.IntN(250), 1+chance.IntN(80))
		switch i % 10 {
		case 1:
			h.fires(s10(i), 0, true)
		case 3:
			h.send(tea.BlurMsg{})
		case 4:
			h.send(tea.FocusMsg{})
		case 5:
			h.send(press([]string{"f2", "f3", "f4", "j", "?", "esc", "."}[chance.IntN(7)]))
		case 7:
			h.send(tea.ResumeMsg{})
		case 8:
			h.send(tea.MouseClickMsg{X: chance.IntN(250), Y: chance.IntN(80), Button: tea.MouseLeft})
		case 9:
			h.send(tea.MouseWheelMsg{Button: tea.MouseWheelDown})
		}
		h.rows()
	}
	h.size(80, 24)
	h.wait(5 * time.Second)
	if h.f.Broken() != nil || s.records() != 0 {
		t.Errorf("broken %v, recorded %d", h.f.Broken(), s.records())
	}
}
