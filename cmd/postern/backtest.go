package main

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"postern/fold"
	"postern/journal"
	"postern/parcel"
	"postern/risk"
)

// backtestAnswer is what a pack would have done, and how many past verdicts the
// packs of their day give again.
type backtestAnswer struct {
	Pack    string `json:"pack"`
	Version string `json:"version"`
	Days    int    `json:"days"`
	risk.Backtest
	Again   int `json:"reproduced"` // past verdicts that the packs of their day give again, by the facts used then
	AgainOf int `json:"reproduced_of"`
}

func (r *run) backtestCommand() *cobra.Command {
	var days int
	cmd := &cobra.Command{
		Use: "backtest FILE [--days N]", Short: "What a changed pack would have done with the items scanned here", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if days < 1 {
				return usage("--days: at least 1")
			}
			p, _, problems, err := r.checkPack(args[0])
			if err != nil {
				return err
			}
			if len(problems) > 0 {
				return errors.Join(r.pack(packOf(p, problems), "not tried"), silent(exitBadInput))
			}
			return r.with(cmd.Context(), func(ctx context.Context, s *station) error {
				a, err := s.backtest(ctx, p, days)
				if err != nil {
					return err
				}
				return r.give(a, a.say)
			})
		},
	}
	cmd.Flags().IntVar(&days, "days", 28, "how far back")
	return cmd
}

func (s *station) backtest(ctx context.Context, p *risk.Pack, days int) (backtestAnswer, error) {
	a := backtestAnswer{Pack: p.ID, Version: p.Version, Days: days}
	if err := s.engine.problem(); err != nil {
		return a, err
	}
	inForce := s.engine.get()
	packs := slices.DeleteFunc(inForce.Packs(), func(o *risk.Pack) bool { return o.ID == p.ID })
	changed, err := risk.NewEngine(append(packs, p))
	if err != nil {
		return a, err
	}
	h := pastScans{station: s, engines: map[string]*risk.Engine{}}
	if err := h.read(ctx, s.now().Add(-time.Duration(days)*24*time.Hour)); err != nil {
		return a, err
	}
	a.Again, a.AgainOf = h.again, h.judged
	a.Backtest = risk.Replay(inForce, changed, h.past, h.hours, s.config.Selection.minutes())
	return a, nil
}

// pastScans is what was scanned here, as it was judged then.
type pastScans struct {
	*station
	past    []risk.Past
	hours   float64 // that shifts were open
	again   int
	judged  int
	engines map[string]*risk.Engine // by version; nil where its packs are gone
}

func (h *pastScans) read(ctx context.Context, from time.Time) error {
	runs, err := h.shifts.All(ctx)
	if err != nil {
		return err
	}
	for _, run := range runs {
		var events []journal.Event
		if err := h.events(ctx, run, func(e journal.Event) { events = append(events, e) }); err != nil {
			return err
		}
		if len(events) == 0 || events[0].Wall.Before(from) {
			continue
		}
		h.hours += max(time.Hour, events[len(events)-1].Wall.Sub(events[0].Wall)).Hours() // less than one tells no rate
		if err := h.shift(ctx, run.ID, events); err != nil {
			return err
		}
	}
	return nil
}

// shift takes each item once, at its first scan.
func (h *pastScans) shift(ctx context.Context, id string, events []journal.Event) error {
	trials := fold.TrialsByItem(id, events)
	seen := map[parcel.ItemID]bool{}
	for _, e := range events {
		b, ok := e.Body.(journal.ItemScanned)
		if !ok || e.Item == "" || seen[e.Item] || len(b.Verdict.Assessments) == 0 {
			continue
		}
		seen[e.Item] = true
		it, err := h.db.Item(ctx, e.Item)
		if err != nil {
			return err
		}
		past := risk.Past{Item: e.Item, Decl: it.Decl, Facts: b.Facts, At: e.Wall, Shown: b.Verdict.Assessments, Trial: trials[e.Item]}
		if b.Declaration != nil {
			past.Decl = *b.Declaration
		}
		if past.Facts, err = h.db.Recall(ctx, e.Item, past.Decl, e.HLC, b.Facts); err != nil {
			return err
		}
		h.past = append(h.past, past)
		if engine := h.engineOf(ctx, e); engine != nil {
			h.judged++
			if risk.Same(past.Shown, engine.Assess(past.Decl, past.Facts, past.At)) {
				h.again++
			}
		}
	}
	return nil
}

// engineOf is the engine that judged at an event, made again from the packs
// that were in force then; nil where their files are gone or were changed.
func (h *pastScans) engineOf(ctx context.Context, at journal.Event) *risk.Engine {
	if e, known := h.engines[at.Pack]; known {
		return e
	}
	h.engines[at.Pack] = nil
	events, err := h.db.Milestones(ctx, journal.KindPackAdopted)
	if err != nil {
		return nil
	}
	then := slices.DeleteFunc(events, func(e journal.Event) bool { return e.HLC > at.HLC })
	var packs []*risk.Pack
	for _, a := range fold.Packs(then) {
		p, err := h.readPack(a)
		if err != nil {
			return nil
		}
		packs = append(packs, p)
	}
	if e, err := risk.NewEngine(packs); err == nil && e.Version() == at.Pack {
		h.engines[at.Pack] = e
	}
	return h.engines[at.Pack]
}

func (a backtestAnswer) say(p *page) {
	p.say("%s@%s over %d items of %d days (%.1f hours of shifts)\n", cell(a.Pack, 40), cell(a.Version, 20), a.Items, a.Days, a.Hours)
	p.say("  stops: %d before, %d after; %d more, %d fewer; %.1f more an hour\n", a.Before, a.After, a.Extra, a.Fewer, a.PerHour)
	p.say("  staff: %.0f minutes for the extra stops\n", a.Minutes)
	p.say("  hits expected in them: %s, by %d that the random draw had examined\n", intervalText(a.Hits, 1), a.HitsFrom)
	for _, r := range a.Rules[:min(len(a.Rules), 12)] {
		p.say("  %-9s %-24s fired %5d  %s\n", r.Agency, cell(r.Rule, 24), r.Fired, shareText(r.Share))
	}
	for _, origin := range mostOf(a.Origins) {
		p.say("  more stops from %s: %d\n", orDash(cell(origin, 2)), a.Origins[origin])
	}
	p.say("  %d of %d past verdicts come out the same by the packs of their day\n", a.Again, a.AgainOf)
}

// mostOf are the keys that count most, at most eight.
func mostOf(counts map[string]int) []string {
	const most = 8
	keys := make([]string, 0, len(counts))
	for k := range counts {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(x, y string) int {
		if counts[x] != counts[y] {
			return counts[y] - counts[x]
		}
		if x < y {
			return -1
		}
		return 1
	})
	return keys[:min(len(keys), most)]
}
