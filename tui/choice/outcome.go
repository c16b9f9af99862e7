package choice

import "postern/parcel"

// numbered is an outcome or sub-choice under its digit. What it is called, in
// full and on narrow screens, stands in the language file under the token.
type numbered struct {
	digit byte
	token string
}

// more is the token of what 0 opens.
const more = "more"

// outcomeOf is the outcome the digits mean; needs says that one more digit
// must follow.
func outcomeOf(digits string) (outcome parcel.Outcome, needs bool, ok bool) {
	if digits == "" {
		return "", false, false
	}
	first := map[byte]parcel.Outcome{
		'1': parcel.Release, '2': parcel.Duty, '3': parcel.Query, '4': parcel.HoldItem, '5': parcel.Examine,
		'6': parcel.Xray, '7': parcel.Refer, '8': parcel.Detain, '9': parcel.Seize,
	}
	if digits[0] != '0' {
		outcome, ok = first[digits[0]]
		return outcome, ok && len(digits) == 1 && len(subs(outcome)) > 0, ok
	}
	if len(digits) == 1 {
		return "", true, true
	}
	outcome, ok = map[byte]parcel.Outcome{
		'1': parcel.Return, '2': parcel.Destroy, '3': parcel.Deliver, '4': parcel.Missing, '5': parcel.Waive, '6': parcel.Correct,
	}[digits[1]]
	return outcome, false, ok
}

// digitsOf is how an outcome is typed, without its sub-choice.
func digitsOf(outcome parcel.Outcome) string {
	for _, digits := range []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "01", "02", "03", "04", "05", "06"} {
		if o, _, ok := outcomeOf(digits); ok && o == outcome {
			return digits
		}
	}
	return ""
}

// firstRow is the row of outcomes.
func firstRow() []numbered { return append(row("123456789", ""), numbered{'0', more}) }

// secondRow is what 0 opens; deliver is hidden from those who may not.
func secondRow(role parcel.Role) []numbered {
	if role != parcel.Supervisor {
		return row("12456", "0")
	}
	return row("123456", "0")
}

// row is the outcomes of some digits after a first one.
func row(digits, after string) []numbered {
	list := make([]numbered, 0, len(digits)+1)
	for _, d := range []byte(digits) {
		outcome, _, _ := outcomeOf(after + string(d))
		list = append(list, numbered{d, string(outcome)})
	}
	return list
}

// subs are the sub-choices of an outcome: reasons, or the agency referred to.
func subs(outcome parcel.Outcome) []numbered {
	if outcome == parcel.Refer {
		agencies := []parcel.Agency{
			parcel.Plant, parcel.Food, parcel.Wildlife, parcel.Medicine, parcel.IPR,
			parcel.Safety, parcel.Postal, parcel.Security, parcel.Finance, parcel.Culture,
		}
		list := make([]numbered, len(agencies))
		for i, a := range agencies {
			list[i] = numbered{"1234567890"[i], string(a)}
		}
		return list
	}
	if outcome != parcel.Query && outcome != parcel.HoldItem && outcome != parcel.Detain {
		return nil
	}
	var list []numbered
	for _, d := range []byte("12345678") {
		list = append(list, numbered{d, string(outcome) + string(d)})
	}
	return list
}

func tokenFor(row []numbered, digit byte) (string, bool) {
	for _, n := range row {
		if n.digit == digit {
			return n.token, true
		}
	}
	return "", false
}
