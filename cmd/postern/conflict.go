package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"postern/parcel"
)

// conflictAnswer is an item that officers who could not see each other decided
// differently about.
type conflictAnswer struct {
	Item      string             `json:"item"`
	Events    []string           `json:"events"`
	State     parcel.State       `json:"state"`
	Stands    parcel.Outcome     `json:"stands"` // until it is settled: the most restrictive
	Decisions []contradictAnswer `json:"decisions"`
}

type contradictAnswer struct {
	Event    string             `json:"event"`
	Outcome  parcel.Outcome     `json:"outcome"`
	Ground   string             `json:"ground"`
	Officers []parcel.OfficerID `json:"officers"`
}

func (r *run) conflictCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "conflict", Short: "Contradictory decisions on one item: list and settle them", Args: cobra.NoArgs, RunE: needSubcommand}
	listing := &cobra.Command{
		Use: "list", Short: "List items whose decisions contradict each other; the most restrictive stands meanwhile", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return r.with(cmd.Context(), r.conflicts) },
	}
	var ground string
	settle := &cobra.Command{
		Use: "settle ID OUTCOME --ground TEXT", Short: "Settle a contradiction by a decision that supersedes them all (a supervisor's)", Args: cobra.ExactArgs(2),
		Example: `postern conflict settle RR473124829GB seize --ground "the knife was found at the dock"`,
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := choiceOf(args, ground, "", nil)
			if err != nil {
				return err
			}
			return r.acting(cmd.Context(), func(ctx context.Context, s *station, who parcel.Who) error {
				d, err := s.desk.Settle(ctx, who, c)
				if err != nil {
					return err
				}
				return r.done(ctx, s, d)
			})
		},
	}
	settle.Flags().StringVar(&ground, "ground", "", "why, in words")
	require(settle, "ground")
	cmd.AddCommand(listing, settle)
	return cmd
}

func (r *run) conflicts(ctx context.Context, s *station) error {
	rows := []conflictAnswer{}
	for f := (parcel.Filter{State: parcel.Conflict}); ; f.Offset = len(rows) {
		found, total, err := s.db.Lines(ctx, f)
		if err != nil {
			return err
		}
		for _, l := range found {
			it, err := s.db.Item(ctx, l.Item)
			if err != nil {
				return err
			}
			rows = append(rows, conflictOf(it))
		}
		if len(found) == 0 || len(rows) >= total {
			break
		}
	}
	return list(r.answers, rows, "ITEM\tSTATE\tSTANDS\tDECISIONS", func(a conflictAnswer) string {
		said := make([]string, len(a.Decisions))
		for i, d := range a.Decisions {
			said[i] = fmt.Sprintf("%s (%s): %s", d.Outcome, cell(d.Event, 80), cell(d.Ground, 60))
		}
		return fmt.Sprintf("%s\t%s\t%s\t%s", cell(a.Item, 40), a.State, a.Stands, strings.Join(said, "; "))
	})
}

func conflictOf(it parcel.Item) conflictAnswer {
	a := conflictAnswer{Item: named(it.ID, it.Latest), State: it.State, Events: []string{}}
	for _, d := range it.Decisions {
		a.Events = append(a.Events, d.Event)
		a.Decisions = append(a.Decisions, contradictAnswer{d.Event, d.Outcome, d.Ground, d.Officers})
		if a.Stands == "" || d.Outcome.Rank() > a.Stands.Rank() {
			a.Stands = d.Outcome
		}
	}
	return a
}
