package record

import (
	"context"
	"errors"
	"time"

	"postern/journal"
	"postern/journal/wire"
	"postern/parcel"
)

// Record keeps events for good. An event's name is its key: a copy changes
// nothing, and another event of the same name is kept beside the first as a
// fork, never over it.
type Record interface {
	// Keep commits what came, as one transaction.
	Keep(ctx context.Context, in Intake, at time.Time) (Kept, error)
	// Progress tells, in a transaction of its own, what of a journal is
	// committed: the substance of a receipt. Upto never falls.
	Progress(ctx context.Context, of wire.Source, at time.Time) (Progress, error)
	// Standings lists what is recorded of every station, by name.
	Standings(ctx context.Context) ([]Standing, error)
	// Each gives the events of a query to f, by station, epoch and seq.
	Each(ctx context.Context, q Query, f func(Row) error) error
	// Close lets the record go.
	Close() error
}

// Directory is what a hub knows of the stations beyond their events: how to
// seal something for them, and the data keys they gave. Records keep it, so
// that all hubs of one record share it.
type Directory interface {
	// Greet notes what a station said of itself.
	Greet(ctx context.Context, c Card) error
	// Cards lists what the stations last said of themselves.
	Cards(ctx context.Context) ([]Card, error)
	// Key finds a data key of a station as it was sealed for the hub.
	Key(ctx context.Context, station, id string) (k wire.Key, known bool, err error)
	// Destroy forgets data keys of a station for good: one that comes again is
	// not taken.
	Destroy(ctx context.Context, station string, ids []string) error
}

// Heads is what a hub holds stations' signed heads against, and what came of it.
type Heads interface {
	// Leaves gives the leaves of a journal to f, in order, from after one seq to
	// another; it fails with ErrGap where one is not recorded yet.
	Leaves(ctx context.Context, of wire.Source, after, upto uint64, f func(leaf [32]byte)) error
	// KeepHead keeps what was found of a head; a later one takes its place, but
	// never that of an alarm.
	KeepHead(ctx context.Context, h Head) error
	// Heads lists the last of every journal, and every alarm.
	Heads(ctx context.Context) ([]Head, error)
	// Receipted counts the events that the watermarks of all journals cover:
	// while the record lives it never falls.
	Receipted(ctx context.Context) (uint64, error)
}

// ErrGap is for a journal that is not recorded so far.
var ErrGap = errors.New("not all of it is recorded yet")

// Head is a signed head of a journal that was held against its leaves here.
type Head struct {
	wire.Source
	Size  uint64
	Note  string // as it was signed
	Alarm string // why it is not that of this journal; empty where all is well
	At    time.Time
}

// Card is what a station said of itself.
type Card struct {
	Station string
	Key     string // verifier key (sumdb/note form)
	Sealing []byte // HPKE public key
	At      time.Time
}

// Intake is what one transaction keeps.
type Intake struct {
	Rows    []Row
	Refused []Refused
	Keys    []StationKey
}

// Row is an event as a record keeps it.
type Row struct {
	wire.Source
	Seq    uint64
	Record []byte
	Leaf   [32]byte
	Kind   journal.Kind
	Item   parcel.ItemID
	Day    parcel.Day // of the wall clock, UTC: where the body lies
	Key    string     // data key of the body
	Body   []byte     // nil where it was taken away
}

// Refused is an event that will never be kept.
type Refused struct {
	wire.Source
	wire.Refusal
}

// StationKey is a data key of a station, sealed for the hub.
type StationKey struct {
	Station string
	wire.Key
}

// Kept counts what became of an intake.
type Kept struct {
	New    int
	Copies int
	Forks  int // alarms
}

// Progress is what a record has of one journal.
type Progress struct {
	Upto       uint64
	Beyond     []wire.Range
	Missing    []wire.Range
	Refused    []wire.Refusal
	Generation string
}

// Standing is what is recorded of a station, over all its epochs.
type Standing struct {
	Station string
	Events  int64
	Upto    uint64    // contiguous prefix of the epoch that was heard of last
	Contact time.Time // when it was heard of last; zero if never
}

// Query chooses events; zero fields choose all.
type Query struct {
	Stations []string
	From, To parcel.Day // by the station's clock, both in it
}

// Patience is how long a gap may be open before it is asked for: what is of
// lower priority comes later by design.
const Patience = time.Minute
