package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"postern/journal"
	"postern/parcel"
)

const (
	mostChecked = 100
	mostFound   = 200 // bytes of what a field is instead, or of an answer
	mostAsked   = 500 // bytes of a question
)

// Examine records which declared fields the officer found true at the bench and
// which not, and the answers to what agencies ask. A later word takes the place
// of an earlier one. It is no decision, and by itself lets nothing go.
func (d *Desk) Examine(ctx context.Context, who parcel.Who, id parcel.ItemID, seen parcel.Seen) (Done, error) {
	if err := d.mayAct(ctx, who); err != nil {
		return Done{}, err
	}
	return settled(func() (Done, error) { return d.examine(ctx, who, id, seen) })
}

func (d *Desk) examine(ctx context.Context, who parcel.Who, id parcel.ItemID, seen parcel.Seen) (Done, error) {
	it, err := d.book.Item(ctx, id)
	if err != nil {
		return Done{}, err
	}
	if err := checkSeen(it, seen); err != nil {
		return Done{}, err
	}
	shift, err := d.shifts.Ensure(ctx, who)
	if err != nil {
		return Done{}, err
	}
	return d.done(ctx, it.ID, journal.Draft{
		Body: journal.ItemExamined{Checked: seen.Checked, Replies: askedBy(it, seen.Replies), Shift: shift.ID}, Officers: who.IDs(), Item: it.ID, Given: it.Mark, Shift: shift.ID,
	})
}

// askedBy names the agencies that asked what is answered.
func askedBy(it parcel.Item, replies []parcel.Reply) []parcel.Reply {
	replies = slices.Clone(replies)
	for i := range replies {
		r := &replies[i]
		r.Agencies = nil
		for _, t := range it.Verdict.Tasks {
			if t.Text == r.Question && !slices.Contains(r.Agencies, t.Agency) {
				r.Agencies = append(r.Agencies, t.Agency)
			}
		}
	}
	return replies
}

func checkSeen(it parcel.Item, seen parcel.Seen) error {
	switch n := len(seen.Checked) + len(seen.Replies); {
	case n == 0 || n > mostChecked:
		return fmt.Errorf("%w: 1 to %d fields and questions are checked at a time", ErrInput, mostChecked)
	case it.Scans == 0:
		return refuse("the item has not been read here: scan it first")
	case len(seen.Checked) > 0 && !it.Known:
		return fmt.Errorf("%w: nothing was declared of %s: there is no field to check", ErrInput, parcel.Excerpt(it.ID.Ident()))
	}
	for _, c := range seen.Checked {
		if c.Line < 0 || c.Line > len(it.Decl.Contents) {
			return fmt.Errorf("%w: %s has %d contents, there is none numbered %d", ErrInput, parcel.Excerpt(it.ID.Ident()), len(it.Decl.Contents), c.Line)
		}
		if err := checkField(c); err != nil {
			return err
		}
	}
	return checkReplies(seen.Replies)
}

func checkReplies(replies []parcel.Reply) error {
	for _, r := range replies {
		if q := strings.TrimSpace(r.Question); q == "" || len(q) > mostAsked || len(r.Text) > mostFound {
			return fmt.Errorf("%w: a question has 1 to %d bytes, its answer at most %d", ErrInput, mostAsked, mostFound)
		}
	}
	return nil
}

func checkField(c parcel.Checked) error {
	found := strings.TrimSpace(c.Found)
	switch {
	case !c.Field.Known():
		return fmt.Errorf("%w: %q is no field to check: use one of %v", ErrInput, c.Field, parcel.CheckedFields())
	case !c.True && found == "", len(c.Found) > mostFound:
		return fmt.Errorf("%w: what %s is instead takes 1 to %d bytes", ErrInput, c.Field, mostFound)
	case c.True && found != "":
		return fmt.Errorf("%w: %s is confirmed or something else was found, not both", ErrInput, c.Field)
	}
	return nil
}
