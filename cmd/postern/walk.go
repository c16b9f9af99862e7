package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"postern/parcel"
)

// errandAnswer is a line of the walk list.
type errandAnswer struct {
	Item   string        `json:"item"`
	Place  parcel.Place  `json:"place"`
	Lane   parcel.Lane   `json:"lane"`
	Was    parcel.Lane   `json:"was"`
	Agency parcel.Agency `json:"agency"`
	Reason string        `json:"reason"`
	Read   time.Time     `json:"read"`
}

func (r *run) walkCommand() *cobra.Command {
	return &cobra.Command{
		Use: "walk", Short: "List items to fetch: what came since their last read asks for more", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return r.with(cmd.Context(), func(ctx context.Context, s *station) error {
				errands, err := s.db.Walk(ctx)
				if err != nil {
					return err
				}
				rows := make([]errandAnswer, len(errands))
				for i, e := range errands {
					rows[i] = errandAnswer{Item: named(e.Item, e.Latest), Place: e.Place, Lane: e.Lane, Was: e.Was, Agency: e.Agency, Reason: e.Reason, Read: e.Read}
				}
				return list(r.answers, rows, "PLACE\tITEM\tLANE\tWAS\tREAD\tAGENCY\tREASON", func(e errandAnswer) string {
					return fmt.Sprintf("%s\t%s\t%s\t%s\t%s\t%s\t%s", orDash(string(e.Place)), cell(e.Item, 40), e.Lane, e.Was, e.Read.Format(time.DateTime), e.Agency, cell(e.Reason, 60))
				})
			})
		},
	}
}
