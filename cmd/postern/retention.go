package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"postern/journal"
	"postern/parcel"
	"postern/store"
)

// retentionConfig says how long personal data is kept, by class; 0 is for ever.
type retentionConfig struct {
	ItemDays int `yaml:"item_days" json:"item_days" jsonschema:"minimum=0,description=Days that messages, scans and ordinary decisions stay readable; 0 for ever."`
	CaseDays int `yaml:"case_days" json:"case_days" jsonschema:"minimum=0,description=Days that seizures, holds and the like stay readable; 0 for ever."`
}

// retentionAnswer is what is due in a class.
type retentionAnswer struct {
	Class  journal.Class `json:"class"`
	Before parcel.Day    `json:"before"`
	Keys   int           `json:"keys"` // to destroy, or destroyed
	Kept   int           `json:"kept"` // as old, but open or under a legal hold
}

func (r *run) retentionCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "retention", Short: "Personal data that is older than it may be kept", Args: cobra.NoArgs, RunE: needSubcommand}
	status := &cobra.Command{
		Use: "status", Short: "List what is due to be destroyed", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return r.with(cmd.Context(), func(ctx context.Context, s *station) error {
				due, err := s.due(ctx)
				return errors.Join(err, r.retention(due))
			})
		},
	}
	destroy := &cobra.Command{
		Use: "run", Short: "Destroy what is due (a supervisor's); the journal still verifies, nothing brings it back", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return r.acting(cmd.Context(), r.shred) },
	}
	cmd.AddCommand(status, destroy, r.legalHoldCommand(), r.legalFreeCommand(), r.legalHoldsCommand())
	return cmd
}

func (s *station) due(ctx context.Context) (all []store.Due, err error) {
	for class, days := range map[journal.Class]int{journal.Goods: s.config.Retention.ItemDays, journal.Case: s.config.Retention.CaseDays} {
		if days == 0 {
			continue
		}
		before := parcel.DayOf(s.now().UTC().Add(-time.Duration(days) * 24 * time.Hour))
		due, failed := s.db.Due(ctx, class, before)
		all, err = append(all, due), errors.Join(err, failed)
	}
	return all, err
}

func (r *run) shred(ctx context.Context, s *station, who parcel.Who) error {
	if who.Officer.Role != parcel.Supervisor {
		return coded{errors.New("only a supervisor destroys what is due"), exitRefused}
	}
	release, err := lockFolder(s.dir)
	if err != nil {
		return err
	}
	defer release()
	due, err := s.due(ctx)
	if err != nil {
		return err
	}
	if err := s.retain(ctx, who.IDs()...); err != nil {
		return err
	}
	return r.retention(due)
}

func (r *run) retention(due []store.Due) error {
	rows := make([]retentionAnswer, len(due))
	for i, d := range due {
		rows[i] = retentionAnswer{d.Class, d.Before, len(d.Keys), len(d.Kept)}
	}
	return list(r.answers, rows, "CLASS\tBEFORE\tKEYS\tKEPT", func(a retentionAnswer) string {
		return fmt.Sprintf("%s\t%s\t%d\t%d", a.Class, a.Before, a.Keys, a.Kept)
	})
}
