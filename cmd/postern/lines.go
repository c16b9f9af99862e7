package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"postern/parcel"
)

// lineAnswer is a line of queue and find.
type lineAnswer struct {
	Item   string        `json:"item"`
	Lane   parcel.Lane   `json:"lane"`
	State  parcel.State  `json:"state"`
	Place  parcel.Place  `json:"place"`
	Since  time.Time     `json:"since"`
	Agency parcel.Agency `json:"agency,omitempty"`
	Score  int           `json:"score,omitempty"`
	Words  string        `json:"words,omitempty"`
	Value  *parcel.Money `json:"value,omitempty"`
}

func (r *run) queueCommand() *cobra.Command {
	var lane, agency, state string
	var limit int
	cmd := &cobra.Command{
		Use: "queue", Short: "List what waits, the most severe lane first", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			f := parcel.Filter{Lane: parcel.Lane(lane), Agency: parcel.Agency(agency), State: parcel.State(state), Open: state == "", Limit: limit}
			switch {
			case lane != "" && f.Lane.Rank() < 0:
				return usage("--lane: use one of " + tokens(parcel.Lanes()))
			case agency != "" && !f.Agency.Known():
				return usage("--agency: use one of " + tokens(parcel.Agencies()))
			case state != "" && !f.State.Known():
				return usage("--state: use one of " + tokens(parcel.States()))
			}
			return r.lines(cmd.Context(), f)
		},
	}
	cmd.Flags().StringVar(&lane, "lane", "", "only this one: "+tokens(parcel.Lanes()))
	cmd.Flags().StringVar(&agency, "agency", "", "that asks for more than green")
	cmd.Flags().StringVar(&state, "state", "", "also closed ones; "+tokens(parcel.States()))
	cmd.Flags().IntVar(&limit, "limit", 100, "at most so many")
	return cmd
}

func (r *run) findCommand() *cobra.Command {
	var limit int
	cmd := &cobra.Command{
		Use: "find TEXT", Short: "Find items by part of a label, a name, words", Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.lines(cmd.Context(), parcel.Filter{Text: strings.Join(args, " "), Limit: limit})
		},
	}
	cmd.Flags().IntVar(&limit, "limit", 100, "at most so many")
	return cmd
}

func (r *run) lines(ctx context.Context, f parcel.Filter) error {
	return r.with(ctx, func(ctx context.Context, s *station) error {
		found, total, err := s.db.Lines(ctx, f)
		if err != nil {
			return err
		}
		rows := make([]lineAnswer, len(found))
		for i, l := range found {
			rows[i] = lineAnswer{Item: named(l.Item, l.Latest), Lane: l.Lane, State: l.State, Place: l.Place, Since: l.Since, Agency: l.Agency, Score: l.Score, Words: l.Words}
			if !l.Value.IsZero() {
				rows[i].Value = &l.Value
			}
		}
		err = list(r.answers, rows, "ITEM\tLANE\tSTATE\tPLACE\tSINCE\tAGENCY\tWORDS", func(l lineAnswer) string {
			return fmt.Sprintf("%s\t%s\t%s\t%s\t%s\t%s %d\t%s", cell(l.Item, 40), l.Lane, l.State, orDash(string(l.Place)), l.Since.Format(time.DateTime), l.Agency, l.Score, cell(l.Words, 40))
		})
		if err == nil && !r.json && total > len(rows) {
			fmt.Fprintf(r.out, "%d more\n", total-len(rows)) //nolint:errcheck // the table went through
		}
		return err
	})
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
