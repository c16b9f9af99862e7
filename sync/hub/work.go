package hub

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"postern/journal"
	"postern/journal/wire"
	"postern/sync/hub/record"
	"postern/sync/link"
)

// work records what was handed in, answers with receipts and passes it on.
func (h *Hub) work(ctx context.Context, packed [][]byte) error {
	began := h.Now()
	batches := make([]wire.Batch, 0, len(packed))
	var in record.Intake
	for _, data := range packed {
		b, err := wire.Unpack(data)
		if err != nil { // it was read when it came: the broker spoilt it, and its station sends it again
			h.Meter.refuse()
			h.Log.Error("the broker gave back what cannot be read", slog.Int("bytes", len(data)), slog.String("error", err.Error()))
			continue
		}
		batches = append(batches, b)
		in.Take(b)
	}
	kept, err := h.Record.Keep(ctx, in, began)
	if err != nil {
		h.Meter.fail()
		h.Log.Error("not recorded yet", slog.Int("events", len(in.Rows)), slog.String("error", err.Error()))
		return err
	}
	h.Meter.record(kept, len(in.Refused), h.Now().Sub(began))
	if kept.Forks > 0 {
		h.Log.Error("another event of the same name: a disk was cloned or restored", slog.Int("forks", kept.Forks))
	}
	if err := h.keys.destroy(ctx, in.Rows); err != nil {
		h.Meter.fail()
		h.Log.Error("recorded, but keys are not destroyed yet", slog.String("error", err.Error()))
		return err
	}
	if err := h.answer(ctx, batches); err != nil {
		h.Meter.fail()
		h.Log.Error("recorded but not passed on yet", slog.Int("events", len(in.Rows)), slog.String("error", err.Error()))
		return err
	}
	return nil
}

// answer sends receipts, one a journal, and passes the batches on.
func (h *Hub) answer(ctx context.Context, batches []wire.Batch) error {
	done := map[wire.Source]bool{}
	for _, b := range batches {
		if !done[b.Source()] {
			done[b.Source()] = true
			if err := h.receipt(ctx, b.Source()); err != nil {
				return err
			}
		}
	}
	for _, b := range batches {
		if err := h.pass(ctx, b); err != nil {
			return err
		}
	}
	return nil
}

// receipt computes, signs and sends the receipt of a journal.
func (h *Hub) receipt(ctx context.Context, of wire.Source) error {
	now := h.Now()
	p, err := h.Record.Progress(ctx, of, now)
	if err != nil {
		return fmt.Errorf("receipt of %s: %w", of.Station, err)
	}
	r := p.Receipt(of)
	r.At = now
	if h.roots.asks(of.Station) && p.Upto > 0 {
		if r.Root, err = h.trees.root(ctx, h.Directory, of, p.Upto); err != nil {
			return fmt.Errorf("root of %s at %d: %w", of.Station, p.Upto, err)
		}
	}
	signed, err := r.Sign(h.Signer)
	if err != nil {
		return err
	}
	h.Meter.receipt()
	return h.Broker.Post(ctx, link.StreamReceipt, []string{of.Station, of.Epoch.String()}, "", link.Message{Kind: link.KindReceipt, Body: []byte(signed)})
}

// pass gives a batch to the other stations of its office, and its outcomes to
// all. It says the same each time, so that copies can be told.
func (h *Hub) pass(ctx context.Context, b wire.Batch) error {
	m, is := h.member(b.Station)
	if !is {
		return nil // recorded; whose office it is nobody knows
	}
	if len(h.mates(m.Office, b.Station)) > 0 {
		if err := h.toOffice(ctx, string(m.Office), b); err != nil {
			return err
		}
	}
	digests, err := h.keys.digests(ctx, b)
	if err != nil || len(digests) == 0 {
		return err
	}
	body, err := wire.PackDigests(digests)
	if err != nil {
		return err
	}
	return h.Broker.Post(ctx, link.StreamDigest, []string{everybody, b.Station}, "digest "+b.ID(), link.Message{Kind: link.KindDigest, Body: body})
}

// mostBody is what every broker takes; a batch beyond it is split.
const mostBody = 768 << 10

// toOffice posts whole events. Their keys are sealed for each reader when it
// reads.
func (h *Hub) toOffice(ctx context.Context, office string, b wire.Batch) error {
	body, err := b.Pack()
	if err != nil {
		return err
	}
	if n := len(b.Events); len(body) > mostBody && n > 1 {
		first, second := b, b
		first.Events, second.Events = b.Events[:n/2], b.Events[n/2:]
		return errors.Join(h.toOffice(ctx, office, first), h.toOffice(ctx, office, second))
	}
	err = h.Broker.Post(ctx, link.StreamOffice, []string{office, b.Station}, "office "+b.ID(), link.Message{Kind: link.KindEvents, Body: body})
	if errors.Is(err, journal.ErrSize) { // it is recorded; that the broker is set too small must not stop all others
		h.Meter.oversize()
		h.Log.Error("not passed on: the broker takes no message so large; raise its max_payload", slog.Int("bytes", len(body)))
		return nil
	}
	return err
}
