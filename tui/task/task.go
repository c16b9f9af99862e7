// Package task is slow work done beside the screen: every call through a door
// has a time limit and a number, and an answer that comes too late is dropped.
//
// Work that panics or outlives its limit comes back as an error, so a screen
// never waits for ever.
package task

import (
	"context"
	"errors"
	"fmt"

	tea "charm.land/bubbletea/v2"
)

// ErrSlow is for work that gave no answer within its limit. What it was to
// record may be recorded all the same.
var ErrSlow = errors.New("no answer in time: look whether it was recorded before you do it again")

// Limit makes the context of one piece of work; it should have a time limit.
type Limit func() (context.Context, context.CancelFunc)

// Refresh tells the active screen that data behind it changed.
type Refresh struct{}

// Slot is one kind of work a screen asks for. A newer request makes the answer
// to an older one late.
type Slot[T any] struct {
	last    uint64
	waiting bool
	stop    context.CancelFunc // ends what Instead began
}

// Answer is what came of a piece of work.
type Answer[T any] struct {
	Value T
	Err   error

	slot *Slot[T]
	id   uint64
}

// Start makes the command that does the work.
func (s *Slot[T]) Start(limit Limit, work func(context.Context) (T, error)) tea.Cmd {
	s.last++
	s.waiting = true
	id := s.last
	return func() tea.Msg {
		ctx, cancel := limit()
		defer cancel()
		done := make(chan Answer[T], 1)
		go func() { done <- attempt(ctx, Answer[T]{slot: s, id: id}, work) }()
		select {
		case a := <-done:
			return a
		case <-ctx.Done():
			return Answer[T]{slot: s, id: id, Err: ErrSlow}
		}
	}
}

// Instead is Start for a question whose answer nobody wants once another is
// asked: it ends the work on the one before. What records is never ended so.
func (s *Slot[T]) Instead(limit Limit, work func(context.Context) (T, error)) tea.Cmd {
	if s.stop != nil {
		s.stop()
	}
	ctx, cancel := limit()
	s.stop = cancel
	return s.Start(func() (context.Context, context.CancelFunc) { return ctx, cancel }, work)
}

// Take gives the answer in msg, if it is this slot's and still wanted.
func (s *Slot[T]) Take(msg tea.Msg) (Answer[T], bool) {
	a, ok := msg.(Answer[T])
	if !ok || a.slot != s || a.id != s.last || !s.waiting {
		return Answer[T]{}, false
	}
	s.waiting = false
	return a, true
}

// Waiting reports whether an answer is still to come.
func (s *Slot[T]) Waiting() bool { return s.waiting }

// Drop makes every answer still to come late.
func (s *Slot[T]) Drop() {
	s.last++
	s.waiting = false
}

// attempt does the work; Bubble Tea does not recover what panics beside it.
func attempt[T any](ctx context.Context, a Answer[T], work func(context.Context) (T, error)) (answer Answer[T]) {
	answer = a
	defer func() {
		if why := recover(); why != nil {
			answer.Err = fmt.Errorf("the work broke down: %v", why)
		}
	}()
	answer.Value, answer.Err = work(ctx)
	if errors.Is(answer.Err, context.DeadlineExceeded) {
		answer.Err = ErrSlow
	}
	return answer
}

// Up is the command that reports a message upwards.
func Up(msg tea.Msg) tea.Cmd { return func() tea.Msg { return msg } }
