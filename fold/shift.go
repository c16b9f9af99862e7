package fold

import (
	"slices"
	"time"

	"postern/journal"
	"postern/parcel"
)

// OfShift folds the events of one station from the opening of a shift to its
// close, or to now. Events before the opening and after the close are left out.
// ok is false where no shift is opened among them.
func OfShift(id string, events []journal.Event) (s parcel.Shift, ok bool) {
	events = order(events)
	gone, void := lifted(events)
	f := shiftFold{items: map[parcel.ItemID]*shiftItem{}, gone: gone, void: void}
	for _, e := range events {
		f.take(id, e)
	}
	if !f.open && f.shift.Closed.IsZero() {
		return parcel.Shift{}, false
	}
	f.count()
	f.shift.Worth = parcel.Rate(f.trials())
	return f.shift, true
}

// shiftItem is what one shift did with one item.
type shiftItem struct {
	lane      parcel.Lane
	known     bool
	selection parcel.Selection
	examined  bool
	standing  []journal.ItemDecided
	at        parcel.Place // where it is in hand
	done      bool         // its business ended
}

type shiftFold struct {
	shift parcel.Shift
	open  bool
	items map[parcel.ItemID]*shiftItem
	gone  names
	void  names
}

func (f *shiftFold) take(id string, e journal.Event) {
	if b, is := e.Body.(journal.ShiftOpened); is && b.Shift == id && f.shift.ID == "" {
		f.open = true
		f.shift = parcel.Shift{
			ID: id, Place: b.Place, Opened: e.Wall, First: e.Seq, Commit: b.Commit, Rate: b.Rate, Capacity: b.Capacity,
			Lanes: map[parcel.Lane]int{}, Outcomes: map[parcel.Outcome]int{}, Moves: map[parcel.Place]parcel.Move{},
		}
	}
	if !f.open {
		return
	}
	f.shift.Last = e.Seq
	for _, o := range e.Officers {
		if !slices.Contains(f.shift.Officers, o) {
			f.shift.Officers = append(f.shift.Officers, o)
		}
	}
	f.event(e)
	if b, is := e.Body.(journal.ShiftClosed); is && b.Shift == id {
		f.open = false
		f.shift.Closed, f.shift.Secret, f.shift.Closers = e.Wall, b.Secret, e.Officers
	}
}

func (f *shiftFold) event(e journal.Event) {
	switch b := e.Body.(type) {
	case journal.ItemScanned:
		f.scanned(e, b)
	case journal.ItemEntered:
		f.shift.Entered++
	case journal.ItemDecided:
		f.decided(e, b)
	case journal.DecisionWithdrawn:
		f.shift.Withdrawn++
	case journal.HoldIssued:
		f.shift.HoldsNew++
	case journal.HoldClosed:
		f.shift.HoldsDone++
	case journal.LateData:
		f.late(b)
	default: // not counted
	}
}

func (f *shiftFold) late(b journal.LateData) {
	if b.Missed {
		f.shift.LateMissed++
		return
	}
	f.shift.LateRaised++
}

func (f *shiftFold) scanned(e journal.Event, b journal.ItemScanned) {
	f.shift.Scans++
	hour := int(e.Wall.Sub(f.shift.Opened) / time.Hour)
	for hour >= 0 && len(f.shift.Hourly) <= min(hour, 24*7) {
		f.shift.Hourly = append(f.shift.Hourly, 0)
	}
	if hour >= 0 && hour < len(f.shift.Hourly) {
		f.shift.Hourly[hour]++
	}
	if e.Item == "" {
		return // a receptacle
	}
	it, seen := f.items[e.Item]
	if !seen {
		it = &shiftItem{known: b.Known}
		f.items[e.Item] = it
	}
	f.moved(it, b)
	it.lane = b.Verdict.Lane
	it.selected(b.Verdict.Selection)
}

// selected takes the selection of the last scan, except that drawn is drawn,
// and that a read of an item whose business is done does not undo its picking.
func (it *shiftItem) selected(s parcel.Selection) {
	if it.end() != "" && it.selection.Picked() && !s.Picked() {
		return
	}
	s.Drawn = s.Drawn || it.selection.Drawn
	it.selection = s
}

func (f *shiftFold) decided(e journal.Event, b journal.ItemDecided) {
	lifted := f.gone[e.Name]
	f.shift.Decisions = append(f.shift.Decisions, parcel.ShiftDecision{
		Seq: e.Seq, Event: e.String(), At: e.Wall, Item: e.Item, Lane: b.Lane, Reason: b.Reason,
		Outcome: b.Outcome, Agency: b.Agency, Ground: b.Ground, Findings: b.Findings, Officers: e.Officers, Lifted: lifted,
	})
	if !lifted {
		f.shift.Outcomes[b.Outcome]++
	}
	it := f.items[e.Item]
	if it == nil {
		return
	}
	it.examined = it.examined || !f.void[e.Name] && inspects(b)
	if !lifted {
		it.standing = append(it.standing, b)
		f.let(it, b)
	}
}

// count sums the items, so that selected = examined + waived + open always.
func (f *shiftFold) count() {
	for _, it := range f.items {
		f.shift.Items++
		f.shift.Lanes[it.lane]++
		if it.known {
			f.shift.Advised++
		}
		found, examined := it.found(), it.examined
		if found {
			f.shift.Found++
		}
		if it.selection.Drawn {
			f.drawn(examined, found)
		}
		if !it.selection.Picked() {
			continue
		}
		f.shift.Selected++
		f.ended(it.end())
	}
}

func (f *shiftFold) ended(by parcel.Outcome) {
	count := &f.shift.Examined
	if by == "" {
		count = &f.shift.OpenItems
	}
	if by == parcel.Waive {
		count = &f.shift.Waived
	}
	*count++
}

func (f *shiftFold) drawn(examined, found bool) {
	f.shift.Drawn++
	if examined {
		f.shift.DrawnDone++
		if found {
			f.shift.DrawnHits++
		}
	}
}

// end is the outcome that ended the shift's business with the item, empty
// while there is none: an inspection under way ends nothing.
func (it *shiftItem) end() parcel.Outcome {
	var end parcel.Outcome
	for _, d := range it.standing {
		if !d.Outcome.Inspects() && d.Outcome != parcel.Correct && d.Outcome.Rank() > end.Rank() {
			end = d.Outcome
		}
	}
	return end
}

func (it *shiftItem) found() bool {
	for _, d := range it.standing {
		if d.Outcome.Found() {
			return true
		}
	}
	return false
}
