package risk

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"postern/parcel"
	"postern/risk/names"
)

// Listed is a denied-party list in force and the agency that asks where
// somebody on an item may be on it.
type Listed struct {
	Agency parcel.Agency
	List   names.List
}

// Aid gives an engine more to judge by than packs.
type Aid func(*Engine)

// WithLists lets an engine hold the parties of an item against denied-party
// lists.
func WithLists(lists ...Listed) Aid {
	return func(e *Engine) {
		for _, agency := range parcel.Agencies() {
			var of []names.List
			for _, l := range lists {
				if l.Agency == agency {
					of = append(of, l.List)
					e.digests = append(e.digests, "list "+string(agency)+" "+l.List.Name+" "+l.List.Hash)
				}
			}
			if len(of) > 0 {
				e.watches = append(e.watches, watch{agency: agency, cache: sync.OnceValue(func() *names.Cache {
					return names.NewCache(names.NewIndex(of...), names.Threshold, mostNames)
				})})
			}
		}
	}
}

// watch is the lists of one agency, made ready when somebody is first looked
// for: a station without items needs no index.
type watch struct {
	agency parcel.Agency
	cache  func() *names.Cache
}

const (
	mostNames  = 20_000 // answers kept by normalised name
	mostShown  = 3      // entries shown for one party
	mostTokens = 12     // words laid side by side in the evidence
	mostReason = 240    // characters
)

// What a hit is worth. A name alone never decides: it asks for a human to look
// at the documents. One that a birth date or an identity number confirms asks
// for an examination.
const (
	pointsDoubted   = 20 // something else speaks against it
	pointsName      = 30
	pointsConfirmed = 60
)

// match holds the parties of an item against the lists.
func (w *watch) match(d *parcel.Declaration) []parcel.Hit {
	var hits []parcel.Hit
	asked := map[names.Query]bool{}
	for _, p := range []struct {
		role  string
		party parcel.Party
	}{{"sender", d.Sender}, {"addressee", d.Addressee}, {"buyer", d.Buyer}} {
		q := names.Query{Name: p.party.Name, Country: p.party.Country, ID: p.party.IDRef}
		if strings.TrimSpace(q.Name) == "" || asked[q] {
			continue
		}
		asked[q] = true
		hits = append(hits, denied(p.role, w.cache().Match(q))...)
	}
	slices.SortStableFunc(hits, func(a, b parcel.Hit) int { return b.Points - a.Points })
	for i := range hits {
		if i > 0 {
			hits[i].Points = 0 // one name on five lists is no more than one name
		}
	}
	return hits
}

// denied words the entries that a party may be, the nearest first.
func denied(role string, found []names.Hit) []parcel.Hit {
	var hits []parcel.Hit
	for _, h := range found[:min(len(found), mostShown)] {
		hits = append(hits, deniedHit(role, h))
	}
	if more := len(found) - mostShown; more > 0 {
		last := &hits[mostShown-1]
		last.Reason += fmt.Sprintf(", and %d more entries", more)
	}
	return hits
}

func deniedHit(role string, h names.Hit) parcel.Hit {
	confirmed, doubted := standing(h.Facts)
	hit := parcel.Hit{
		Rule: "list:" + h.List, Points: pointsName, Floor: parcel.Yellow, Mandatory: true,
		Reason: printable(fmt.Sprintf("The %s may be on the list %s%s, entry %s: %s (likeness %.2f%s)",
			role, h.List, dated(h.Listed), h.Entry, h.Name, h.Score, facts(h.Facts)), mostReason),
		Evidence: printable(aligned(h.Aligned), mostReason),
		Tasks: []string{fmt.Sprintf("Compare the %s with entry %s of the list %s: birth date, identity number, address; a name alone decides nothing",
			role, printable(h.Entry, mostEntry), h.List)},
	}
	switch {
	case confirmed && !doubted:
		hit.Points, hit.Floor = pointsConfirmed, parcel.Red
	case doubted && !confirmed:
		hit.Points = pointsDoubted
	}
	return hit
}

const mostEntry = 40

// standing is whether birth date or number say it is the same, and whether
// anything says it is not. A country alone confirms nobody.
func standing(all []names.Fact) (confirmed, doubted bool) {
	for _, f := range all {
		confirmed = confirmed || f.Confirms && f.What != "country"
		doubted = doubted || !f.Confirms
	}
	return confirmed, doubted
}

func dated(day string) string {
	if day == "" {
		return " (without a date)"
	}
	return " of " + day
}

func facts(all []names.Fact) string {
	var b strings.Builder
	for _, f := range all {
		word := " differs"
		if f.Confirms {
			word = " agrees"
		}
		b.WriteString(", " + f.What + word)
	}
	return b.String()
}

// aligned says which word was laid beside which, and how they go together.
func aligned(pairs []names.Pair) string {
	words := make([]string, 0, min(len(pairs), mostTokens))
	for _, p := range pairs[:min(len(pairs), mostTokens)] {
		switch p.Kind {
		case names.Equal:
			words = append(words, p.Query+" = "+p.Listed)
		case names.Missing:
			words = append(words, p.Query+p.Listed+" (on one side only)")
		case names.Transliteration, names.Spelling, names.Initial, names.Joined, names.Split:
			words = append(words, fmt.Sprintf("%s ~ %s (%s %.2f)", p.Query, p.Listed, p.Kind, p.Near))
		}
	}
	return strings.Join(words, "; ")
}
