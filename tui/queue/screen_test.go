package queue_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"postern/parcel"
	"postern/tui/keys"
	"postern/tui/look"
	"postern/tui/queue"
	"postern/tui/window"
)

// million is a book of a million lines, made as they are asked for.
type million struct {
	asked []parcel.Filter
	most  int // lines given at once
}

const lines = 1_000_000

func (b *million) Lines(_ context.Context, f parcel.Filter) ([]parcel.Line, int, error) {
	b.asked = append(b.asked, f)
	b.most = max(b.most, f.Limit)
	from, total := f.Offset, lines
	if f.Walks() {
		total = -1
		switch {
		case f.Past == parcel.Line{}:
			from = lines - f.Limit
		case f.Back:
			from = f.Past.Score - f.Limit
		default:
			from = f.Past.Score + 1
		}
	}
	page := make([]parcel.Line, 0, f.Limit)
	for i := max(from, 0); i < min(from+f.Limit, lines); i++ {
		page = append(page, parcel.Line{Item: parcel.ItemID(fmt.Sprintf("LX%09dCN@2026-11-15", i)), Lane: parcel.Red, Score: i})
	}
	return page, total, nil
}

func open(t *testing.T, b window.Book) (*queue.Screen, func(...string)) {
	t.Helper()
	l, err := look.New(look.Taste{Theme: "mono"})
	if err != nil {
		t.Fatal(err)
	}
	s := queue.New(queue.Options{
		Look: l, Book: b, Now: func() time.Time { return time.Date(2026, 11, 17, 8, 0, 0, 0, time.UTC) },
		Limit: func() (context.Context, context.CancelFunc) { return context.WithCancel(t.Context()) },
	})
	var do func(tea.Cmd)
	do = func(cmd tea.Cmd) {
		if cmd != nil {
			do(s.Update(cmd()))
		}
	}
	do(s.Begin())
	do(s.Update(tea.WindowSizeMsg{Width: 80, Height: 24}))
	return s, func(names ...string) {
		for _, n := range names {
			msg, _ := keys.Press(n)
			do(s.Update(msg))
		}
	}
}

// However far one goes in a million lines, a few pages are held and the row one
// is at is there.
func TestAMillionLines(t *testing.T) {
	b := &million{}
	s, press := open(t, b)
	for _, c := range []struct{ key, count string }{
		{"G", "1000000 of 1000000"},
		{"k", "999999 of 1000000"},
		{"g", "1 of 1000000"},
		{"pgdown", "19 of 1000000"},
		{"ctrl+d", "28 of 1000000"},
		{"pgup", "10 of 1000000"},
		{"end", "1000000 of 1000000"},
	} {
		press(c.key)
		picture, _, _ := strings.Cut(ansi.Strip(s.View(80, 23)), " j k ") // the keys below are no rows
		if !strings.Contains(picture, c.count) || strings.Contains(picture, " .. ") {
			t.Errorf("after %s:\n%s", c.key, picture)
		}
	}
	if b.most > 200 || len(b.asked) > 12 {
		t.Errorf("asked %d times, for %d lines at once", len(b.asked), b.most)
	}
	for _, f := range b.asked {
		if f.Offset > 0 {
			t.Errorf("counted up to %d", f.Offset)
		}
	}
}

func TestFilterWords(t *testing.T) {
	for text, want := range map[string]parcel.Filter{
		"lane:red":                   {Open: true, Lane: parcel.Red},
		"lane:r agency:plant":        {Open: true, Lane: parcel.Red, Agency: parcel.Plant},
		"glass beads state:held":     {State: parcel.Held, Text: "glass beads"},
		"state:all":                  {},
		"state:walk":                 {Fetch: true},
		"sort:old beads":             {Open: true, Sort: parcel.OldestFirst, Text: "beads"},
		"sort:size":                  {Open: true},
		"lane:pink":                  {Open: true},
		"LANE:RED  Agency:WILDLIFE ": {Open: true, Lane: parcel.Red, Agency: parcel.Wildlife},
	} {
		b := &million{}
		s, _ := open(t, b)
		if cmd := s.Narrow(text); cmd != nil {
			cmd()
		}
		got := b.asked[len(b.asked)-1]
		got.Limit, got.Offset = 0, 0
		if got != want {
			t.Errorf("%q asks %+v, want %+v", text, got, want)
		}
	}
}
