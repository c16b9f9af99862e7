package fold

import (
	"time"

	"postern/journal"
	"postern/parcel"
)

// Item is what an item's events make of it.
type Item struct {
	State     parcel.State
	Place     parcel.Place
	Since     time.Time
	Lane      parcel.Lane // last shown or decided; empty where neither happened
	Mass      parcel.Mass // last weighed
	Scans     int
	Presented time.Time           // first read here
	Read      time.Time           // last, here
	Bag       parcel.S9           // that it came out of
	Told      parcel.Lane         // that late data asked for since the last read
	Judged    journal.HLC         // of the event the lane comes from
	Selection parcel.Selection    // of the last scan
	Verdict   parcel.Verdict      // shown at the last scan
	Inspected bool                // somebody examined or X-rayed it, or wrote down a finding
	Found     bool                // a standing decision says something was wrong
	Open      []parcel.Decision   // that stand, oldest first
	Rules     parcel.Outcome      // the most restrictive of them
	Holds     []parcel.Hold       // all, oldest first
	Exhibits  []parcel.Exhibit    // all, in the order in which they were made
	Checked   []parcel.Checked    // declared fields held against the item; the last word on each
	Replies   []parcel.Reply      // to the agencies' questions; the last word on each
	Form      *parcel.Declaration // typed from the paper form, or joined from papers
	Source    parcel.Source       // of Form
	Formed    time.Time           // when
	Erased    bool                // a decision on it can no longer be read: its key was destroyed
}

// OfItem folds the events of one item. An item that nobody has had in hand is
// expected, be it by a message or by a hold alone.
func OfItem(events []journal.Event) Item {
	events = order(events)
	gone, void := lifted(events)
	var it Item
	for _, e := range events {
		it.apply(e, gone[e.Name], void[e.Name])
	}
	it.State = it.state()
	it.Holds = holds(events, it)
	it.Exhibits = exhibits(events, gone, void)
	return it
}

func (i *Item) apply(e journal.Event, gone, void bool) {
	switch b := e.Body.(type) {
	case journal.ItemScanned:
		i.scanned(e, b)
	case journal.ItemEntered:
		i.form(b.Declaration, parcel.FromForm, e)
	case journal.ItemDecided:
		i.inspected(b, void)
		i.decided(e, b, gone)
	case journal.ItemExamined:
		i.examined(b)
	case journal.DecisionWithdrawn:
		i.Since = e.Wall
	case journal.HoldIssued:
		i.Inspected = false // what it asks for was not looked for then
	case journal.Unread:
		i.erased(b, gone)
	case journal.LateData:
		i.Told = b.Now
	default: // holds are folded by themselves; the rest is not about an item
	}
}

// decides reports a decision that was shredded: what was decided is not known
// any more, but that the business was ended is.
func decides(b journal.Unread) bool { return b.Gone && b.Of == journal.KindItemDecided }

func (i *Item) erased(b journal.Unread, gone bool) { i.Erased = i.Erased || !gone && decides(b) }

func (i *Item) inspected(b journal.ItemDecided, void bool) {
	i.Inspected = i.Inspected || !void && inspects(b)
}

func (i *Item) scanned(e journal.Event, b journal.ItemScanned) {
	i.Scans++
	i.Read, i.Told = e.Wall, ""
	if i.Scans == 1 {
		i.Bag, i.Presented = b.Receptacle, e.Wall
	}
	i.Place = b.Scan.Place
	i.Lane, i.Judged = b.Verdict.Lane, e.HLC
	i.Selection, i.Verdict = b.Verdict.Selection, b.Verdict
	if b.Scan.Mass > 0 {
		i.Mass = b.Scan.Mass
	}
	if b.Declaration != nil {
		i.form(*b.Declaration, parcel.FromPapers, e)
	}
	if i.Scans == 1 || b.Scan.Place.Leaving() && i.Rules.Frees() {
		i.Since = e.Wall
	}
}

func (i *Item) form(d parcel.Declaration, from parcel.Source, e journal.Event) {
	if i.Source == parcel.FromForm && from == parcel.FromPapers {
		return // what stood on the item itself outranks what trade papers suggest
	}
	i.Form, i.Source, i.Formed = &d, from, e.Wall
}

// inspects reports whether somebody looked inside: it stays true when a later
// decision takes the place of this one.
func inspects(b journal.ItemDecided) bool { return b.Outcome.Inspects() || len(b.Findings) > 0 }

func (i *Item) decided(e journal.Event, b journal.ItemDecided, gone bool) {
	if b.Lane != "" {
		i.Lane, i.Judged = b.Lane, e.HLC
	}
	if b.Place != "" && i.Place == "" {
		i.Place = b.Place
	}
	i.Since = e.Wall
	if gone {
		return
	}
	i.Found = i.Found || b.Outcome.Found()
	i.Open = append(i.Open, parcel.Decision{
		Event: e.String(), Outcome: b.Outcome, Ground: b.Ground, Agency: b.Agency,
		Findings: b.Findings, Officers: e.Officers, At: e.Wall,
	})
	if i.Rules == "" || b.Outcome.Rank() > i.Rules.Rank() {
		i.Rules = b.Outcome
	}
}

func (i *Item) state() parcel.State {
	if i.contradicts() {
		return parcel.Conflict
	}
	if i.Rules != "" && i.Rules != parcel.Correct {
		return i.ruled()
	}
	switch {
	case i.Erased:
		return parcel.Gone
	case i.Scans == 0 && i.Source == "":
		return parcel.Expected
	case i.Scans > 0 && i.Selection.Picked():
		return parcel.Selected
	}
	return parcel.Present
}

// ruled is the state that the ruling decision leaves: what was released and
// has left is gone.
func (i *Item) ruled() parcel.State {
	if s := i.Rules.State(); s != parcel.Released || !i.Place.Leaving() {
		return s
	}
	return parcel.Gone
}

// contradicts reports two standing decisions that differ: only officers who
// could not see each other's make them, since a new decision supersedes every
// one its station knew.
func (i *Item) contradicts() bool {
	first := parcel.Outcome("")
	for _, d := range i.Open {
		switch {
		case d.Outcome == parcel.Correct:
		case first == "":
			first = d.Outcome
		case d.Outcome != first:
			return true
		}
	}
	return false
}
