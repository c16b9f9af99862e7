package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"postern/journal"
	"postern/parcel"
)

// Policy is what a site asks beyond the house rules.
type Policy struct {
	// Two lists the outcomes that take a second officer.
	Two []parcel.Outcome
	// TwoMove asks for a second officer at every move of an exhibit.
	TwoMove bool
}

// DefaultPolicy asks for two officers where an act cannot be undone.
func DefaultPolicy() Policy {
	var p Policy
	for _, o := range parcel.Outcomes() {
		if o.Grave() {
			p.Two = append(p.Two, o)
		}
	}
	return p
}

// Needs reports whether an outcome takes a second officer.
func (p Policy) Needs(o parcel.Outcome) bool {
	return slices.Contains(p.Two, o)
}

// Choice is a decision about to be made.
type Choice struct {
	Item       parcel.ItemID
	Outcome    parcel.Outcome
	Ground     string
	Agency     parcel.Agency
	Findings   []parcel.Finding
	Supersedes []journal.Name // beyond the open decisions this station knows
}

// Done is what came of an act.
type Done struct {
	Event journal.Name
	Item  parcel.ItemID
	State parcel.State
}

const (
	mostText     = 2000 // bytes of a ground or reason
	mostFindings = 100
)

// Decide records an officer's outcome for an item. It supersedes every open
// decision on the item that this station knows, so that only officers who
// could not see each other's can contradict one another.
func (d *Desk) Decide(ctx context.Context, who parcel.Who, c Choice) (Done, error) {
	if err := errors.Join(d.mayAct(ctx, who), checkChoice(c)); err != nil {
		return Done{}, err
	}
	return settled(func() (Done, error) { return d.decide(ctx, who, c) })
}

func (d *Desk) decide(ctx context.Context, who parcel.Who, c Choice) (Done, error) {
	it, err := d.book.Item(ctx, c.Item)
	if err != nil {
		return Done{}, err
	}
	if err := d.mayDecide(who, it, c); err != nil {
		return Done{}, err
	}
	shift, err := d.shifts.Ensure(ctx, who)
	if err != nil {
		return Done{}, err
	}
	supersedes, err := superseded(it, c)
	if err != nil {
		return Done{}, err
	}
	return d.done(ctx, it.ID, journal.Draft{
		Body: journal.ItemDecided{
			Outcome: c.Outcome, Ground: strings.TrimSpace(c.Ground), Agency: c.Agency, Findings: c.Findings,
			Place: it.Place, Lane: it.Lane, Reason: it.Verdict.Selection.Reason, Keeps: keptOn(it, c.Outcome), Shift: shift.ID,
		},
		Officers: who.IDs(), Item: it.ID, Supersedes: supersedes, Given: it.Mark, Shift: shift.ID,
	})
}

func checkChoice(c Choice) error {
	switch {
	case c.Item == "":
		return fmt.Errorf("%w: name the item by its identifier", ErrInput)
	case c.Outcome.Rank() < 0:
		return fmt.Errorf("%w: %q is no outcome: use one of %v", ErrInput, c.Outcome, parcel.Outcomes())
	case strings.TrimSpace(c.Ground) == "":
		return fmt.Errorf("%w: a decision needs its ground, in words", ErrInput)
	case len(c.Ground) > mostText:
		return fmt.Errorf("%w: the ground has more than %d bytes", ErrInput, mostText)
	case c.Agency != "" && !c.Agency.Known():
		return fmt.Errorf("%w: %q is no agency: use one of %v", ErrInput, c.Agency, parcel.Agencies())
	case c.Outcome == parcel.Refer && c.Agency == "":
		return fmt.Errorf("%w: a referral names its agency", ErrInput)
	}
	return checkFindings(c.Findings)
}

func checkFindings(all []parcel.Finding) error {
	if len(all) > mostFindings {
		return fmt.Errorf("%w: more than %d findings", ErrInput, mostFindings)
	}
	for _, f := range all {
		if f.Code == "" || len(f.Code) > 64 || strings.TrimSpace(f.Text) == "" || len(f.Text) > mostText {
			return fmt.Errorf("%w: a finding is CODE=TEXT, the code at most 64 characters, the text what was seen", ErrInput)
		}
	}
	return nil
}

// mayDecide holds the house rules: who may, with whom, and never to let a
// selected item go that nobody inspected.
func (d *Desk) mayDecide(who parcel.Who, it parcel.Item, c Choice) error {
	switch {
	case d.opt.Policy.Needs(c.Outcome) && who.Witness == nil:
		return refuse(string(c.Outcome) + " takes two officers: let a second one sign as witness")
	case (c.Outcome == parcel.Waive || c.Outcome == parcel.Deliver) && !supervised(who):
		return refuse(string(c.Outcome) + " takes a supervisor")
	case it.State == parcel.Conflict && !supervised(who):
		return refuse("two decisions on this item contradict each other: a supervisor settles them")
	case mustInspect(it) && uninspected(c):
		return refuse("selected and not inspected: examine it first, or let a supervisor waive")
	case c.Outcome == parcel.Correct: // it leaves the decisions as they are
		return nil
	}
	return d.mayOverturn(who, it)
}

// mayOverturn holds that one officer alone does not take the place of what
// took two.
func (d *Desk) mayOverturn(who parcel.Who, it parcel.Item) error {
	grave := slices.ContainsFunc(it.Decisions, func(s parcel.Decision) bool { return d.opt.Policy.Needs(s.Outcome) })
	if grave && who.Witness == nil && !supervised(who) {
		return refuse("two officers decided this item: let a second one sign as witness, or ask a supervisor")
	}
	return nil
}

func supervised(who parcel.Who) bool {
	return who.Officer.Role == parcel.Supervisor || who.Witness != nil && who.Witness.Role == parcel.Supervisor
}

// uninspected reports a choice that lets an item go with nothing seen in it.
func uninspected(c Choice) bool {
	return c.Outcome.Frees() && c.Outcome != parcel.Waive && len(c.Findings) == 0
}

// mustInspect reports an item that was picked for examination and that nobody
// has examined. Papers may be checked in the deciding itself.
func mustInspect(it parcel.Item) bool {
	return it.Lane == parcel.Red && !it.Inspected
}

// superseded are the decisions a new one takes the place of: those that stand
// on the item. A correction of data leaves the decisions as they are.
func superseded(it parcel.Item, c Choice) ([]journal.Name, error) {
	for _, n := range c.Supersedes {
		if c.Outcome == parcel.Correct || !stands(it, n) {
			return nil, fmt.Errorf("%w: event %s is no decision that stands on %s and that this one may replace", ErrInput, n, it.ID.Ident())
		}
	}
	if c.Outcome == parcel.Correct {
		return nil, nil
	}
	all := make([]journal.Name, 0, len(it.Decisions))
	for _, open := range it.Decisions {
		n, err := journal.ParseName(open.Event)
		if err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, nil
}

// Settle ends a contradiction: a supervisor's decision takes the place of all
// that stand on the item.
func (d *Desk) Settle(ctx context.Context, who parcel.Who, c Choice) (Done, error) {
	if err := errors.Join(d.mayAct(ctx, who), checkChoice(c)); err != nil {
		return Done{}, err
	}
	return settled(func() (Done, error) {
		it, err := d.book.Item(ctx, c.Item)
		switch {
		case err != nil:
			return Done{}, err
		case it.State != parcel.Conflict:
			return Done{}, refuse("no decisions on this item contradict each other; see them with 'postern show'")
		case !supervised(who):
			return Done{}, refuse("two decisions on this item contradict each other: a supervisor settles them")
		case c.Outcome == parcel.Correct:
			return Done{}, fmt.Errorf("%w: a correction of data settles nothing: use an outcome that ends the business", ErrInput)
		}
		return d.decide(ctx, who, c)
	})
}

// Undo takes back a decision of the officer's own, the last where event is
// zero. What it had superseded stands again.
func (d *Desk) Undo(ctx context.Context, who parcel.Who, event journal.Name) (Done, error) {
	if err := d.mayAct(ctx, who); err != nil {
		return Done{}, err
	}
	return settled(func() (Done, error) { return d.undo(ctx, who, event) })
}

func (d *Desk) undo(ctx context.Context, who parcel.Who, event journal.Name) (Done, error) {
	last, item, err := d.book.LastDecision(ctx, who.Officer.ID)
	if err != nil {
		return Done{}, err
	}
	if event != (journal.Name{}) && event != last {
		return Done{}, refuse("only your own last decision can be taken back; supersede another with a new decision")
	}
	it, err := d.book.Item(ctx, item)
	if err != nil {
		return Done{}, err
	}
	if !stands(it, last) {
		return Done{}, refuse("that decision was superseded already: decide anew instead")
	}
	if len(it.OpenHolds()) > 0 && mustInspect(it) {
		return Done{}, refuse("a hold stands on the item, and what the undo brings back may let it go: decide anew instead")
	}
	if err := d.mayOverturn(who, it); err != nil {
		return Done{}, err
	}
	shift, err := d.shifts.Ensure(ctx, who)
	if err != nil {
		return Done{}, err
	}
	return d.done(ctx, item, journal.Draft{
		Body: journal.DecisionWithdrawn{Shift: shift.ID}, Officers: who.IDs(), Item: item, Supersedes: []journal.Name{last}, Given: it.Mark, Shift: shift.ID,
	})
}

func stands(it parcel.Item, n journal.Name) bool {
	return slices.ContainsFunc(it.Decisions, func(d parcel.Decision) bool { return d.Event == n.String() })
}

func (d *Desk) done(ctx context.Context, item parcel.ItemID, draft journal.Draft) (Done, error) {
	names, err := d.book.Append(ctx, draft)
	if err != nil {
		return Done{}, err
	}
	it, err := d.book.Item(ctx, item)
	return Done{Event: names[0], Item: item, State: it.State}, err
}
