package main

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"postern/parcel"
	"postern/risk/learn"
)

func (r *run) learnCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "learn", Short: "The learned model", Args: cobra.NoArgs, RunE: needSubcommand}
	train := &cobra.Command{
		Use: "train", Short: "Train a model for each agency from recorded outcomes, and adopt those that pass", Args: cobra.NoArgs,
		Long: "Train a model for each agency from the outcomes of examined items, each weighted by one over the probability\n" +
			"with which it was picked. A model is tried on the latest part of the random stream; one that is worse than the\n" +
			"model in force, or than its own counts, is refused. One that passes is adopted like a pack.",
		RunE: func(cmd *cobra.Command, _ []string) error { return r.acting(cmd.Context(), r.learnTrain) },
	}
	cmd.AddCommand(r.learnEvalCommand(), train, r.learnCardCommand())
	return cmd
}

func (r *run) learnCardCommand() *cobra.Command {
	return &cobra.Command{
		Use: "card [AGENCY]", Short: "The cards of the models in force: rows, days, figures, calibration, drift", Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.with(cmd.Context(), func(ctx context.Context, s *station) error {
				cards, err := s.modelCards(ctx)
				if err != nil {
					return err
				}
				if len(args) == 1 {
					cards = slices.DeleteFunc(cards, func(c modelCard) bool { return string(c.Agency) != args[0] })
					if len(cards) == 0 {
						return fmt.Errorf("no model of %s is in force: %w", parcel.Excerpt(args[0]), fs.ErrNotExist)
					}
				}
				return r.learnCards(cards)
			})
		},
	}
}

func (r *run) learnCards(cards []modelCard) error {
	for _, c := range cards {
		if err := r.give(c, func(p *page) { p.say("%s", c.text()) }); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) learnEvalCommand() *cobra.Command {
	var roles learn.Roles
	var train, valid string
	cmd := &cobra.Command{
		Use: "eval FILE.csv --label COL --train FILE.csv", Short: "Train on one labelled table and measure on another", Args: cobra.ExactArgs(1),
		Long: "Train on one labelled table, choose settings on --valid (or on the latest part of the training table) alone,\n" +
			"and measure on FILE.csv, which is read last. Roles of columns that are not given are inferred.",
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.learnEval(cmd.Context(), args[0], train, valid, roles)
		},
	}
	f := cmd.Flags()
	f.StringVar(&train, "train", "", "table to learn from")
	f.StringVar(&valid, "valid", "", "table to choose settings on")
	f.StringVar(&roles.Label, "label", "", "column to be learned: 1 where something was found")
	f.StringSliceVar(&roles.Categorical, "categorical", nil, "columns that are codes")
	f.StringSliceVar(&roles.Numeric, "numeric", nil, "columns that are quantities")
	f.StringVar(&roles.Date, "date", "", "column that orders the rows in time")
	f.StringSliceVar(&roles.Ignore, "ignore", nil, "columns never to be read")
	require(cmd, "train", "label")
	return cmd
}

func (r *run) learnEval(ctx context.Context, test, train, valid string, roles learn.Roles) error {
	o := learn.EvalOptions{Roles: roles, Now: r.now}
	for _, table := range []struct {
		path string
		into *io.Reader
	}{{test, &o.Test}, {train, &o.Train}, {valid, &o.Valid}} {
		if table.path == "" {
			continue
		}
		f, err := os.Open(table.path)
		if err != nil {
			return err
		}
		defer f.Close() //nolint:errcheck // only read
		*table.into = f
	}
	report, err := learn.Eval(ctx, o)
	if err != nil {
		return coded{err, exitBadInput}
	}
	return r.give(report, func(p *page) { p.say("%s", report.Text()) })
}
