package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"postern/fold"
	"postern/journal"
	"postern/parcel"
)

// qualityAnswer is what inspections were worth, of the shifts pooled.
type qualityAnswer struct {
	Shifts int       `json:"shifts"`
	From   time.Time `json:"from"`
	parcel.Quality
}

func (r *run) qualityCommand() *cobra.Command {
	var days int
	cmd := &cobra.Command{
		Use: "quality [--days N]", Short: "What inspections were worth: find rates by reason, lift over random, what slips through", Args: cobra.NoArgs,
		Long: "Pools the shifts opened in the last days. How good the selection is, is read from the random stream only; every figure has\n" +
			"its 95 % interval. What was picked and not examined counts as missed, never as clean.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if days < 1 {
				return usage("--days: at least 1")
			}
			return r.with(cmd.Context(), func(ctx context.Context, s *station) error {
				a, err := s.quality(ctx, s.now().Add(-time.Duration(days)*24*time.Hour))
				if err != nil {
					return err
				}
				return r.give(a, a.say)
			})
		},
	}
	cmd.Flags().IntVar(&days, "days", 28, "how far back; rates of few items say little, so pool weeks")
	return cmd
}

func (s *station) quality(ctx context.Context, from time.Time) (qualityAnswer, error) {
	a := qualityAnswer{From: from.UTC()}
	runs, err := s.shifts.All(ctx)
	if err != nil {
		return a, err
	}
	var trials []parcel.Trial
	for _, run := range runs {
		var events []journal.Event
		opened := false
		err := s.events(ctx, run, func(e journal.Event) {
			opened = opened || e.Kind == journal.KindShiftOpened && !e.Wall.Before(from)
			events = append(events, e)
		})
		if err != nil {
			return a, err
		}
		if opened {
			a.Shifts++
			trials = append(trials, fold.Trials(run.ID, events)...)
		}
	}
	a.Quality = parcel.Rate(trials)
	return a, nil
}

// events reads those of a shift, in order.
func (s *station) events(ctx context.Context, run journal.Run, f func(journal.Event)) error {
	last := run.Last
	if last == 0 {
		last = 1<<62 - 1
	}
	return s.db.Between(ctx, run.Epoch, run.First, last, func(e journal.Event) error {
		f(e)
		return nil
	})
}

func (a qualityAnswer) say(p *page) {
	p.say("%d shifts since %s, %d items, %d picked and not examined\n", a.Shifts, a.From.Format(time.DateOnly), a.Items, a.Missed)
	for _, r := range a.ByReason {
		p.say("  %-10s selected %5d  %s\n", r.Reason, r.Selected, shareText(r.Share))
	}
	p.say("  random stream, all mail        %s\n", shareText(a.Random))
	p.say("  random stream, else unpicked   %s\n", shareText(a.Unpicked))
	p.say("  slips through: %s of %d items passed\n", intervalText(a.Leakage, 1), a.Passed)
	if a.Lift != nil {
		p.say("  rules over random: %s times\n", intervalText(*a.Lift, 2))
	}
	if a.Effective != nil {
		p.say("  found of all that was there: %s; %.1f items delayed for each find\n", intervalText(*a.Effective, 3), a.Burden)
	}
}

func shareText(s parcel.Share) string {
	return fmt.Sprintf("found %d of %d examined: %.2f %% (95 %%: %.2f to %.2f)", s.Found, s.Examined, 100*s.Rate, 100*s.Low, 100*s.High)
}

func intervalText(i parcel.Interval, digits int) string {
	high := "no upper bound"
	if i.High != nil {
		high = fmt.Sprintf("%.*f", digits, *i.High)
	}
	return fmt.Sprintf("%.*f (95 %%: %.*f to %s)", digits, i.Value, digits, i.Low, high)
}
