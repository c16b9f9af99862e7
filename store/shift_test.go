package store_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"postern/journal"
	"postern/parcel"
	"postern/store"
)

func TestShifts(t *testing.T) {
	s := setUp(t)
	signer, verifier := newSigner(t, "DOCK-1")
	if _, open, err := s.OpenShift(t.Context()); open || err != nil {
		t.Errorf("open %v, %v", open, err)
	}
	s.event("", journal.ShiftOpened{Shift: "s1", Place: parcel.Bench, Commit: "c", Rate: 0.01})
	s.event(day(1), scanned(parcel.Belt, parcel.Red, parcel.ByRule))
	shift, open, err := s.OpenShift(t.Context())
	if err != nil || !open || shift.ID != "s1" || shift.Place != parcel.Bench || shift.Commit != "c" || shift.Rate != 0.01 || shift.First != 2 {
		t.Errorf("%+v, %v, %v", shift, open, err)
	}
	running, err := s.Shift(t.Context(), journal.Run{ID: "s1", Epoch: s.Epoch(), First: 2})
	if err != nil || running.Scans != 1 || running.Root != "" || running.Last != 3 {
		t.Errorf("%+v, %v", running, err)
	}
	closed := s.event("", journal.ShiftClosed{Shift: "s1", Secret: "x"})
	s.event("", journal.ShiftOpened{Shift: "s2"})
	runs, err := s.Shifts(t.Context())
	want := []journal.Run{{ID: "s1", Epoch: s.Epoch(), First: 2, Last: closed.Seq}, {ID: "s2", Epoch: s.Epoch(), First: closed.Seq + 1}}
	if diff := cmp.Diff(want, runs); err != nil || diff != "" {
		t.Error(err, diff)
	}
	unsigned, err := s.Shift(t.Context(), runs[0])
	if err != nil || unsigned.Signature != "" || unsigned.Root == "" || unsigned.Secret != "x" {
		t.Errorf("%+v, %v", unsigned, err)
	}
	if err := s.SignHead(t.Context(), s.Epoch(), closed.Seq, []string{"shift s1"}, signer); err != nil {
		t.Fatal(err)
	}
	sheet, err := s.Shift(t.Context(), runs[0])
	if err != nil {
		t.Fatal(err)
	}
	head, err := journal.ReadHead(sheet.Signature, verifier)
	if err != nil || head.Size != closed.Seq || head.Root.String() != sheet.Root || head.Lines[0] != "shift s1" {
		t.Errorf("%+v, %v", head, err)
	}
	// Signed once is signed: another note for the same size changes nothing.
	if err := s.SignHead(t.Context(), s.Epoch(), closed.Seq, []string{"shift s9"}, signer); err != nil {
		t.Fatal(err)
	}
	if again, err := s.Shift(t.Context(), runs[0]); err != nil || again.Signature != sheet.Signature {
		t.Errorf("%q, %v", again.Signature, err)
	}
	if err := s.SignHead(t.Context(), s.Epoch(), 99, nil, signer); err == nil {
		t.Error("a head over events that are not there is signed")
	}
	if _, err := s.Shift(t.Context(), journal.Run{ID: "s3", Epoch: s.Epoch(), First: 1}); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("%v", err)
	}
}

func TestShiftsOverARestore(t *testing.T) {
	s := setUp(t)
	s.event("", journal.ShiftOpened{Shift: "s1"})
	if _, err := s.Begin(t.Context(), journal.StationOpened{Restored: true}); err != nil {
		t.Fatal(err)
	}
	if _, open, err := s.OpenShift(t.Context()); open || err != nil {
		t.Errorf("a shift of before the restore is open: %v", err)
	}
	s.event("", journal.ShiftOpened{Shift: "s2"})
	runs, err := s.Shifts(t.Context())
	if err != nil || len(runs) != 2 || runs[0].ID != "s1" || runs[1].ID != "s2" || runs[0].Epoch == runs[1].Epoch {
		t.Errorf("%+v, %v", runs, err)
	}
}

func TestBusiness(t *testing.T) {
	s := setUp(t)
	s.receive(manyItems(9))
	item := func(n int) parcel.ItemID { return day(1000 + n) }
	hold := journal.HoldIssued{Agency: parcel.Plant, Reason: "seeds"}
	for n := range 8 {
		if n != 5 {
			s.event(item(n), scanned(parcel.Belt, parcel.Red, parcel.ByRule))
		}
	}
	s.event(item(1), decided(parcel.Release))
	s.event(item(2), decided(parcel.Examine))
	s.event(item(3), decided(parcel.Release))
	s.event(item(3), decided(parcel.Seize)) // apart: it supersedes nothing
	s.event(item(4), decided(parcel.Release))
	s.event(item(4), hold)
	s.event(item(4), scanned(parcel.Bench, parcel.Red, parcel.ByHold)) // held after its release
	s.event(item(5), hold)                                             // not come yet
	s.event(item(6), hold)
	s.event(item(7), decided(parcel.Waive))
	all, err := s.Business(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got := map[parcel.ItemID]string{}
	for _, b := range all {
		if got[b.Item] != "" {
			t.Errorf("%s stands twice", b.Item)
		}
		if got[b.Item] = b.Kind; b.Text == "" {
			t.Errorf("%s without words", b.Kind)
		}
	}
	want := map[parcel.ItemID]string{item(0): "selected", item(2): "examination", item(3): "conflict", item(4): "hold", item(6): "selected"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestNoBusiness(t *testing.T) {
	all, err := setUp(t).Business(t.Context())
	if err != nil || all == nil || len(all) != 0 {
		t.Errorf("%v, %v", all, err)
	}
}

func TestMilestonesAndBetween(t *testing.T) {
	s := setUp(t)
	s.event("", journal.OfficerAdded{Officer: "o1", Name: "Ana"})
	s.event(day(1), scanned(parcel.Belt, parcel.Green, parcel.ByNone))
	s.event("", journal.PINChanged{Officer: "o1", Verifier: "v"})
	all, err := s.Milestones(t.Context(), journal.KindPINChanged, journal.KindOfficerAdded, journal.KindItemScanned)
	if err != nil || len(all) != 2 || all[0].Seq != 4 || all[1].Seq != 2 {
		t.Errorf("%d milestones, %v", len(all), err)
	}
	var seqs []uint64
	err = s.Between(t.Context(), s.Epoch(), 2, 3, func(e journal.Event) error {
		seqs = append(seqs, e.Seq)
		return nil
	})
	if diff := cmp.Diff([]uint64{2, 3}, seqs); err != nil || diff != "" {
		t.Error(err, diff)
	}
	stop := errors.New("enough")
	if err := s.Between(t.Context(), s.Epoch(), 1, 9, func(journal.Event) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("%v", err)
	}
	if n, err := s.Count(t.Context()); n != 4 || err != nil {
		t.Errorf("%d events, %v", n, err)
	}
}

func TestShiftHoldsTogetherWithUnreadBodies(t *testing.T) {
	s := setUp(t)
	s.event("", journal.ShiftOpened{Shift: "s1"})
	s.event(day(1), scanned(parcel.Belt, parcel.Red, parcel.ByRule))
	s.sql("UPDATE datakey SET wrapped = NULL")
	s.again()
	sheet, err := s.Shift(t.Context(), journal.Run{ID: "s1", Epoch: s.Epoch(), First: 2})
	if err != nil || sheet.Scans != 0 || sheet.Last != 3 {
		t.Errorf("%+v, %v", sheet, err)
	}
	d, err := s.Dossier(t.Context(), day(1))
	if err != nil || len(d.Entries) != 1 || !strings.Contains(d.Entries[0].Text, "destroyed") {
		t.Errorf("%+v, %v", d.Entries, err)
	}
}

func TestInHand(t *testing.T) {
	s := setUp(t)
	s.event(day(1), scanned(parcel.Belt, parcel.Red, parcel.ByRule))
	s.event(day(2), scanned(parcel.Belt, parcel.Green, parcel.ByNone))
	s.event(day(2), scanned(parcel.Bench, parcel.Green, parcel.ByNone))
	s.event(day(3), scanned(parcel.Belt, parcel.Green, parcel.ByNone))
	s.event(day(3), journal.ItemDecided{Outcome: parcel.Release, Ground: "green"})
	s.event(day(4), journal.HoldIssued{Agency: parcel.Plant}) // never seen here
	got, err := s.InHand(t.Context())
	if diff := cmp.Diff(map[parcel.Place]int{parcel.Belt: 1, parcel.Bench: 1}, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

// Items at another agency are counted by how long they are there.
func TestReferred(t *testing.T) {
	s := setUp(t)
	for i := range 3 {
		s.event(day(i+1), scanned(parcel.Bench, parcel.Red, parcel.ByRule))
		s.event(day(i+1), journal.ItemDecided{Outcome: parcel.Refer, Agency: parcel.Plant, Ground: "seeds"})
	}
	it, err := s.Item(t.Context(), day(2))
	if err != nil || it.State != parcel.Referred {
		t.Fatal(it.State, err)
	}
	all, late, oldest, err := s.Referred(t.Context(), it.Since)
	if err != nil || all != 3 || late != 1 || !oldest.Before(it.Since) {
		t.Errorf("%d, %d late, the first of %v: %v", all, late, oldest, err)
	}
}
