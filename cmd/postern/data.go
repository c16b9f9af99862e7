package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"postern/parcel"
	"postern/store"
)

// portionAnswer is a share with its interval. Of none, share is null.
type portionAnswer struct {
	Good  int      `json:"good"`
	Of    int      `json:"of"`
	Share *float64 `json:"share"`
	Low   float64  `json:"low"` // 95 % (Wilson)
	High  float64  `json:"high"`
}

func portionOf(s parcel.Portion) portionAnswer {
	a := portionAnswer{Good: s.Good, Of: s.Of}
	a.Low, a.High = s.Interval()
	if s.Of > 0 {
		share := float64(s.Good) / float64(s.Of)
		a.Share = &share
	}
	return a
}

func (a portionAnswer) String() string {
	if a.Share == nil {
		return "-"
	}
	return fmt.Sprintf("%d of %d, %.1f %% (%.1f to %.1f)", a.Good, a.Of, 100**a.Share, 100*a.Low, 100*a.High)
}

// dataAnswer is the data of one sending post, platform or office of exchange. Adequacy and
// timeliness count items, truth counts fields checked at the bench.
type dataAnswer struct {
	Post       string        `json:"post,omitempty"`
	Platform   string        `json:"platform,omitempty"`
	Office     string        `json:"office,omitempty"`
	Items      int           `json:"items"`
	Adequacy   portionAnswer `json:"adequacy"`
	Timeliness portionAnswer `json:"timeliness"`
	Truth      portionAnswer `json:"truth"`
}

func (r *run) dataCommand() *cobra.Command {
	var asked store.FiguresAsked
	var from, to, feedback string
	var platforms, offices bool
	cmd := &cobra.Command{
		Use: "quality [--post CC] [--platform P] [--platforms | --offices] [--from DAY] [--to DAY] [--feedback DIR]", Args: cobra.NoArgs,
		Short: "How good the data of each sending post or platform is: adequacy, timeliness, truth",
		RunE: func(cmd *cobra.Command, _ []string) error {
			var err error
			if asked.From, err = dayFlag("--from", from); err != nil {
				return err
			}
			if asked.To, err = dayFlag("--to", to); err != nil {
				return err
			}
			by := "post"
			if platforms || asked.Platform != "" {
				by = "platform"
			}
			if offices {
				by = "office"
			}
			return r.with(cmd.Context(), func(ctx context.Context, s *station) error {
				if feedback != "" {
					if err := s.feedback(ctx, feedback, asked); err != nil {
						return err
					}
				}
				return r.dataFigures(ctx, s, by, asked)
			})
		},
	}
	cmd.Flags().StringVar(&asked.Post, "post", "", "one sending post, by country code")
	cmd.Flags().StringVar(&asked.Platform, "platform", "", "one platform")
	cmd.Flags().BoolVar(&platforms, "platforms", false, "by platform instead of by post")
	cmd.Flags().BoolVar(&offices, "offices", false, "by the office of exchange that sent the receptacles")
	cmd.MarkFlagsMutuallyExclusive("platforms", "offices")
	cmd.Flags().StringVar(&from, "from", "", "data that came on that day or after, YYYY-MM-DD")
	cmd.Flags().StringVar(&to, "to", "", "data that came before that day, YYYY-MM-DD")
	cmd.Flags().StringVar(&feedback, "feedback", "", "folder for a file for each post and platform: what was wrong, by field")
	return cmd
}

func dayFlag(flag, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	at := parcel.Day(text).Time()
	if at.IsZero() {
		return at, usage(flag + ": " + parcel.Excerpt(text) + " is no day, e.g. 2026-03-01")
	}
	return at, nil
}

func (r *run) dataFigures(ctx context.Context, s *station, by string, asked store.FiguresAsked) error {
	all, err := s.db.Quality(ctx, by, asked)
	if err != nil {
		return err
	}
	rows := make([]dataAnswer, len(all))
	for i, f := range all {
		rows[i] = dataAnswer{
			Post: f.Post, Platform: f.Platform, Office: f.Office, Items: f.Items,
			Adequacy: portionOf(f.Adequacy), Timeliness: portionOf(f.Timeliness), Truth: portionOf(f.Truth),
		}
	}
	return list(r.answers, rows, "FROM\tITEMS\tADEQUATE\tIN TIME\tTRUE FIELDS", func(a dataAnswer) string {
		return fmt.Sprintf("%s\t%d\t%s\t%s\t%s", cell(orDash(a.Post+a.Platform+a.Office), 40), a.Items, a.Adequacy, a.Timeliness, a.Truth)
	})
}
