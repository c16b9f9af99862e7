package tui_test

import (
	"context"
	"fmt"
	"sort"
	"strings"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"postern/parcel"
	"postern/tui"
	"postern/tui/keys"
)

// tester is a test, or a property under test.
type tester interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

// hand presses keys and looks at the screen, as an officer does.
type hand struct {
	t       tester
	s       *station
	f       *tui.Frame
	timers  []timer
	quit    bool
	raw     []string
	w, h    int
	updates int
}

type timer struct {
	at  time.Time
	msg tea.Msg
}

func options(s *station, h *hand) tui.Options {
	return tui.Options{
		Desk: s, Book: s, Roster: s, Shifts: s, Teach: s,
		Now: func() time.Time {
			if s.breaks {
				panic("no clock")
			}
			return s.now
		},
		Limit: func() (context.Context, context.CancelFunc) {
			return context.WithTimeout(context.Background(), 5*time.Second)
		},
		After:   h.after,
		Station: "bench 3", Office: "NLAMSA", Place: parcel.Bench, Glyphs: "unicode",
	}
}

func (h *hand) after(d time.Duration, msg tea.Msg) tea.Cmd {
	h.timers = append(h.timers, timer{h.s.now.Add(d), msg})
	return nil
}

// sit puts an officer before a screen of 80x24 with everything the options
// say; nobody is signed in.
func sit(tb tester, s *station, with ...func(*tui.Options)) *hand {
	tb.Helper()
	h := &hand{t: tb, s: s}
	opt := options(s, h)
	for _, w := range with {
		w(&opt)
	}
	f, err := tui.New(opt)
	if err != nil {
		tb.Fatal(err)
	}
	h.f = f
	h.do(f.Init())
	h.size(80, 24)
	return h
}

// at sits down an officer who is signed in.
func at(tb tester, s *station, with ...func(*tui.Options)) *hand {
	tb.Helper()
	return sit(tb, s, append([]func(*tui.Options){func(o *tui.Options) { o.Officer = &s.officers[0] }}, with...)...)
}

func (h *hand) size(w, height int) {
	h.w, h.h = w, height
	h.send(tea.WindowSizeMsg{Width: w, Height: height})
}

func (h *hand) send(msg tea.Msg) {
	h.updates++
	if h.updates > 100_000 {
		h.t.Fatal("messages without end")
	}
	_, cmd := h.f.Update(msg)
	h.do(cmd)
}

func (h *hand) do(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			h.do(c)
		}
	case tea.QuitMsg:
		h.quit = true
	case tea.RawMsg:
		h.raw = append(h.raw, fmt.Sprint(msg.Msg))
	default:
		h.send(msg)
	}
}

// wait lets time pass; timers come in their order.
func (h *hand) wait(d time.Duration) {
	end := h.s.now.Add(d)
	for {
		sort.SliceStable(h.timers, func(i, j int) bool { return h.timers[i].at.Before(h.timers[j].at) })
		if len(h.timers) == 0 || h.timers[0].at.After(end) {
			break
		}
		next := h.timers[0]
		h.timers = h.timers[1:]
		h.s.now = next.at
		h.send(next.msg)
	}
	h.s.now = end
}

func press(name string) tea.KeyPressMsg {
	switch name {
	case "kp5":
		return tea.KeyPressMsg{Code: tea.KeyKp5}
	case "kpenter":
		return tea.KeyPressMsg{Code: tea.KeyKpEnter}
	case " ":
		name = "space"
	}
	msg, ok := keys.Press(name)
	if !ok { // what settings cannot name
		r, _ := utf8.DecodeRuneInString(name)
		return tea.KeyPressMsg{Code: r, Text: name}
	}
	return msg
}

// keys presses keys as a person does, a third of a second apart.
func (h *hand) keys(names ...string) {
	for _, name := range names {
		h.send(press(name))
		h.wait(350 * time.Millisecond)
	}
}

// types writes text as a person does, and Enter.
func (h *hand) types(text string) {
	for _, r := range text {
		h.keys(string(r))
	}
	h.keys("enter")
}

// fires sends a label as a scanner does, with or without the prefix.
func (h *hand) fires(code string, gap time.Duration, prefix bool) {
	if prefix {
		h.send(press("ctrl+b"))
		h.wait(gap)
	}
	for _, r := range code {
		h.send(press(string(r)))
		h.wait(gap)
	}
	h.send(press("enter"))
}

// reads sends a label and lets the dust settle.
func (h *hand) reads(code string) {
	h.fires(code, 10*time.Millisecond, true)
	h.wait(2 * time.Second)
}

// rows gives the picture without colours, after checking that every row is
// exactly as wide as the screen and that there are exactly as many.
func (h *hand) rows() []string {
	h.t.Helper()
	rows := strings.Split(h.f.View().Content, "\n")
	if len(rows) != h.h {
		h.t.Fatalf("%d rows at %dx%d", len(rows), h.w, h.h)
	}
	for i, row := range rows {
		if got := ansi.StringWidth(row); got != h.w {
			h.t.Fatalf("row %d is %d cells at %dx%d: %q", i+1, got, h.w, h.h, ansi.Strip(row))
		}
		rows[i] = ansi.Strip(row)
	}
	return rows
}

func (h *hand) sees(words ...string) {
	h.t.Helper()
	picture := strings.Join(h.rows(), "\n")
	for _, w := range words {
		if !strings.Contains(picture, w) {
			h.t.Errorf("not on the screen: %q\n%s", w, picture)
		}
	}
}

func (h *hand) misses(words ...string) {
	h.t.Helper()
	picture := strings.Join(h.rows(), "\n")
	for _, w := range words {
		if strings.Contains(picture, w) {
			h.t.Errorf("on the screen: %q\n%s", w, picture)
		}
	}
}

// teach goes to the set-up page and lets a scanner type two labels.
func (h *hand) teach() {
	h.keys(":")
	for _, r := range "set up" {
		h.keys(string(r))
	}
	h.keys("enter")
	for _, label := range []string{redLabel, greenLabel} {
		h.fires(label, 8*time.Millisecond, true)
		h.wait(time.Second)
	}
}
