package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"postern/sync/enrol"
)

type statusAnswer struct {
	Listening string         `json:"listening"` // empty where no hub serves
	Stations  []stationState `json:"stations"`
	Events    int64          `json:"events"`
}

type stationState struct {
	Station     string     `json:"station"`
	Office      string     `json:"office"`
	RecordedTo  uint64     `json:"recorded_to"`
	LastContact *time.Time `json:"last_contact"`
	Events      int64      `json:"events"`
	Revoked     bool       `json:"revoked"`
	Alarm       string     `json:"alarm,omitempty"` // its journal is not the one that is recorded
}

func (r *run) statusCommand() *cobra.Command {
	return &cobra.Command{
		Use: "status", Short: "Stations, and how far each is recorded", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return r.with(cmd.Context(), func(ctx context.Context, h *house) error {
				a, err := h.status(ctx)
				if err != nil {
					return err
				}
				return r.give(a, a.say)
			})
		},
	}
}

func (h *house) status(ctx context.Context) (statusAnswer, error) {
	a := statusAnswer{Stations: []stationState{}}
	if serving(h.dir) {
		a.Listening = h.last.Listening
	}
	members, err := h.record.Members(ctx)
	if err != nil {
		return a, err
	}
	known := map[string]enrol.Member{}
	for _, m := range members {
		known[m.Station] = m
	}
	heads, err := h.record.Heads(ctx)
	if err != nil {
		return a, err
	}
	alarms := map[string]string{}
	for _, x := range heads {
		if x.Alarm != "" {
			alarms[x.Station] = x.Alarm
		}
	}
	all, err := h.record.Standings(ctx)
	for _, s := range all {
		state := stationState{Station: s.Station, Office: string(known[s.Station].Office), RecordedTo: s.Upto, Events: s.Events, Revoked: known[s.Station].Revoked, Alarm: alarms[s.Station]}
		if !s.Contact.IsZero() {
			at := s.Contact.UTC()
			state.LastContact = &at
		}
		a.Stations = append(a.Stations, state)
		a.Events += s.Events
	}
	return a, err
}

func (a statusAnswer) say(say func(string, ...any)) {
	if a.Listening == "" {
		say("not serving\n")
	} else {
		say("serving at %s\n", a.Listening)
	}
	say("%d events recorded\n", a.Events)
	for _, s := range a.Stations {
		contact := "never"
		if s.LastContact != nil {
			contact = s.LastContact.Format(time.DateTime)
		}
		revoked := ""
		if s.Revoked {
			revoked = "  revoked"
		}
		say("%-32s %-6s recorded to %d, last contact %s%s\n", s.Station, s.Office, s.RecordedTo, contact, revoked)
		if s.Alarm != "" {
			say("  ALARM: %s\n", s.Alarm)
		}
	}
}
