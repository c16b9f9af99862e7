package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"postern/journal"
	"postern/parcel"
	"postern/sync/enrol"
)

type enrolAnswer struct {
	Station string    `json:"station"`
	Token   string    `json:"token"`
	Expires time.Time `json:"expires"`
}

func (r *run) enrolCommand() *cobra.Command {
	var office, address string
	var life time.Duration
	var picture bool
	cmd := &cobra.Command{
		Use: "enrol STATION --office CODE", Short: "Make a one-time token for a station", Args: cobra.ExactArgs(1),
		Example: "postern-hub enrol bench-3 --office NLAMSA",
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if err := checkOffer(args[0], office, life); err != nil {
				return err
			}
			h, err := r.open(cmd.Context(), false) // a hub may be made ready before it serves
			if err != nil {
				return err
			}
			defer func() {
				if closed := h.Close(); err == nil {
					err = closed
				}
			}()
			return r.offer(cmd.Context(), h, args[0], parcel.Office(office), address, life, picture)
		},
	}
	cmd.Flags().StringVar(&office, "office", "", "IMPC code of the station's office, e.g. NLAMSA")
	cmd.Flags().StringVar(&address, "address", "", "HOST:PORT by which the station reaches this hub (default: where it listens)")
	cmd.Flags().DurationVar(&life, "for", 24*time.Hour, "how long the token is valid, 15m to 24h")
	cmd.Flags().BoolVar(&picture, "qr", false, "also draw the token as a QR code")
	require(cmd, "office")
	return cmd
}

func checkOffer(station, office string, life time.Duration) error {
	if err := journal.CheckStation(station); err != nil {
		return usage(err.Error())
	}
	if err := checkOffice(office); err != nil {
		return err
	}
	if life < enrol.ShortestOffer || life > enrol.LongestOffer {
		return usage("--for: 15m to 24h")
	}
	return nil
}

func checkOffice(office string) error {
	if len(office) != 6 || slices.ContainsFunc([]byte(office), func(c byte) bool { return (c < 'A' || c > 'Z') && (c < '0' || c > '9') }) {
		return usage("--office: " + parcel.Excerpt(office) + " is no IMPC code of six letters or digits, e.g. NLAMSA")
	}
	return nil
}

const defaultHub = "127.0.0.1:7470"

func (r *run) offer(ctx context.Context, h *house, station string, office parcel.Office, address string, life time.Duration, picture bool) error {
	if address == "" {
		address = h.last.Listening
	}
	if address == "" {
		address = defaultHub
	}
	if host, _, err := net.SplitHostPort(address); err != nil || len(address) > 100 {
		return usage("--address: want HOST:PORT")
	} else if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		return usage("this hub listens on every address: say with --address HOST:PORT by which one the station reaches it")
	}
	t := enrol.Token{CA: h.keys.authority.Fingerprint(), Hub: address}
	_, _ = rand.Read(t.Secret[:]) // it never fails, see crypto/rand.Read
	o := enrol.Offer{Hash: t.Hash(), Station: station, Office: office, Expires: r.now().Add(life).Truncate(time.Second)}
	if err := h.record.Offer(ctx, o); err != nil {
		return err
	}
	drawn := ""
	if picture {
		var err error
		if drawn, err = t.Picture(); err != nil {
			return err
		}
	}
	a := enrolAnswer{Station: station, Token: t.String(), Expires: o.Expires}
	return r.give(a, func(say func(string, ...any)) {
		say("%s\n\n%sOn station %s, until %s:\npostern enrol --hub %s --token %s\n", a.Token, drawn, station, a.Expires.Format(time.DateTime), address, a.Token)
	})
}

func (r *run) revokeCommand() *cobra.Command {
	return &cobra.Command{
		Use: "revoke STATION", Short: "Show a station out: its line is cut and its certificate counts no more", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.with(cmd.Context(), func(ctx context.Context, h *house) error {
				if err := h.record.Revoke(ctx, args[0]); err != nil {
					return fmt.Errorf("%s: %w", parcel.Excerpt(args[0]), err)
				}
				a := struct {
					Station string `json:"station"`
					Revoked bool   `json:"revoked"`
				}{args[0], true}
				return r.give(a, func(say func(string, ...any)) { say("%s is revoked; what it sent stays recorded\n", a.Station) })
			})
		},
	}
}
