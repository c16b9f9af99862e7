package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"postern/journal"
	"postern/parcel"
)

// Register is what the desk needs of the register of exhibits. Exhibit fails
// where there is none of that number.
type Register interface {
	Exhibit(ctx context.Context, number string) (parcel.Exhibit, error)
	Exhibits(ctx context.Context, kept bool) ([]parcel.Exhibit, error)
}

// Move is where an exhibit goes. An empty seal and no mass leave those it has.
type Move struct {
	Slot string
	Seal string
	Mass parcel.Mass
}

const (
	mostSlot  = 40 // bytes of what is written on a slot or seal
	mostCount = 10_000
)

// mayKeep lets those into the exhibit store who answer for it.
func (d *Desk) mayKeep(ctx context.Context, who parcel.Who) error {
	if err := d.mayAct(ctx, who); err != nil {
		return err
	}
	if who.Officer.Role != parcel.ExhibitKeeper && who.Officer.Role != parcel.Supervisor {
		return refuse("the exhibit store is its keeper's: let an exhibit keeper or a supervisor do it")
	}
	return nil
}

// MoveExhibit puts an exhibit into a slot: the officers of the act have it from
// then on.
func (d *Desk) MoveExhibit(ctx context.Context, who parcel.Who, number string, to Move) (parcel.Exhibit, error) {
	if err := d.mayKeep(ctx, who); err != nil {
		return parcel.Exhibit{}, err
	}
	to.Slot, to.Seal = strings.TrimSpace(to.Slot), strings.TrimSpace(to.Seal)
	switch {
	case !written(to.Slot):
		return parcel.Exhibit{}, fmt.Errorf("%w: a slot is named by 1 to %d printable characters", ErrInput, mostSlot)
	case to.Seal != "" && !written(to.Seal):
		return parcel.Exhibit{}, fmt.Errorf("%w: a seal has 1 to %d printable characters", ErrInput, mostSlot)
	case to.Mass < 0:
		return parcel.Exhibit{}, fmt.Errorf("%w: a mass is not below zero", ErrInput)
	case d.opt.Policy.TwoMove && who.Witness == nil:
		return parcel.Exhibit{}, refuse("a move of an exhibit takes two officers here: let a second one sign as witness")
	}
	return settled(func() (parcel.Exhibit, error) { return d.move(ctx, who, exhibitNumber(number), to) })
}

func (d *Desk) move(ctx context.Context, who parcel.Who, number string, to Move) (parcel.Exhibit, error) {
	x, err := d.opt.Register.Exhibit(ctx, number)
	if err != nil {
		return x, err
	}
	it, err := d.book.Item(ctx, x.Item) // an undo may have come since
	if err != nil {
		return x, err
	}
	at := slices.IndexFunc(it.Exhibits, func(x parcel.Exhibit) bool { return x.Number == number })
	if at < 0 || it.Exhibits[at].State != parcel.ExhibitKept {
		return x, refuse(number + " is kept no more: scan its item where it goes")
	}
	shift, err := d.shifts.Ensure(ctx, who)
	if err != nil {
		return x, err
	}
	if _, err := d.book.Append(ctx, journal.Draft{
		Body:     journal.ExhibitMoved{Exhibit: number, Slot: to.Slot, Seal: to.Seal, Mass: to.Mass, Shift: shift.ID},
		Officers: who.IDs(), Item: it.ID, Given: it.Mark, Shift: shift.ID,
	}); err != nil {
		return x, err
	}
	return d.opt.Register.Exhibit(ctx, number)
}

// Recount records what a keeper found, in one slot where it names one, and then
// tells what of it does not agree with the register. It moves nothing: where
// the keeper is right, a move says so.
func (d *Desk) Recount(ctx context.Context, who parcel.Who, slot string, found []parcel.FoundExhibit) ([]parcel.Miscount, error) {
	if err := d.mayKeep(ctx, who); err != nil {
		return nil, err
	}
	slot = strings.TrimSpace(slot)
	found, err := checkFound(slot, found)
	if err != nil {
		return nil, err
	}
	register, err := d.opt.Register.Exhibits(ctx, false)
	if err != nil {
		return nil, err
	}
	shift, err := d.shifts.Ensure(ctx, who)
	if err != nil {
		return nil, err
	}
	wrong := parcel.Recount(register, slot, found)
	_, err = d.book.Append(ctx, journal.Draft{
		Body:     journal.ExhibitsCounted{Slot: slot, Found: found, Miscounts: wrong, Shift: shift.ID},
		Officers: who.IDs(), Shift: shift.ID,
	})
	return wrong, err
}

func checkFound(slot string, found []parcel.FoundExhibit) ([]parcel.FoundExhibit, error) {
	if len(found) > mostCount {
		return nil, fmt.Errorf("%w: more than %d found: count slot by slot", ErrInput, mostCount)
	}
	if slot != "" && !written(slot) {
		return nil, fmt.Errorf("%w: a slot is named by 1 to %d printable characters", ErrInput, mostSlot)
	}
	var all []parcel.FoundExhibit
	for _, f := range found {
		f = parcel.FoundExhibit{Exhibit: exhibitNumber(f.Exhibit), Slot: strings.TrimSpace(f.Slot), Seal: strings.TrimSpace(f.Seal)}
		if !written(f.Exhibit) || f.Slot != "" && !written(f.Slot) || f.Seal != "" && !written(f.Seal) {
			return nil, fmt.Errorf("%w: %s: number, slot and seal have 1 to %d printable characters each", ErrInput, parcel.Excerpt(f.Exhibit), mostSlot)
		}
		if !slices.Contains(all, f) { // one label read twice is one thing
			all = append(all, f)
		}
	}
	return all, nil
}

// exhibitNumber is a number as it is registered, however it was typed.
func exhibitNumber(s string) string { return strings.ToUpper(strings.TrimSpace(s)) }

func written(s string) bool {
	return s != "" && len(s) <= mostSlot && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) })
}

// keptOn is the number under which a thing that is kept already is kept on.
func keptOn(it parcel.Item, o parcel.Outcome) string {
	x, ok := it.Kept()
	if !ok || !o.Keeps() {
		return ""
	}
	return x.Number
}
