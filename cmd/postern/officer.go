package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"postern/parcel"
)

// officerAnswer is a line of the roster.
type officerAnswer struct {
	Name   string           `json:"name"`
	Role   parcel.Role      `json:"role"`
	Active bool             `json:"active"`
	ID     parcel.OfficerID `json:"officer"`
}

func (r *run) officers(all ...parcel.Officer) error {
	rows := make([]officerAnswer, len(all))
	for i, o := range all {
		rows[i] = officerAnswer{o.Name, o.Role, o.Active, o.ID}
	}
	return list(r.answers, rows, "NAME\tROLE", func(o officerAnswer) string { return fmt.Sprintf("%s\t%s", cell(o.Name, 64), o.Role) })
}

func (r *run) officerCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "officer", Short: "Officers, roles and PINs", Args: cobra.NoArgs, RunE: needSubcommand}
	listing := &cobra.Command{
		Use: "list", Short: "List the officers", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return r.with(cmd.Context(), func(ctx context.Context, s *station) error {
				all, err := s.roster.Officers(ctx)
				if err != nil {
					return err
				}
				return r.officers(all...)
			})
		},
	}
	cmd.AddCommand(r.officerAddCommand(), listing, r.officerPINCommand())
	return cmd
}

func (r *run) officerAddCommand() *cobra.Command {
	var name, role, pin string
	cmd := &cobra.Command{
		Use: "add --name N --role R [--pin P]", Short: "Take on an officer; the first of a station needs nobody's leave, later ones a supervisor's", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return r.with(cmd.Context(), func(ctx context.Context, s *station) error {
				o, err := r.addOfficer(ctx, s, name, parcel.Role(role), pin)
				if err != nil {
					return err
				}
				return r.officers(o)
			})
		},
	}
	cmd.Flags().StringVar(&name, "name", "", "name of the officer")
	cmd.Flags().StringVar(&role, "role", "", "what the officer may do: "+tokens(parcel.Roles()))
	cmd.Flags().StringVar(&pin, "pin", "", "PIN of the new officer; asked for where it is not given")
	require(cmd, "name", "role")
	return cmd
}

// addOfficer lets the first officer in without a sign-in.
func (r *run) addOfficer(ctx context.Context, s *station, name string, role parcel.Role, pin string) (parcel.Officer, error) {
	there, err := s.roster.Officers(ctx)
	if err != nil {
		return parcel.Officer{}, err
	}
	var who *parcel.Who
	if len(there) > 0 {
		w, err := r.signIn(ctx, s)
		if err != nil {
			return parcel.Officer{}, err
		}
		who = &w
	}
	if pin == "" {
		if pin, err = r.newPIN(name, len(there) == 0); err != nil {
			return parcel.Officer{}, err
		}
	}
	return s.roster.Add(ctx, who, name, role, pin)
}

// newPIN is a PIN to be set: asked for on the terminal. For the first officer
// POSTERN_PIN and --pin-file can only mean his own.
func (r *run) newPIN(name string, first bool) (string, error) {
	if first {
		return r.pin("PIN for "+name, "POSTERN_PIN", r.pinFile, "--pin-file")
	}
	return r.askSecret("PIN for "+name, "give --pin")
}

func (r *run) officerPINCommand() *cobra.Command {
	var name, pin string
	cmd := &cobra.Command{
		Use: "pin [--name N] [--new P]", Short: "Change a PIN: your own, or as a supervisor anybody's", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return r.acting(cmd.Context(), func(ctx context.Context, s *station, who parcel.Who) error {
				o, err := r.changePIN(ctx, s, who, firstOf(name, who.Officer.Name), pin)
				if err != nil {
					return err
				}
				return r.officers(o)
			})
		},
	}
	cmd.Flags().StringVar(&name, "name", "", "whose PIN; default your own")
	cmd.Flags().StringVar(&pin, "new", "", "the new PIN; asked for where it is not given")
	return cmd
}

func (r *run) changePIN(ctx context.Context, s *station, who parcel.Who, name, pin string) (o parcel.Officer, err error) {
	if pin == "" {
		if pin, err = r.askSecret("new PIN for "+name, "give --new"); err != nil {
			return o, err
		}
	}
	return s.roster.ChangePIN(ctx, who, name, pin)
}
