package window_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"postern/parcel"
	"postern/tui/look"
	"postern/tui/window"
)

// The chosen row is always one there is, and always in sight.
func TestCursorStaysInSight(t *testing.T) {
	c := window.Cursor{Height: 10}
	c.Count(100)
	for _, step := range []struct {
		key       string
		at, first int
	}{
		{"j", 1, 0},
		{"k", 0, 0},
		{"k", 0, 0},
		{"pgdown", 10, 1},
		{"ctrl+d", 15, 6},
		{"G", 99, 90},
		{"down", 99, 90},
		{"pgup", 89, 89},
		{"ctrl+u", 84, 84},
		{"home", 0, 0},
	} {
		if !c.Press(step.key) || c.At != step.at || c.First != step.first {
			t.Errorf("after %s: row %d of a window from %d, want %d from %d", step.key, c.At, c.First, step.at, step.first)
		}
	}
	if c.Press("x") {
		t.Error("x moved")
	}
	c.Go(80)
	c.Count(5)
	if from, to := c.Span(3); c.At != 4 || c.First != 0 || from != 2 || to != 5 {
		t.Errorf("fewer rows: row %d, from %d to %d", c.At, from, to)
	}
	c.Click(9)
	if c.At != 4 {
		t.Error("a click below the list chose a row")
	}
	c.Count(0)
	if from, to := c.Span(3); c.At != 0 || from != 0 || to != 0 {
		t.Errorf("no rows: row %d, from %d to %d", c.At, from, to)
	}
}

// book has as many items as it says.
type book struct {
	items int
	most  int
	calls int
	err   error
}

func (b *book) Lines(_ context.Context, f parcel.Filter) (page []parcel.Line, total int, err error) {
	b.calls++
	b.most = max(b.most, f.Limit)
	from, total := f.Offset, b.items
	if f.Walks() {
		total = -1
		switch {
		case f.Past == parcel.Line{}:
			from = b.items - f.Limit
		case f.Back:
			from = f.Past.Score - f.Limit
		default:
			from = f.Past.Score + 1
		}
	}
	for i := max(from, 0); i < min(from+f.Limit, b.items); i++ {
		page = append(page, parcel.Line{Item: parcel.ItemID(fmt.Sprintf("%d@2026-11-15", i)), Score: i})
	}
	return page, total, b.err
}

// Of a long list a few pages are asked for, and what is in sight is there.
func TestItemsHoldAWindow(t *testing.T) {
	b := &book{items: 100_000}
	limit := func() (context.Context, context.CancelFunc) { return context.WithCancel(t.Context()) }
	items := window.NewItems(limit, b)
	do := func(cmd tea.Cmd) (last tea.Msg) {
		for cmd != nil {
			last = cmd()
			cmd = items.Take(last)
		}
		return last
	}
	do(items.Begin(parcel.Filter{Receptacle: "R"}))
	do(items.Room(20))
	for key, at := range map[string]int{"G": 99_999, "g": 0} {
		cmd, ok := items.Move(key)
		do(cmd)
		if ln, here := items.Chosen(); !ok || !here || ln.Item.Ident() != fmt.Sprint(at) {
			t.Errorf("%s: %+v, %v", key, ln, here)
		}
	}
	if b.most > 200 || b.calls > 6 {
		t.Errorf("asked %d times, for %d at once", b.calls, b.most)
	}
	l, err := look.New(look.Taste{Theme: "mono"})
	if err != nil {
		t.Fatal(err)
	}
	if rows := items.Rows(l, time.Time{}, 80, 20); len(rows) != 20 {
		t.Errorf("%d rows", len(rows))
	}
	b.err = errors.New("the disk is gone")
	items.Refresh() // a late answer is dropped
	last := do(items.Refresh())
	if n, ok := last.(look.Notice); ok && !n.Bad {
		t.Errorf("%+v", last)
	}
	if _, here := items.Chosen(); !here {
		t.Error("a failed page took the list away")
	}
	items.Leave()
	if _, here := items.Chosen(); here || items.Total != 0 {
		t.Error("something is left")
	}
}
