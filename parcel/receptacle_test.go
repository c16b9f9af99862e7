package parcel_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"postern/parcel"
)

func TestS9Parts(t *testing.T) {
	r, ok := parcel.ParseS9("inmaac mykula acn7 0108 002 0 0 0194")
	if !ok {
		t.Fatal("a receptacle label is not read")
	}
	got := []any{
		string(r.Despatch()), string(r.Origin()), r.Origin().Country(), string(r.Destination()), r.Destination().Country(),
		r.Serial(), r.Last(), r.Gross(), r.Gross().String(),
	}
	want := []any{"INMAACMYKULAACN70108", "INMAAC", "IN", "MYKULA", "MY", "002", false, parcel.Mass(19_400), "19.4 kg"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if last := parcel.S9("INMAACMYKULAACN70108002110194"); !last.Last() {
		t.Error("the highest-numbered receptacle is not told apart")
	}
}

func TestS8Parts(t *testing.T) {
	for label, want := range map[string][2]parcel.Office{
		"BEBRUABOLPBBAEN60073": {"BEBRUA", "BOLPBB"},
		"BOLPBCUSMIAAACN60027": {"BOLPBC", "USMIAA"},
	} {
		d, ok := parcel.ParseS8(label)
		if !ok || d.Origin() != want[0] || d.Destination() != want[1] {
			t.Errorf("%s: %v, %s to %s", label, ok, d.Origin(), d.Destination())
		}
	}
}

func TestReceptacleRefusesOtherForms(t *testing.T) {
	for _, s := range []string{
		"", "INMAACMYKULAACN7010800200019", "INMAACMYKULAACN701080020001945", "1NMAACMYKULAACN70108002000194",
		"INMAACMYKULAACNX0108002000194", "INMAACMYKULAACN7010800200019A",
	} {
		if id, ok := parcel.ParseS9(s); ok {
			t.Errorf("%q is read as S9 %s", s, id)
		}
	}
	for _, s := range []string{"", "BEBRUABOLPBBAEN6007", "BEBRUABOLPBBAEN600733", "BEBRUABOLPBBAE160073", "BEBRUABOLPBBAEN6007A"} {
		if id, ok := parcel.ParseS8(s); ok {
			t.Errorf("%q is read as S8 %s", s, id)
		}
	}
}

func TestReceptacleOfOddLengthSaysNothing(t *testing.T) {
	for _, r := range []parcel.S9{"", "INMAAC", "INMAACMYKULAACN7010800200019"} {
		if r.Serial() != "" || r.Gross() != 0 || r.Last() {
			t.Errorf("%q: serial %q, gross %d, last %v", r, r.Serial(), r.Gross(), r.Last())
		}
	}
	if parcel.S9("INMAAC").Origin() != "" || parcel.S8("INMAAC").Destination() != "" || parcel.Office("I").Country() != "" {
		t.Error("too short a code names an office")
	}
}
