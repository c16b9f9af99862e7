package packs_test

import (
	"crypto/rand"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"postern/journal"
	"postern/message"
	"postern/message/sniff"
	"postern/parcel"
	"postern/sim"
	"postern/store"
)

// planted says which agency is to see a kind of planted item, and the least
// share of them that it must find while one ordinary item in a hundred is
// stopped. The shares are what the packs do on invented mail, rounded down:
// they guard against doing worse, and say nothing of real mail.
var planted = []struct {
	kind   sim.Kind
	agency parcel.Agency
	rules  string // by which it is looked for; all of the agency where empty
	least  float64
}{
	{sim.Split, parcel.Revenue, "split-order split-people", 0.90},
	{sim.Undervalued, parcel.Revenue, "order-says-more far-below-price", 0.90},
	{sim.Underpriced, parcel.Revenue, "far-below-price", 0.25},
	{sim.Hugging, parcel.Revenue, "hugs-limit", 0.75},
	{sim.Misdeclared, parcel.Revenue, "code-far-from-words", 0.55},
	{sim.Vague, parcel.Revenue, "vague-words", 0.90},
	{sim.Brushing, parcel.Safety, "", 0.90},
	{sim.Battery, parcel.Postal, "", 0.95},
	{sim.Firearm, parcel.Security, "", 0.95},
	{sim.Precursor, parcel.Security, "", 0.95},
	{sim.Wildlife, parcel.Wildlife, "", 0.90},
	{sim.Brand, parcel.IPR, "", 0.80},
}

// TestPlantedIsFound receives invented mail into a database, asks it for the
// facts of each item of the last day and has all packs judge: recall for each
// planted kind at one false alarm in a hundred ordinary items.
func TestPlantedIsFound(t *testing.T) {
	s := newStation(t)
	for day := range 2 {
		s.receive(t, sim.New(uint64(100+day), sim.Options{Items: 5000, Day: s.now}))
		s.now = s.now.Add(24 * time.Hour)
	}
	mail := sim.New(7, sim.Options{Items: 4000, Day: s.now})
	s.receive(t, mail)
	s.now = s.now.Add(time.Hour)
	scores := s.judge(t, mail)
	for _, p := range planted {
		ordinary, threshold := scores[sim.Ordinary], 1
		falls := func(at int) float64 { return share(ordinary, p.agency, p.rules, at) }
		for threshold <= 100 && falls(threshold) > 0.01 {
			threshold++
		}
		all := scores[p.kind]
		found := share(all, p.agency, p.rules, threshold)
		t.Logf("%-12s %-9s recall %.3f of %d at %.2f %% false alarms (%s, score >= %d)", p.kind, p.agency, found, len(all), 100*falls(threshold), p.rules, threshold)
		if found < p.least || len(all) == 0 {
			t.Errorf("%s: recall %.3f, at least %.2f is wanted", p.kind, found, p.least)
		}
	}
}

// share is how many of the items some rules of an agency score at least so high.
func share(all [][]parcel.Assessment, agency parcel.Agency, rules string, least int) float64 {
	n := 0
	for _, assessments := range all {
		score := 0
		for _, a := range assessments {
			for _, h := range a.Hits {
				if a.Agency == agency && (rules == "" || slices.Contains(strings.Fields(rules), h.Rule)) {
					score += h.Points
				}
			}
		}
		if score >= least {
			n++
		}
	}
	return float64(n) / math.Max(1, float64(len(all)))
}

// bench is a station of its own with a clock that stands.
type bench struct {
	*store.DB
	now time.Time
}

func newStation(t *testing.T) *bench {
	t.Helper()
	s := &bench{now: now}
	db, err := store.Open(t.Context(), store.Options{
		Path: filepath.Join(t.TempDir(), "postern.db"), Station: "PLANT-1", Secret: []byte("0123456789abcdef0123456789abcdef"),
		Now: func() time.Time { return s.now }, Random: func(b []byte) { rand.Read(b) },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() }) //nolint:errcheck // a throw-away file
	s.DB = db
	if _, err := db.Begin(t.Context(), journal.StationOpened{Office: "NLQQPA", Key: "k"}); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *bench) receive(t *testing.T, mail *sim.Despatch) {
	t.Helper()
	for _, f := range mail.Files {
		batch, err := sniff.Decode(f.Data, message.DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		digest := fmt.Sprint(s.now.Unix(), f.Name)
		mail := batch.Mail()
		_, err = s.Append(t.Context(), journal.Draft{Body: journal.MessageReceived{File: f.Name, Digest: digest, Archive: digest, Counted: mail.Count()}, Mail: mail})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// judge gives the assessments of the items that were declared, by what is
// planted.
func (s *bench) judge(t *testing.T, mail *sim.Despatch) map[sim.Kind][][]parcel.Assessment {
	t.Helper()
	e := engine(t)
	all := map[sim.Kind][][]parcel.Assessment{}
	for _, x := range mail.Truth {
		it, err := s.Item(t.Context(), parcel.ItemID(x.Identifier))
		if err != nil || !it.Known {
			continue // announced by nobody
		}
		f, err := s.Facts(t.Context(), it.ID, it.Decl)
		if err != nil {
			t.Fatal(err)
		}
		all[x.Planted] = append(all[x.Planted], e.Assess(it.Decl, f, s.now))
	}
	return all
}
