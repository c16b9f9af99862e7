package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"postern/desk"
	"postern/journal"
	"postern/parcel"
)

const (
	retainLook  = time.Minute
	retainEvery = 12 * time.Hour
)

// retainIdle destroys what is due while nobody works: twice a day, once ten
// minutes went by without an event. What it makes anew would keep an officer
// waiting.
func (s *station) retainIdle(ctx context.Context, tell func(error)) {
	s.whenIdle(ctx, retainLook, retainEvery, func(ctx context.Context) error { return s.retain(ctx) },
		func(err error) { tell(fmt.Errorf("retention: %w", err)) })
}

// retain destroys the keys that are due, finishes what a hub's word began, and
// clears the folders of files that are as old.
func (s *station) retain(ctx context.Context, by ...parcel.OfficerID) error {
	due, err := s.due(ctx)
	if err != nil {
		return err
	}
	for _, d := range due {
		if err := s.db.Shred(ctx, d, by...); err != nil {
			return err
		}
	}
	return errors.Join(s.db.FinishShredding(ctx), s.clearFolders(), s.clearArchive(ctx))
}

// clearArchive removes archived files that no event names, a day after they came:
// of messages that were rejected, and of events whose keys are destroyed. Where
// an own event cannot be read for another reason nothing is removed: it may name
// any of them.
func (s *station) clearArchive(ctx context.Context) error {
	_, destroyed, err := s.db.Keys(ctx)
	if err != nil {
		return err
	}
	named, sure := map[string]bool{}, true
	err = s.db.All(ctx, func(e journal.Event) error {
		if e.Station != s.db.Station() {
			return nil
		}
		if _, unread := e.Body.(journal.Unread); unread && !slices.Contains(destroyed, e.Key) {
			sure = false
		}
		for _, name := range filesOf(e) {
			named[name] = true
		}
		return nil
	})
	if err != nil || !sure {
		return err
	}
	_, err = s.archive.Sweep(ctx, func(name string) bool { return named[name] }, 24*time.Hour)
	return err
}

// clearFolders removes what lies in plain files and is older than its class may
// be kept: what was rejected is a message, a shift's log is of cases too.
func (s *station) clearFolders() error {
	exports := firstOf(s.config.Exports, s.path("exports"))
	return errors.Join(clearOld(s.path("rejected"), s.now(), s.config.Retention.ItemDays), clearOld(exports, s.now(), s.config.Retention.CaseDays))
}

// clearOld removes files that nobody wrote to for so many days; 0 removes none.
// Links and folders are left alone.
func clearOld(dir string, now time.Time, days int) error {
	entries, err := os.ReadDir(dir)
	if days == 0 || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	before := now.Add(-time.Duration(days) * 24 * time.Hour)
	for _, e := range entries {
		info, failed := e.Info()
		if failed != nil || !info.Mode().IsRegular() || !info.ModTime().Before(before) {
			continue
		}
		if failed := os.Remove(filepath.Join(dir, e.Name())); failed != nil && !errors.Is(failed, fs.ErrNotExist) {
			err = errors.Join(err, failed)
		}
	}
	return err
}

func (r *run) legalHoldCommand() *cobra.Command {
	var ref string
	cmd := &cobra.Command{
		Use: "hold ID --ref NUMBER", Short: "Keep what is sealed about an item, for whoever has that file number (a supervisor's)", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.legal(cmd.Context(), func(ctx context.Context, s *station, who parcel.Who) (desk.Done, error) {
				return s.desk.HoldData(ctx, who, itemID(args[0]), ref)
			})
		},
	}
	cmd.Flags().StringVar(&ref, "ref", "", "file number of who asks; never a name: it lies open")
	require(cmd, "ref")
	return cmd
}

func (r *run) legalFreeCommand() *cobra.Command {
	return &cobra.Command{
		Use: "free ID", Short: "End the legal holds on an item (a supervisor's)", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.legal(cmd.Context(), func(ctx context.Context, s *station, who parcel.Who) (desk.Done, error) {
				return s.desk.FreeData(ctx, who, itemID(args[0]))
			})
		},
	}
}

func (r *run) legal(ctx context.Context, act func(context.Context, *station, parcel.Who) (desk.Done, error)) error {
	return r.acting(ctx, func(ctx context.Context, s *station, who parcel.Who) error {
		d, err := act(ctx, s, who)
		if err != nil {
			return err
		}
		return r.done(ctx, s, d)
	})
}

// legalHoldAnswer is an item whose data stays.
type legalHoldAnswer struct {
	Item parcel.ItemID `json:"item"`
	Ref  string        `json:"ref"`
}

func (r *run) legalHoldsCommand() *cobra.Command {
	return &cobra.Command{
		Use: "holds", Short: "List the items under a legal hold", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return r.with(cmd.Context(), func(ctx context.Context, s *station) error {
				held, err := s.db.LegalHolds(ctx)
				if err != nil {
					return err
				}
				return list(r.answers, sortedHolds(held), "ITEM\tREF", func(a legalHoldAnswer) string {
					return fmt.Sprintf("%s\t%s", cell(string(a.Item), 60), cell(a.Ref, 60))
				})
			})
		},
	}
}

func sortedHolds(held map[parcel.ItemID]string) []legalHoldAnswer {
	all := make([]legalHoldAnswer, 0, len(held))
	for _, item := range slices.Sorted(maps.Keys(held)) {
		all = append(all, legalHoldAnswer{item, held[item]})
	}
	return all
}
