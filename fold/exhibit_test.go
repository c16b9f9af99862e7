package fold_test

import (
	"testing"

	"postern/fold"
	"postern/journal"
	"postern/parcel"
)

// kept is a decision that keeps the thing on under the number it has.
func kept(s *story, o parcel.Outcome, number string, supersedes ...journal.Name) journal.Name {
	return s.add(journal.ItemDecided{Outcome: o, Ground: "because", Lane: parcel.Red, Keeps: number}, supersedes...)
}

func TestExhibitStates(t *testing.T) {
	type want struct {
		state parcel.ExhibitState
		slot  string
	}
	for name, c := range map[string]struct {
		tell func(*story)
		want []want
	}{
		"released":              {func(s *story) { s.decide(parcel.Release) }, nil},
		"seized":                {func(s *story) { s.decide(parcel.Seize) }, []want{{parcel.ExhibitKept, ""}}},
		"detained, put away":    {func(s *story) { s.move(s.decide(parcel.Detain).Exhibit(), "B1") }, []want{{parcel.ExhibitKept, "B1"}}},
		"undone":                {func(s *story) { s.undo(s.decide(parcel.Seize)) }, []want{{parcel.ExhibitVoid, ""}}},
		"undone and seized":     {func(s *story) { s.undo(s.decide(parcel.Seize)); s.decide(parcel.Seize) }, []want{{parcel.ExhibitVoid, ""}, {parcel.ExhibitKept, ""}}},
		"let go":                {func(s *story) { s.decide(parcel.Release, s.decide(parcel.Seize)) }, []want{{parcel.ExhibitEnded, ""}}},
		"let go by mistake":     {func(s *story) { s.undo(s.decide(parcel.Release, s.decide(parcel.Seize))) }, []want{{parcel.ExhibitKept, ""}}},
		"destroyed":             {func(s *story) { s.decide(parcel.Destroy, s.decide(parcel.Seize)) }, []want{{parcel.ExhibitEnded, ""}}},
		"moved by hearsay only": {func(s *story) { s.move("E-9-ELSEWHER", "B1") }, []want{{parcel.ExhibitVoid, "B1"}}},
		"seized by two who could not see each other": {func(s *story) {
			s.at("A").decide(parcel.Seize)
			s.at("B").decide(parcel.Seize)
		}, []want{{parcel.ExhibitKept, ""}, {parcel.ExhibitKept, ""}}},
		"detained, then seized, then the seizure undone": {func(s *story) {
			first := s.decide(parcel.Detain)
			s.move(first.Exhibit(), "B1")
			s.undo(kept(s, parcel.Seize, first.Exhibit(), first))
		}, []want{{parcel.ExhibitKept, "B1"}}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStory()
			c.tell(s)
			got := fold.OfItem(s.events).Exhibits
			if len(got) != len(c.want) {
				t.Fatalf("%+v", got)
			}
			for i, w := range c.want {
				if got[i].State != w.state || got[i].Slot != w.slot {
					t.Errorf("%d: %+v", i, got[i])
				}
			}
		})
	}
}

// The number is of the decision that first kept the thing, and each step tells
// who has it.
func TestExhibitCustody(t *testing.T) {
	s := newStory()
	s.add(journal.ItemScanned{Scan: parcel.Scan{Code: "x", Place: parcel.Bench, Mass: 412}})
	first := s.decide(parcel.Detain)
	s.add(journal.ExhibitMoved{Exhibit: first.Exhibit(), Slot: "B1", Seal: "77", Mass: 410})
	kept(s, parcel.Seize, first.Exhibit(), first)
	s.add(journal.ExhibitMoved{Exhibit: first.Exhibit(), Slot: "C2", Mass: 300})
	all := fold.OfItem(s.events).Exhibits
	if len(all) != 1 {
		t.Fatalf("%+v", all)
	}
	x := all[0]
	if x.Number != first.Exhibit() || x.Outcome != parcel.Seize || x.Slot != "C2" || x.Seal != "77" || x.Mass != 300 || x.Item != boat || x.Station != "A" {
		t.Errorf("%+v", x)
	}
	if len(x.Custody) != 3 || x.Custody[0].Mass != 412 || x.Custody[0].Event != first.String() || x.Custody[1].Slot != "B1" || x.Custody[2].Slot != "C2" {
		t.Errorf("%+v", x.Custody)
	}
	if d := x.Defects(); len(d) != 1 || d[0] != "300 g, 410 g before" {
		t.Errorf("%q", d)
	}
	other := journal.Name{Station: "B", Epoch: first.Epoch, Seq: first.Seq}
	again := journal.Name{Station: first.Station, Epoch: journal.Epoch{9}, Seq: first.Seq}
	if first.Exhibit() == other.Exhibit() || first.Exhibit() == again.Exhibit() {
		t.Error("two decisions give one number")
	}
	if first.Exhibit() != "E-2-A3ZCGNQL" { // stands on labels: it never changes
		t.Errorf("the number of a decision changed: %s", first.Exhibit())
	}
}
