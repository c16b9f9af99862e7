package intake

import (
	"context"
	"time"

	"postern/message"
	"postern/parcel"
)

// Decoder reads a message file of any format; sniff.Decoder is one. Its error
// is a *message.Reject where nothing can be read.
type Decoder interface {
	Decode(data []byte) (message.Batch, error)
}

// Receiver is where message files go.
type Receiver interface {
	// Keep seals and archives the bytes of a file. It may run while the file
	// before is recorded. What it returns records what the file holds, in one
	// transaction. An error of either means that nothing was recorded and the
	// same file may be handed in again.
	Keep(ctx context.Context, a Arrival) (record func(context.Context) (Receipt, error), err error)
	// Rejected records that a file was not taken, before it is shelved. After
	// a crash at the wrong moment it is told twice, with the same digest.
	Rejected(ctx context.Context, r Rejection) error
}

// Clock tells the time and wakes; time.Now and time.After outside tests.
type Clock interface {
	Now() time.Time
	After(d time.Duration) <-chan time.Time
}

// Arrival is one message file that was read.
type Arrival struct {
	Name   string // as it was called by whoever sent it: outside text
	Digest string // SHA-256 of Raw, hex
	Size   int64
	Batch  message.Batch
	Raw    []byte
}

// Receipt says what became of an arrival.
type Receipt struct {
	parcel.Counted
	Duplicate bool   // the same bytes came before; nothing was recorded
	Archived  bool   // the bytes lie in the archive, durably: our copy may go
	Event     string // that names the file in the journal
}

// Rejection is one file that was not taken.
type Rejection struct {
	Name   string // as it was called by whoever sent it: outside text
	Digest string // SHA-256, hex; empty where the file was too large to be read
	Size   int64
	Fault  message.Fault   // why
	More   []message.Fault // what else is wrong with it
	Kept   string          // where it lies now; empty where it was left where it is
	At     time.Time
}

// Report is the outcome of one file, for the command line and the screen.
type Report struct {
	File   string // name as it came: outside text
	Digest string
	Format message.Format
	parcel.Counted
	Faults    []message.Fault // of a taken file, its bad items; of a rejected one, why
	More      int             // faults that were counted and not kept
	Rejected  bool
	Kept      string // where a rejected file lies
	Duplicate bool
	Event     string
	Err       error     // ours, not the file's: it is safe and will be tried again
	Retry     time.Time // when, at the earliest; zero where it will not be
}
