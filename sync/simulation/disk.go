package simulation

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"postern/journal"
	"postern/journal/wire"
	"postern/sync/link"
)

// Disk is what survives a station's crash. *store.DB is one.
type Disk interface {
	link.Outbox
	link.Inbox
	Append(ctx context.Context, drafts ...journal.Draft) ([]journal.Name, error)
	All(ctx context.Context, f func(journal.Event) error) error
}

// Record is what survives the hub's crash.
type Record interface {
	// Keep commits a batch.
	Keep(ctx context.Context, b wire.Batch, at time.Time) error
	// Receipt computes what of a journal is committed.
	Receipt(ctx context.Context, of wire.Source, at time.Time) (wire.Receipt, error)
	// Each gives every event that is committed.
	Each(ctx context.Context, f func(wire.Source, wire.Event) error) error
}

// memory is a disk, and a record, in memory: every method is one transaction.
type memory struct {
	station  string
	epoch    journal.Epoch
	now      func() time.Time
	hlc      journal.HLC
	own      uint64
	events   map[journal.Name]wire.Event
	order    []journal.Name // as they were kept
	receipts wire.Receipt
	cursors  map[string]wire.Cursor
	forks    int
	aside    int
	opened   pool
}

func newMemory(station string, epoch journal.Epoch, now func() time.Time, opened pool) *memory {
	return &memory{station: station, epoch: epoch, now: now, opened: opened, events: map[journal.Name]wire.Event{}, cursors: map[string]wire.Cursor{}}
}

// pool is every event of a world, opened once: that costs more than all else.
type pool map[journal.Name]journal.Event

func (p pool) open(n journal.Name, raw wire.Event) (journal.Event, error) {
	if e, known := p[n]; known && bytes.Equal(e.Raw, raw.Record) && bytes.Equal(e.Stored, raw.Body) {
		return e, nil
	}
	e, err := open(raw)
	p[n] = e
	return e, err
}

func (m *memory) Append(_ context.Context, drafts ...journal.Draft) (names []journal.Name, err error) {
	for _, d := range drafts {
		m.own++
		m.hlc = m.hlc.Tick(m.now())
		n := journal.Name{Station: m.station, Epoch: m.epoch, Seq: m.own}
		r := journal.Record{
			Name: n, Kind: d.Body.Kind(), Version: 1, HLC: m.hlc, Wall: m.hlc.Time(), Officers: d.Officers, Item: d.Item,
			Supersedes: d.Supersedes,
		}
		body, err := journal.Seal(r, d.Body, nil)
		if err != nil {
			return nil, err
		}
		r.BodyHash = sha256.Sum256(body)
		m.keep(n, wire.Event{Seq: n.Seq, Record: r.Encode(), Body: body})
		names = append(names, n)
	}
	return names, nil
}

func (m *memory) keep(n journal.Name, e wire.Event) {
	m.events[n] = e
	m.order = append(m.order, n)
}

func (m *memory) All(_ context.Context, f func(journal.Event) error) error {
	for _, n := range m.order {
		e, err := m.opened.open(n, m.events[n])
		if err != nil {
			return err
		}
		if err := f(e); err != nil {
			return err
		}
	}
	return nil
}

func open(e wire.Event) (journal.Event, error) {
	r, err := journal.DecodeRecord(e.Record)
	if err != nil {
		return journal.Event{}, err
	}
	body, err := journal.Open(r, e.Body, nil)
	return journal.Event{Record: r, Raw: e.Record, Stored: e.Body, Body: body}, err
}

func (m *memory) Epochs(context.Context) ([]journal.Epoch, error) {
	return []journal.Epoch{m.epoch}, nil
}

func (m *memory) Waiting(_ context.Context, epoch journal.Epoch, after uint64, most int) (all []wire.Waiting, err error) {
	for seq := max(after, m.receipts.Upto) + 1; seq <= m.own && len(all) < most; seq++ {
		if m.receipts.Holds(seq) {
			continue
		}
		n := journal.Name{Station: m.station, Epoch: epoch, Seq: seq}
		raw := m.events[n]
		e, err := m.opened.open(n, raw)
		if err != nil {
			return nil, err
		}
		all = append(all, wire.Waiting{Seq: seq, Priority: wire.PriorityOf(e.Kind, e.Body), Size: len(raw.Record) + len(raw.Body), Item: e.Item, At: e.Wall})
	}
	return all, nil
}

func (m *memory) Batch(_ context.Context, epoch journal.Epoch, seqs []uint64, _ []byte) (wire.Batch, error) {
	b := wire.Batch{Station: m.station, Epoch: epoch}
	for _, seq := range seqs {
		b.Events = append(b.Events, m.events[journal.Name{Station: m.station, Epoch: epoch, Seq: seq}])
	}
	return b, nil
}

// move reports whether a cursor was there already.
func (m *memory) move(at wire.Cursor) (stale bool) {
	if at.Stream == "" {
		return false
	}
	c, known := m.cursors[at.Stream]
	if known && c.Created == at.Created && at.Seq <= c.Seq {
		return true
	}
	m.cursors[at.Stream] = at
	return false
}

func (m *memory) Cursors(context.Context) (all []wire.Cursor, err error) {
	for _, stream := range []string{link.StreamOffice, link.StreamReceipt} {
		if c, known := m.cursors[stream]; known {
			all = append(all, c)
		}
	}
	return all, nil
}

func (m *memory) Merge(_ context.Context, at wire.Cursor, b wire.Batch) (out wire.Merged, err error) {
	if m.move(at) {
		return out, nil
	}
	for _, e := range b.Events {
		n := journal.Name{Station: b.Station, Epoch: b.Epoch, Seq: e.Seq}
		here, known := m.events[n]
		switch {
		case known && journal.Leaf(here.Record) == journal.Leaf(e.Record):
			out.Copies++
		case known || b.Station == m.station:
			out.Forks++
			m.forks++
		default:
			out.New++
			m.keep(n, e)
		}
	}
	return out, nil
}

func (m *memory) Settle(_ context.Context, at wire.Cursor, r wire.Receipt) (bool, error) {
	if m.move(at) || r.Generation == m.receipts.Generation && r.Upto < m.receipts.Upto {
		return true, nil
	}
	m.receipts = r
	return true, nil
}

func (m *memory) Note(_ context.Context, at wire.Cursor, _ []wire.Digest) error {
	m.move(at)
	return nil
}

func (m *memory) Aside(_ context.Context, at wire.Cursor, _, _ string, _ []byte) error {
	m.move(at)
	m.aside++
	return nil
}

// ledger is a record in memory, with its generation.
type ledger struct {
	*memory
	generation string
}

// NewRecord is a record in memory.
func NewRecord() Record { return newLedger() }

func newLedger() *ledger {
	return &ledger{memory: newMemory("", journal.Epoch{}, nil, nil), generation: "g0"}
}

func (l *ledger) Keep(ctx context.Context, b wire.Batch, _ time.Time) error {
	_, err := l.Merge(ctx, wire.Cursor{}, b)
	return err
}

func (l *ledger) Receipt(_ context.Context, of wire.Source, at time.Time) (wire.Receipt, error) {
	r := wire.Receipt{Station: of.Station, Epoch: of.Epoch, Generation: l.generation, At: time.UnixMilli(at.UnixMilli())}
	var seqs []uint64
	for n := range l.events {
		if n.Station == of.Station && n.Epoch == of.Epoch {
			seqs = append(seqs, n.Seq)
		}
	}
	slices.Sort(seqs)
	next := uint64(1)
	for _, seq := range seqs {
		switch last := len(r.Beyond) - 1; {
		case seq == r.Upto+1:
			r.Upto = seq
		case seq == next && last >= 0:
			r.Beyond[last].Last = seq
		default:
			r.Beyond = append(r.Beyond, wire.Range{First: seq, Last: seq})
			r.Missing = append(r.Missing, wire.Range{First: next, Last: seq - 1})
		}
		next = seq + 1
	}
	return r, nil
}

func (l *ledger) Each(_ context.Context, f func(wire.Source, wire.Event) error) error {
	for _, n := range l.order {
		if err := f(wire.Source{Station: n.Station, Epoch: n.Epoch}, l.events[n]); err != nil {
			return fmt.Errorf("%s: %w", n, err)
		}
	}
	return nil
}
