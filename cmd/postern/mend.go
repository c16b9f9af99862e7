package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/spf13/cobra"

	"postern/archive"
	"postern/journal"
	"postern/sync/jetstream"
)

// mendAnswer is what became of a file of the archive that was damaged or gone.
type mendAnswer struct {
	File  string `json:"file"`
	Event string `json:"event"`
	From  string `json:"from"` // copy, hub; empty where it did not come back
	Why   string `json:"why,omitempty"`
}

func (r *run) mendCommand() *cobra.Command {
	var from string
	cmd := &cobra.Command{
		Use: "mend [--from COPY]", Short: "Bring back archived files that are damaged or gone: from a copy, or from the hub", Args: cobra.NoArgs,
		Long: "Every file of the archive that the journal names is read. One that is damaged or gone is taken from COPY (the FILE.archive/ of a\n" +
			"backup, or another archive/), else from the hub, which has the photos and X-ray images it gave receipts for. Message files are in\n" +
			"copies only. A file is right by its name: nothing else is taken for it. Exit 1 where one did not come back.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return r.with(cmd.Context(), func(ctx context.Context, s *station) error {
				all, err := s.mend(ctx, from)
				if err != nil {
					return err
				}
				err = list(r.answers, all, "FILE\tEVENT\tFROM", func(a mendAnswer) string {
					return fmt.Sprintf("%s\t%s\t%s", a.File, cell(a.Event, 100), cell(together(": ", a.From, a.Why), 200))
				})
				for _, a := range all {
					if a.From == "" && err == nil {
						err = silent(exitFailed)
					}
				}
				return err
			})
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "folder of a backup's archive")
	return cmd
}

// mend brings back what it can of the files that own events name.
func (s *station) mend(ctx context.Context, from string) (all []mendAnswer, err error) {
	hub := &fetching{station: s}
	defer hub.close()
	err = s.brokenFiles(ctx, func(e journal.Event, name string, why error) error {
		a := mendAnswer{File: name, Event: e.String()}
		data := fromCopy(ctx, from, name)
		if a.From = "copy"; data == nil {
			a.From = "hub"
			if data, err = hub.get(ctx, e, name); err != nil {
				a.From, a.Why = "", fmt.Sprintf("%v (%v)", err, why)
			}
		}
		if data != nil {
			if _, err := s.archive.Put(ctx, data); err != nil {
				return err
			}
			if err := s.db.Lost(ctx, sha256.Sum256(data), ""); err != nil {
				return err
			}
		}
		all = append(all, a)
		return nil
	})
	return all, err
}

// brokenFiles gives f the files that own events name and that are not whole in
// the archive.
func (s *station) brokenFiles(ctx context.Context, f func(e journal.Event, name string, why error) error) error {
	return s.db.All(ctx, func(e journal.Event) error {
		if e.Station != s.db.Station() {
			return nil
		}
		for _, name := range filesOf(e) {
			_, err := s.archive.Get(ctx, name)
			var damaged *archive.DamagedError
			if errors.As(err, &damaged) || errors.Is(err, fs.ErrNotExist) {
				err = f(e, name, err)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// fromCopy is a file of a copy of the archive; nil where it is not there whole.
func fromCopy(ctx context.Context, dir, name string) []byte {
	if dir == "" {
		return nil
	}
	for _, at := range []string{dir, filepath.Join(dir, "archive")} {
		if data, err := archive.At(at).Get(ctx, name); err == nil {
			return data
		}
	}
	return nil
}

// fetching gets files from the hub over a line of its own, which is opened when
// the first is asked for.
type fetching struct {
	station *station
	line    *jetstream.Line
	failed  error
}

var errNotAtHub = errors.New("message files are in copies only: give --from")

func (x *fetching) get(ctx context.Context, e journal.Event, name string) ([]byte, error) {
	if e.Kind != journal.KindFileAttached {
		return nil, errNotAtHub
	}
	sha, err := hex.DecodeString(name)
	if err != nil || len(sha) != sha256.Size {
		return nil, errors.Join(errors.New("no file has such a name"), err)
	}
	if x.line == nil && x.failed == nil {
		x.failed = x.open(ctx)
	}
	if x.failed != nil {
		return nil, x.failed
	}
	return x.line.Fetch(ctx, [sha256.Size]byte(sha))
}

func (x *fetching) open(ctx context.Context) error {
	line, _, err := x.station.line()
	if err != nil {
		return err
	}
	x.line = line
	office, err := x.station.db.Office(ctx)
	if err == nil {
		_, err = line.Open(ctx, x.station.hello(office))
	}
	return err
}

func (x *fetching) close() {
	if x.line != nil {
		x.line.Close() //nolint:errcheck,gosec // all that it had to bring is here
	}
}
