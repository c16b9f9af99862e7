package link_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"postern/journal"
	"postern/journal/wire"
	"postern/parcel"
	"postern/sync/link"
)

var epoch = journal.Epoch{7}

// book is a store in memory.
type book struct {
	mu      sync.Mutex
	events  []wire.Waiting
	receipt wire.Receipt
	aside   []string
	digests []wire.Digest
	merged  int
	cursors map[string]wire.Cursor
	files   map[[32]byte]*wire.File
	whole   map[[32]byte]bool
}

func newBook() *book {
	return &book{cursors: map[string]wire.Cursor{}, files: map[[32]byte]*wire.File{}, whole: map[[32]byte]bool{}}
}

func (b *book) write(p wire.Priority, item parcel.ItemID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.events = append(b.events, wire.Waiting{Seq: uint64(len(b.events) + 1), Priority: p, Size: 300, Item: item, At: time.Now()})
}

func (b *book) Epochs(context.Context) ([]journal.Epoch, error) { return []journal.Epoch{epoch}, nil }

func (b *book) Waiting(_ context.Context, _ journal.Epoch, after uint64, most int) (all []wire.Waiting, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, w := range b.events {
		if w.Seq > after && !b.receipt.Holds(w.Seq) && len(all) < most {
			all = append(all, w)
		}
	}
	return all, nil
}

func (b *book) Batch(_ context.Context, _ journal.Epoch, seqs []uint64, _ []byte) (wire.Batch, error) {
	out := wire.Batch{Station: "desk", Epoch: epoch}
	for _, s := range seqs {
		if s <= uint64(len(b.events)) {
			out.Events = append(out.Events, wire.Event{Seq: s, Record: fmt.Append(nil, s)})
		}
	}
	return out, nil
}

func (b *book) at(c wire.Cursor, do func()) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.cursors[c.Stream] = c
	do()
	return nil
}

func (b *book) Cursors(context.Context) (all []wire.Cursor, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range b.cursors {
		all = append(all, c)
	}
	return all, nil
}

func (b *book) Merge(_ context.Context, at wire.Cursor, batch wire.Batch) (m wire.Merged, err error) {
	return m, b.at(at, func() { b.merged += len(batch.Events) })
}

func (b *book) Settle(_ context.Context, at wire.Cursor, r wire.Receipt) (bool, error) {
	return true, b.at(at, func() { b.receipt = r })
}

func (b *book) Note(_ context.Context, at wire.Cursor, all []wire.Digest) error {
	return b.at(at, func() { b.digests = append(b.digests, all...) })
}

func (b *book) Aside(_ context.Context, at wire.Cursor, kind, why string, _ []byte) error {
	return b.at(at, func() { b.aside = append(b.aside, kind+": "+why) })
}

func (b *book) NextFile(context.Context) (wire.File, bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, f := range b.files {
		for i := range f.Chunks() {
			if !f.Has(i) && !b.whole[f.SHA256] {
				out := *f
				out.Got = slices.Clone(f.Got)
				return out, true, nil
			}
		}
	}
	return wire.File{}, false, nil
}

func (b *book) Acknowledge(_ context.Context, sha [32]byte, i int) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.files[sha].Mark(i, true)
	return nil
}

func (b *book) Answer(_ context.Context, at wire.Cursor, sha [32]byte, whole bool, missing []int) error {
	if b.files[sha] == nil {
		return errors.New("no such file")
	}
	return b.at(at, func() {
		b.whole[sha] = whole
		for _, i := range missing {
			b.files[sha].Mark(i, false)
		}
	})
}

func (b *book) Piece(_ context.Context, f wire.File, i int) ([]byte, error) {
	return make([]byte, min(int64(f.Chunk), f.Size-int64(i)*int64(f.Chunk))), nil
}

// far is the other end of a fake line: a hub that records what it is sent.
type far struct {
	*testing.T
	signer   note.Signer
	key      string
	mu       sync.Mutex
	opened   []time.Time
	sent     []wire.Batch
	chunks   []link.Chunk
	open     func() error
	send     func(wire.Batch) error
	put      func(link.Chunk) error
	delay    time.Duration
	down     chan link.Message
	inflight int
	most     int
}

func newFar(t *testing.T) *far {
	t.Helper()
	private, public, err := note.GenerateKey(rand.Reader, "hub")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	return &far{T: t, signer: signer, key: public, down: make(chan link.Message)}
}

func (f *far) Open(context.Context, link.Hello) (link.Welcome, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.opened = append(f.opened, time.Now())
	if f.open != nil {
		if err := f.open(); err != nil {
			return link.Welcome{}, err
		}
	}
	return link.Welcome{Hub: "hub", Generation: "g", Key: f.key, MaxInflight: 2, Now: time.Now()}, nil
}

func (f *far) Send(ctx context.Context, b wire.Batch) error {
	f.mu.Lock()
	if b.Priority != wire.Grave {
		f.inflight++
	}
	f.most = max(f.most, f.inflight)
	delay := f.delay
	if b.Priority == wire.Grave {
		delay = 0
	}
	f.mu.Unlock()
	select {
	case <-time.After(delay):
	case <-ctx.Done():
		return ctx.Err()
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if b.Priority != wire.Grave {
		f.inflight--
	}
	if f.send != nil {
		if err := f.send(b); err != nil {
			return err
		}
	}
	f.sent = append(f.sent, b)
	return nil
}

func (f *far) Put(_ context.Context, c link.Chunk) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.put != nil {
		if err := f.put(c); err != nil {
			return err
		}
	}
	f.chunks = append(f.chunks, c)
	return nil
}

func (f *far) Take(ctx context.Context, _ []wire.Cursor, give func(context.Context, link.Message) error) error {
	for {
		select {
		case m, up := <-f.down:
			if !up {
				return errors.New("cut")
			}
			if err := give(ctx, m); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (f *far) Close() error { return nil }

// tries is when the line was opened.
func (f *far) tries() []time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.opened)
}

// batches is what was sent.
func (f *far) batches() []wire.Batch {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.sent)
}

// pieces is what was sent of files.
func (f *far) pieces() []link.Chunk {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.chunks)
}

// peak is how many batches were ever in flight at once.
func (f *far) peak() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.most
}

// seqs are all events that were sent, in order of arrival.
func (f *far) seqs() (all []uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, b := range f.sent {
		for _, e := range b.Events {
			all = append(all, e.Seq)
		}
	}
	return all
}

func (f *far) receipt(seq uint64, r wire.Receipt) {
	f.Helper()
	r.Station, r.Epoch, r.At = "desk", epoch, time.Now()
	if r.Generation == "" {
		r.Generation = "g"
	}
	signed, err := r.Sign(f.signer)
	if err != nil {
		f.Fatal(err)
	}
	f.down <- link.Message{Cursor: wire.Cursor{Stream: "receipt", Created: "1", Seq: seq}, Kind: link.KindReceipt, Body: []byte(signed)}
}

// loopOver starts a loop and gives a function that stops it.
func loopOver(t *testing.T, f *far, b *book, change ...func(*link.Options)) (l *link.Loop, stop func() error) {
	t.Helper()
	opt := link.Options{
		Line: f, Outbox: b, Inbox: b, Files: b, Hello: link.Hello{Station: "desk"}, Now: time.Now, Random: func() float64 { return 0.999 },
	}
	for _, c := range change {
		c(&opt)
	}
	l = link.New(opt)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- l.Run(ctx) }()
	return l, func() error {
		cancel()
		return <-ended
	}
}
