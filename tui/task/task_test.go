package task_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"postern/tui/task"
)

func limit(t *testing.T, d time.Duration) task.Limit {
	t.Helper()
	return func() (context.Context, context.CancelFunc) { return context.WithTimeout(t.Context(), d) }
}

func TestAnswerIsTakenOnce(t *testing.T) {
	var slot task.Slot[int]
	cmd := slot.Start(limit(t, time.Second), func(context.Context) (int, error) { return 7, nil })
	if !slot.Waiting() {
		t.Fatal("not waiting after start")
	}
	msg := cmd()
	a, ok := slot.Take(msg)
	if !ok || a.Value != 7 || a.Err != nil {
		t.Fatalf("got %+v, %v", a, ok)
	}
	if _, ok := slot.Take(msg); ok || slot.Waiting() {
		t.Fatal("the same answer was taken twice")
	}
}

func TestLateAndForeignAnswersAreDropped(t *testing.T) {
	var slot, other task.Slot[int]
	one := func(context.Context) (int, error) { return 1, nil }
	old := slot.Start(limit(t, time.Second), one)()
	fresh := slot.Start(limit(t, time.Second), one)()
	if _, ok := slot.Take(old); ok {
		t.Error("took the answer to an older request")
	}
	if _, ok := slot.Take(other.Start(limit(t, time.Second), one)()); ok {
		t.Error("took another slot's answer")
	}
	if _, ok := slot.Take(fresh); !ok {
		t.Error("dropped the wanted answer")
	}
	dropped := slot.Start(limit(t, time.Second), one)()
	slot.Drop()
	if _, ok := slot.Take(dropped); ok {
		t.Error("took an answer after drop")
	}
}

func TestSlowAndBrokenWorkIsAnError(t *testing.T) {
	var slot task.Slot[int]
	stuck := make(chan struct{})
	t.Cleanup(func() { close(stuck) })
	a, _ := slot.Take(slot.Start(limit(t, time.Millisecond), func(context.Context) (int, error) {
		<-stuck
		return 0, nil
	})())
	if !errors.Is(a.Err, task.ErrSlow) {
		t.Errorf("stuck work: %v", a.Err)
	}
	a, _ = slot.Take(slot.Start(limit(t, time.Second), func(context.Context) (int, error) { panic("spilt") })())
	if a.Err == nil || !strings.Contains(a.Err.Error(), "spilt") {
		t.Errorf("broken work: %v", a.Err)
	}
}

func TestAQuestionAskedAnewEndsTheOneBefore(t *testing.T) {
	var slot task.Slot[int]
	begun := make(chan struct{})
	ended := make(chan error, 1)
	first := slot.Instead(limit(t, time.Minute), func(ctx context.Context) (int, error) {
		close(begun)
		<-ctx.Done()
		ended <- ctx.Err()
		return 1, ctx.Err()
	})
	go first()
	<-begun
	second := slot.Instead(limit(t, time.Minute), func(context.Context) (int, error) { return 2, nil })
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("the first ended with %v", err)
	}
	if a, ok := slot.Take(second()); !ok || a.Value != 2 || a.Err != nil {
		t.Errorf("the second: %+v, %v", a, ok)
	}
}
