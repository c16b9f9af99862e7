package risk

import (
	"slices"
	"strings"
	"time"

	"postern/parcel"
)

// Past is one item as it stood when it was scanned: what was declared, the
// facts that were used, what was shown, and what came of it.
type Past struct {
	Item  parcel.ItemID
	Decl  parcel.Declaration
	Facts parcel.Facts
	At    time.Time
	Shown []parcel.Assessment
	parcel.Trial
}

// Backtest is what other packs would have done with the items of the past.
type Backtest struct {
	Items     int             `json:"items"`
	Hours     float64         `json:"hours"`
	Before    int             `json:"stops_before"`
	After     int             `json:"stops_after"`
	Extra     int             `json:"extra_stops"`    // stopped now, not before
	Fewer     int             `json:"fewer_stops"`    // stopped before, not now
	PerHour   float64         `json:"extra_per_hour"` // more stops an hour, less what is no longer stopped
	Minutes   float64         `json:"staff_minutes"`  // that the extra stops take in all
	Hits      parcel.Interval `json:"expected_hits"`  // in the extra stops, by those of them that the draw had examined
	HitsFrom  int             `json:"expected_from"`  // how many those were
	Rules     []RulePast      `json:"rules"`
	Origins   map[string]int  `json:"origins"` // who would be stopped: posts that send the extra stops
	Natures   map[string]int  `json:"natures"`
	Classes   map[string]int  `json:"classes"`
	Addressed int             `json:"repeated"` // extra stops to addressees that have other items in 30 days
	Sample    []parcel.ItemID `json:"sample"`   // some of the extra stops
}

// RulePast is what one rule of the new packs would have done.
type RulePast struct {
	Rule   string        `json:"rule"`
	Agency parcel.Agency `json:"agency"`
	Fired  int           `json:"fired"`
	parcel.Share
}

const mostSample = 20

// Replay judges items of the past by the packs in force and by others, as of
// their moment and by the facts used then. A stop is a yellow or red lane that
// rules ask for; holds and draws are left out, since they stay as they were.
// minutes is what one stop costs, hours how long the past was.
func Replay(before, after *Engine, past []Past, hours, minutes float64) Backtest {
	b := Backtest{
		Items: len(past), Hours: hours, Origins: map[string]int{}, Natures: map[string]int{}, Classes: map[string]int{},
		Rules: []RulePast{}, Sample: []parcel.ItemID{},
	}
	rules := map[string]*RulePast{}
	drawn, hits := 0, 0
	for i := range past {
		p := &past[i]
		was, is := before.Assess(p.Decl, p.Facts, p.At), after.Assess(p.Decl, p.Facts, p.At)
		fired(rules, is, p)
		stopped, stops := stopsAt(was), stopsAt(is)
		b.Before, b.After = b.Before+ones(stopped), b.After+ones(stops)
		b.Fewer += ones(stopped && !stops)
		if stopped || !stops {
			continue
		}
		b.extra(p)
		if p.Drawn && p.Examined {
			drawn, hits = drawn+1, hits+ones(p.Found)
		}
	}
	b.Minutes = minutes * float64(b.Extra)
	if hours > 0 {
		b.PerHour = float64(b.Extra-b.Fewer) / hours
	}
	b.HitsFrom = drawn
	share := shareOf(hits, drawn)
	high := share.High * float64(b.Extra)
	b.Hits = parcel.Interval{Value: share.Rate * float64(b.Extra), Low: share.Low * float64(b.Extra), High: &high}
	for _, r := range rules {
		r.Share = shareOf(r.Found, r.Examined)
		b.Rules = append(b.Rules, *r)
	}
	slices.SortFunc(b.Rules, func(x, y RulePast) int {
		if x.Fired != y.Fired {
			return y.Fired - x.Fired
		}
		return strings.Compare(string(x.Agency)+x.Rule, string(y.Agency)+y.Rule)
	})
	return b
}

// extra counts who is stopped more: by the post that sends, never by what a
// person is.
func (b *Backtest) extra(p *Past) {
	b.Extra++
	b.Origins[p.Decl.Origin]++
	b.Natures[string(p.Decl.Nature)]++
	b.Classes[p.Decl.Class]++
	b.Addressed += ones(p.Facts.AddresseeItems > 0)
	if len(b.Sample) < mostSample {
		b.Sample = append(b.Sample, p.Item)
	}
}

// fired counts for each rule how often it fires and what was found where the
// random draw, and so no rule, had the item examined.
func fired(rules map[string]*RulePast, all []parcel.Assessment, p *Past) {
	for _, a := range all {
		for _, h := range a.Hits {
			key := string(a.Agency) + "/" + h.Rule
			if rules[key] == nil {
				rules[key] = &RulePast{Rule: h.Rule, Agency: a.Agency}
			}
			rules[key].Fired++
			if p.Drawn && p.Examined {
				rules[key].Examined++
				rules[key].Found += ones(p.Found)
			}
		}
	}
}

func stopsAt(all []parcel.Assessment) bool {
	return slices.ContainsFunc(all, func(a parcel.Assessment) bool { return a.Lane == parcel.Yellow || a.Lane == parcel.Red })
}

func shareOf(hits, n int) parcel.Share {
	rate := 0.0
	if n > 0 {
		rate = float64(hits) / float64(n)
	}
	low, high := parcel.Wilson(rate, float64(n))
	return parcel.Share{Found: hits, Examined: n, Rate: rate, Low: low, High: high}
}

func ones(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Same reports whether two sets of assessments give each agency the same
// score, lane and rules: what an officer is shown, whatever its wording.
func Same(a, b []parcel.Assessment) bool {
	return slices.EqualFunc(a, b, func(x, y parcel.Assessment) bool {
		return x.Agency == y.Agency && x.Score == y.Score && x.Lane == y.Lane && x.Pack == y.Pack &&
			slices.EqualFunc(x.Hits, y.Hits, func(g, h parcel.Hit) bool { return g.Rule == h.Rule && g.Points == h.Points })
	})
}
