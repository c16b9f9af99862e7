package simulation

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"postern/journal"
	"postern/journal/wire"
	"postern/sync/link"
)

// hub consumes, records, receipts and distributes. Broker and record survive
// its crash; the broker may forget all the same.
type hub struct {
	world   *world
	record  Record
	broker  [][]byte       // acknowledged, not consumed
	office  []link.Message // whole events for everybody
	created int            // lives of the office stream
	told    map[journal.Name]bool
	owed    map[wire.Source]bool // receipts to be given
	receipt map[string]link.Message
	upto    map[wire.Source]wire.Receipt // last given: within a generation they only rise
	saved   *ledger                      // a backup of the record
	count   uint64
	lost    map[journal.Name]bool // by a restore: they come again
}

func newHub(w *world) *hub {
	return &hub{
		world: w, record: newLedger(), told: map[journal.Name]bool{}, owed: map[wire.Source]bool{}, receipt: map[string]link.Message{},
		upto: map[wire.Source]wire.Receipt{}, lost: map[journal.Name]bool{}, created: 1,
	}
}

// receive is the broker: it keeps and acknowledges.
func (h *hub) receive(s *station, life int, p *link.Parcel, packed []byte) error {
	h.broker = append(h.broker, packed)
	h.world.carry(s, func() error { return s.acknowledged(life, p) })
	return nil
}

func (h *hub) busy() bool { return len(h.broker) > 0 || len(h.owed) > 0 }

// work does one thing: commits a batch, or gives the receipts that are owed. A
// crash may come between the two.
func (h *hub) work(ctx context.Context) error {
	if len(h.broker) > 0 && (len(h.owed) == 0 || h.world.chance(2)) {
		i := 0
		if !h.world.healed {
			i = h.world.opt.Pick(len(h.broker))
		}
		packed := h.broker[i]
		h.broker = slices.Delete(h.broker, i, i+1)
		b, err := wire.Unpack(packed)
		if err != nil {
			return fmt.Errorf("hub: %w", err)
		}
		for _, e := range b.Events {
			if err := h.world.written(b.Source(), e); err != nil {
				return err
			}
		}
		if err := h.record.Keep(ctx, b, h.world.now); err != nil {
			return err
		}
		h.owed[b.Source()] = true
		return nil
	}
	if err := h.distribute(ctx); err != nil {
		return err
	}
	sources := slices.SortedFunc(maps.Keys(h.owed), func(a, b wire.Source) int { return slices.Compare([]byte(a.Station), []byte(b.Station)) })
	for _, of := range sources {
		if err := h.give(ctx, of); err != nil {
			return err
		}
	}
	return nil
}

// distribute publishes what is recorded and was not yet.
func (h *hub) distribute(ctx context.Context) error {
	return h.record.Each(ctx, func(of wire.Source, e wire.Event) error {
		n := journal.Name{Station: of.Station, Epoch: of.Epoch, Seq: e.Seq}
		if h.told[n] {
			return nil
		}
		h.told[n] = true
		packed, err := wire.Batch{Station: of.Station, Epoch: of.Epoch, Events: []wire.Event{e}}.Pack()
		if err != nil {
			return err
		}
		h.office = append(h.office, link.Message{
			Cursor: wire.Cursor{Stream: link.StreamOffice, Created: fmt.Sprint(h.created), Seq: uint64(len(h.office) + 1)}, Kind: link.KindEvents, Body: packed,
		})
		return nil
	})
}

// give computes a receipt from what is committed, signs it, and holds it
// against the invariants.
func (h *hub) give(ctx context.Context, of wire.Source) error {
	r, err := h.record.Receipt(ctx, of, h.world.now)
	if err != nil {
		return err
	}
	if err := h.honest(ctx, r); err != nil {
		return err
	}
	before, some := h.upto[of]
	if some && before.Generation == r.Generation && r.Upto < before.Upto {
		return fmt.Errorf("receipt for %s fell from %d to %d within generation %s", of.Station, before.Upto, r.Upto, r.Generation)
	}
	h.upto[of] = r
	signed, err := r.Sign(h.world.opt.Signer)
	if err != nil {
		return err
	}
	h.count++
	h.receipt[of.Station] = link.Message{
		Cursor: wire.Cursor{Stream: link.StreamReceipt, Created: "1", Seq: h.count}, Kind: link.KindReceipt, Body: []byte(signed),
	}
	delete(h.owed, of)
	return nil
}

// honest holds a receipt against what is committed.
func (h *hub) honest(ctx context.Context, r wire.Receipt) error {
	committed := map[uint64]bool{}
	err := h.record.Each(ctx, func(of wire.Source, e wire.Event) error {
		if of == r.Source() {
			committed[e.Seq] = true
		}
		return nil
	})
	if err != nil {
		return err
	}
	for seq := uint64(1); seq <= r.Upto; seq++ {
		if !committed[seq] {
			return fmt.Errorf("the receipt for %s covers %d, which is not committed", r.Station, seq)
		}
	}
	for seq := range committed {
		delete(committed, seq)
		if !r.Holds(seq) && len(r.Beyond) < wire.MaxRanges {
			return fmt.Errorf("the receipt for %s does not cover %d, which is committed", r.Station, seq)
		}
	}
	return nil
}

// after is what a station has not taken of each stream.
func (h *hub) after(s *station, from []wire.Cursor) (all []link.Message) {
	taken := map[string]wire.Cursor{}
	for _, c := range from {
		taken[c.Stream] = c
	}
	if m, some := h.receipt[s.name]; some && m.Seq > taken[link.StreamReceipt].Seq {
		all = append(all, m)
	}
	c := taken[link.StreamOffice]
	if c.Created != fmt.Sprint(h.created) {
		c = wire.Cursor{}
	}
	for _, m := range h.office[min(int(c.Seq), len(h.office)):] { //nolint:gosec // counts messages
		if len(all) == 20 && !h.world.healed {
			break
		}
		if !h.world.healed && len(all) > h.world.opt.Pick(8) {
			break
		}
		all = append(all, m)
	}
	return all
}

// crash loses what was between commit and receipt; on its return the hub owes
// everybody a receipt and looks what was not distributed.
func (h *hub) crash() {
	for of := range h.upto {
		h.owed[of] = true
	}
}

// forget is a broker that lost its disk: what it acknowledged is gone, and the
// streams begin anew.
func (h *hub) forget() {
	h.broker = nil
	if h.world.chance(3) {
		h.office, h.told = nil, map[journal.Name]bool{}
		h.created++
	}
}

// backup copies the record, or restores it from the copy: under a new
// generation, since what it covers falls.
func (h *hub) backup(ctx context.Context) error {
	l, ours := h.record.(*ledger)
	if !ours {
		return nil
	}
	if h.saved == nil || h.world.chance(2) {
		h.saved = newLedger()
		h.saved.order = slices.Clone(l.order)
		h.saved.events = maps.Clone(l.events)
		return nil
	}
	for n := range l.events {
		if _, kept := h.saved.events[n]; !kept {
			h.lost[n] = true
		}
	}
	restored := newLedger()
	restored.order, restored.events = slices.Clone(h.saved.order), maps.Clone(h.saved.events)
	restored.generation = fmt.Sprintf("g%d", h.world.step+1)
	h.record = restored
	h.crash()
	return h.distribute(ctx)
}
