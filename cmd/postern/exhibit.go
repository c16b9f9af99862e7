package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"postern/desk"
	"postern/parcel"
)

// exhibitAnswer is a line of the register of exhibits.
type exhibitAnswer struct {
	Exhibit string              `json:"exhibit"`
	Item    string              `json:"item"`
	Slot    string              `json:"slot"`
	Seal    string              `json:"seal"`
	Mass    parcel.Mass         `json:"mass"`
	State   parcel.ExhibitState `json:"state"`
	Outcome parcel.Outcome      `json:"outcome,omitempty"`
	Defects []string            `json:"defects"`
	Custody []parcel.Custody    `json:"custody"`
}

// miscountAnswer is a line of a recount that does not agree.
type miscountAnswer struct {
	Exhibit string                `json:"exhibit"`
	Item    string                `json:"item"`
	Slot    string                `json:"slot"`
	Seal    string                `json:"seal"`
	Mass    parcel.Mass           `json:"mass"`
	Result  parcel.MiscountResult `json:"result"`
	Found   string                `json:"found,omitempty"`
}

func (s *station) exhibitsOf(ctx context.Context, all []parcel.Exhibit) []exhibitAnswer {
	out := []exhibitAnswer{}
	for _, x := range all {
		out = append(out, exhibitAnswer{
			Exhibit: x.Number, Item: s.named(ctx, x.Item), Slot: x.Slot, Seal: x.Seal, Mass: x.Mass, State: x.State,
			Outcome: x.Outcome, Defects: x.Defects(), Custody: notNil(x.Custody),
		})
	}
	return out
}

func (r *run) exhibits(ctx context.Context, s *station, all []parcel.Exhibit) error {
	return list(r.answers, s.exhibitsOf(ctx, all), "EXHIBIT\tITEM\tSLOT\tSEAL\tMASS\tSTATE\tWITH\tSINCE\tDEFECTS", func(x exhibitAnswer) string {
		with, since := "-", "-"
		if n := len(x.Custody); n > 0 {
			with, since = officersOf(x.Custody[n-1].Officers), x.Custody[n-1].At.Format(time.DateTime)
		}
		return fmt.Sprintf("%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s", cell(x.Exhibit, 40), cell(x.Item, 40), orDash(cell(x.Slot, 40)), orDash(cell(x.Seal, 40)),
			orDash(mass(x.Mass)), x.State, cell(with, 40), since, orDash(strings.Join(x.Defects, "; ")))
	})
}

func officersOf(all []parcel.OfficerID) string {
	words := make([]string, 0, len(all))
	for _, o := range all {
		words = append(words, string(o))
	}
	return strings.Join(words, ", ")
}

func (r *run) exhibitCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "exhibit", Short: "The exhibit store: who has what, and where", Args: cobra.NoArgs, RunE: needSubcommand}
	cmd.AddCommand(r.exhibitListCommand(), r.exhibitMoveCommand(), r.exhibitRecountCommand())
	return cmd
}

func (r *run) exhibitListCommand() *cobra.Command {
	var all bool
	cmd := &cobra.Command{
		Use: "list", Short: "List the exhibits that are kept, those in no slot first", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return r.with(cmd.Context(), func(ctx context.Context, s *station) error {
				found, err := s.db.Exhibits(ctx, !all)
				if err != nil {
					return err
				}
				return r.exhibits(ctx, s, found)
			})
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "those that are kept no more too")
	return cmd
}

func (r *run) exhibitMoveCommand() *cobra.Command {
	var to desk.Move
	var grams int64
	cmd := &cobra.Command{
		Use: "move E --to SLOT [--seal S] [--mass G]", Short: "Put an exhibit into a slot: you have it from then on", Args: cobra.ExactArgs(1),
		Example: "postern exhibit move E-42-K7Q3M2XA --to B-14 --seal 7741902 --mass 412",
		RunE: func(cmd *cobra.Command, args []string) error {
			to.Mass = parcel.Mass(grams)
			return r.acting(cmd.Context(), func(ctx context.Context, s *station, who parcel.Who) error {
				x, err := s.desk.MoveExhibit(ctx, who, args[0], to)
				if err != nil {
					return err
				}
				return r.exhibits(ctx, s, []parcel.Exhibit{x})
			})
		},
	}
	cmd.Flags().StringVar(&to.Slot, "to", "", "the slot")
	cmd.Flags().StringVar(&to.Seal, "seal", "", "what closes it now")
	cmd.Flags().Int64Var(&grams, "mass", 0, "as weighed now, in grams")
	require(cmd, "to")
	return cmd
}

func (r *run) exhibitRecountCommand() *cobra.Command {
	var slot string
	var given []string
	var none bool
	cmd := &cobra.Command{
		Use: "recount [--slot SLOT] [--found E[,SLOT[,SEAL]]]...", Short: "Count the exhibit store blind: say what lies there, then hear what differs", Args: cobra.NoArgs,
		Long: "Count the exhibit store blind. What was found comes first, by --found or a line each from standard input:\n" +
			"number, and after commas slot and seal where they were noted. Only then the answer names what is missing, what is\n" +
			"extra, and what lies in the wrong slot or bears a wrong seal. Nothing is moved by it: 'exhibit move' puts right.",
		Example: "postern exhibit recount --slot B-14 --found E-42-K7Q3M2XA\npostern exhibit recount < counted.txt",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return r.acting(cmd.Context(), func(ctx context.Context, s *station, who parcel.Who) error {
				found, err := r.found(given, none)
				if err != nil {
					return err
				}
				wrong, err := s.desk.Recount(ctx, who, slot, found)
				if err != nil {
					return err
				}
				return r.miscounts(ctx, s, wrong, len(found))
			})
		},
	}
	cmd.Flags().StringVar(&slot, "slot", "", "only this one was counted")
	cmd.Flags().StringArrayVar(&given, "found", nil, "NUMBER[,SLOT[,SEAL]] of what lies there")
	cmd.Flags().BoolVar(&none, "none", false, "nothing lies there")
	return cmd
}

// found reads what a keeper came upon.
func (r *run) found(given []string, none bool) ([]parcel.FoundExhibit, error) {
	if len(given) == 0 && !none {
		lines := bufio.NewScanner(io.LimitReader(r.in, 4<<20)) // the desk takes no more
		for lines.Scan() {
			given = append(given, lines.Text())
		}
		if err := lines.Err(); err != nil {
			return nil, coded{fmt.Errorf("standard input: %w", err), exitBadInput}
		}
	}
	var all []parcel.FoundExhibit
	for _, text := range given {
		if strings.TrimSpace(text) == "" {
			continue
		}
		number, rest, _ := strings.Cut(text, ",")
		slot, seal, _ := strings.Cut(rest, ",")
		all = append(all, parcel.FoundExhibit{Exhibit: number, Slot: slot, Seal: seal})
	}
	if (len(all) == 0) != none {
		return nil, usage("give what was found by --found or on standard input, or --none where nothing was")
	}
	return all, nil
}

func (r *run) miscounts(ctx context.Context, s *station, wrong []parcel.Miscount, counted int) error {
	if len(wrong) == 0 && !r.json {
		return r.give(nil, func(p *page) { p.say("%d counted, all as registered\n", counted) })
	}
	rows := []miscountAnswer{}
	for _, m := range wrong {
		a := miscountAnswer{Exhibit: m.Exhibit, Slot: m.Slot, Seal: m.Seal, Mass: m.Mass, Result: m.Result, Found: m.Found}
		if m.Item != "" {
			a.Item = s.named(ctx, m.Item)
		}
		rows = append(rows, a)
	}
	return list(r.answers, rows, "EXHIBIT\tRESULT\tITEM\tREGISTERED\tSEAL\tFOUND", func(m miscountAnswer) string {
		return fmt.Sprintf("%s\t%s\t%s\t%s\t%s\t%s", cell(m.Exhibit, 40), m.Result, orDash(cell(m.Item, 40)), orDash(cell(m.Slot, 40)), orDash(cell(m.Seal, 40)), orDash(cell(m.Found, 40)))
	})
}
