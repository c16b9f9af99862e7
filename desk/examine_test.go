package desk_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"postern/desk"
	"postern/journal"
	"postern/parcel"
)

// Answers are recorded with who asked; a later one takes the place of an
// earlier, and the item's history tells them all.
func TestAnswersAtTheBench(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.declare(t, map[string]string{red: "knife"})
	r, err := b.Scan(t.Context(), b.ben, parcel.Scan{Code: red})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Examine(t.Context(), b.ben, r.Item, parcel.Seen{Replies: []parcel.Reply{{Question: "batteries?", Yes: true}, {Question: "number of the bag", Text: "SB-1"}}}); err != nil {
		t.Fatal(err)
	}
	done, err := b.Examine(t.Context(), b.ben, r.Item, parcel.Seen{
		Checked: []parcel.Checked{{Field: parcel.CheckDescription, True: true}}, Replies: []parcel.Reply{{Question: "batteries?"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if body, ok := b.event(t, done.Event.String()).Body.(journal.ItemExamined); !ok || len(body.Replies) != 1 || len(body.Checked) != 1 {
		t.Errorf("recorded %+v", body)
	}
	d, err := b.db.Dossier(t.Context(), r.Item)
	want := []parcel.Reply{{Question: "number of the bag", Text: "SB-1"}, {Question: "batteries?"}}
	if diff := cmp.Diff(want, d.Replies); err != nil || diff != "" {
		t.Error(err, diff)
	}
	told := ""
	for _, e := range d.Entries {
		told += e.Text + "\n"
	}
	if !strings.Contains(told, "batteries? yes; number of the bag? SB-1") || !strings.Contains(told, "description is true; batteries? no") {
		t.Errorf("told %s", told)
	}
}

func TestWhatCannotBeSeen(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.declare(t, map[string]string{red: "knife", green: "fork"})
	r, err := b.Scan(t.Context(), b.ben, parcel.Scan{Code: red})
	if err != nil {
		t.Fatal(err)
	}
	for name, seen := range map[string]parcel.Seen{
		"nothing":          {},
		"no such field":    {Checked: []parcel.Checked{{Field: "colour", True: true}}},
		"no such content":  {Checked: []parcel.Checked{{Field: parcel.CheckHS, Line: 9, True: true}}},
		"true and not":     {Checked: []parcel.Checked{{Field: parcel.CheckHS, True: true, Found: "9"}}},
		"no question":      {Replies: []parcel.Reply{{Question: " ", Yes: true}}},
		"an endless one":   {Replies: []parcel.Reply{{Question: strings.Repeat("a", 501)}}},
		"an endless reply": {Replies: []parcel.Reply{{Question: "bag", Text: strings.Repeat("a", 201)}}},
	} {
		if _, err := b.Examine(t.Context(), b.ben, r.Item, seen); !errors.Is(err, desk.ErrInput) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
