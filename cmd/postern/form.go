package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"postern/desk"
	"postern/parcel"
)

func (r *run) enterCommand() *cobra.Command {
	var f formFlags
	cmd := &cobra.Command{
		Use: "enter ID --origin CC --words TEXT", Short: "Take an item without pre-advice from its paper form (CN 22/23)", Args: cobra.ExactArgs(1),
		Example: `postern enter "RR 4731 2482 9 GB" --origin GB --words "cotton shirt" --value 12.00 --currency GBP --mass 250`,
		RunE: func(cmd *cobra.Command, args []string) error {
			d, err := f.declaration(args[0])
			if err != nil {
				return err
			}
			return r.acting(cmd.Context(), func(ctx context.Context, s *station, who parcel.Who) error {
				reading, err := s.desk.Enter(ctx, who, d)
				if err != nil {
					return err
				}
				return r.reading(s.readingOf(ctx, reading), s.verdictOf(ctx, reading))
			})
		},
	}
	cmd.Flags().StringVar(&f.origin, "origin", "", "country it was sent from, two letters")
	cmd.Flags().StringVar(&f.words, "words", "", "contents as declared")
	cmd.Flags().StringVar(&f.value, "value", "", "declared value, e.g. 12.00")
	cmd.Flags().StringVar(&f.currency, "currency", "", "its currency, three letters")
	cmd.Flags().StringVar(&f.mass, "mass", "", "gross mass in grams")
	require(cmd, "origin", "words")
	return cmd
}

// formFlags is a paper form as typed.
type formFlags struct{ origin, words, value, currency, mass string }

func (f formFlags) declaration(label string) (parcel.Declaration, error) {
	d := parcel.Declaration{Identifier: parcel.ParseIdentifier(label), Origin: strings.ToUpper(f.origin)}
	if len(label) > parcel.MaxLabel {
		return d, desk.ErrLabel
	}
	if !isCountry(d.Origin) {
		return d, usage("--origin: " + parcel.Excerpt(f.origin) + " is no country of two letters")
	}
	if strings.TrimSpace(f.words) == "" || len(f.words) > 2000 {
		return d, usage("--words: what does the form say is in it? 1 to 2000 characters")
	}
	var err error
	if d.Gross, err = grams(f.mass); err != nil {
		return d, err
	}
	if f.value != "" {
		currency := strings.ToUpper(f.currency)
		if !parcel.IsCurrency(currency) {
			return d, usage("--currency: " + parcel.Excerpt(f.currency) + " is no currency of three letters; a value needs one")
		}
		if d.Value, err = parcel.ParseMoney(f.value, currency); err != nil || d.Value.Minor < 0 {
			return d, usage("--value: " + parcel.Excerpt(f.value) + " is not an amount like 12.00")
		}
	}
	d.Contents = []parcel.Content{{Index: 1, Words: f.words, Value: d.Value}}
	return d, nil
}

// isCountry reports whether s has the form of an ISO 3166 alpha-2 code.
func isCountry(s string) bool {
	return len(s) == 2 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z'
}
