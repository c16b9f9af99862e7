package store_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"postern/journal"
	"postern/parcel"
	"postern/store"
)

const bag = parcel.S9("INMAACMYKULAACN70108002000194")

// shelf is a station with items of every sort, a minute apart.
func shelf(t *testing.T) *station {
	t.Helper()
	s := setUp(t, func(o *store.Options) {
		o.Assess = func(cases []store.Case) ([]parcel.Verdict, string) {
			all := make([]parcel.Verdict, len(cases))
			for i, c := range cases {
				lane := parcel.Lane(c.Decl.FiscalID)
				all[i] = parcel.Verdict{Lane: lane, Assessments: []parcel.Assessment{{Agency: parcel.Agency(c.Decl.Class), Lane: lane, Score: 7}}}
			}
			return all, "v"
		}
	})
	for i, row := range []struct {
		lane             parcel.Lane
		agency           parcel.Agency
		words, addressee string
	}{
		{parcel.Green, parcel.Revenue, "cotton socks", "Ana Lima"},
		{parcel.Red, parcel.Plant, "seeds 100%", "Ana Maria_Lopes"},
		{parcel.Yellow, parcel.Revenue, "Socks", "Bo"},
		{parcel.Red, parcel.Wildlife, "python belt", "Cy"},
		{parcel.Blue, parcel.Food, "honey \\ jam", "Di"},
	} {
		d := declare(i + 1)
		d.FiscalID, d.Class = string(row.lane), string(row.agency)
		d.Contents[0].Words, d.Addressee.Name = row.words, row.addressee
		if i < 2 {
			d.Receptacle = bag
		}
		s.clock.pass(time.Minute)
		s.receive([]parcel.Declaration{d})
	}
	return s
}

func list(t *testing.T, s *station, f parcel.Filter) (got []string) {
	t.Helper()
	lines, n, err := s.Lines(t.Context(), f)
	if err != nil || f.Limit == 0 && f.Offset == 0 && n != len(lines) {
		t.Fatalf("%d of %d lines, %v", len(lines), n, err)
	}
	for _, l := range lines {
		for i := range 9 {
			if l.Item.Ident() == ident(i) {
				got = append(got, fmt.Sprint(i))
			}
		}
	}
	return got
}

func TestLines(t *testing.T) {
	s := shelf(t)
	s.event(day(4), decided(parcel.Release)) // red still, but nobody's business any more
	s.event(day(3), scanned(parcel.Belt, parcel.Yellow, parcel.ByRule))
	for name, c := range map[string]struct {
		f    parcel.Filter
		want string
	}{
		"all":               {parcel.Filter{}, "2 3 5 1 4"},
		"open":              {parcel.Filter{Open: true}, "2 3 5 1"},
		"red":               {parcel.Filter{Lane: parcel.Red}, "2 4"},
		"open and red":      {parcel.Filter{Lane: parcel.Red, Open: true}, "2"},
		"no such lane":      {parcel.Filter{Lane: "purple"}, ""},
		"of an agency":      {parcel.Filter{Agency: parcel.Revenue}, ""},
		"of another":        {parcel.Filter{Agency: parcel.Plant}, "2"},
		"no such agency":    {parcel.Filter{Agency: "toys"}, ""},
		"in a state":        {parcel.Filter{State: parcel.Selected}, "3"},
		"by words":          {parcel.Filter{Text: "socks"}, "3 1"},
		"by two words":      {parcel.Filter{Text: " lima  SOCKS "}, "1"},
		"by name":           {parcel.Filter{Text: "ana"}, "2 1"},
		"by label":          {parcel.Filter{Text: strings.ToLower(ident(5))}, "5"},
		"by part of it":     {parcel.Filter{Text: ident(5)[4:]}, "5"},
		"by receptacle":     {parcel.Filter{Text: string(bag)}, "2 1"},
		"a percent sign":    {parcel.Filter{Text: "%"}, "2"},
		"an underscore":     {parcel.Filter{Text: "_"}, "2"},
		"a backslash":       {parcel.Filter{Text: `\`}, "5"},
		"a quote":           {parcel.Filter{Text: "'"}, ""},
		"the first two":     {parcel.Filter{Limit: 2}, "2 3"},
		"the next two":      {parcel.Filter{Limit: 2, Offset: 2}, "5 1"},
		"beyond the end":    {parcel.Filter{Limit: 2, Offset: 9}, ""},
		"before the start":  {parcel.Filter{Limit: 2, Offset: -9}, "2 3"},
		"more than allowed": {parcel.Filter{Limit: math.MaxInt}, "2 3 5 1 4"},
		"a long search":     {parcel.Filter{Text: strings.Repeat("s ", 1<<16)}, "2 3 1"},
	} {
		if got := strings.Join(list(t, s, c.f), " "); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestLineInFull(t *testing.T) {
	s := shelf(t)
	lines, n, err := s.Lines(t.Context(), parcel.Filter{Limit: 1})
	if err != nil || n != 5 {
		t.Fatal(n, err)
	}
	lines[0].Since = lines[0].Since.UTC()
	want := []parcel.Line{{
		Item: day(2), Lane: parcel.Red, State: parcel.Expected, Since: time.Date(2026, 3, 4, 6, 2, 2, 0, time.UTC), Origin: "GB", Words: "seeds 100%",
		Value: parcel.Money{Minor: 300, Currency: "GBP"}, Agency: parcel.Plant, Score: 7, Addressee: "Ana Maria_Lopes", Latest: true,
	}}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Error(diff)
	}
}

func TestLongTextsAreCut(t *testing.T) {
	s := setUp(t)
	d := declare(1)
	d.Contents[0].Words, d.Addressee.Name = strings.Repeat("界", 5000), strings.Repeat("é", 5000)
	s.receive([]parcel.Declaration{d})
	lines, _, err := s.Lines(t.Context(), parcel.Filter{})
	if err != nil || lines[0].Words != strings.Repeat("界", 66) || lines[0].Addressee != strings.Repeat("é", 40) {
		t.Errorf("%d and %d bytes, %v", len(lines[0].Words), len(lines[0].Addressee), err)
	}
}

func TestHeld(t *testing.T) {
	s := shelf(t)
	issue := func(serial int, reason string) journal.Name {
		return s.event(day(serial), journal.HoldIssued{Agency: parcel.Plant, Reason: reason})
	}
	issue(3, "a")
	closed := issue(1, "b")
	issue(2, "c")
	issue(3, "d")
	s.event(day(1), journal.HoldClosed{Cause: parcel.DataWrong}, closed)
	for open, want := range map[bool]string{true: "a c d", false: "a c d b"} { // by when each came to its state
		all, err := s.Held(t.Context(), open)
		var got []string
		for _, h := range all {
			got = append(got, h.Reason)
		}
		if strings.Join(got, " ") != want || err != nil {
			t.Errorf("open %v: %v, %v; want %s", open, got, err, want)
		}
	}
}

func TestProgress(t *testing.T) {
	s := shelf(t)
	is := func(what string, want parcel.Progress) {
		t.Helper()
		want.Receptacle = bag
		want.Lane = parcel.Red
		got, err := s.Progress(t.Context(), bag)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v %s", what, err, diff)
		}
	}
	is("closed", parcel.Progress{Expected: 2})
	s.event(day(1), journal.HoldIssued{Agency: parcel.Plant, Reason: "x"})
	is("one held", parcel.Progress{Expected: 2, Holds: 1})
	s.event(day(2), scanned(parcel.Belt, parcel.Green, parcel.ByNone))
	is("the other seen", parcel.Progress{Expected: 2, Seen: 1, Holds: 1})
	s.event(day(1), scanned(parcel.Belt, parcel.Green, parcel.ByHold))
	is("all seen", parcel.Progress{Expected: 2, Seen: 2, Holds: 1, HoldsSeen: 1})
	s.event(day(1), decided(parcel.Missing))
	is("one gone missing", parcel.Progress{Expected: 2, Seen: 1, Holds: 1})

	const other = "INMAACMYKULAACN70108002000195"
	if got, err := s.Progress(t.Context(), other); err != nil || got != (parcel.Progress{Receptacle: other, Lane: parcel.Unknown}) {
		t.Errorf("an unknown receptacle: %+v, %v", got, err)
	}
	if got, err := s.Progress(t.Context(), ""); err != nil || got != (parcel.Progress{}) {
		t.Errorf("no receptacle: %+v, %v", got, err)
	}
}

// However a list is sorted and whichever way it is walked, page by page it has
// the lines that it has as a whole, each once.
func TestListsAreWalked(t *testing.T) {
	s := shelf(t)
	for i := range 3 { // of one lane and one moment; and some that are done with
		s.event(day(20+i), scanned(parcel.Belt, parcel.Green, parcel.ByNone))
		s.event(day(20+i), journal.ItemDecided{Outcome: parcel.Release, Ground: "green"})
	}
	for _, base := range []parcel.Filter{
		{}, {Open: true}, {Sort: parcel.OldestFirst}, {Sort: parcel.NewestFirst, Open: true}, {Sort: parcel.NewestFirst}, {Text: "s", Sort: parcel.OldestFirst}, {Lane: parcel.Red}, {Lane: parcel.Green},
	} {
		whole, total, err := s.Lines(t.Context(), base)
		if err != nil || total != len(whole) || total < 2 {
			t.Fatalf("%+v: %d of %d, %v", base, len(whole), total, err)
		}
		for i := 1; i < len(whole) && base.Sort != parcel.LaneFirst; i++ {
			if older := whole[i].Since.Before(whole[i-1].Since); older != (base.Sort == parcel.NewestFirst) && !whole[i].Since.Equal(whole[i-1].Since) {
				t.Errorf("%+v: line %d stands wrong", base, i)
			}
		}
		for _, size := range []int{1, 2, 3} {
			walk := func(back bool) (all []parcel.Line) {
				f := base
				f.Limit, f.Back = size, back
				if !back {
					all, _, err = s.Lines(t.Context(), f)
					f.Past = all[len(all)-1]
				}
				for {
					page, n, err := s.Lines(t.Context(), f)
					if err != nil || n != -1 && f.Walks() {
						t.Fatalf("counted %d, %v", n, err)
					}
					if len(page) == 0 {
						return all
					}
					if back {
						all, f.Past = append(page, all...), page[0]
						continue
					}
					all, f.Past = append(all, page...), page[len(page)-1]
				}
			}
			if diff := cmp.Diff(whole, walk(false)); diff != "" {
				t.Errorf("%+v by %d: %s", base, size, diff)
			}
			if diff := cmp.Diff(whole, walk(true)); diff != "" {
				t.Errorf("%+v back by %d: %s", base, size, diff)
			}
		}
		paged := base
		paged.Limit, paged.Offset = 1, 1
		if second, _, err := s.Lines(t.Context(), paged); err != nil || len(second) != 1 || second[0] != whole[1] {
			t.Errorf("%+v: the second is %v, %v", base, second, err)
		}
	}
}

// Whatever state is asked for, in whichever order, each item is in the list of
// its own state and in no other.
func TestEveryStateIsListed(t *testing.T) {
	s := shelf(t)
	for _, order := range []parcel.Sort{parcel.LaneFirst, parcel.OldestFirst, parcel.NewestFirst} {
		all := list(t, s, parcel.Filter{Sort: order})
		found := 0
		for _, state := range parcel.States() {
			lines := list(t, s, parcel.Filter{State: state, Sort: order})
			found += len(lines)
			if state == parcel.Expected && len(lines) != len(all) {
				t.Errorf("%s: %d expected of %d", order, len(lines), len(all))
			}
		}
		if found != len(all) {
			t.Errorf("%s: %d in all states, %d in all", order, found, len(all))
		}
	}
}
