package simulation

import (
	"context"
	"fmt"

	"postern/journal"
	"postern/journal/wire"
	"postern/parcel"
	"postern/sync/link"
)

// station is one desk: a disk that survives, and what is lost in a crash.
type station struct {
	world *world
	name  string
	disk  Disk
	cut   bool

	queue    *link.Queue
	life     int // counts crashes: what was begun before is nobody's after
	inflight []*link.Parcel

	shown   map[journal.Name][32]byte // saved, as the officer was told
	cursors map[string]wire.Cursor    // as last seen: they only rise
	last    map[parcel.ItemID]journal.Name
}

func newStation(w *world, name string, disk Disk) *station {
	return &station{
		world: w, name: name, disk: disk, queue: &link.Queue{}, shown: map[journal.Name][32]byte{}, cursors: map[string]wire.Cursor{},
		last: map[parcel.ItemID]journal.Name{},
	}
}

// act is an officer's act, shown as saved once the disk has it.
func (s *station) act(ctx context.Context) error {
	item := parcel.ItemID(fmt.Sprintf("RB%d@2026-02-01", s.world.opt.Pick(5)))
	d := journal.Draft{Body: s.world.body(), Officers: []parcel.OfficerID{"o"}, Item: item}
	if _, decides := d.Body.(journal.ItemDecided); decides {
		if before, some := s.last[item]; some && s.world.chance(2) {
			d.Supersedes = []journal.Name{before}
		}
	}
	names, err := s.disk.Append(ctx, d)
	if err != nil {
		return fmt.Errorf("%s: save: %w", s.name, err)
	}
	if d.Body.Kind() == journal.KindItemDecided {
		s.last[item] = names[0]
	}
	b, err := s.disk.Batch(ctx, names[0].Epoch, []uint64{names[0].Seq}, nil)
	if err != nil {
		return err
	}
	s.shown[names[0]] = journal.Leaf(b.Events[0].Record)
	return nil
}

// send puts the next batch on the way.
func (s *station) send(ctx context.Context) error {
	epochs, err := s.disk.Epochs(ctx)
	if err != nil {
		return err
	}
	s.queue.Epochs(epochs)
	for _, e := range epochs {
		all, err := s.disk.Waiting(ctx, e, s.queue.Read(e), 1000)
		if err != nil {
			return err
		}
		s.queue.Add(e, all)
	}
	s.expire()
	from, to := wire.Grave, wire.Grave
	if s.world.chance(2) || s.world.healed {
		to = wire.Priorities - 1
	}
	p := s.queue.Next(s.world.now, from, to)
	if len(p.Seqs) == 0 {
		return nil
	}
	b, err := s.disk.Batch(ctx, p.Epoch, p.Seqs, nil)
	if err != nil {
		return err
	}
	b.Priority = p.Priority
	packed, err := b.Pack()
	if err != nil {
		return err
	}
	life := s.life
	s.inflight = append(s.inflight, &p)
	s.world.carry(s, func() error { return s.world.hub.receive(s, life, &p, packed) })
	return nil
}

// expire gives up what nobody answered: the line's timeout.
func (s *station) expire() {
	if len(s.inflight) > 3 || s.world.healed || s.world.chance(3) {
		for _, p := range s.inflight {
			s.queue.Done(*p, s.world.now, false)
		}
		s.inflight = nil
	}
}

// acknowledged is the broker's word: sent, and no more than that.
func (s *station) acknowledged(life int, p *link.Parcel) error {
	if life != s.life {
		return nil // another life asked
	}
	for i, q := range s.inflight {
		if p == q {
			s.inflight = append(s.inflight[:i], s.inflight[i+1:]...)
			s.queue.Done(*p, s.world.now, true)
			break
		}
	}
	return nil
}

// pull asks for what lies after the cursors.
func (s *station) pull(ctx context.Context) error {
	from, err := s.disk.Cursors(ctx)
	if err != nil {
		return err
	}
	life := s.life
	for _, m := range s.world.hub.after(s, from) {
		s.world.carry(s, func() error { return s.arrive(ctx, life, m) })
	}
	return nil
}

// arrive keeps one message, in the order of its stream: a line gives nothing
// after a gap.
func (s *station) arrive(ctx context.Context, life int, m link.Message) error {
	if life != s.life {
		return nil
	}
	at := s.cursors[m.Stream]
	if m.Kind == link.KindReceipt {
		if m.Seq <= at.Seq {
			return nil
		}
		s.cursors[m.Stream] = m.Cursor
		return s.settle(ctx, m)
	}
	if at.Created == m.Created && m.Seq != at.Seq+1 || at.Created != m.Created && m.Seq != 1 {
		return nil
	}
	b, err := wire.Unpack(m.Body)
	if err != nil {
		return fmt.Errorf("%s: what the hub sent: %w", s.name, err)
	}
	merged, err := s.disk.Merge(ctx, m.Cursor, b)
	if err == nil && merged.Forks+len(merged.Refused) > 0 {
		err = fmt.Errorf("%s: %d forks, %v refused and nobody forged anything", s.name, merged.Forks, merged.Refused)
	}
	if err == nil {
		s.cursors[m.Stream] = m.Cursor
	}
	return err
}

func (s *station) settle(ctx context.Context, m link.Message) error {
	r, err := wire.ReadReceipt(string(m.Body), s.world.opt.Verifier)
	if err != nil {
		return fmt.Errorf("%s: receipt: %w", s.name, err)
	}
	if believed, err := s.disk.Settle(ctx, m.Cursor, r); err != nil || !believed {
		return err
	}
	s.queue.Settle(r, s.world.now)
	return nil
}

// crash loses all but the disk, and starts again.
func (s *station) crash(context.Context) error {
	s.life++
	s.queue, s.inflight = &link.Queue{}, nil
	return nil
}
