package capture

import (
	"time"

	"postern/parcel"
)

const (
	most  = 32 // reads that may wait
	twice = 1500 * time.Millisecond
)

// Reads are the labels read and not yet answered, oldest first.
type Reads struct {
	waiting []parcel.Scan
	recent  []parcel.Scan // of the last moments, to know a read that comes twice
}

// Put is what became of a read.
type Put int

// What becomes of a read.
const (
	Taken   Put = iota
	Doubled     // the same label within 1.5 s is one read
	Full        // 32 wait already
)

// Push adds a read.
func (q *Reads) Push(s parcel.Scan) Put {
	label := parcel.Squeeze(s.Code)
	kept := q.recent[:0]
	doubled := false
	for _, r := range q.recent {
		if s.At.Sub(r.At) <= twice {
			kept = append(kept, r)
			doubled = doubled || parcel.Squeeze(r.Code) == label
		}
	}
	q.recent = kept
	if doubled {
		return Doubled
	}
	if len(q.waiting) >= most {
		return Full
	}
	q.recent = append(q.recent, s)
	q.waiting = append(q.waiting, s)
	return Taken
}

// Pop takes the oldest read.
func (q *Reads) Pop() (parcel.Scan, bool) {
	if len(q.waiting) == 0 {
		return parcel.Scan{}, false
	}
	s := q.waiting[0]
	q.waiting = append(q.waiting[:0:0], q.waiting[1:]...)
	return s, true
}

// Len is how many reads wait.
func (q *Reads) Len() int { return len(q.waiting) }

// Labels are those of the reads that wait, oldest first.
func (q *Reads) Labels() []string {
	labels := make([]string, len(q.waiting))
	for i, s := range q.waiting {
		labels[i] = s.Code
	}
	return labels
}

// Clear forgets all of them.
func (q *Reads) Clear() { *q = Reads{} }
