package tui_test

import (
	"context"
	"errors"
	"strings"
	"time"

	"postern/parcel"
	"postern/tui/force"
	"postern/tui/messages"
)

const bagLabel = "CNCANANLAMSAAUN60412037100019"

// lists are what the lists of the station show.
var errRefused = errors.New("the item is here: examine it first")

type lists struct {
	bags     []parcel.Bag
	holds    []parcel.Hold
	errands  []parcel.Errand
	messages []messages.Message
	causes   []parcel.Cause // holds were closed with
	asked    []parcel.Filter
	exhibits []parcel.Exhibit
	counts   int
}

func newLists(now time.Time) lists {
	ago := func(h float64) time.Time { return now.Add(-time.Duration(h * float64(time.Hour))) }
	return lists{
		bags: []parcel.Bag{
			{
				Progress: parcel.Progress{Receptacle: bagLabel, Expected: 216, Seen: 214, Holds: 3, HoldsSeen: 2, Over: 1, Lane: parcel.Red},
				Seal:     "7741902", Arrived: ago(3), Opened: ago(1), Unseen: map[parcel.Lane]int{parcel.Red: 1, parcel.Green: 1},
			},
			{
				Progress: parcel.Progress{Receptacle: "CNCANANLAMSAAUN60412038100021", Expected: 80, Lane: parcel.Yellow},
				Arrived:  ago(3), Unseen: map[parcel.Lane]int{parcel.Yellow: 4, parcel.Green: 76},
			},
			{Progress: parcel.Progress{Receptacle: "CNCANANLAMSAAUN60413001100087", Expected: 120, Lane: parcel.Green}, Unseen: map[parcel.Lane]int{parcel.Green: 120}},
		},
		holds: []parcel.Hold{
			{Event: "st/1/7", Item: "LX204175365CN@2026-11-15", Agency: parcel.Plant, Reason: "seeds, by the lab's letter", State: parcel.HoldReceptacle, Since: ago(3), Issued: ago(30), Likely: parcel.NotScanned, Receptacle: bagLabel},
			{Event: "st/1/9", Item: "RR407182635CN@2026-11-15", Agency: parcel.Security, Reason: "screening asked for", State: parcel.HoldSeen, Since: ago(0.2), Issued: ago(20), Receptacle: bagLabel},
			{Event: "st/1/3", Item: "CP000000014CN@2026-11-15", Agency: parcel.Revenue, Reason: "invoice", State: parcel.HoldAnswered, Since: ago(50), Issued: ago(60), Closed: true},
		},
		errands: []parcel.Errand{
			{Item: "EE123456785CN@2026-11-15", Place: parcel.Handback, Lane: parcel.Red, Was: parcel.Green, Agency: parcel.Security, Reason: "the addressee is on a list", Read: ago(0.5)},
			{Item: "LX204175365CN@2026-11-15", Place: parcel.Store, Lane: parcel.Yellow, Was: parcel.Unknown, Agency: parcel.Revenue, Reason: "value below the usual", Read: ago(2)},
		},
		exhibits: []parcel.Exhibit{
			{Number: "E-42-K7Q3M2XA", Item: "RR407182635CN@2026-11-15", State: parcel.ExhibitKept, Seal: "7741902", Mass: 371, Custody: []parcel.Custody{{At: ago(2), Officers: []parcel.OfficerID{"o1"}, Mass: 371}}},
			{Number: "E-9-B5T8N1PC", Item: "LX204175365CN@2026-11-15", State: parcel.ExhibitKept, Slot: "B-14", Seal: "7741888", Mass: 80, Custody: []parcel.Custody{
				{At: ago(50), Officers: []parcel.OfficerID{"o1", "o2"}, Mass: 120}, {At: ago(26), Officers: []parcel.OfficerID{"o2"}, Slot: "B-14", Mass: 80},
			}},
			{Number: "E-3-C2W7R4QD", Item: "CP000000014CN@2026-11-15", State: parcel.ExhibitEnded, Slot: "A-1"},
		},
		messages: []messages.Message{
			{At: ago(0.1), File: "broken\x1b]0;owned\x07.xml", Size: 99, Rejected: true, Why: "line 3, row 2, mass: got \"\x1b[31mtwelve\", want grams"},
			{At: ago(1), File: "itmatt-17.edi", Format: "itmatt", Size: 48211, Items: 240, Papers: 3, Faults: []messages.Fault{
				{Item: "LX204175365CN", Text: "line 41, CNT+12, pieces: got \"x\", want a number"},
				{Text: "line 88, DTM, date: got \"20261340\", want a day"},
			}},
			{At: ago(2), File: "despatch.edi", Format: "predes", Size: 800, Others: 3},
		},
	}
}

func (s *station) Held(_ context.Context, open bool) (all []parcel.Hold, err error) {
	for _, h := range s.lists.holds {
		if !open || !h.Closed {
			all = append(all, h)
		}
	}
	return all, s.fails()
}

func (s *station) CloseHold(_ context.Context, _ parcel.Who, item parcel.ItemID, cause parcel.Cause) ([]parcel.Hold, error) {
	if err := s.fails(); err != nil {
		return nil, err
	}
	s.lists.causes = append(s.lists.causes, cause)
	for i := range s.lists.holds {
		if h := &s.lists.holds[i]; h.Item == item {
			h.Closed, h.Cause = true, cause
		}
	}
	return s.lists.holds, nil
}

func (s *station) Bags(_ context.Context, left bool, most int) (all []parcel.Bag, err error) {
	for _, b := range s.lists.bags {
		if !left || b.Missing() > 0 {
			all = append(all, b)
		}
	}
	return all[:min(len(all), most)], s.fails()
}

func (s *station) Bag(_ context.Context, r parcel.S9) (parcel.Bag, error) {
	for _, b := range s.lists.bags {
		if b.Receptacle == r {
			return b, nil
		}
	}
	return parcel.Bag{}, s.fails()
}

func (s *station) Walk(context.Context) ([]parcel.Errand, error) { return s.lists.errands, s.fails() }

func (s *station) Messages(context.Context, int) ([]messages.Message, int, error) {
	return s.lists.messages, len(s.lists.messages), s.fails()
}

func (s *station) InForce(context.Context) (force.InForce, error) {
	day := func(month time.Month, d int) time.Time { return time.Date(2026, month, d, 0, 0, 0, 0, time.UTC) }
	hash := strings.Repeat("3f9a77c0", 8)
	return force.InForce{
		Packs: []force.Pack{
			{
				ID: "plant-basic", Version: "3.1", Agency: parcel.Plant, Signer: "NLAMSA packs", Adopted: day(9, 1), ValidUntil: day(12, 31).AddDate(1, 0, 0),
				Digest: hash, Examples: 41, Rules: []force.Rule{
					{ID: "P-014.3", Reason: "sender: \"{words}\" were seeds in {n} items", Points: 34},
					{ID: "P-031.1", Reason: "{grams} for {pieces}: {times} the usual mass", Points: 29},
					{ID: "P-040", Reason: "live plants", Mandatory: true},
					{ID: "P-007", Reason: "campaign of the summer", Points: 12, Expired: true},
				},
			},
			{ID: "revenue-eu", Version: "2026.4", Agency: parcel.Revenue, Signer: "NLAMSA packs", Adopted: day(10, 1), ValidUntil: day(11, 30), Digest: hash, Examples: 66, Rules: make([]force.Rule, 12)},
			{ID: "ipr-marks", Version: "1", Agency: parcel.IPR, Signer: "\x1b[31mNLAMSA", Adopted: day(3, 1), ValidUntil: day(10, 31), Digest: hash},
			{ID: "food", Version: "7", Agency: parcel.Food, Digest: hash, Trouble: "pack food@7 was changed after it was adopted: adopt it again, or put the file back"},
		},
		Lists: []force.List{
			{Name: "UN", Layout: "un-xml", Agency: parcel.Security, Dated: "2026-11-12", Imported: day(11, 13), By: []string{"M Okafor"}, Entries: 1012, Names: 4211, Digest: hash},
			{Name: "OFAC", Part: "sdn", Layout: "ofac-csv", Agency: parcel.Security, Dated: "2026-08-01", Imported: day(8, 3), Entries: 17802, Names: 39011, Skipped: 2, Digest: hash, Stale: true},
		},
		Models: []force.Model{{
			Agency: parcel.Plant, Form: "trees", Adopted: day(11, 2), Rows: 8211, Found: 201, From: "2026-05-01", Until: "2026-10-31", Budget: 2, Cut: 0.083, Digest: hash, Moved: true,
			Tried: 1642, AUC: 0.871, Brier: 0.021, AUCNew: 0.744, Calibration: "isotonic", New: 0.08, CameThen: 0.024, CameLater: 0.021,
			Reliability: []force.Reliability{{Said: 0.004, Came: 0.003, Rows: 1400}, {Said: 0.08, Came: 0.11, Rows: 180}, {Said: 0.42, Came: 0.37, Rows: 62}},
			Drift:       []force.Drift{{Column: "origin", PSI: 0.31}, {Column: "gross", PSI: 0.04}}, Columns: []string{"origin", "gross", "hs", "value"}, Key: []string{"sender", "hs"},
		}},
	}, s.fails()
}

func (s *station) Exhibits(_ context.Context, kept bool) (all []parcel.Exhibit, err error) {
	for _, x := range s.lists.exhibits {
		if !kept || x.State == parcel.ExhibitKept {
			all = append(all, x)
		}
	}
	return all, s.fails()
}

func (s *station) Recount(_ context.Context, _ parcel.Who, slot string, found []parcel.FoundExhibit) ([]parcel.Miscount, error) {
	if err := s.fails(); err != nil {
		return nil, err
	}
	s.lists.counts++
	return parcel.Recount(s.lists.exhibits, slot, found), nil
}
