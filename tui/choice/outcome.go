package choice

import "postern/parcel"

// numbered is an outcome or sub-choice under its digit.
type numbered struct {
	digit byte
	word  string
	short string
}

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

// firstRow is the row of outcomes; the short words are for narrow screens.
func firstRow() []numbered {
	return []numbered{
		{'1', "release", "rel"},
		{'2', "duty", "dut"},
		{'3', "query", "que"},
		{'4', "hold", "hol"},
		{'5', "examine", "exa"},
		{'6', "xray", "xra"},
		{'7', "refer", "ref"},
		{'8', "detain", "det"},
		{'9', "seize", "sei"},
		{'0', "..", ".."},
	}
}

// secondRow is what 0 opens; deliver is hidden from those who may not.
func secondRow(role parcel.Role) []numbered {
	row := []numbered{
		{'1', "return", "ret"},
		{'2', "destroy", "des"},
		{'3', "deliver", "dlv"},
		{'4', "missing", "mis"},
		{'5', "waive", "wai"},
		{'6', "correct", "cor"},
	}
	if role != parcel.Supervisor {
		return append(row[:2], row[3:]...)
	}
	return row
}

// subs are the sub-choices of an outcome: reasons, or the agency referred to.
func subs(outcome parcel.Outcome) []numbered {
	if outcome == parcel.Query {
		return []numbered{
			{'1', "invoice", ""},
			{'2', "value", ""},
			{'3', "contents", ""},
			{'4', "permit", ""},
			{'5', "sender", "from"},
			{'6', "addressee", "to"},
			{'7', "code", ""},
			{'8', "other", ""},
		}
	}
	if outcome == parcel.HoldItem {
		return []numbered{
			{'1', "documents", "papers"},
			{'2', "inspection", "check"},
			{'3', "agency", ""},
			{'4', "duty", ""},
			{'5', "safety", "safe"},
			{'6', "capacity", "room"},
			{'7', "address", ""},
			{'8', "other", ""},
		}
	}
	if outcome == parcel.Detain {
		return []numbered{
			{'1', "prohibited", "banned"},
			{'2', "no permit", "permit"},
			{'3', "false", ""},
			{'4', "value", ""},
			{'5', "rights", ""},
			{'6', "unsafe", ""},
			{'7', "lab", ""},
			{'8', "other", ""},
		}
	}
	if outcome == parcel.Refer {
		return []numbered{
			{'1', "plant", ""},
			{'2', "food", ""},
			{'3', "wildlife", "wild"},
			{'4', "medicine", "medic"},
			{'5', "ipr", ""},
			{'6', "safety", "safe"},
			{'7', "postal", "post"},
			{'8', "security", "secur"},
			{'9', "finance", "fin"},
			{'0', "culture", "cult"},
		}
	}
	return nil
}

// reason spells a sub-choice out for the record.
func reason(outcome parcel.Outcome, sub byte) string {
	long := map[string]string{
		"query1": "an invoice or order with a price is missing", "query2": "proof of the value is missing",
		"query3": "the contents are not described well enough", "query4": "a permit or certificate is missing",
		"query5": "the sender is not known well enough", "query6": "the addressee is not known well enough",
		"query7": "the commodity code is missing or wrong", "query8": "information is missing",
		"hold1": "waits for documents", "hold2": "waits for inspection", "hold3": "waits for another agency",
		"hold4": "waits for duty to be paid", "hold5": "safety", "hold6": "waits for capacity",
		"hold7": "the address must be checked", "hold8": "held",
		"detain1": "prohibited goods", "detain2": "restricted goods without a permit", "detain3": "falsely declared",
		"detain4": "undervalued", "detain5": "suspected infringement of rights", "detain6": "unsafe goods",
		"detain7": "waits for the laboratory", "detain8": "detained",
	}
	return long[string(outcome)+string(sub)]
}

func wordFor(row []numbered, digit byte) (string, bool) {
	for _, n := range row {
		if n.digit == digit {
			return n.word, true
		}
	}
	return "", false
}
