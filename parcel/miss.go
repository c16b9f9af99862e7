package parcel

import "time"

// Trace is what speaks for or against the ways a held item can be missed.
type Trace struct {
	Issued   time.Time // the hold
	Read     time.Time // the item, here, last; zero where it never was
	Left     bool      // it was let go, or stands where items leave
	Arrived  bool      // its receptacle was read here, or the post says that it came
	Opened   time.Time // its receptacle was, here; zero where it was not
	Emptied  bool      // all else that it should hold was seen
	Alike    bool      // something that nobody declared came out of it, under nearly the same label
	PassedOn time.Time // the post says that it went on from here
}

// Miss is the likeliest cause of a miss, by the causes that audits of holds
// found: no scan, a late alert, wrong data. Empty where nothing was missed.
func (t Trace) Miss() Cause {
	if !t.Read.IsZero() {
		return t.lost()
	}
	switch {
	case before(t.PassedOn, t.Issued), before(t.Opened, t.Issued):
		return AlertLate // nobody could look for it
	case t.Alike:
		return IdentifierDiffers
	case !t.PassedOn.IsZero():
		return NotScanned
	case !t.Opened.IsZero() && t.Emptied:
		return DataWrong // it is not where its data puts it
	case t.Arrived || !t.Opened.IsZero():
		return NotScanned
	}
	return NotArrived
}

// before reports whether something happened, and before a moment.
func before(at, moment time.Time) bool { return !at.IsZero() && at.Before(moment) }

// lost is the cause for an item that was read here.
func (t Trace) lost() Cause {
	switch {
	case !t.Left:
		return "" // it is here
	case t.Read.Before(t.Issued):
		return AlertLate
	}
	return HandedBack
}

// Alike reports whether one label may be a misreading of the other: of nearly
// the same length, and at most three characters to change. Three, since a
// wrong digit of an S10 goes with another check digit, and one more is worn.
func Alike(a, b string) bool {
	const most = 3
	if a == b || len(a) > MaxLabel || len(b) > MaxLabel || len(a)-len(b) > 1 || len(b)-len(a) > 1 {
		return false
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)] <= most
}
