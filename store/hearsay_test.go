package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"postern/parcel"
)

func (s *station) dossier(id parcel.ItemID) parcel.Dossier {
	s.t.Helper()
	d, err := s.Dossier(s.t.Context(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	return d
}

// TestHearsayJoinsLate: what others say of an item is found by its names,
// whichever of them came first.
func TestHearsayJoinsLate(t *testing.T) {
	s := setUp(t)
	at := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	arrived := parcel.PostalEvent{Item: ident(1), Scheme: "emsevt", Code: "EMD", Step: parcel.StepArrived, At: at}
	handed := parcel.PostalEvent{Item: ident(1), Scheme: "emsevt", Code: "EDB", Step: parcel.StepToCustoms, At: at.Add(time.Hour)}
	byOrder := parcel.Status{Of: "CEB312Message", Platform: "P", Order: "O-1", Code: "120"}
	byNumber := parcel.Status{Of: "CEB512Message", Carrier: "C", Number: ident(1), Code: "100", Refused: true}
	byEntry := parcel.Status{Of: "CEB622Message", Declaration: "COP-9", Code: "500", State: parcel.Examining}
	asked := parcel.Referral{Kind: parcel.NeedInformation, Reference: "REF1", MRN: "26FI1", Item: ident(1), Field: "goodsItem[1]/commodity/descriptionOfGoods"}
	s.append(s.mail(parcel.Mail{
		Events: []parcel.PostalEvent{handed, arrived}, Statuses: []parcel.Status{byOrder, byNumber, byEntry}, Referrals: []parcel.Referral{asked},
	}))
	s.append(s.mail(parcel.Mail{Events: []parcel.PostalEvent{arrived}})) // told twice
	s.receive(nil, parcel.Paper{Kind: parcel.Shipment, Carrier: "C", Number: ident(1), Order: "O-1"}, parcel.Paper{Kind: parcel.Order, Platform: "P", Order: "O-1"})
	d := declare(1)
	d.References = []string{"COP-9"}
	s.receive([]parcel.Declaration{d})
	got := s.dossier(day(1))
	if diff := cmp.Diff([]parcel.PostalEvent{arrived, handed}, got.Postal); diff != "" {
		t.Error("postal events (-want +got):", diff)
	}
	if diff := cmp.Diff([]parcel.Status{byOrder, byNumber, byEntry}, got.Statuses); diff != "" {
		t.Error("statuses (-want +got):", diff)
	}
	if diff := cmp.Diff([]parcel.Referral{asked}, got.Referrals); diff != "" {
		t.Error("referrals (-want +got):", diff)
	}
}

// TestHearsayOfTheItemBefore: what was said of the item that bore the
// identifier before is not this one's.
func TestHearsayOfTheItemBefore(t *testing.T) {
	s := setUp(t)
	before, now := declare(1), declare(1)
	before.Posted = before.Posted.AddDate(-2, 0, 0)
	old := parcel.PostalEvent{Item: ident(1), Scheme: "ips", Code: "37", At: before.Posted.AddDate(0, 0, 9)}
	recent := parcel.PostalEvent{Item: ident(1), Scheme: "ips", Code: "31", At: now.Posted.AddDate(0, 0, 3)}
	s.receive([]parcel.Declaration{before, now})
	s.append(s.mail(parcel.Mail{Events: []parcel.PostalEvent{old, recent}}))
	if got := s.dossier(day(1)).Postal; len(got) != 1 || got[0].Code != "31" {
		t.Errorf("of the item now: %+v", got)
	}
	if got := s.dossier(parcel.NewItemID(ident(1), parcel.DayOf(before.Posted))).Postal; len(got) != 1 || got[0].Code != "37" {
		t.Errorf("of the item before: %+v", got)
	}
}
