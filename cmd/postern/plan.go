package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"postern/desk"
	"postern/parcel"
	"postern/risk"
)

// planAnswer is one item that waits to be inspected, in its order.
type planAnswer struct {
	Item string `json:"item"`
	risk.Place
	Minutes float64 `json:"minutes"`
}

func (r *run) planCommand() *cobra.Command {
	return &cobra.Command{
		Use: "plan", Short: "What is picked and not inspected yet, ranked under the shift's capacity", Args: cobra.NoArgs,
		Long: "Holds, mandatory rules and the random draw come first, outside the capacity. Then the agencies take turns, each with its\n" +
			"gravest item. Yellow items that find no place at the bench go to the X-ray while it has room. What does not fit is waived by a supervisor, by name: postern shift waive --ground TEXT",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return r.with(cmd.Context(), func(ctx context.Context, s *station) error {
				all, err := s.plan(ctx)
				if err != nil {
					return err
				}
				rows := make([]planAnswer, len(all))
				for i, p := range all {
					rows[i] = planAnswer{Item: s.named(ctx, p.Item), Place: p, Minutes: s.config.Selection.minutes()}
				}
				return list(r.answers, rows, "ITEM\tLANE\tBY\tAGENCY\tSCORE\tFITS\tWAY", func(a planAnswer) string {
					return fmt.Sprintf("%s\t%s\t%s\t%s\t%d\t%v\t%s", cell(a.Item, 60), a.Lane, a.Reason, orDash(string(a.Agency)), a.Score, a.Fits, orDash(string(a.Way)))
				})
			})
		},
	}
}

func (r *run) waiveCommand() *cobra.Command {
	var ground string
	cmd := &cobra.Command{
		Use: "waive --ground TEXT", Short: "Waive what does not fit the shift's capacity, in the supervisor's name", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return r.acting(cmd.Context(), func(ctx context.Context, s *station, who parcel.Who) error { return r.waive(ctx, s, who, ground) })
		},
	}
	cmd.Flags().StringVar(&ground, "ground", "", "why they are not inspected")
	require(cmd, "ground")
	return cmd
}

func (r *run) waive(ctx context.Context, s *station, who parcel.Who, ground string) error {
	waived, err := s.waiveRest(ctx, who, ground)
	if err != nil {
		return err
	}
	rows := make([]planAnswer, len(waived))
	for i, p := range waived {
		rows[i] = planAnswer{Item: s.named(ctx, p.Item), Place: p, Minutes: s.config.Selection.minutes()}
	}
	return list(r.answers, rows, "ITEM\tLANE\tAGENCY\tSCORE\tWAIVED", func(a planAnswer) string {
		return fmt.Sprintf("%s\t%s\t%s\t%d\ttrue", cell(a.Item, 60), a.Lane, orDash(string(a.Agency)), a.Score)
	})
}

// waiveRest waives what does not fit the shift's capacity and says what it was.
func (s *station) waiveRest(ctx context.Context, who parcel.Who, ground string) (waived []risk.Place, err error) {
	if who.Officer.Role != parcel.Supervisor && (who.Witness == nil || who.Witness.Role != parcel.Supervisor) {
		return nil, coded{errors.New("only a supervisor waives what does not fit"), exitRefused}
	}
	all, err := s.plan(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		if p.Fits {
			continue
		}
		if _, err := s.desk.Decide(ctx, who, desk.Choice{Item: p.Item, Outcome: parcel.Waive, Ground: ground}); err != nil {
			return waived, fmt.Errorf("%s: %w", p.Item.Ident(), err)
		}
		waived = append(waived, p)
	}
	return waived, nil
}

// plan ranks what is picked and not inspected yet under what is left of the
// shift's capacity.
func (s *station) plan(ctx context.Context) ([]risk.Place, error) {
	var waiting []risk.Asked
	for offset := 0; ; {
		lines, _, err := s.db.Lines(ctx, parcel.Filter{State: parcel.Selected, Offset: offset})
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			it, err := s.db.Item(ctx, l.Item)
			if err != nil {
				return nil, err
			}
			v := it.Verdict
			v.Selection = it.Selection // what the officer was shown
			waiting = append(waiting, risk.Asked{Item: it.ID, Verdict: v})
		}
		if offset += len(lines); len(lines) == 0 {
			break
		}
	}
	can, examined := s.config.Selection.usual(), 0
	open, ok, err := s.db.OpenShift(ctx)
	if err != nil {
		return nil, err
	}
	if ok {
		sheet, err := s.shifts.Sheet(ctx, open.ID)
		if err != nil {
			return nil, err
		}
		examined = sheet.Examined
		if sheet.Capacity != nil {
			can = *sheet.Capacity
		}
	}
	return risk.Fit(waiting, max(0, can.Places()-examined), can.XRay), nil
}
