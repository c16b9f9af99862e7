// Package screentest sits before one screen alone, as the frame's tests sit
// before all of them: it presses keys, carries out what the screen asks for and
// looks at what is drawn.
//
// It is for tests only. A row that is not exactly as wide as asked for, or a
// control sequence from outside that reaches the terminal, fails the test
// wherever the picture is looked at.
package screentest

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"postern/tui/keys"
	"postern/tui/look"
	"postern/tui/task"
)

// Screen is what the frame asks of every screen.
type Screen interface {
	Update(msg tea.Msg) tea.Cmd
	View(w, h int) string
	Keys() []key.Binding
	Say() []look.Line
	Back() (bool, tea.Cmd)
}

// Hand is an officer's hand on one screen of 80x24, its first row the frame's.
type Hand struct {
	t      testing.TB
	screen Screen
	w, h   int
	up     []tea.Msg
}

// Look is a look without colours, so that what is read is what is drawn.
func Look(tb testing.TB) *look.Look {
	tb.Helper()
	l, err := look.New(look.Taste{Theme: "mono", Glyphs: "unicode"})
	if err != nil {
		tb.Fatal(err)
	}
	return l
}

// Limit ends with the test.
func Limit(tb testing.TB) task.Limit {
	tb.Helper()
	return func() (context.Context, context.CancelFunc) { return context.WithCancel(tb.Context()) }
}

// Sit sits down before a screen.
func Sit(tb testing.TB, s Screen) *Hand {
	tb.Helper()
	h := &Hand{t: tb, screen: s, w: 80, h: 23}
	h.Size(80, 24)
	return h
}

// Size makes the terminal as large as said, the frame's row with it.
func (h *Hand) Size(w, height int) {
	h.w, h.h = w, height-1
	h.Send(tea.WindowSizeMsg{Width: w, Height: height})
}

// Do carries out what was asked for, and all that comes of it.
func (h *Hand) Do(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			h.Do(c)
		}
	default:
		h.Send(msg)
	}
}

// Parts are the commands of one that is several.
func Parts(cmd tea.Cmd) []tea.Cmd {
	if parts, ok := cmd().(tea.BatchMsg); ok {
		return parts
	}
	return nil
}

// Send gives the screen a message.
func (h *Hand) Send(msg tea.Msg) {
	h.up = append(h.up, msg)
	h.Do(h.screen.Update(msg))
}

// Keys presses keys, by the names that bindings bear.
func (h *Hand) Keys(names ...string) {
	h.t.Helper()
	for _, n := range names {
		msg, ok := keys.Press(n)
		if !ok {
			msg = tea.KeyPressMsg{Text: n}
		}
		h.Do(h.screen.Update(msg))
	}
}

// Types presses a key for each letter, and Enter.
func (h *Hand) Types(text string) {
	h.t.Helper()
	for _, r := range text {
		h.Do(h.screen.Update(tea.KeyPressMsg{Code: r, Text: string(r)}))
	}
	h.Keys("enter")
}

// Back goes one level up within the screen, as Esc does.
func (h *Hand) Back() bool {
	ok, cmd := h.screen.Back()
	h.Do(cmd)
	return ok
}

// Up is the last message of a type that the screen reported, which it forgets.
func Up[T tea.Msg](h *Hand) (last T, ok bool) {
	for i := len(h.up) - 1; i >= 0; i-- {
		if last, ok = h.up[i].(T); ok {
			h.up = nil
			return last, true
		}
	}
	return last, false
}

// Notice is the last sentence for the officer.
func (h *Hand) Notice() string {
	n, _ := Up[look.Notice](h)
	return n.Text.String()
}

// own are the sequences that styles of ours make; anything else came from
// outside.
var own = regexp.MustCompile(`\x1b\[[0-9;]*m|\x1b_[^\x1b]*\x1b\\`)

// Picture is what is drawn, without colours.
func (h *Hand) Picture() string {
	h.t.Helper()
	drawn := h.screen.View(h.w, h.h)
	rows := strings.Split(drawn, "\n")
	if len(rows) != h.h {
		h.t.Errorf("%d rows at %dx%d", len(rows), h.w, h.h)
	}
	for _, row := range rows {
		if got := ansi.StringWidth(row); got != h.w {
			h.t.Errorf("%d cells at %dx%d: %q", got, h.w, h.h, ansi.Strip(row))
		}
	}
	for _, r := range own.ReplaceAllString(drawn, "") {
		if r != '\n' && (r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u202e') {
			h.t.Errorf("%q reaches the terminal", r)
		}
	}
	return ansi.Strip(drawn)
}

// Sees checks that words are on the screen.
func (h *Hand) Sees(words ...string) {
	h.t.Helper()
	picture := h.Picture()
	for _, w := range words {
		if !strings.Contains(picture, w) {
			h.t.Errorf("not on the screen: %q\n%s", w, picture)
		}
	}
}

// Misses checks that words are not on the screen.
func (h *Hand) Misses(words ...string) {
	h.t.Helper()
	picture := h.Picture()
	for _, w := range words {
		if strings.Contains(picture, w) {
			h.t.Errorf("on the screen: %q\n%s", w, picture)
		}
	}
}

// Sizes draws the screen in every size that matters and puts it back to 80x24.
// At 40x10 there must be something to see.
func (h *Hand) Sizes() {
	h.t.Helper()
	for _, w := range []int{1, 7, 40, 60, 80, 100, 120, 200} {
		for _, height := range []int{2, 5, 10, 16, 24, 40, 60} {
			h.Size(w, height)
			if picture := h.Picture(); w == 40 && height == 10 && strings.TrimSpace(picture) == "" {
				h.t.Error("nothing to see at 40x10")
			}
		}
	}
	h.Size(80, 24)
}

// Says is the screen in words.
func (h *Hand) Says() string {
	var out strings.Builder
	for _, l := range h.screen.Say() {
		out.WriteString(l.Text.String() + "\n")
	}
	return out.String()
}

// Hostile is text as nobody should send it.
const Hostile = "a\x1b[2Jb\x1b]0;owned\x07c\x1bPq\x1b\\d\u009b31me\u202ef\r\ng\x00h\u0301\u0301\u0301\u0301i漢字"
