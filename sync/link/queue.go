package link

import (
	"slices"
	"time"

	"postern/journal"
	"postern/journal/wire"
	"postern/parcel"
)

// What one batch holds at most: a full one is worth a round trip, and a broken
// one costs little to send again.
const (
	batchEvents = 500
	batchBytes  = 256 << 10
)

// How long a batch that was sent may go without a receipt before it is sent
// again: longer each time, since it may only be slow.
const (
	firstPatience = 30 * time.Second
	mostPatience  = 10 * time.Minute
	settling      = 5 * time.Second // a receipt made meanwhile may not know of it yet
)

// State is how far an own event is on its way.
type State string

// The states, in their order. Recorded only by a receipt.
const (
	Saved    State = "saved"    // on the disk here
	Sent     State = "sent"     // the far side has it
	Recorded State = "recorded" // the hub's record has committed it
)

// Queue is what the loop knows of own events that no receipt covers. It is
// kept in memory alone: after a crash everything not receipted goes again, and
// the hub drops the copies. It is a pure state machine; who holds it guards it.
type Queue struct {
	journals []*pending
}

// pending is the part of one journal that waits.
type pending struct {
	epoch      journal.Epoch
	read       uint64 // up to here the journal was looked through
	generation string
	events     map[uint64]*waiting
}

type waiting struct {
	wire.Waiting
	busy     bool // being sent
	sent     bool
	asked    bool // for once more, whatever was receipted
	at       time.Time
	patience time.Duration
}

// Epochs tells the queue which journals there are, the present one last.
func (q *Queue) Epochs(epochs []journal.Epoch) {
	for _, e := range epochs {
		if q.of(e) == nil {
			q.journals = append(q.journals, &pending{epoch: e, events: map[uint64]*waiting{}})
		}
	}
}

func (q *Queue) of(epoch journal.Epoch) *pending {
	for _, p := range q.journals {
		if p.epoch == epoch {
			return p
		}
	}
	return nil
}

// Read is up to where a journal was looked through.
func (q *Queue) Read(epoch journal.Epoch) uint64 {
	if p := q.of(epoch); p != nil {
		return p.read
	}
	return 0
}

// Add takes events that wait.
func (q *Queue) Add(epoch journal.Epoch, all []wire.Waiting) {
	p := q.of(epoch)
	for _, w := range all {
		p.read = max(p.read, w.Seq)
		if p.events[w.Seq] == nil {
			p.events[w.Seq] = &waiting{Waiting: w, patience: firstPatience}
		}
	}
}

// Parcel is what one batch will hold.
type Parcel struct {
	Epoch    journal.Epoch
	Priority wire.Priority
	Seqs     []uint64
}

// Next picks what to send among these priorities, gravest first, earliest
// first, and marks it as being sent. Empty where nothing waits.
func (q *Queue) Next(now time.Time, from, to wire.Priority) Parcel {
	for priority := from; priority <= to; priority++ {
		for _, p := range q.journals {
			if seqs := p.next(now, priority); len(seqs) > 0 {
				return Parcel{Epoch: p.epoch, Priority: priority, Seqs: seqs}
			}
		}
	}
	return Parcel{}
}

func (p *pending) next(now time.Time, priority wire.Priority) []uint64 {
	var ready []*waiting
	for _, w := range p.events {
		if w.Priority == priority && w.ready(now) {
			ready = append(ready, w)
		}
	}
	slices.SortFunc(ready, func(a, b *waiting) int { return int(a.Seq) - int(b.Seq) }) //nolint:gosec // under 2^62
	var seqs []uint64
	size := 0
	for _, w := range ready {
		if size += w.Size; len(seqs) == batchEvents || len(seqs) > 0 && size > batchBytes {
			break
		}
		w.busy = true
		seqs = append(seqs, w.Seq)
	}
	return seqs
}

// ready reports whether an event may be sent: not while it is, and once sent
// not before patience is at an end.
func (w *waiting) ready(now time.Time) bool {
	return !w.busy && (!w.sent || now.Sub(w.at) >= w.patience)
}

// Done notes what became of a parcel: sent, or to be tried again.
func (q *Queue) Done(b Parcel, now time.Time, ok bool) {
	p := q.of(b.Epoch)
	for _, seq := range b.Seqs {
		w := p.events[seq]
		if w == nil {
			continue // receipted meanwhile
		}
		w.busy = false
		if !ok {
			continue
		}
		if w.asked {
			delete(p.events, seq)
			continue
		}
		if w.sent {
			w.patience = min(2*w.patience, mostPatience)
		}
		w.sent, w.at = true, now
	}
}

// Settle takes a receipt that the store has kept: what it covers waits no
// longer, what it misses goes again. A new generation of the hub's record may
// cover less than the one before: then the journal is looked through anew.
func (q *Queue) Settle(r wire.Receipt, now time.Time) {
	p := q.of(r.Epoch)
	if p == nil {
		return
	}
	if p.generation != r.Generation { // also the first of this life: the store may have believed another
		p.read = 0
	}
	p.generation = r.Generation
	for seq, w := range p.events {
		if w.asked {
			continue
		}
		if r.Holds(seq) {
			delete(p.events, seq)
		} else if !w.busy && w.sent && within(r.Missing, seq) && now.Sub(w.at) >= settling {
			w.sent = false
		}
	}
	for _, x := range r.Refused {
		delete(p.events, x.Seq)
	}
}

// Again has events sent once more, whatever was receipted.
func (q *Queue) Again(epoch journal.Epoch, all []wire.Waiting) {
	p := q.of(epoch)
	if p == nil {
		return
	}
	for _, w := range all {
		if p.events[w.Seq] == nil {
			p.events[w.Seq] = &waiting{Waiting: w, asked: true, patience: firstPatience}
		}
		p.events[w.Seq].sent = false
	}
}

func within(ranges []wire.Range, seq uint64) bool {
	return slices.ContainsFunc(ranges, func(r wire.Range) bool { return r.First <= seq && seq <= r.Last })
}

// State is how far an event is. What the queue does not hold was receipted, or
// is not known to it yet: that is for the caller to tell.
func (q *Queue) State(n journal.Name) (s State, held bool) {
	p := q.of(n.Epoch)
	if p == nil || p.events[n.Seq] == nil {
		return "", false
	}
	if p.events[n.Seq].sent {
		return Sent, true
	}
	return Saved, true
}

// Item is how far an item's events are: as far as the last of them. Recorded
// where none waits.
func (q *Queue) Item(id parcel.ItemID) State {
	state := Recorded
	for _, p := range q.journals {
		for _, w := range p.events {
			if w.Item != id {
				continue
			}
			if !w.sent {
				return Saved
			}
			state = Sent
		}
	}
	return state
}

// Level is what waits at one priority.
type Level struct {
	wire.Backlog
	Sent int // of them, sent and not yet receipted
}

// Levels counts what waits by priority.
func (q *Queue) Levels() []Level {
	all := make([]Level, wire.Priorities)
	for i := range all {
		all[i].Priority = wire.Priority(i)
	}
	for _, p := range q.journals {
		for _, w := range p.events {
			l := &all[w.Priority]
			l.Events++
			if w.sent {
				l.Sent++
			}
			if l.Oldest.IsZero() || w.At.Before(l.Oldest) {
				l.Oldest = w.At
			}
		}
	}
	return all
}

// idle reports whether nothing waits to be sent now.
func (q *Queue) idle(now time.Time) bool {
	for _, p := range q.journals {
		for _, w := range p.events {
			if w.busy || w.ready(now) {
				return false
			}
		}
	}
	return true
}
