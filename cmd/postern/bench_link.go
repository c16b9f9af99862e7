package main

import (
	"context"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"time"

	"postern/bench"
	"postern/desk"
	"postern/journal"
	"postern/journal/wire"
	"postern/parcel"
	"postern/sync/enrol"
	"postern/sync/jetstream"
	"postern/sync/link"
)

// Release implements bench.Linked.
func (b *benched) Release(ctx context.Context, label string) (bool, error) {
	it, err := b.db.Item(ctx, parcel.ItemID(label))
	if err != nil || it.State != parcel.Present || it.Lane != parcel.Green {
		return false, err
	}
	_, err = b.desk.Decide(ctx, b.who, desk.Choice{Item: it.ID, Outcome: parcel.Release, Ground: "nothing found"})
	return err == nil, err
}

// Traffic implements bench.Linked: as the loop packs what waits.
func (b *benched) Traffic(ctx context.Context) ([]bench.Load, error) {
	hub, err := wire.NewReader(make([]byte, 32))
	if err != nil {
		return nil, err
	}
	epoch := b.db.Epoch()
	waiting, err := b.db.Waiting(ctx, epoch, 0, 1<<20)
	if err != nil {
		return nil, err
	}
	var q link.Queue
	q.Epochs([]journal.Epoch{epoch})
	q.Add(epoch, waiting)
	var all []bench.Load
	for {
		p := q.Next(time.Time{}, wire.Grave, wire.Priorities-1)
		if len(p.Seqs) == 0 {
			return all, nil
		}
		l, err := b.load(ctx, p, hub)
		if err != nil {
			return nil, err
		}
		all = append(all, l)
	}
}

func (b *benched) load(ctx context.Context, p link.Parcel, hub *wire.Reader) (l bench.Load, err error) {
	batch, err := b.db.Batch(ctx, p.Epoch, p.Seqs, hub.Public())
	if err != nil {
		return l, err
	}
	batch.Priority = p.Priority
	packed, err := batch.Pack()
	l.Events, l.Bytes = len(batch.Events), len(packed)
	for _, e := range batch.Events {
		r, err := journal.DecodeRecord(e.Record)
		if err != nil {
			return l, err
		}
		if r.Key != "" {
			l.Sealed += len(binary.AppendUvarint(nil, uint64(len(e.Body)))) + len(e.Body)
		}
	}
	return l, err
}

// Join implements bench.Linked.
func (b *benched) Join(ctx context.Context, token string) (string, error) {
	t, err := enrol.ParseToken(token)
	if err != nil {
		return "", err
	}
	id, err := enrol.Enrol(ctx, b.path(linkFolder), b.db.Station(), t, "")
	if err != nil {
		return "", err
	}
	return id.Doors[0], nil
}

// CatchUp implements bench.Linked: as the link does it, but by that door.
func (b *benched) CatchUp(ctx context.Context, door string) (int, error) {
	id, err := enrol.Load(b.path(linkFolder))
	if err != nil {
		return 0, err
	}
	office, err := b.db.Office(ctx)
	if err != nil {
		return 0, err
	}
	waiting, err := b.db.Waiting(ctx, b.db.Epoch(), 0, 1<<20)
	if err != nil {
		return 0, err
	}
	l := link.New(link.Options{
		Outbox: b.db, Inbox: b.db, Hello: b.hello(office), Now: b.now, Random: rand.Float64, Deliver: b.deliver, Head: b.db.LastHead,
		Line: jetstream.NewLine(jetstream.LineOptions{Station: b.db.Station(), After: time.After, Ready: func(context.Context) ([]string, *tls.Config, error) {
			config, err := id.TLS()
			return []string{door}, config, err
		}}),
	})
	if all, err := l.Once(ctx); err != nil || !all {
		return 0, errors.Join(errors.New("not all is at the hub"), err)
	}
	return len(waiting), nil
}
