package link_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"postern/journal/wire"
	"postern/sync/link"
)

// shown is a far side that is greeted again while the line is open.
type shown struct {
	*far
	mu    sync.Mutex
	heads []string
}

func (s *shown) Show(_ context.Context, h link.Hello) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.heads = append(s.heads, h.Head)
	return nil
}

func (s *shown) times() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.heads)
}

// TestShown: while the line is up the hub sees a head that was signed since,
// once all under it is recorded, and else this journal every hour.
func TestShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, b := newFar(t), newBook()
		s, head := &shown{far: f}, ""
		var mu sync.Mutex
		_, stop := loopOver(t, f, b, func(o *link.Options) {
			o.Line = s
			o.Head = func(context.Context) (string, error) {
				mu.Lock()
				defer mu.Unlock()
				return head, nil
			}
		})
		time.Sleep(59 * time.Minute)
		if n := s.times(); n != 0 {
			t.Errorf("shown %d times though nothing was signed", n)
		}
		time.Sleep(2 * time.Minute)
		if n := s.times(); n != 1 {
			t.Errorf("shown %d times in an hour", n)
		}
		mu.Lock()
		b.write(wire.Outcomes, "")
		head = "signed"
		mu.Unlock()
		time.Sleep(5 * time.Minute)
		if n := s.times(); n != 1 {
			t.Errorf("shown %d times while an event under it is not recorded", n)
		}
		f.receipt(1, wire.Receipt{Upto: 1})
		time.Sleep(5 * time.Minute)
		if n := s.times(); n != 2 || s.heads[1] != "signed" {
			t.Errorf("shown %d times once it is: %q", n, s.heads)
		}
		if n := len(f.tries()); n != 1 {
			t.Errorf("the line was opened %d times", n)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}
