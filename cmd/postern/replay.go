package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"postern/mirror"
	"postern/store"
)

type replayAnswer struct {
	Events  int      `json:"events"`
	Items   int      `json:"items"`
	Seconds float64  `json:"seconds"`
	Taken   int      `json:"taken,omitempty"` // events put back from the mirror
	Damaged []string `json:"damaged,omitempty"`
	Unread  []string `json:"unread,omitempty"`
	Differs []string `json:"differs,omitempty"`
}

func (a replayAnswer) say(p *page) {
	p.say("%d events, %d items, %.1f s\n", a.Events, a.Items, a.Seconds)
	if a.Taken > 0 {
		p.say("%d events were put back; what is written from now on stands under a new epoch\n", a.Taken)
	}
	for _, lines := range [][]string{a.Damaged, a.Unread, a.Differs} {
		for _, line := range lines {
			p.say("  %s\n", cell(line, 300))
		}
	}
}

func (r *run) replayCommand() *cobra.Command {
	var from string
	cmd := &cobra.Command{
		Use: "replay [--mirror FILE]", Short: "Make the lists anew from journal and archive; with a mirror, the journal first", Args: cobra.NoArgs,
		Long: "Make the lists anew from the journal and the archive. With --mirror the journal is first put back\n" +
			"from its mirror: a database that is missing or damaged is made anew (a damaged one is kept beside\n" +
			"it), one that was restored from a backup gets what was written since. Old events keep their names;\n" +
			"what is written afterwards stands under a new epoch. keys/ must be this station's: where they are\n" +
			"lost too, restore the last backup first.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if from != "" {
				return r.putBack(cmd.Context(), from)
			}
			return r.with(cmd.Context(), r.replay)
		},
	}
	cmd.Flags().StringVar(&from, "mirror", "", "a mirror of the journal, as the setting 'mirror' names it")
	return cmd
}

func (r *run) replay(ctx context.Context, s *station) error {
	release, err := lockFolder(s.dir)
	if err != nil {
		return err
	}
	defer release()
	var a replayAnswer
	if err := r.again(ctx, s, &a); err != nil {
		return err
	}
	return r.give(a, a.say)
}

// again replays, and counts what it went through.
func (r *run) again(ctx context.Context, s *station, a *replayAnswer) error {
	start := r.now()
	done, err := s.db.Replay(ctx)
	a.Events, a.Items, a.Unread, a.Differs = done.Events, done.Items, done.Unread, done.Diverged
	a.Seconds = r.now().Sub(start).Round(time.Millisecond).Seconds()
	return err
}

// putBack restores the journal from a mirror and replays it.
func (r *run) putBack(ctx context.Context, file string) (err error) {
	dir, err := r.folder()
	if err != nil {
		return err
	}
	if _, err := os.Stat(file); err != nil {
		return err
	}
	keys, err := mirror.ReadKeys(file)
	if err != nil {
		return coded{fmt.Errorf("the data keys of the mirror are damaged: %w", err), exitBadInput}
	}
	if _, err := os.Stat(filepath.Join(dir, "keys")); err != nil {
		return coded{fmt.Errorf("the station's keys are not in %s: restore them from a backup (FILE.keys) first: %w", dir, err), exitNotFound}
	}
	c, err := r.settings(dir)
	if err != nil {
		return err
	}
	c.Mirror = "" // it is filled up at the next start
	release, err := lockFolder(dir)
	if err != nil {
		return err
	}
	defer release()
	s, err := r.salvage(ctx, dir, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	var a replayAnswer
	if err := s.recover(ctx, file, keys, &a); err != nil {
		return err
	}
	if err := r.again(ctx, s, &a); err != nil {
		return err
	}
	return r.give(a, a.say)
}

// recover reads the mirror into the journal.
func (s *station) recover(ctx context.Context, file string, keys map[string][]byte, a *replayAnswer) error {
	var walked mirror.Walked
	done, err := s.db.Recover(ctx, func(put func(record, body []byte) error) (err error) {
		walked, err = mirror.Read(file, func(f mirror.Frame) error { return put(f.Raw, f.Body) })
		if err == nil && walked.Frames == 0 {
			err = coded{fmt.Errorf("%s is no mirror of a journal, or nothing of it is left", file), exitBadInput}
		}
		return err
	}, keys, s.keys.public)
	for _, bad := range walked.Bad {
		a.Damaged = append(a.Damaged, bad.String())
	}
	if walked.Torn {
		a.Damaged = append(a.Damaged, fmt.Sprintf("what follows byte %d is no whole event", walked.End))
	}
	a.Taken, a.Damaged = done.Taken, append(a.Damaged, done.Bad...)
	return err
}

// salvage opens the station of a folder, with an empty database where there is
// none or a damaged one. The damaged one is kept.
func (r *run) salvage(ctx context.Context, dir string, c config) (*station, error) {
	keys, err := readKeys(filepath.Join(dir, "keys"))
	if err != nil {
		return nil, err
	}
	name := strings.TrimPrefix(keys.signer.Name(), "postern.")
	path := filepath.Join(dir, "postern.db")
	if _, err = os.Stat(path); err == nil {
		var s *station
		if s, err = r.assemble(ctx, dir, name, c); err == nil {
			if err = s.db.Check(ctx, false); err == nil {
				return s, nil
			}
			err = errors.Join(err, s.Close())
		}
		if !store.IsDamaged(err) {
			return nil, err
		}
		err = setAside(path, path+".damaged-"+r.now().UTC().Format("20060102T150405"))
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return r.assemble(ctx, dir, name, c)
}

// setAside moves a database and what SQLite keeps beside it.
func setAside(path, to string) error {
	for _, end := range []string{"", "-wal", "-shm"} {
		if err := os.Rename(path+end, to+end); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
