package fold_test

import (
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"postern/journal"
	"postern/parcel"
)

// story writes events of stations by hand, a minute apart.
type story struct {
	events  []journal.Event
	station string
	item    parcel.ItemID
	seq     map[string]uint64
	clock   time.Time
}

var opened = time.Date(2026, 3, 4, 6, 0, 0, 0, time.UTC)

const boat = parcel.ItemID("RR473124829GB@2026-03-01")

func newStory() *story {
	return &story{station: "A", item: boat, seq: map[string]uint64{}, clock: opened}
}

// at moves the pen to another station.
func (s *story) at(station string) *story {
	s.station = station
	return s
}

func (s *story) of(item parcel.ItemID) *story {
	s.item = item
	return s
}

func (s *story) add(b journal.Body, supersedes ...journal.Name) journal.Name {
	s.clock = s.clock.Add(time.Minute)
	s.seq[s.station]++
	e := journal.Event{Body: b}
	e.Record = journal.Record{
		Name: journal.Name{Station: s.station, Epoch: journal.Epoch{1}, Seq: s.seq[s.station]}, Kind: b.Kind(),
		HLC: journal.HLC(0).Tick(s.clock), Wall: s.clock, Officers: []parcel.OfficerID{"ana"}, Item: s.item, Supersedes: supersedes,
	}
	s.events = append(s.events, e)
	return e.Name
}

func (s *story) scan(at parcel.Place, by parcel.Reason) journal.Name {
	lane := parcel.Green
	if by != parcel.ByNone {
		lane = parcel.Red
	}
	return s.add(journal.ItemScanned{
		Scan: parcel.Scan{Code: "x", Place: at}, Known: true,
		Verdict: parcel.Verdict{Lane: lane, Selection: parcel.Selection{Reason: by}},
	})
}

func (s *story) decide(o parcel.Outcome, supersedes ...journal.Name) journal.Name {
	return s.add(journal.ItemDecided{Outcome: o, Ground: "because", Lane: parcel.Red}, supersedes...)
}

func (s *story) undo(n journal.Name) journal.Name { return s.add(journal.DecisionWithdrawn{}, n) }

func (s *story) hold() journal.Name {
	return s.add(journal.HoldIssued{Agency: parcel.Plant, Reason: "seeds"})
}

func (s *story) move(exhibit, slot string) journal.Name {
	return s.add(journal.ExhibitMoved{Exhibit: exhibit, Slot: slot})
}

// unknown is an event of a kind, or with a key, that is not here.
func (s *story) unknown(kind journal.Kind, supersedes ...journal.Name) journal.Name {
	return s.add(journal.Unread{Of: kind, Why: "newer"}, supersedes...)
}

// anyStory draws events of two stations that each know only some of the others'.
func anyStory(t *rapid.T) *story {
	s := newStory()
	items := []parcel.ItemID{boat, "LX806576725TW@2026-03-02", "EC257727105BE@2026-03-03"}
	var decisions, holds []journal.Name
	some := func(of []journal.Name) []journal.Name {
		return slices.DeleteFunc(slices.Clone(of), func(journal.Name) bool { return rapid.Bool().Draw(t, "unknown to the station") })
	}
	s.of("").add(journal.ShiftOpened{Shift: "s1", Place: parcel.Bench})
	for range rapid.IntRange(0, 25).Draw(t, "events") {
		s.at(rapid.SampledFrom([]string{"A", "A", "B"}).Draw(t, "station")).of(rapid.SampledFrom(items).Draw(t, "item"))
		s.clock = s.clock.Add(time.Duration(rapid.IntRange(-3, 90).Draw(t, "minutes")) * time.Minute)
		switch rapid.IntRange(0, 9).Draw(t, "kind") {
		case 0, 1:
			s.scan(rapid.SampledFrom([]parcel.Place{parcel.Belt, parcel.Bench, parcel.Handback}).Draw(t, "place"),
				rapid.SampledFrom([]parcel.Reason{parcel.ByNone, parcel.ByRule, parcel.ByRandom}).Draw(t, "reason"))
		case 2, 3:
			n := s.decide(rapid.SampledFrom(parcel.Outcomes()).Draw(t, "outcome"), some(decisions)...)
			decisions = append(decisions, n)
		case 4:
			if len(decisions) > 0 {
				s.undo(rapid.SampledFrom(decisions).Draw(t, "undone"))
			}
		case 5:
			holds = append(holds, s.hold())
		case 6:
			s.add(journal.HoldClosed{Cause: parcel.NotArrived}, some(holds)...)
		case 7:
			s.add(journal.ItemEntered{Declaration: parcel.Declaration{FiscalID: fmt.Sprint(len(s.events))}})
		case 8:
			s.unknown(rapid.SampledFrom([]journal.Kind{"item_weighed", journal.KindItemDecided}).Draw(t, "unread"), some(decisions)...)
		case 9:
			if len(decisions) > 0 {
				s.move(rapid.SampledFrom(decisions).Draw(t, "moved").Exhibit(), fmt.Sprint("slot ", len(s.events)))
			}
		}
	}
	if rapid.Bool().Draw(t, "closed") {
		s.at("A").of("").add(journal.ShiftClosed{Shift: "s1", Secret: "x"})
	}
	return s
}

// told are the same events in another order, some of them more than once.
func told(t *rapid.T, events []journal.Event) []journal.Event {
	var again []journal.Event
	for _, e := range events {
		for range rapid.IntRange(1, 2).Draw(t, "times") {
			again = append(again, e)
		}
	}
	return rapid.Permutation(again).Draw(t, "order")
}
