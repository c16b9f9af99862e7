package store_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"postern/parcel"
	"postern/store"
)

// TestBag: what a receptacle should hold joins from despatch, item data and
// reads in any order, and replay tells the same.
func TestBag(t *testing.T) {
	s := setUp(t)
	if _, err := s.Bag(t.Context(), bag); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a receptacle nobody spoke of: %v", err)
	}
	s.readBag(bag, parcel.Dock)
	came := s.clock.now().UTC()
	s.append(s.mail(parcel.Mail{Receptacles: []parcel.Receptacle{{ID: bag, Stated: 4, Seal: "AB12345"}}}))
	var all []parcel.Declaration
	for i := range 3 {
		d := declare(i)
		d.Receptacle = bag
		all = append(all, d)
	}
	elsewhere := declare(9)
	elsewhere.Receptacle = "INMAACMYKULAACN70108003000194"
	s.receive(append(all, elsewhere))
	s.readBag(bag, parcel.Belt)
	s.takeOut(day(0), bag)
	s.takeOut(day(9), bag)
	s.takeOut(day(77), bag)
	s.hold(day(1))
	b, err := s.Bag(t.Context(), bag)
	if err != nil || b.Expected != 4 || b.Seen != 1 || b.Over != 2 || b.Holds != 1 || b.HoldsSeen != 0 || b.Seal != "AB12345" || !b.Arrived.Equal(came.Truncate(time.Millisecond)) || !b.Opened.After(b.Arrived) {
		t.Errorf("%+v, %v", b, err)
	}
	missing, over, err := s.Unmatched(t.Context(), bag)
	if diff := cmp.Diff([][]string{{ident(1), ident(2)}, {ident(9), ident(77)}}, [][]string{missing, over}); err != nil || diff != "" {
		t.Error(err, diff)
	}
	if r, err := s.Emptying(t.Context(), came); err != nil || r != bag {
		t.Errorf("being emptied: %q, %v", r, err)
	}
	if r, err := s.Emptying(t.Context(), s.clock.now().Add(time.Second)); err != nil || r != "" {
		t.Errorf("being emptied since: %q, %v", r, err)
	}
	for left, want := range map[bool]int{true: 1, false: 2} { // all of the other was seen
		bags, err := s.Bags(t.Context(), left, 10)
		if err != nil || len(bags) != want || bags[0].Receptacle != bag {
			t.Errorf("only with something left %v: %+v, %v", left, bags, err)
		}
	}
}

// TestAbout finds the items a referral is about: by their receptacle and by the
// filing that others named.
func TestAbout(t *testing.T) {
	s := setUp(t)
	d := declare(1)
	d.Receptacle = bag
	s.receive([]parcel.Declaration{d, declare(2), declare(3)})
	s.append(s.mail(parcel.Mail{Referrals: []parcel.Referral{
		{Kind: parcel.NeedInformation, MRN: "26FI1", Item: ident(2)}, {Kind: parcel.DoNotLoad, MRN: "26FI1", Receptacle: bag}, {Kind: parcel.DoNotLoad, MRN: "26FI2", Item: ident(3)},
	}}))
	for want, of := range map[string]parcel.Referral{
		"by item": {Item: ident(2)}, "by receptacle": {Receptacle: bag}, "by filing": {MRN: "26FI1"}, "by nothing": {MRN: "26FI9"},
	} {
		got, err := s.About(t.Context(), of)
		items := map[string][]parcel.ItemID{"by item": {day(2)}, "by receptacle": {day(1)}, "by filing": {day(1), day(2)}}[want]
		if diff := cmp.Diff(items, got); err != nil || diff != "" {
			t.Error(want, err, diff)
		}
	}
	if asked, err := s.Asked(t.Context(), bag); err != nil || len(asked) != 1 {
		t.Errorf("asked of the receptacle: %+v, %v", asked, err)
	}
	s.append(s.mail(parcel.Mail{Referrals: []parcel.Referral{{Kind: parcel.RiskAssessed, MRN: "26FI1", Receptacle: bag}}}))
	if asked, err := s.Asked(t.Context(), bag); err != nil || len(asked) != 0 {
		t.Errorf("after its assessment: %+v, %v", asked, err)
	}
}
