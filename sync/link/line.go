package link

import (
	"context"
	"errors"
	"time"

	"postern/journal"
	"postern/journal/wire"
	"postern/parcel"
)

// Line is one way to travel: a broker, a stick, a simulated network.
type Line interface {
	// Open greets the hub and reads its welcome. It is called again after
	// every break.
	Open(ctx context.Context, h Hello) (Welcome, error)
	// Send returns once the far side keeps the batch: it is then sent, and no
	// more than that.
	Send(ctx context.Context, b wire.Batch) error
	// Put sends a piece of a file, as Send.
	Put(ctx context.Context, c Chunk) error
	// Take gives what comes down to f, each stream in its order from after its
	// cursor, one message at a time, until ctx ends, the line breaks or f
	// fails. A stream no cursor names begins with its first message; so does
	// one made anew, whose Created is another than the cursor's.
	Take(ctx context.Context, from []wire.Cursor, f func(context.Context, Message) error) error
	// Close lets the line go.
	Close() error
}

var (
	// ErrRefused is for a hub that does not let this station in, or not do
	// this: asking again changes nothing until somebody acts.
	ErrRefused = errors.New("the hub refuses this station")
	// ErrBusy is for a hub that has no room just now: back-pressure.
	ErrBusy = errors.New("the hub has no room just now")
)

// Version is of this contract. A hub serves stations one release behind and
// ahead; both say what they can in Caps.
const Version = 1

// CapRoot says that a station holds receipts against its own tree: they name the
// root of what is recorded.
const CapRoot = "root"

// Shower is a line that greets the hub once more while it is open, so that each
// side sees the other's journal again.
type Shower interface {
	Show(ctx context.Context, h Hello) error
}

// Hello is what a station says first.
type Hello struct {
	Version int           `json:"version"`
	Station string        `json:"station"`
	Office  parcel.Office `json:"office"`
	Epoch   journal.Epoch `json:"-"`
	Key     string        `json:"key"`     // verifier key of the station (sumdb/note form): heads and bundles
	Sealing []byte        `json:"sealing"` // HPKE public key: data keys for this station are sealed with it
	Caps    []string      `json:"caps"`
	Head    string        `json:"head,omitempty"` // the last head it signed: the hub holds it against what it has
}

// Welcome is the hub's answer.
type Welcome struct {
	Version     int           `json:"version"`
	Hub         string        `json:"hub"`
	Generation  string        `json:"generation"` // of its record
	Caps        []string      `json:"caps"`
	MaxInflight int           `json:"max_inflight"` // batches not yet acknowledged, over all priorities but Grave
	MinInterval time.Duration `json:"min_interval"` // between batches of one priority, but Grave
	Key         string        `json:"key"`          // verifier key of receipts (sumdb/note form)
	Sealing     []byte        `json:"sealing"`      // HPKE public key: data keys for the hub are sealed with it
	Digest      []byte        `json:"digest"`       // secret of the region that keys the hashes of digests
	Now         time.Time     `json:"now"`          // the hub's clock
}

// Kind says what a message from the hub brings.
type Kind string

// The kinds. One that this program does not know is kept unread.
const (
	KindReceipt Kind = "receipt" // a signed receipt: wire.ReadReceipt
	KindEvents  Kind = "events"  // events of other stations of the own office, and keys: wire.Unpack
	KindDigest  Kind = "digest"  // outcomes elsewhere: wire.UnpackDigests
	KindAdvice  Kind = "advice"  // a message file of the post for this office: the bytes of the file
	KindPack    Kind = "pack"    // a signed rule pack: see Pack
	KindList    Kind = "list"    // a denied-party list: the bytes of the file
	KindFile    Kind = "file"    // JSON of FileReceipt
	KindHold    Kind = "hold"    // JSON of Hold
	KindCommand Kind = "command" // JSON of Command
)

// Message is one thing the hub sends down. Created and Seq place it in its
// stream: see wire.Cursor.
type Message struct {
	wire.Cursor
	Kind Kind
	Name string // of the file or list, where it is one
	Body []byte
}

// FileReceipt says what the hub has of a file. Whole only when the SHA-256 of
// all of it was right.
type FileReceipt struct {
	SHA256  []byte `json:"sha256"`
	Whole   bool   `json:"whole"`
	Missing []int  `json:"missing,omitempty"` // pieces to send again
}

// Hold asks this office to stop an item, or ends such a hold.
type Hold struct {
	ID         string        `json:"id"`         // the hub's; the same hold has it again
	Identifier string        `json:"identifier"` // as printed
	Agency     parcel.Agency `json:"agency"`
	Reason     string        `json:"reason"`
	Close      parcel.Cause  `json:"close,omitempty"` // ends the hold of that ID
}

// Command asks the station itself for something.
type Command struct {
	ID     string       `json:"id"`
	Verb   Verb         `json:"verb"`
	Text   string       `json:"text,omitempty"` // words for the officer
	Ranges []wire.Range `json:"ranges,omitempty"`
	Keys   []string     `json:"keys,omitempty"` // data keys to destroy
}

// Verb is what a command asks for.
type Verb string

// The verbs.
const (
	Revoke Verb = "revoke"  // the station is no longer of the hub: it stops sending
	Resend Verb = "re-send" // the events in Ranges of the present epoch, once more
	Rekey  Verb = "re-key"  // make a new transport key and enrol it
	Erase  Verb = "erase"   // destroy the data keys in Keys
)

// Chunk is a piece of a file. The hub checks the whole file's SHA-256 once it
// has every piece.
type Chunk struct {
	Station string
	SHA256  [32]byte
	Size    int64 // of the whole file
	MIME    string
	Key     string // data key the file is sealed with; empty for a plain one
	Each    int    // bytes of every piece but the last
	Index   int
	Data    []byte
}

// Subjects of the broker upstream: event.<station>.<priority> and
// blob.<station>.<sha256>.<n>. Streams downstream, as cursors name them.
const (
	StreamReceipt = "receipt" // of this station
	StreamOffice  = "office"  // whole events of the other stations of the office
	StreamDigest  = "digest"  // outcomes of the region
	StreamAdvice  = "advice"  // pre-advice, lists and holds for the office
	StreamPack    = "pack"
	StreamCommand = "command" // of this station
)
