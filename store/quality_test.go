package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"postern/journal"
	"postern/parcel"
	"postern/store"
)

// Figures follow the events, and replay gives the same.
func TestQualityFollowsTheEvents(t *testing.T) {
	s := setUp(t)
	late := declare(3)
	late.Platform = "Nowhere Mall"
	s.event(day(3), scanned(parcel.Belt, parcel.Unknown, parcel.ByNone)) // read before anything was known
	s.receive([]parcel.Declaration{declare(1), declare(2), late})
	s.event(day(1), scanned(parcel.Belt, parcel.Green, parcel.ByNone))
	s.event(day(1), journal.ItemExamined{Checked: []parcel.Checked{{Field: parcel.CheckGross, True: true}, {Field: parcel.CheckHS, Found: "930100"}}})
	s.event(day(1), journal.ItemExamined{Checked: []parcel.Checked{{Field: parcel.CheckHS, Found: "930200"}}}) // the last word counts
	posts, err := s.Quality(t.Context(), "post", store.FiguresAsked{})
	if err != nil || len(posts) != 1 {
		t.Fatalf("%+v %v", posts, err)
	}
	if f := posts[0]; f.Items != 3 || f.Adequacy.Of != 3 || f.Timeliness != (parcel.Portion{Good: 1, Of: 2}) || f.Truth != (parcel.Portion{Good: 1, Of: 2}) {
		t.Errorf("%+v", f)
	}
	platforms, err := s.Quality(t.Context(), "platform", store.FiguresAsked{Post: posts[0].Post})
	if err != nil || len(platforms) != 1 || platforms[0].Platform != "Nowhere Mall" || platforms[0].Timeliness != (parcel.Portion{Of: 1}) {
		t.Errorf("%+v %v", platforms, err)
	}
	var poor []parcel.ItemID
	err = s.Poor(t.Context(), store.FiguresAsked{Platform: "Nowhere Mall"}, func(_ store.Figures, it parcel.Item) error {
		poor = append(poor, it.ID)
		return nil
	})
	if diff := cmp.Diff([]parcel.ItemID{day(3)}, poor); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	live := s.dump()
	if _, err := s.Replay(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(live, s.dump()); diff != "" {
		t.Error(diff)
	}
}
