package choice

import (
	"postern/parcel"
	"postern/tui/look"
)

// Row is the choice for the item in hand: what is preselected, the digits
// typed so far, and whether it is recorded.
type Row struct {
	look    *look.Look
	reading parcel.Reading
	role    parcel.Role
	digits  string
	preset  string
	sent    bool
	done    parcel.Outcome
	hint    look.Text
}

// Open begins the choice for a reading. Digits typed for another item are
// gone: a choice never moves between items.
func (r *Row) Open(reading parcel.Reading, role parcel.Role) {
	*r = Row{look: r.look, reading: reading, role: role, preset: preset(reading)}
}

// NewRow makes a row without an item.
func NewRow(l *look.Look) Row { return Row{look: l} }

// Close forgets the item.
func (r *Row) Close() { *r = Row{look: r.look} }

// Half reports whether digits were typed that are not recorded yet.
func (r *Row) Half() bool { return r.digits != "" && r.done == "" }

// Untouched reports an item in hand for which nothing was chosen yet.
func (r *Row) Untouched() bool { return r.undecided() && r.digits == "" }

// Sent reports whether the desk is being asked to record the choice.
func (r *Row) Sent() bool { return r.sent }

// undecided: an item is in hand and no outcome of it recorded here.
func (r *Row) undecided() bool { return r.reading.Item != "" && r.done == "" && !r.sent }

// Waits reports whether the item in hand still wants an outcome, so that the
// next read must wait.
func (r *Row) Waits() bool {
	return r.reading.Item != "" && r.done == "" && (r.sent || r.Half() || r.reading.State == "" || r.reading.State.Open())
}

// Decided is the outcome recorded here, empty before.
func (r *Row) Decided() parcel.Outcome { return r.done }

// Digit takes a typed digit; false where there is nothing to choose.
func (r *Row) Digit(d byte) bool {
	if !r.undecided() {
		return false
	}
	r.hint = look.Text{}
	digits := string(d)
	if _, needs, _ := outcomeOf(r.digits); needs {
		digits = r.digits + digits
	}
	if !r.offered(digits) {
		r.hint = r.look.F("choice.is_no_choice_here", digits[len(digits)-1:])
		return true
	}
	r.digits = digits
	return true
}

// offered reports whether the digits stand in the rows shown.
func (r *Row) offered(digits string) bool {
	if len(digits) == 1 {
		return true
	}
	if digits[0] == '0' {
		_, ok := tokenFor(secondRow(r.role), digits[1])
		return ok
	}
	outcome, _, _ := outcomeOf(digits[:1])
	_, ok := tokenFor(subs(outcome), digits[1])
	return ok
}

// Pick chooses an outcome by name, as the palette does.
func (r *Row) Pick(outcome parcel.Outcome) bool {
	digits := digitsOf(outcome)
	if !r.undecided() || digits == "" || len(digits) == 2 && !r.offered(digits) {
		return false
	}
	r.digits, r.hint = digits, look.Text{}
	return true
}

// Back takes back the half-made choice; false where there is none.
func (r *Row) Back() bool {
	if r.digits == "" || !r.undecided() {
		return false
	}
	r.digits, r.hint = "", look.Text{}
	return true
}

// Enter gives the choice to record. There is none while a digit is missing,
// nothing is chosen, or the choice is recorded already.
func (r *Row) Enter() (Made, bool) {
	if !r.undecided() {
		return Made{}, false
	}
	digits := r.chosen()
	outcome, needs, ok := outcomeOf(digits)
	switch {
	case !ok:
		r.hint = r.look.W("choice.nothing_is_chosen_press")
		return Made{}, false
	case needs:
		r.hint = r.look.W("choice.one_digit_is_missing")
		return Made{}, false
	}
	r.sent, r.hint = true, look.Text{}
	return Made{r.choice(outcome, digits)}, true
}

// Mild gives the preselected release of a green or blue item whose choice
// nobody touched: what the next read records in belt mode.
func (r *Row) Mild() (Made, bool) {
	sign := SignOf(r.reading)
	if !r.undecided() || r.digits != "" || sign != look.Release && sign != look.Pass {
		return Made{}, false
	}
	return r.Enter()
}

func (r *Row) choice(outcome parcel.Outcome, digits string) Choice {
	sub := byte(0)
	if len(digits) == 2 && digits[0] != '0' {
		sub = digits[1]
	}
	return Choice{
		Item:    r.reading.Item,
		Outcome: outcome,
		Ground:  r.ground(outcome, sub),
		Agency:  agency(r.reading, outcome, digits),
	}
}

func (r *Row) chosen() string {
	if r.digits != "" {
		return r.digits
	}
	return r.preset
}

// Refused keeps the choice, to be made again or taken back.
func (r *Row) Refused() { r.sent = false }

// Recorded notes that the choice is in the journal.
func (r *Row) Recorded(outcome parcel.Outcome, now Recorded) {
	r.sent, r.done, r.digits = false, outcome, ""
	r.reading.State = now.State
}

// TakenBack opens the choice again after an undo.
func (r *Row) TakenBack(now Recorded) {
	r.sent, r.done, r.digits = false, "", ""
	r.reading.State = now.State
}
