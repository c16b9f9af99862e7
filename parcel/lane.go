package parcel

// Lane is what an assessment asks for (after ASYCUDA selectivity).
type Lane string

// The lanes. Unknown is for an item nothing is known of: it is not a verdict.
const (
	Green   Lane = "green"   // release
	Blue    Lane = "blue"    // release, audit later
	Yellow  Lane = "yellow"  // documents
	Red     Lane = "red"     // examine
	Unknown Lane = "unknown" // no pre-advice, no form
)

// Lanes lists the closed set, mildest first.
func Lanes() []Lane { return []Lane{Green, Blue, Yellow, Unknown, Red} }

// Rank orders lanes by precedence; unknown stands between yellow and red.
func (l Lane) Rank() int {
	for i, other := range Lanes() {
		if l == other {
			return i
		}
	}
	return -1
}

// Highest is the lane of most precedence; green where none is given.
func Highest(lanes ...Lane) Lane {
	top := Green
	for _, l := range lanes {
		if l.Rank() > top.Rank() {
			top = l
		}
	}
	return top
}
