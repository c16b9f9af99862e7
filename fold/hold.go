package fold

import (
	"postern/journal"
	"postern/parcel"
)

// holds folds the holds among an item's ordered events.
func holds(events []journal.Event, it Item) []parcel.Hold {
	var all []parcel.Hold
	for _, e := range events {
		switch b := e.Body.(type) {
		case journal.HoldIssued:
			all = append(all, parcel.Hold{
				Event: e.Name.String(), Item: e.Item, Agency: b.Agency, Reason: b.Reason,
				State: parcel.HoldIssued, Since: e.Wall,
			})
		case journal.ItemScanned:
			advance(all, e, seenAs(b.Scan.Place))
		case journal.ItemDecided:
			if standing(it, e.Name) {
				decide(all, e, b.Outcome)
			}
		}
	}
	return closeHolds(all, events)
}

// seenAs says how far a read at a place brings a hold: the bench and the X-ray
// are where an item is presented, anywhere else it was merely seen.
func seenAs(p parcel.Place) parcel.HoldState {
	if p == parcel.Bench || p == parcel.XrayRoom {
		return parcel.HoldPresented
	}
	return parcel.HoldSeen
}

func advance(all []parcel.Hold, e journal.Event, to parcel.HoldState) {
	for i := range all {
		if all[i].State != parcel.HoldDecided && rank(to) > rank(all[i].State) {
			all[i].State, all[i].Since = to, e.Wall
		}
	}
}

// decide closes holds by a decision that ends the item's business here; one
// that only begins an inspection leaves them open.
func decide(all []parcel.Hold, e journal.Event, o parcel.Outcome) {
	switch o {
	case parcel.Correct:
		return
	case parcel.Examine, parcel.Xray:
		advance(all, e, parcel.HoldPresented)
		return
	case parcel.Query, parcel.HoldItem:
		return
	case parcel.Release, parcel.Duty, parcel.Refer, parcel.Seize, parcel.Detain, parcel.Return, parcel.Destroy,
		parcel.Deliver, parcel.Missing, parcel.Waive:
	}
	for i := range all {
		if !all[i].Closed {
			all[i].State, all[i].Since, all[i].Closed = parcel.HoldDecided, e.Wall, true
		}
	}
}

func closeHolds(all []parcel.Hold, events []journal.Event) []parcel.Hold {
	for _, e := range events {
		b, ok := e.Body.(journal.HoldClosed)
		if !ok {
			continue
		}
		of := names{}
		of.add(e.Supersedes)
		for i := range all {
			if name, err := journal.ParseName(all[i].Event); err == nil && of[name] {
				all[i].Closed, all[i].Cause, all[i].Since = true, b.Cause, e.Wall
			}
		}
	}
	return all
}

func standing(it Item, n journal.Name) bool {
	for _, d := range it.Open {
		if d.Event == n.String() {
			return true
		}
	}
	return false
}

func rank(s parcel.HoldState) int {
	for i, other := range parcel.HoldStates() {
		if s == other {
			return i
		}
	}
	return -1
}
