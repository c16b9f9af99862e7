package main

import (
	"context"
	"crypto/tls"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"postern/sync/enrol"
	"postern/sync/jetstream"
	"postern/sync/link"
)

type enrolAnswer struct {
	Hub     string    `json:"hub"`
	Station string    `json:"station"`
	Expires time.Time `json:"expires"`
}

func (r *run) enrolCommand() *cobra.Command {
	var hub, text string
	cmd := &cobra.Command{
		Use: "enrol --hub ADDR --token T", Short: "Join a hub, with the token its keeper made for this station", Args: cobra.NoArgs,
		Example: "postern enrol --hub 127.0.0.1:7470 --token PT1...",
		RunE: func(cmd *cobra.Command, _ []string) error {
			token, err := enrol.ParseToken(text)
			if err != nil {
				return usage("--token: " + err.Error())
			}
			return r.with(cmd.Context(), func(ctx context.Context, s *station) error { return r.enrol(ctx, s, token, hub) })
		},
	}
	cmd.Flags().StringVar(&hub, "hub", "", "HOST:PORT of the hub; the token knows it too")
	cmd.Flags().StringVar(&text, "token", "", "from 'postern-hub enrol'")
	require(cmd, "token")
	return cmd
}

func (r *run) enrol(ctx context.Context, s *station, token enrol.Token, hub string) error {
	id, err := enrol.Enrol(ctx, s.path(linkFolder), s.db.Station(), token, hub)
	var no *enrol.RefusedError
	if errors.As(err, &no) {
		return coded{err, exitRefused}
	}
	if err != nil {
		return err
	}
	_, expires, err := id.Due(r.now())
	if err != nil {
		return err
	}
	a := enrolAnswer{Hub: id.Hub, Station: id.Station, Expires: expires.UTC()}
	return r.give(a, func(p *page) {
		p.say("station %s of office %s has joined the hub at %s; its certificate renews itself, and lasts until %s\nsend what waits with: postern sync --once\n",
			a.Station, id.Office, a.Hub, a.Expires.Format(time.DateTime))
	})
}

// linkFolder is where a station keeps what it has of its hub.
const linkFolder = "keys/link"

// line is the station's way to its hub. Its certificate is renewed when it is
// past half its life; where that fails, the one it has is used while it lasts.
func (s *station) line() (*jetstream.Line, *enrol.Identity, error) {
	id, err := enrol.Load(s.path(linkFolder))
	if err != nil {
		return nil, nil, err
	}
	return jetstream.NewLine(jetstream.LineOptions{
		Station: s.db.Station(), After: time.After,
		Ready: func(ctx context.Context) ([]string, *tls.Config, error) {
			id, err := enrol.Load(s.path(linkFolder)) // another command may have renewed it
			if err != nil {
				return nil, nil, err
			}
			if err := s.renew(ctx, id); err != nil {
				return nil, nil, err
			}
			config, err := id.TLS()
			return id.Doors, config, err
		},
	}), id, nil
}

func (s *station) renew(ctx context.Context, id *enrol.Identity) error {
	due, expires, err := id.Due(s.now())
	if err != nil || !due {
		return err
	}
	err = id.Renew(ctx, s.path(linkFolder))
	var no *enrol.RefusedError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &no):
		return errors.Join(link.ErrRefused, err)
	case s.now().Before(expires):
		return nil // there is time to try again
	}
	return err
}
