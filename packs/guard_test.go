package packs_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"postern/parcel"
	"postern/risk"
)

// TestGuardsDenyOnlyWhatIsFalse: rules written so that nothing can be told of
// them beforehand come to the same on every example and on ordinary mail.
func TestGuardsDenyOnlyWhatIsFalse(t *testing.T) {
	plain, veiled := load(t), load(t)
	var all []risk.Example
	for _, d := range ordinary() {
		all = append(all, risk.Example{Declaration: d, Facts: parcel.Facts{SenderItems: 40, SenderReached: 60, SenderFound: 3, SenderExamined: 9}})
	}
	for _, p := range veiled {
		for i := range p.Rules {
			r := &p.Rules[i]
			r.When = "[true].exists(sure, sure && (" + r.When + "))"
			all = append(all, append(r.MustHit, r.MustMiss...)...)
		}
	}
	one, err := risk.NewEngine(plain)
	if err != nil {
		t.Fatal(err)
	}
	two, err := risk.NewEngine(veiled)
	if err != nil {
		t.Fatal(err)
	}
	hits := 0
	for _, ex := range all {
		at := now
		if ex.On != "" {
			at = ex.On.Time()
		}
		got, want := one.Assess(ex.Declaration, ex.Facts, at), two.Assess(ex.Declaration, ex.Facts, at)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%q: %s", ex.Declaration.Words(), diff)
		}
		for _, a := range got {
			hits += len(a.Hits)
		}
	}
	if hits < len(all)/4 {
		t.Errorf("%d hits on %d items prove little", hits, len(all))
	}
}
