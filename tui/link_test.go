package tui_test

import (
	"errors"
	"testing"

	"postern/tui/link"
)

// What waits, since when, and what is wrong; the two acts take a digit and
// Enter, and an error is told.
func TestLink(t *testing.T) {
	s := newStation()
	h := at(t, s)
	h.keys("f9")
	h.sees("OFFLINE", "no route to host", "hub.example:4222", "up to event 1472", "44 without a receipt", "grave", "2, the oldest for 1h", "LOOK INTO", "1 events under a name")
	h.keys("1")
	h.sees("1 RETRY NOW")
	h.keys("esc", "enter")
	if s.retried != 0 {
		t.Error("tried though it was taken back")
	}
	h.keys("1", "enter")
	if s.retried != 1 {
		t.Error("not tried")
	}
	h.wait(1e9)
	h.keys("2", "enter")
	h.sees("written: /data/exports/bundle.postern")
	h.wait(1e9)
	h.keys("2")
	s.err = errors.New("disk full")
	h.keys("enter")
	h.sees("disk full")
}

func TestLinkOfAStationAlone(t *testing.T) {
	s := newStation()
	s.link = link.State{Saved: 7}
	h := at(t, s)
	h.keys("f9")
	h.sees("works alone", "postern enrol --hub", "7, on the disk")
	h.misses("OFFLINE")
}
