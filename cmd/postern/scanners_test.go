package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"postern/tui"
)

func TestReadsOfConfiguredScannersReachTheScreen(t *testing.T) {
	drill := filepath.Join(t.TempDir(), "drill")
	if err := os.WriteFile(drill, []byte("+0s RR473124829GB\n+0s LX806576725TW\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := &station{now: time.Now, config: config{Scanners: []scannerConfig{{Kind: "replay", Device: drill, Name: "drill"}}}}
	got := make(chan tea.Msg, 16)
	send := func(m tea.Msg) { got <- m }
	sources, err := s.scanners(&banner{send: send})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := listen(ctx, sources, send)
	for _, want := range []string{"RR473124829GB", "LX806576725TW"} {
		for {
			m := <-got
			read, ok := m.(tui.Read)
			if !ok {
				continue
			}
			if read.Scan.Code != want || read.Scan.Device != "drill" {
				t.Errorf("got %+v, want %s by the drill", read.Scan, want)
			}
			break
		}
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestAWrongScannerIsNamed(t *testing.T) {
	c := defaultConfig()
	c.Scanners = []scannerConfig{{Kind: "serial", Name: "belt"}}
	if err := c.check(); err == nil {
		t.Error("a serial scanner without a port passed")
	}
}
