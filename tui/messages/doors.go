package messages

import (
	"context"
	"time"
)

// Book tells what became of the files that came, newest first; total counts
// all that ever came.
type Book interface {
	Messages(ctx context.Context, most int) (all []Message, total int, err error)
}

// Message is a file that came and what became of it.
type Message struct {
	At       time.Time
	File     string // name it came under
	Format   string // empty where it could not be read
	Size     int64
	Items    int
	Papers   int
	Others   int    // receptacles, events, statuses and referrals
	Rejected bool   // nothing of it was taken
	Why      string // of a rejected one, with the place in the file
	Faults   []Fault
}

// Fault is what was wrong within a message: a sentence with the line or path,
// the field and what stood there.
type Fault struct {
	Item string // identifier it concerns
	Text string
}
