package main

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"postern/journal"
	"postern/parcel"
)

// verdictAnswer is what assess and enter answer, and the first part of scan.
type verdictAnswer struct {
	Item        string             `json:"item"`
	Lane        parcel.Lane        `json:"lane"`
	Selection   selectionAnswer    `json:"selection"`
	Assessments []assessmentAnswer `json:"assessments"`
	State       parcel.State       `json:"state,omitempty"`
	Tasks       []parcel.Task      `json:"tasks"`
	Seq         uint64             `json:"seq,omitempty"`
	Event       string             `json:"event,omitempty"`
}

type selectionAnswer struct {
	Reason      parcel.Reason `json:"reason"`
	Probability float64       `json:"probability"`
}

type assessmentAnswer struct {
	Agency parcel.Agency `json:"agency"`
	Pack   string        `json:"pack"`
	Score  int           `json:"score"`
	Lane   parcel.Lane   `json:"lane"`
	Hits   []hitAnswer   `json:"hits"`
	Green  []string      `json:"green,omitempty"` // rules that would have to be answered for it to be green; show only
}

type hitAnswer struct {
	Rule     string `json:"rule"`
	Points   int    `json:"points"`
	Reason   string `json:"reason"`
	Evidence string `json:"evidence"`
}

// scanAnswer is what a label read answers.
type scanAnswer struct {
	verdictAnswer
	Known       bool             `json:"known"`
	Identifier  identifierAnswer `json:"identifier"`
	Suggestions []string         `json:"suggestions"`
	Holds       []holdAnswer     `json:"holds"`
	Receptacle  *parcel.Progress `json:"receptacle,omitempty"`

	Elsewhere []parcel.Elsewhere `json:"elsewhere,omitempty"` // decided at other stations, the latest first
}

type identifierAnswer struct {
	Kind   parcel.Kind `json:"kind"`
	Valid  bool        `json:"valid"`
	Issuer string      `json:"issuer"`
	Text   string      `json:"text"`
}

func assessmentsOf(all []parcel.Assessment) []assessmentAnswer {
	out := []assessmentAnswer{}
	for _, a := range all {
		x := assessmentAnswer{Agency: a.Agency, Pack: a.Pack, Score: a.Score, Lane: a.Lane, Hits: []hitAnswer{}}
		for _, h := range a.Hits {
			x.Hits = append(x.Hits, hitAnswer{h.Rule, h.Points, h.Reason, h.Evidence})
		}
		out = append(out, x)
	}
	return out
}

func (s *station) verdictOf(ctx context.Context, r parcel.Reading) verdictAnswer {
	a := verdictAnswer{
		Lane: r.Verdict.Lane, Selection: selectionAnswer{r.Verdict.Selection.Reason, r.Verdict.Selection.Probability},
		Assessments: assessmentsOf(r.Verdict.Assessments), State: r.State, Tasks: r.Verdict.Tasks, Event: r.Event, Item: r.Identifier.Text,
	}
	if r.Item != "" {
		a.Item = s.named(ctx, r.Item)
	}
	if a.Tasks == nil {
		a.Tasks = []parcel.Task{}
	}
	if n, err := journal.ParseName(r.Event); err == nil {
		a.Seq = n.Seq
	}
	return a
}

func (s *station) readingOf(ctx context.Context, r parcel.Reading) scanAnswer {
	a := scanAnswer{
		verdictAnswer: s.verdictOf(ctx, r), Known: r.Known, Suggestions: r.Suggestions,
		Identifier: identifierOf(r.Identifier), Holds: s.holdsOf(ctx, r.Holds),
	}
	if r.Receptacle.Receptacle != "" {
		a.Receptacle = &r.Receptacle
	}
	a.Elsewhere = s.elsewhere(ctx, r.Identifier.Text)
	return a
}

func identifierOf(id parcel.Identifier) identifierAnswer {
	return identifierAnswer{Kind: id.Kind, Valid: id.Valid, Issuer: id.Issuer, Text: id.Text}
}

// say writes a reading for people: lane, why, what to do.
func (a scanAnswer) say(p *page) {
	p.say("%s  %s  %s\n", strings.ToUpper(string(a.Lane)), cell(a.Item, 60), a.State)
	if !a.Identifier.Valid {
		p.say("  the check digit is wrong, or it is no whole label that Postern knows\n")
	}
	for _, e := range a.Elsewhere {
		p.say("  INSPECTED ELSEWHERE: %s at %s, %s\n", e.Outcome, cell(e.Station, 40), e.At.Format(time.DateTime))
	}
	if !a.Known && a.Identifier.Kind != parcel.KindS9 {
		p.say("  no pre-advice: take it from its form with 'postern enter'\n")
	}
	for _, s := range a.Suggestions {
		p.say("  did you mean %s?\n", s)
	}
	if a.Receptacle != nil {
		b := a.Receptacle
		p.say("  receptacle %s: %s\n", b.Receptacle, progressWords(b.Expected, b.Seen, b.Holds, b.HoldsSeen))
	}
	a.sayWhy(p)
	for _, h := range a.Holds {
		p.say("  HOLD %s: %s\n", h.Agency, cell(h.Reason, 200))
	}
	for _, t := range a.Tasks {
		p.say("  do: %s (%s)\n", cell(t.Text, 200), t.Agency)
	}
}

func (v verdictAnswer) sayWhy(p *page) {
	if v.Selection.Reason != parcel.ByNone {
		p.say("  selected by %s, probability %.3f\n", v.Selection.Reason, v.Selection.Probability)
	}
	for _, x := range v.Assessments {
		if x.Lane == parcel.Green && len(x.Hits) == 0 {
			continue
		}
		p.say("  %-9s %-7s %3d\n", x.Agency, x.Lane, x.Score)
		for _, h := range x.Hits {
			p.say("    %+d %s  %s (%s)\n", h.Points, cell(h.Reason, 120), cell(h.Evidence, 80), h.Rule)
		}
		if len(x.Green) > 0 {
			p.say("    green without: %s\n", strings.Join(x.Green, ", "))
		}
	}
}

func (r *run) assessCommand() *cobra.Command {
	return &cobra.Command{
		Use: "assess ID", Short: "Assess an item now, without a scan", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.with(cmd.Context(), func(ctx context.Context, s *station) error {
				reading, err := s.desk.Assess(ctx, itemID(args[0]))
				if err != nil {
					return err
				}
				return r.reading(s.readingOf(ctx, reading), s.verdictOf(ctx, reading))
			})
		},
	}
}

// reading answers with doc in JSON, with the whole reading for people.
func (r *run) reading(a scanAnswer, doc any) error {
	return r.give(doc, a.say)
}

func (r *run) scanCommand() *cobra.Command {
	var place, mass, within string
	cmd := &cobra.Command{
		Use: "scan CODE", Short: "Read a label: what it is, what is known, what to do", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.acting(cmd.Context(), func(ctx context.Context, s *station, who parcel.Who) error {
				m, err := grams(mass)
				if err != nil {
					return err
				}
				reading, err := s.desk.Scan(ctx, who, parcel.Scan{Code: args[0], Place: parcel.Place(place), Mass: m, Within: within})
				if err != nil {
					return err
				}
				a := s.readingOf(ctx, reading)
				return r.reading(a, a)
			})
		},
	}
	cmd.Flags().StringVar(&place, "place", "", "where the read happens: "+tokens(parcel.Places()))
	cmd.Flags().StringVar(&mass, "mass", "", "mass in grams, from the scale")
	cmd.Flags().StringVar(&within, "in", "", "the receptacle (S9) or despatch (S8) it was in, to find a torn label by")
	return cmd
}

func grams(text string) (parcel.Mass, error) {
	if text == "" {
		return 0, nil
	}
	m, err := parcel.ParseGrams(text)
	if err != nil || m <= 0 {
		return 0, usage("--mass: " + parcel.Excerpt(text) + " is not a number of grams")
	}
	return m, nil
}

func tokens[T ~string](set []T) string {
	words := make([]string, len(set))
	for i, t := range set {
		words[i] = string(t)
	}
	return strings.Join(words, " ")
}
