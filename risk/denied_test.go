package risk_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"postern/parcel"
	"postern/risk"
	"postern/risk/names"
)

var noon = time.Date(2026, 11, 3, 12, 0, 0, 0, time.UTC)

func wanted(t *testing.T, called, csv string) names.List {
	t.Helper()
	l, _, err := names.ReadList(called, []byte(csv))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func watching(t *testing.T, lists ...risk.Listed) *risk.Engine {
	t.Helper()
	e, err := risk.NewEngine(nil, risk.WithLists(lists...))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

const few = "id,name,aliases,schema,country,born,ids\n" +
	"p1,Ivan Petrovsky,Vanya the Quick,person,RU,1961,4511 778812\n" +
	"p2,Grey Harbour Trading Ltd,,organisation,,,\n"

// TestANameAloneAsksAndNeverDecides holds what a name can do to an item: a
// human looks at its documents; only a number that agrees asks for more.
func TestANameAloneAsksAndNeverDecides(t *testing.T) {
	l := wanted(t, "wanted", few)
	e := watching(t, risk.Listed{Agency: parcel.Finance, List: l})
	for what, c := range map[string]struct {
		sender parcel.Party
		lane   parcel.Lane
		points int
	}{
		"nobody":                     {parcel.Party{}, parcel.Green, 0},
		"a stranger":                 {parcel.Party{Name: "Mette Sommerfugl"}, parcel.Green, 0},
		"the family alone":           {parcel.Party{Name: "Pyotr Petrovsky"}, parcel.Green, 0},
		"the name":                   {parcel.Party{Name: "PETROVSKY, Ivan"}, parcel.Yellow, 30},
		"in another script":          {parcel.Party{Name: "Иван Петровский"}, parcel.Yellow, 30},
		"the country agrees":         {parcel.Party{Name: "Ivan Petrovsky", Country: "RU"}, parcel.Yellow, 30},
		"the country differs":        {parcel.Party{Name: "Ivan Petrovsky", Country: "DE"}, parcel.Yellow, 20},
		"the number agrees":          {parcel.Party{Name: "Ivan Petrovsky", IDRef: "4511-778812"}, parcel.Red, 60},
		"the number alone is no hit": {parcel.Party{Name: "Mette Sommerfugl", IDRef: "4511-778812"}, parcel.Green, 0},
	} {
		all := e.Assess(parcel.Declaration{Sender: c.sender}, parcel.Facts{}, noon)
		if len(all) != 1 || all[0].Agency != parcel.Finance || all[0].Lane != c.lane || all[0].Score != c.points {
			t.Errorf("%s: %+v", what, all)
			continue
		}
		v := risk.Judge(all, nil, risk.Draw{Rate: .01}, true)
		if picked := c.lane != parcel.Green; picked != (v.Selection.Reason == parcel.ByMandatory) || picked != (v.Selection.Probability == 1) {
			t.Errorf("%s: selected %+v", what, v.Selection)
		}
		if v.Lane == parcel.Red && c.points < 60 {
			t.Errorf("%s: a name alone decides", what)
		}
	}
}

// TestHitSaysListEntryDateAndWords holds what the officer is shown.
func TestHitSaysListEntryDateAndWords(t *testing.T) {
	l := wanted(t, "wanted", few)
	l.Date = time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	d := parcel.Declaration{Addressee: parcel.Party{Name: "Grey Harbor Trading Limited"}}
	a := watching(t, risk.Listed{Agency: parcel.Security, List: l}).Assess(d, parcel.Facts{}, noon)[0]
	if len(a.Hits) != 1 {
		t.Fatalf("%+v", a)
	}
	h := a.Hits[0]
	for _, want := range []string{"addressee", "list wanted of 2026-10-01", "entry p2", "Grey Harbour Trading Ltd"} {
		if !strings.Contains(h.Reason, want) {
			t.Errorf("%q does not say %q", h.Reason, want)
		}
	}
	if want := "grey = grey; harbor ~ harbour (spelling"; !strings.Contains(h.Evidence, want) {
		t.Errorf("evidence %q does not say %q", h.Evidence, want)
	}
	if h.Rule != "list:wanted" || !h.Mandatory || len(h.Tasks) != 1 {
		t.Errorf("%+v", h)
	}
}

// TestOneNameOnManyListsCountsOnce: points are for a party, not for paper.
func TestOneNameOnManyListsCountsOnce(t *testing.T) {
	var lists []risk.Listed
	for _, name := range []string{"a", "b", "c", "d"} {
		lists = append(lists, risk.Listed{Agency: parcel.Security, List: wanted(t, name, few)})
	}
	p := parcel.Party{Name: "Ivan Petrovsky"}
	a := watching(t, lists...).Assess(parcel.Declaration{Sender: p, Addressee: p}, parcel.Facts{}, noon)[0]
	if a.Score != 30 || a.Lane != parcel.Yellow {
		t.Errorf("score %d, %s", a.Score, a.Lane)
	}
	if last := a.Hits[len(a.Hits)-1]; len(a.Hits) != 3 || !strings.Contains(last.Reason, "1 more entries") {
		t.Errorf("%+v", a.Hits)
	}
}

// TestUnrelatedEntriesChangeNothing: what else is on a list moves no verdict,
// only the version.
func TestUnrelatedEntriesChangeNothing(t *testing.T) {
	d := parcel.Declaration{Sender: parcel.Party{Name: "Petrowskij Iwan"}}
	short := watching(t, risk.Listed{Agency: parcel.Security, List: wanted(t, "wanted", few)})
	long := watching(t, risk.Listed{Agency: parcel.Security, List: wanted(t, "wanted", few+"p3,Quorra Delmaine,,person,,,\np4,Petra Ivanova,,person,,,\n")})
	if diff := cmp.Diff(short.Assess(d, parcel.Facts{}, noon), long.Assess(d, parcel.Facts{}, noon)); diff != "" {
		t.Error(diff)
	}
	none, err := risk.NewEngine(nil)
	if err != nil {
		t.Fatal(err)
	}
	if short.Version() == long.Version() || short.Version() == none.Version() {
		t.Error("another list judges by the same version: items would not be judged again")
	}
}
