package wire

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"postern/journal"
	"postern/parcel"
)

// Bounds of one batch. Stations send less at a time: see sync/link.
const (
	MaxEvents = 1000
	MaxKeys   = 256
	MaxBatch  = 6 << 20 // bytes as written; one body of the largest size fits in
)

// ErrWire is for bytes that are not written as this package writes them.
var ErrWire = errors.New("not written as the sync writes")

// Priority says what goes first. A lower one never waits for a higher.
type Priority uint8

// The priorities.
const (
	Grave    Priority = iota // seizures, detentions, dangerous goods, stop orders: at once
	Outcomes                 // other decisions
	Scans                    // reads of labels, forms
	Rest                     // all other events
	Originals
	Priorities = Rest + 1 // of events; Originals are files
)

// Event is one event as it is stored: its record and body byte for byte. The
// body is nil where it was taken away.
type Event struct {
	Seq    uint64
	Record []byte
	Body   []byte
}

// Batch is events of one station, epoch and priority, ascending by seq with
// gaps between, and the data keys their bodies are sealed with, for who reads
// next. A batch may hold keys alone.
type Batch struct {
	Station  string
	Epoch    journal.Epoch
	Priority Priority
	Events   []Event
	Keys     []Key
}

// Key is a data key sealed (HPKE) for one reader: the hub, or a station that
// the hub sealed it for again.
type Key struct {
	ID     string        `json:"id"`
	Class  journal.Class `json:"class"`
	Day    parcel.Day    `json:"day"`
	For    string        `json:"for"` // KeyName of the reader's public key
	Sealed []byte        `json:"sealed"`
}

// Source names the journal of one station in one epoch.
type Source struct {
	Station string
	Epoch   journal.Epoch
}

// Source is the journal the batch is of.
func (b Batch) Source() Source { return Source{Station: b.Station, Epoch: b.Epoch} }

// First is the seq of the first event; 0 where there is none.
func (b Batch) First() uint64 {
	if len(b.Events) == 0 {
		return 0
	}
	return b.Events[0].Seq
}

// Last is the seq of the last event; 0 where there is none.
func (b Batch) Last() uint64 {
	if len(b.Events) == 0 {
		return 0
	}
	return b.Events[len(b.Events)-1].Seq
}

// ID names a batch by what it holds, for a broker that drops copies
// (Nats-Msg-Id): station-epoch-first-last-hash8.
func (b Batch) ID() string {
	h := sha256.New()
	for _, e := range b.Events {
		leaf := journal.Leaf(e.Record)
		h.Write(leaf[:])
	}
	for _, k := range b.Keys {
		h.Write([]byte(k.ID + " " + k.For + " "))
	}
	return fmt.Sprintf("%s-%s-%d-%d-%s", b.Station, b.Epoch, b.First(), b.Last(), hex.EncodeToString(h.Sum(nil)[:4]))
}

// check reports why a batch cannot be sent or taken.
func (b Batch) check() error {
	if err := journal.CheckStation(b.Station); err != nil {
		return fmt.Errorf("%w: %w", ErrWire, err)
	}
	if len(b.Events) > MaxEvents || len(b.Keys) > MaxKeys || b.Priority >= Priorities {
		return fmt.Errorf("%w: %d events, %d keys, priority %d", ErrWire, len(b.Events), len(b.Keys), b.Priority)
	}
	last := uint64(0)
	for _, e := range b.Events {
		if e.Seq <= last || e.Seq > 1<<62 {
			return fmt.Errorf("%w: event %d after %d", ErrWire, e.Seq, last)
		}
		last = e.Seq
	}
	return nil
}
