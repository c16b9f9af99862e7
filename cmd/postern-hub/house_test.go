package main

import (
	"io"
	"sync"
	"testing"
	"time"
)

// TestTogether: serve and enrol begin an empty folder in the same moment, as the
// README has it, and are one hub.
func TestTogether(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := &program{out: io.Discard, err: io.Discard, env: func(string) string { return "" }, now: time.Now, version: "test"}
	prints := make([][32]byte, 4)
	var all sync.WaitGroup
	for i := range prints {
		all.Go(func() {
			h, err := (&run{program: p, data: dir}).open(t.Context(), false)
			if err != nil {
				t.Error(err)
				return
			}
			prints[i] = h.keys.authority.Fingerprint()
			if err := h.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for _, got := range prints {
		if got != prints[0] || got == [32]byte{} {
			t.Errorf("different authorities: %x, %x", got, prints[0])
		}
	}
}
