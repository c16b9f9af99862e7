package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"postern/parcel"
)

// bagAnswer is a receptacle: what it should hold and what was seen.
type bagAnswer struct {
	Receptacle parcel.S9   `json:"receptacle"`
	Expected   int         `json:"expected"`
	Seen       int         `json:"seen"`
	Holds      int         `json:"holds"`
	HoldsFound int         `json:"holds_found"`
	Missing    []string    `json:"missing"`
	Over       []string    `json:"over"` // came out of it and belongs elsewhere, or nowhere
	Lane       parcel.Lane `json:"lane"` // the highest within
	PerMinute  float64     `json:"per_minute"`
	Finds      float64     `json:"expected_finds"`
	Seal       string      `json:"seal,omitempty"`
	Announced  *time.Time  `json:"announced,omitempty"`
	Arrived    *time.Time  `json:"arrived,omitempty"`
	Opened     *time.Time  `json:"opened,omitempty"`
}

func (s *station) bagOf(ctx context.Context, b parcel.Bag) (bagAnswer, error) {
	missing, over, err := s.db.Unmatched(ctx, b.Receptacle)
	if err != nil {
		return bagAnswer{}, err
	}
	return bagAnswer{
		Receptacle: b.Receptacle, Expected: b.Expected, Seen: b.Seen, Holds: b.Holds, HoldsFound: b.HoldsSeen, Lane: b.Lane,
		Missing: notNil(missing), Over: notNil(over), PerMinute: b.Worth(), Finds: b.Finds(), Seal: b.Seal,
		Announced: moment(b.Announced), Arrived: moment(b.Arrived), Opened: moment(b.Opened),
	}, nil
}

func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func (r *run) receptacleCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "receptacle", Short: "Receptacles: what each should hold and what was seen", Args: cobra.NoArgs, RunE: needSubcommand}
	cmd.AddCommand(r.receptacleListCommand(), r.receptacleShowCommand())
	return cmd
}

func (r *run) receptacleListCommand() *cobra.Command {
	var limit int
	var all bool
	cmd := &cobra.Command{
		Use: "list", Short: "List receptacles, the one to open first on top", Args: cobra.NoArgs,
		Long: "List receptacles by the holds and finds that a minute of work on each may bring. Those not read here yet come last; those with nothing left to see are left out.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return r.with(cmd.Context(), func(ctx context.Context, s *station) error {
				bags, err := s.db.Bags(ctx, !all, limit)
				if err != nil {
					return err
				}
				rows := make([]bagAnswer, len(bags))
				for i, b := range bags {
					if rows[i], err = s.bagOf(ctx, b); err != nil {
						return err
					}
				}
				return list(r.answers, rows, "RECEPTACLE\tSEEN\tHOLDS\tLANE\tPER MIN\tARRIVED\tOPENED", func(b bagAnswer) string {
					return fmt.Sprintf("%s\t%d of %d\t%d of %d\t%s\t%.2f\t%s\t%s", b.Receptacle, b.Seen, b.Expected, b.HoldsFound, b.Holds, b.Lane, b.PerMinute, moved(b.Arrived), moved(b.Opened))
				})
			})
		},
	}
	cmd.Flags().IntVar(&limit, "limit", 100, "at most so many")
	cmd.Flags().BoolVar(&all, "all", false, "those with nothing left to see too")
	return cmd
}

func moved(t *time.Time) string {
	if t == nil {
		return "-"
	}
	return when(*t)
}

func (r *run) receptacleShowCommand() *cobra.Command {
	return &cobra.Command{
		Use: "show S9", Short: "Show what a receptacle should hold, what was seen and what is missing", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			bag, ok := parcel.ParseS9(parcel.ParseIdentifier(args[0]).Text)
			if !ok {
				return usage(parcel.Excerpt(args[0]) + " is no receptacle: 15 letters and 14 digits, as its label says")
			}
			return r.with(cmd.Context(), func(ctx context.Context, s *station) error {
				b, err := s.db.Bag(ctx, bag)
				if err != nil {
					return err
				}
				a, err := s.bagOf(ctx, b)
				if err != nil {
					return err
				}
				return r.give(a, func(p *page) { a.say(p) })
			})
		},
	}
}

func (b bagAnswer) say(p *page) {
	p.say("%s: %s\n", b.Receptacle, progressWords(b.Expected, b.Seen, b.Holds, b.HoldsFound))
	p.say("  arrived %s, opened %s, seal %s\n", moved(b.Arrived), moved(b.Opened), orDash(cell(b.Seal, 40)))
	for _, ident := range b.Missing {
		p.say("  missing %s\n", cell(ident, 40))
	}
	for _, ident := range b.Over {
		p.say("  over %s\n", cell(ident, 40))
	}
}

// progressWords says how far a receptacle is.
func progressWords(expected, seen, holds, found int) string {
	return fmt.Sprintf("%d of %d seen, %d of %d holds found, %d missing", seen, expected, found, holds, max(0, expected-seen))
}
