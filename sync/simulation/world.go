package simulation

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/note"

	"postern/journal"
	"postern/parcel"
)

// Options is what a world is made of.
type Options struct {
	Stations int
	Steps    int
	Pick     func(n int) int // chance: a number under n; the whole run follows from it
	Signer   note.Signer     // the hub's
	Verifier note.Verifier   // of its receipts
	Disk     func(name string, epoch journal.Epoch, now func() time.Time) (Disk, error)
	Record   func() (Record, error) // nil for one in memory, which can also be restored from a backup
	Faults   bool
}

// world is everything there is.
type world struct {
	opt      Options
	now      time.Time
	stations []*station
	hub      *hub
	packets  []packet
	step     int
	healed   bool
	opened   pool
}

// packet is something on its way over the network.
type packet struct {
	name string // of the station it comes from, or goes to
	give func() error
}

// Run plays a world to its end. An error names the first invariant that did not
// hold, and the step.
func Run(ctx context.Context, opt Options) error {
	w := &world{opt: opt, opened: pool{}, now: time.UnixMilli(1_770_000_000_000)}
	if err := w.begin(); err != nil {
		return err
	}
	for w.step = range opt.Steps {
		if err := w.once(ctx); err != nil {
			return fmt.Errorf("step %d: %w", w.step, err)
		}
	}
	w.healed = true
	for round := range 400 {
		w.step++
		if err := w.settle(ctx); err != nil {
			return fmt.Errorf("round %d of healing: %w", round, err)
		}
		done, err := w.together(ctx)
		if err != nil {
			return err
		}
		if done {
			w.step = 0 // and once more everything
			return w.check(ctx)
		}
	}
	return w.apart(ctx)
}

func (w *world) begin() error {
	clock := func() time.Time { return w.now }
	w.hub = newHub(w)
	if w.opt.Record != nil {
		r, err := w.opt.Record()
		if err != nil {
			return err
		}
		w.hub.record = r
	}
	for i := range w.opt.Stations {
		name := fmt.Sprintf("desk-%d", i+1)
		epoch := journal.Epoch{byte(i + 1), 0xab}
		var disk Disk = newMemory(name, epoch, clock, w.opened)
		if w.opt.Disk != nil {
			var err error
			if disk, err = w.opt.Disk(name, epoch, clock); err != nil {
				return err
			}
		}
		w.stations = append(w.stations, newStation(w, name, disk))
	}
	return nil
}

// chance is true once in n times.
func (w *world) chance(n int) bool { return w.opt.Pick(n) == 0 }

// faulty is true once in n times while there are faults.
func (w *world) faulty(n int) bool { return w.opt.Faults && !w.healed && w.chance(n) }

// once does one thing somewhere and checks everything after.
func (w *world) once(ctx context.Context) error {
	w.now = w.now.Add(time.Duration(1+w.opt.Pick(8000)) * time.Millisecond)
	s := w.stations[w.opt.Pick(len(w.stations))]
	var err error
	switch w.opt.Pick(16) {
	case 0, 1, 2:
		err = s.act(ctx)
	case 3, 4, 5:
		err = s.send(ctx)
	case 6, 7, 8, 9:
		err = w.deliver()
	case 10, 11:
		err = w.hub.work(ctx)
	case 12, 13:
		err = s.pull(ctx)
	default:
		err = w.trouble(ctx, s)
	}
	if err != nil {
		return err
	}
	return w.check(ctx)
}

// trouble is what goes wrong, now and then.
func (w *world) trouble(ctx context.Context, s *station) error {
	if !w.opt.Faults {
		return nil
	}
	switch w.opt.Pick(6) {
	case 0:
		return s.crash(ctx)
	case 1:
		s.cut = !s.cut
	case 2:
		s.cut = false
	case 3:
		w.hub.crash()
	case 4:
		w.hub.forget()
	case 5:
		return w.hub.backup(ctx)
	}
	return nil
}

// carry puts something on the way, unless the line is cut or it is dropped; it
// may be there twice.
func (w *world) carry(s *station, give func() error) {
	if s.cut && !w.healed || w.faulty(6) {
		return
	}
	w.packets = append(w.packets, packet{s.name, give})
	if w.faulty(8) {
		w.packets = append(w.packets, packet{s.name, give})
	}
}

// deliver lets one packet arrive, not always the first.
func (w *world) deliver() error {
	if len(w.packets) == 0 {
		return nil
	}
	if w.opt.Faults && !w.healed { // in any order: the one that comes changes places with the first
		i := w.opt.Pick(len(w.packets))
		w.packets[0], w.packets[i] = w.packets[i], w.packets[0]
	}
	p := w.packets[0]
	w.packets = w.packets[1:]
	return p.give()
}

// settle is a round in which everything works.
func (w *world) settle(ctx context.Context) error {
	w.now = w.now.Add(11 * time.Second)
	for _, s := range w.stations {
		s.cut = false
		for range 4 {
			if err := s.send(ctx); err != nil {
				return err
			}
		}
		if err := s.pull(ctx); err != nil {
			return err
		}
	}
	for len(w.packets) > 0 {
		if err := w.deliver(); err != nil {
			return err
		}
	}
	for w.hub.busy() {
		if err := w.hub.work(ctx); err != nil {
			return err
		}
	}
	return w.check(ctx)
}

// body draws what an officer does.
func (w *world) body() journal.Body {
	all := parcel.Outcomes()
	switch w.opt.Pick(4) {
	case 0:
		return journal.ItemDecided{Outcome: all[w.opt.Pick(len(all))], Ground: "seen", Lane: parcel.Red, Reason: parcel.ByRule}
	case 1:
		return journal.HoldIssued{Agency: parcel.Plant, Reason: "seeds"}
	default:
		return journal.ItemScanned{Scan: parcel.Scan{Code: "x", Place: parcel.Bench}, Verdict: parcel.Verdict{Lane: parcel.Green}}
	}
}
