package link

import (
	"context"
	"time"
)

// Book tells how the link to the hub stands, and has it tried.
type Book interface {
	LinkState(ctx context.Context) (State, error)
	// RetryLink has the link tried now, also after a refusal.
	RetryLink(ctx context.Context) error
	// WriteBundle writes what the hub has not receipted into a file and says
	// where it is.
	WriteBundle(ctx context.Context) (path string, err error)
}

// State is how the link stands.
type State struct {
	Enrolled  bool
	Connected bool
	Refused   bool
	Why       string    // it is not connected
	Hub       string    // empty where none was ever met
	Contact   time.Time // the last one
	Skew      time.Duration
	Saved     uint64 // events this station has written, all on its disk
	Recorded  uint64 // up to which event the hub's record has them, by its last receipt
	Lanes     []Lane
	Forks     int // events under a name that was taken
	Declined  int // by the hub
	Unread    int // that came and could not be read
}

// Lane is what waits with one priority.
type Lane struct {
	Name   string // grave, outcomes, scans, rest
	Events int
	Oldest time.Time // zero where none waits
}

// Waiting is how many events no receipt covers.
func (s State) Waiting() int {
	n := 0
	for _, l := range s.Lanes {
		n += l.Events
	}
	return n
}
