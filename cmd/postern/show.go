package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"postern/parcel"
)

// itemAnswer is everything known of an item.
type itemAnswer struct {
	Item        string               `json:"item"`
	Identifier  identifierAnswer     `json:"identifier"`
	Receptacle  parcel.S9            `json:"receptacle"`
	PreAdvice   json.RawMessage      `json:"pre_advice"`
	Source      parcel.Source        `json:"source,omitempty"`
	Received    *time.Time           `json:"received,omitempty"`
	Papers      []parcel.Paper       `json:"papers"`
	Beside      []parcel.Beside      `json:"papers_beside"`  // the same, field by field
	Broken      []string             `json:"paper_problems"` // relations between them that are broken
	Quality     []parcel.Defect      `json:"quality"`
	Figures     figuresAnswer        `json:"figures"`
	Assessments []assessmentAnswer   `json:"assessments"`
	Holds       []holdAnswer         `json:"holds"`
	Decisions   []parcel.Decision    `json:"decisions"`
	Exhibits    []exhibitAnswer      `json:"exhibits"`
	Files       []parcel.Attachment  `json:"files"`
	Events      []parcel.Entry       `json:"events"`
	Earlier     []parcel.ItemID      `json:"earlier"`
	Postal      []parcel.PostalEvent `json:"postal"`
	Statuses    []parcel.Status      `json:"statuses"`
	Referrals   []parcel.Referral    `json:"referrals"`
	State       parcel.State         `json:"state"`
	Place       parcel.Place         `json:"place"`
	Lane        parcel.Lane          `json:"lane"`
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
				s.toGreen(a.Assessments, d.Reading.Verdict.Assessments)
				return r.give(a, func(p *page) { a.say(p, d) })
			})
		},
	}
}

// toGreen says for each assessment what would make it green.
func (s *station) toGreen(answers []assessmentAnswer, all []parcel.Assessment) {
	for i := range answers {
		for _, h := range s.engine.get().Green(all[i]) {
			answers[i].Green = append(answers[i].Green, h.Rule)
		}
	}
}

func (s *station) itemOf(ctx context.Context, d parcel.Dossier) (itemAnswer, error) {
	a := itemAnswer{
		Item: named(d.Item.ID, d.Item.Latest), Identifier: identifierOf(parcel.ParseIdentifier(d.Item.ID.Ident())), Receptacle: d.Item.Decl.Receptacle,
		PreAdvice: json.RawMessage("null"), Source: d.Item.Source, Papers: notNil(d.Papers), Beside: notNil(parcel.SideBySide(d.Item.Decl, d.Papers)),
		Broken: notNil(parcel.MatchPapers(d.Item.Decl, d.Papers).Problems), Quality: defectsOf(d), Figures: figuresAnswer{portionOf(d.Data.Adequacy), portionOf(d.Data.Timeliness), portionOf(d.Data.Truth)},
		Assessments: assessmentsOf(d.Reading.Verdict.Assessments), Holds: s.holdsOf(ctx, d.Holds), Decisions: notNil(d.Item.Decisions), Exhibits: s.exhibitsOf(ctx, d.Item.Exhibits),
		Events: notNil(d.Entries), Earlier: notNil(d.Earlier), Postal: notNil(d.Postal), Statuses: notNil(d.Statuses), Referrals: notNil(d.Referrals), State: d.Item.State, Place: d.Item.Place, Lane: d.Item.Lane,
	}
	if !d.Item.Received.IsZero() {
		a.Received = &d.Item.Received
	}
	files, err := s.db.Attached(ctx, d.Item.ID)
	if a.Files = notNil(files); err != nil || !d.Item.Known {
		return a, err
	}
	declared, err := json.Marshal(d.Item.Decl)
	a.PreAdvice = declared
	return a, err
}

// figuresAnswer is how good an item's data is.
type figuresAnswer struct {
	Adequacy   portionAnswer `json:"adequacy"`
	Timeliness portionAnswer `json:"timeliness"`
	Truth      portionAnswer `json:"truth"`
}

// defectsOf is what is wrong with an item's data: what its decoder met, and the
// checks that fail.
func defectsOf(d parcel.Dossier) []parcel.Defect {
	all := []parcel.Defect{}
	for _, text := range d.Quality {
		all = append(all, parcel.Defect{Figure: parcel.Adequacy, Code: "message", Field: "message", Text: text, Source: "the format's decoder"})
	}
	return append(all, d.Data.Defects...)
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
		p.declared(d.Item.Decl)
	}
	a.sayPapers(p)
	for _, q := range a.Quality {
		p.say("  data: %s\n", cell(together(", found ", q.Text, q.Got), 200))
	}
	verdictAnswer{Selection: selectionAnswer{Reason: parcel.ByNone}, Assessments: a.Assessments}.sayWhy(p)
	for _, h := range a.Holds {
		p.say("  hold %s %s: %s\n", h.Agency, h.State, cell(h.Reason, 120))
	}
	for _, x := range a.Exhibits {
		p.say("  exhibit %s %s  %s\n", cell(x.Exhibit, 40), x.State, cell(together(", ", x.Slot, x.Seal, mass(x.Mass)), 120))
	}
	for _, f := range a.Files {
		p.say("  file %s  %s, %d KB, %s\n", cell(f.Name, 60), cell(f.MIME, 40), (f.Size+1023)>>10, wayOf(f))
	}
	a.sayHearsay(p)
	for _, e := range a.Events {
		p.say("  %s  %-18s %s %s %s\n", e.At.Format(time.DateTime), e.Kind, e.Lane, e.Outcome, cell(e.Text, 100))
	}
}

// wayOf says what is kept of a file, and how far that is on its way.
func wayOf(f parcel.Attachment) string {
	kept := "preview only: the disk had no room for it"
	if f.Original != "" {
		kept = "kept"
	}
	switch {
	case f.Recorded:
		return kept + ", at the hub"
	case f.Sent > 0:
		return fmt.Sprintf("%s, %d %% sent", kept, f.Sent)
	}
	return kept
}

// sayPapers writes the trade papers beside the declaration, field by field; "!"
// marks a field in which they do not go together.
func (a itemAnswer) sayPapers(p *page) {
	if len(a.Beside) == 0 {
		return
	}
	const format = "  %s %-10s %-24s %-24s %-24s %s\n"
	p.say(format, " ", "papers", "declared", "order", "payment", "shipment")
	for _, b := range a.Beside {
		mark := " "
		if b.Differs {
			mark = "!"
		}
		p.say(format, mark, b.Field, cell(b.Declared, 24), cell(b.Order, 24), cell(b.Payment, 24), cell(b.Shipment, 24))
	}
	for _, problem := range a.Broken {
		p.say("  ! %s\n", problem)
	}
}

// sayHearsay writes what others say of the item.
func (a itemAnswer) sayHearsay(p *page) {
	for _, e := range a.Postal {
		p.say("  post %s  %s %s  %s %s\n", when(e.At), cell(e.Code, 10), orDash(string(e.Step)), cell(string(e.Office), 10), cell(together(" ", e.Reason, e.Text), 80))
	}
	for _, s := range a.Statuses {
		p.say("  status %s  %s %s  %s %s\n", when(s.At), cell(s.Of, 20), cell(s.Code, 10), orDash(string(s.State)), cell(s.Text, 80))
	}
	for _, r := range a.Referrals {
		p.say("  referral %s  %s %s  %s\n", when(r.Issued), r.Kind, cell(r.Reference, 20), cell(together(" ", r.Field, r.Text), 120))
	}
}

func when(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Format(time.DateTime)
}

// declared writes what was said about an item, and nothing where nothing was.
func (p *page) declared(d parcel.Declaration) {
	end := func(country string, who parcel.Party) string {
		return orDash(strings.TrimSpace(cell(country, 2) + " " + cell(who.Name, 40)))
	}
	p.say("  from %s to %s\n", end(d.Origin, d.Sender), end(d.Dest, d.Addressee))
	p.say("  declared %s\n", orDash(together(", ", amount(d.Total()), mass(d.Gross), string(d.Nature))))
	for _, c := range d.Contents {
		units, hs := "", ""
		if c.Units > 0 {
			units = fmt.Sprintf("%d x ", c.Units)
		}
		if c.HS != "" {
			hs = "HS " + cell(c.HS, 12)
		}
		p.say("    %s%s\n", units, together("  ", cell(c.Words, 60), hs, mass(c.Net), amount(c.Value)))
	}
}

func amount(m parcel.Money) string {
	if m.Currency == "" {
		return ""
	}
	return m.String()
}

func mass(m parcel.Mass) string {
	if m == 0 {
		return ""
	}
	return m.String()
}

// together joins the parts that say something.
func together(between string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), between)
}
