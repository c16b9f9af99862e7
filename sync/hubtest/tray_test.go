package hubtest

import (
	"bytes"
	"context"
	"slices"
	"sync"
	"testing"

	"postern/journal"
	"postern/journal/wire"
	"postern/sync/link"
)

// tray is a station's store in memory, for the real loop: outcomes that wait,
// and one photo.
type tray struct {
	of     wire.Source
	events []wire.Event
	photo  []byte
	batch  int // events in one batch at most; 0 as many as the loop takes

	mu      sync.Mutex
	receipt wire.Receipt
	cursors map[string]wire.Cursor
	file    wire.File
	done    func()
	whole   bool
}

func newTray(t *testing.T, of wire.Source, events, photo int, done func()) *tray {
	t.Helper()
	d := &tray{of: of, events: Events(t, of, moment, "", Run(1, uint64(events))...).Events, cursors: map[string]wire.Cursor{}, done: done}
	var pieces []link.Chunk
	d.photo, pieces = Photo(of.Station, photo)
	d.file = wire.File{SHA256: pieces[0].SHA256, Size: int64(photo), MIME: "image/jpeg", Chunk: wire.MinChunk}
	return d
}

// at does something as one transaction with a cursor; done is called when all
// is at the hub.
func (d *tray) at(c wire.Cursor, do func()) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if c.Stream != "" {
		d.cursors[c.Stream] = c
	}
	do()
	if d.whole && d.receipt.Upto == uint64(len(d.events)) {
		d.done()
	}
	return nil
}

func (d *tray) Epochs(context.Context) ([]journal.Epoch, error) {
	return []journal.Epoch{d.of.Epoch}, nil
}

func (d *tray) Waiting(_ context.Context, _ journal.Epoch, after uint64, most int) (all []wire.Waiting, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, e := range d.events[min(after, uint64(len(d.events))):] {
		if len(all) == most {
			break
		}
		if !d.receipt.Holds(e.Seq) {
			size := len(e.Record) + len(e.Body)
			if d.batch > 0 {
				size = (256 << 10) / d.batch // the loop fills a batch by bytes
			}
			all = append(all, wire.Waiting{Seq: e.Seq, Priority: wire.Outcomes, Size: size, At: moment})
		}
	}
	return all, nil
}

func (d *tray) Batch(_ context.Context, _ journal.Epoch, seqs []uint64, _ []byte) (wire.Batch, error) {
	b := wire.Batch{Station: d.of.Station, Epoch: d.of.Epoch}
	for _, s := range seqs {
		b.Events = append(b.Events, d.events[s-1])
	}
	return b, nil
}

func (d *tray) Cursors(context.Context) (all []wire.Cursor, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, c := range d.cursors {
		all = append(all, c)
	}
	return all, nil
}

func (d *tray) Merge(_ context.Context, at wire.Cursor, _ wire.Batch) (m wire.Merged, err error) {
	return m, d.at(at, func() {})
}

func (d *tray) Settle(_ context.Context, at wire.Cursor, r wire.Receipt) (bool, error) {
	return true, d.at(at, func() { d.receipt = r })
}

func (d *tray) Note(_ context.Context, at wire.Cursor, _ []wire.Digest) error {
	return d.at(at, func() {})
}

func (d *tray) Aside(_ context.Context, at wire.Cursor, _, _ string, _ []byte) error {
	return d.at(at, func() {})
}

func (d *tray) NextFile(context.Context) (wire.File, bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f := d.file
	f.Got = slices.Clone(f.Got)
	some := false
	for i := range f.Chunks() {
		some = some || !f.Has(i)
	}
	return f, some, nil
}

func (d *tray) Acknowledge(_ context.Context, _ [32]byte, i int) error {
	return d.at(wire.Cursor{}, func() { d.file.Mark(i, true) })
}

func (d *tray) Answer(_ context.Context, at wire.Cursor, _ [32]byte, whole bool, missing []int) error {
	return d.at(at, func() {
		d.whole = d.whole || whole
		for _, i := range missing {
			d.file.Mark(i, false)
		}
	})
}

func (d *tray) Piece(_ context.Context, f wire.File, i int) ([]byte, error) {
	return bytes.Clone(d.photo[i*f.Chunk : min((i+1)*f.Chunk, len(d.photo))]), nil
}
