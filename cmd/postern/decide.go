package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"postern/desk"
	"postern/journal"
	"postern/parcel"
)

// doneAnswer is what an act answers.
type doneAnswer struct {
	Seq   uint64       `json:"seq"`
	Event string       `json:"event"`
	Item  string       `json:"item"`
	State parcel.State `json:"state"`
}

func (r *run) done(ctx context.Context, s *station, d desk.Done) error {
	a := doneAnswer{Seq: d.Event.Seq, Event: d.Event.String(), Item: s.named(ctx, d.Item), State: d.State}
	return r.give(a, func(p *page) {
		p.say("saved as event %d: %s is %s\n", a.Seq, cell(a.Item, 60), a.State)
	})
}

func (r *run) decideCommand() *cobra.Command {
	var ground, agency string
	var findings, supersedes []string
	cmd := &cobra.Command{
		Use: "decide ID OUTCOME --ground TEXT", Short: "Decide about an item: " + tokens(parcel.Outcomes()), Args: cobra.ExactArgs(2),
		Example: `postern decide RR473124829GB release --ground "documents agree"`,
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := choiceOf(args, ground, agency, findings)
			if err != nil {
				return err
			}
			return r.acting(cmd.Context(), func(ctx context.Context, s *station, who parcel.Who) error {
				for _, text := range supersedes {
					n, err := s.event(text)
					if err != nil {
						return err
					}
					c.Supersedes = append(c.Supersedes, n)
				}
				d, err := s.desk.Decide(ctx, who, c)
				if err != nil {
					return err
				}
				return r.done(ctx, s, d)
			})
		},
	}
	cmd.Flags().StringVar(&ground, "ground", "", "why, in words")
	cmd.Flags().StringVar(&agency, "agency", "", "for which agency; a referral names the one referred to")
	cmd.Flags().StringArrayVar(&findings, "finding", nil, "CODE=TEXT: what was seen against what was declared")
	cmd.Flags().StringArrayVar(&supersedes, "supersedes", nil, "a further decision this one takes the place of")
	require(cmd, "ground")
	return cmd
}

func choiceOf(args []string, ground, agency string, findings []string) (desk.Choice, error) {
	c := desk.Choice{Item: itemID(args[0]), Ground: ground, Agency: parcel.Agency(agency)}
	var ok bool
	if c.Outcome, ok = parcel.ParseOutcome(args[1]); !ok {
		return c, usage("no outcome " + parcel.Excerpt(args[1]) + ": use one of " + tokens(parcel.Outcomes()))
	}
	for _, f := range findings {
		code, text, ok := strings.Cut(f, "=")
		if !ok || code == "" {
			return c, usage("--finding " + parcel.Excerpt(f) + ": give CODE=TEXT")
		}
		c.Findings = append(c.Findings, parcel.Finding{Code: code, Text: text})
	}
	return c, nil
}

func (r *run) undoCommand() *cobra.Command {
	return &cobra.Command{
		Use: "undo [EVENT]", Short: "Take back your last decision; what it had superseded stands again", Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.acting(cmd.Context(), func(ctx context.Context, s *station, who parcel.Who) error {
				var of journal.Name
				if len(args) > 0 {
					var err error
					if of, err = s.event(args[0]); err != nil {
						return err
					}
				}
				d, err := s.desk.Undo(ctx, who, of)
				if err != nil {
					return err
				}
				return r.done(ctx, s, d)
			})
		},
	}
}
