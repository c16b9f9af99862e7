package fold

import (
	"postern/journal"
	"postern/parcel"
)

// holds folds the holds among an item's ordered events. What closes a hold
// first ends it: later events do not move it.
func holds(events []journal.Event, it Item) []parcel.Hold {
	var d debts
	for _, e := range events {
		switch b := e.Body.(type) {
		case journal.HoldIssued:
			d.issue(e, b)
		case journal.HoldClosed:
			d.miss(e, b)
		case journal.HoldAnswered:
			d.answer(e)
		case journal.ItemScanned:
			d.here = true
			advance(d.all, e, seenAs(b.Scan.Place))
		case journal.ItemDecided:
			if standing(it, e.Name) {
				d.decide(e, b.Outcome)
			}
		case journal.Unread:
			if decides(b) {
				d.decide(e, parcel.Waive) // as any outcome that ended it
			}
		default: // says nothing about holds
		}
	}
	return d.all
}

// debts are the holds so far, and the closings of some that were issued by a
// clock ahead of the one that closed them.
type debts struct {
	all   []parcel.Hold
	early []journal.Event
	here  bool // the item was read here already
}

func (d *debts) issue(e journal.Event, b journal.HoldIssued) {
	h := parcel.Hold{Event: e.String(), Item: e.Item, Agency: b.Agency, Reason: b.Reason, State: parcel.HoldIssued, Since: e.Wall, Issued: e.Wall, Asked: b.Asked}
	if d.here {
		h.State = parcel.HoldSeen
	}
	d.all = append(d.all, h)
	for _, closing := range d.early {
		switch b := closing.Body.(type) {
		case journal.HoldClosed:
			closeNamed(d.all[len(d.all)-1:], closing, b)
		case journal.HoldAnswered:
			answerNamed(d.all[len(d.all)-1:], closing)
		default: // nothing else closes early
		}
	}
}

func (d *debts) answer(e journal.Event) {
	answerNamed(d.all, e)
	d.early = append(d.early, e)
}

// answerNamed ends holds: open ones, and those a decision ended that now has
// reached who asked.
func answerNamed(all []parcel.Hold, e journal.Event) {
	for _, n := range e.Supersedes {
		for i := range all {
			if all[i].Event == n.String() && all[i].Cause == "" && all[i].State != parcel.HoldAnswered {
				all[i].Closed, all[i].State, all[i].Since = true, parcel.HoldAnswered, e.Wall
			}
		}
	}
}

func (d *debts) miss(e journal.Event, b journal.HoldClosed) {
	closeNamed(d.all, e, b)
	d.early = append(d.early, e)
}

func closeNamed(all []parcel.Hold, e journal.Event, b journal.HoldClosed) {
	for _, n := range e.Supersedes {
		for i := range all {
			if !all[i].Closed && all[i].Event == n.String() {
				all[i].Closed, all[i].Cause, all[i].Since = true, b.Cause, e.Wall
			}
		}
	}
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
		if !all[i].Closed && rank(to) > rank(all[i].State) {
			all[i].State, all[i].Since = to, e.Wall
		}
	}
}

// decide closes holds by a decision that ends the item's business here; one
// that only begins an inspection leaves them open.
func (d *debts) decide(e journal.Event, o parcel.Outcome) {
	switch o {
	case parcel.Examine, parcel.Xray:
		advance(d.all, e, parcel.HoldPresented)
		return
	case parcel.Correct, parcel.Query, parcel.HoldItem:
		return
	case parcel.Missing:
		d.lose(e)
		return
	case parcel.Release, parcel.Duty, parcel.Refer, parcel.Seize, parcel.Detain, parcel.Return, parcel.Destroy,
		parcel.Deliver, parcel.Waive:
	}
	for i := range d.all {
		if !d.all[i].Closed {
			d.all[i].State, d.all[i].Since, d.all[i].Closed = parcel.HoldDecided, e.Wall, true
		}
	}
}

// lose closes holds on an item that was looked for in vain: they were missed,
// and the cause says whether it had ever come.
func (d *debts) lose(e journal.Event) {
	cause := parcel.NotArrived
	if d.here {
		cause = parcel.OtherCause
	}
	for i := range d.all {
		if !d.all[i].Closed {
			d.all[i].Since, d.all[i].Closed, d.all[i].Cause = e.Wall, true, cause
		}
	}
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
