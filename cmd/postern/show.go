package main

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"postern/parcel"
)

// itemAnswer is everything known of an item.
type itemAnswer struct {
	Item        string             `json:"item"`
	Identifier  identifierAnswer   `json:"identifier"`
	Receptacle  parcel.S9          `json:"receptacle"`
	PreAdvice   json.RawMessage    `json:"pre_advice"`
	Source      parcel.Source      `json:"source,omitempty"`
	Received    *time.Time         `json:"received,omitempty"`
	Papers      []parcel.Paper     `json:"papers"`
	Quality     []string           `json:"quality"`
	Assessments []assessmentAnswer `json:"assessments"`
	Holds       []holdAnswer       `json:"holds"`
	Decisions   []parcel.Decision  `json:"decisions"`
	Events      []parcel.Entry     `json:"events"`
	Earlier     []parcel.ItemID    `json:"earlier"`
	State       parcel.State       `json:"state"`
	Place       parcel.Place       `json:"place"`
	Lane        parcel.Lane        `json:"lane"`
}

func (r *run) showCommand() *cobra.Command {
	return &cobra.Command{
		Use: "show ID", Short: "Show everything known about an item", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.with(cmd.Context(), func(ctx context.Context, s *station) error {
				d, err := s.db.Dossier(ctx, itemID(args[0]))
				if err != nil {
					return err
				}
				if d.Reading, err = s.desk.Assess(ctx, d.Item.ID); err != nil {
					return err
				}
				a, err := s.itemOf(ctx, d)
				if err != nil {
					return err
				}
				return r.give(a, func(p *page) { a.say(p, d) })
			})
		},
	}
}

func (s *station) itemOf(ctx context.Context, d parcel.Dossier) (itemAnswer, error) {
	a := itemAnswer{
		Item: named(d.Item.ID, d.Item.Latest), Identifier: identifierOf(parcel.ParseIdentifier(d.Item.ID.Ident())), Receptacle: d.Item.Decl.Receptacle,
		PreAdvice: json.RawMessage("null"), Source: d.Item.Source, Papers: notNil(d.Papers), Quality: notNil(d.Quality),
		Assessments: assessmentsOf(d.Reading.Verdict.Assessments), Holds: s.holdsOf(ctx, d.Holds), Decisions: notNil(d.Item.Decisions),
		Events: notNil(d.Entries), Earlier: notNil(d.Earlier), State: d.Item.State, Place: d.Item.Place, Lane: d.Item.Lane,
	}
	if !d.Item.Received.IsZero() {
		a.Received = &d.Item.Received
	}
	if !d.Item.Known {
		return a, nil
	}
	declared, err := json.Marshal(d.Item.Decl)
	a.PreAdvice = declared
	return a, err
}

func notNil[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

func (a itemAnswer) say(p *page, d parcel.Dossier) {
	p.say("%s  %s  %s  %s\n", cell(a.Item, 60), strings.ToUpper(string(a.Lane)), a.State, orDash(string(a.Place)))
	if d.Item.Known {
		decl := d.Item.Decl
		p.say("  from %s %s to %s %s\n", decl.Origin, cell(decl.Sender.Name, 40), decl.Dest, cell(decl.Addressee.Name, 40))
		p.say("  declared %s, %s, %s\n", decl.Total(), decl.Gross, decl.Nature)
		for _, c := range decl.Contents {
			p.say("    %d x %s  HS %s  %s  %s\n", c.Units, cell(c.Words, 60), orDash(cell(c.HS, 12)), c.Net, c.Value)
		}
	}
	for _, q := range a.Quality {
		p.say("  data: %s\n", cell(q, 200))
	}
	verdictAnswer{Selection: selectionAnswer{Reason: parcel.ByNone}, Assessments: a.Assessments}.sayWhy(p)
	for _, h := range a.Holds {
		p.say("  hold %s %s: %s\n", h.Agency, h.State, cell(h.Reason, 120))
	}
	for _, e := range a.Events {
		p.say("  %s  %-18s %s %s %s\n", e.At.Format(time.DateTime), e.Kind, e.Lane, e.Outcome, cell(e.Text, 100))
	}
}
