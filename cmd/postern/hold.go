package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"postern/journal"
	"postern/parcel"
)

// holdAnswer is a line of the hold ledger.
type holdAnswer struct {
	Item   string           `json:"item"`
	Agency parcel.Agency    `json:"agency"`
	Reason string           `json:"reason"`
	State  parcel.HoldState `json:"state"`
	Cause  *parcel.Cause    `json:"cause"`
	Likely parcel.Cause     `json:"likely,omitempty"` // of an open one: why it may have been missed
	Since  time.Time        `json:"since"`
	Issued time.Time        `json:"issued"`
	Asked  *parcel.Referral `json:"asked,omitempty"` // the referral it comes from, with the field it points at
	Closed bool             `json:"closed"`
	Seq    uint64           `json:"seq,omitempty"`
	Event  string           `json:"event"`
}

func (s *station) holdsOf(ctx context.Context, holds []parcel.Hold) []holdAnswer {
	out := []holdAnswer{}
	for _, h := range holds {
		a := holdAnswer{Item: s.named(ctx, h.Item), Agency: h.Agency, Reason: h.Reason, State: h.State, Likely: h.Likely, Since: h.Since, Issued: h.Issued, Asked: h.Asked, Closed: h.Closed, Event: h.Event}
		if h.Cause != "" {
			a.Cause = &h.Cause
		}
		if n, err := journal.ParseName(h.Event); err == nil {
			a.Seq = n.Seq
		}
		out = append(out, a)
	}
	return out
}

func (r *run) holds(ctx context.Context, s *station, holds []parcel.Hold) error {
	return list(r.answers, s.holdsOf(ctx, holds), "ITEM\tAGENCY\tSTATE\tCAUSE\tSINCE\tREASON", func(h holdAnswer) string {
		cause := "-"
		switch {
		case h.Cause != nil:
			cause = string(*h.Cause)
		case h.Likely != "" && h.State.Due():
			cause = string(h.Likely) + "?"
		}
		return fmt.Sprintf("%s\t%s\t%s\t%s\t%s\t%s", cell(h.Item, 40), h.Agency, h.State, cause, h.Since.Format(time.DateTime), cell(h.Reason, 60))
	})
}

func (r *run) holdCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "hold", Short: "The hold ledger: requests to stop an item", Args: cobra.NoArgs, RunE: needSubcommand}
	cmd.AddCommand(r.holdAddCommand(), r.holdListCommand(), r.holdCloseCommand())
	return cmd
}

// needSubcommand is for a command that only groups others.
func needSubcommand(cmd *cobra.Command, _ []string) error {
	return usage(cmd.CommandPath() + " needs a command: see " + cmd.CommandPath() + " --help")
}

func (r *run) holdAddCommand() *cobra.Command {
	var agency, reason string
	cmd := &cobra.Command{
		Use: "add ID --agency A --reason TEXT", Short: "Ask for an item to be stopped, whether it has come or not", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.acting(cmd.Context(), func(ctx context.Context, s *station, who parcel.Who) error {
				label, _, _ := strings.Cut(args[0], "@") // a hold is on what bears the label now
				h, err := s.desk.Hold(ctx, who, parcel.ParseIdentifier(label), parcel.Agency(agency), reason)
				if err != nil {
					return err
				}
				return r.holds(ctx, s, []parcel.Hold{h})
			})
		},
	}
	cmd.Flags().StringVar(&agency, "agency", "", "who asks: "+tokens(parcel.Agencies()))
	cmd.Flags().StringVar(&reason, "reason", "", "why, in words")
	require(cmd, "agency", "reason")
	return cmd
}

func (r *run) holdListCommand() *cobra.Command {
	var all bool
	cmd := &cobra.Command{
		Use: "list", Short: "List open holds", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return r.with(cmd.Context(), func(ctx context.Context, s *station) error {
				holds, err := s.db.Held(ctx, !all)
				if err != nil {
					return err
				}
				return r.holds(ctx, s, holds)
			})
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "closed ones too")
	return cmd
}

func (r *run) holdCloseCommand() *cobra.Command {
	var cause string
	cmd := &cobra.Command{
		Use: "close ID --cause C", Short: "Close the open holds on an item with the cause of the miss", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.acting(cmd.Context(), func(ctx context.Context, s *station, who parcel.Who) error {
				holds, err := s.desk.CloseHold(ctx, who, itemID(args[0]), parcel.Cause(cause))
				if err != nil {
					return err
				}
				return r.holds(ctx, s, holds)
			})
		},
	}
	cmd.Flags().StringVar(&cause, "cause", "", "why it was missed: likely, for the one that hold list names, or one of "+tokens(parcel.Causes()))
	require(cmd, "cause")
	return cmd
}
