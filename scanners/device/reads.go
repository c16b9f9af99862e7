package device

import (
	"context"

	"postern/parcel"
)

// Reads turns what one device sends into scans.
type Reads struct {
	keeper *Keeper
	name   string
	framer *Framer
	out    chan<- parcel.Scan
	wasted int
}

// Reads begins with nothing read. name is the device's, where it differs from
// the settings'.
func (k *Keeper) Reads(name string, out chan<- parcel.Scan) *Reads {
	if name == "" {
		name = k.settings.Name
	}
	return &Reads{keeper: k, name: name, framer: NewFramer(k.settings.Framing), out: out}
}

// Bytes takes what the device sent and sends the reads that are over. It fails
// only when ctx ends.
func (r *Reads) Bytes(ctx context.Context, sent []byte) error {
	for _, b := range sent {
		r.wasted++
		if read, over := r.framer.Byte(b); over {
			if err := r.give(ctx, read); err != nil {
				return err
			}
		}
	}
	return nil
}

// Quiet says that the device was silent for the framing's silence.
func (r *Reads) Quiet(ctx context.Context) error {
	if read, over := r.framer.Quiet(); over {
		return r.give(ctx, read)
	}
	return nil
}

// Drop gives up what has come of a read, and tells why if there was any.
func (r *Reads) Drop(why string) {
	if read, over := r.framer.GiveUp(why); over {
		r.keeper.Say(r.name + ": " + read.Wrong)
	}
}

// Spoil says that some of what the device sent never came; the read that is
// under way is refused, and told, at its end.
func (r *Reads) Spoil(why string) { r.framer.Spoil(why) }

// Wasted is how many bytes came since the last good read.
func (r *Reads) Wasted() int { return r.wasted }

func (r *Reads) give(ctx context.Context, read Read) error {
	if read.Wrong != "" {
		r.keeper.Say(r.name + ": " + read.Wrong)
		return nil
	}
	r.wasted = 0
	return r.keeper.Send(ctx, r.out, parcel.Scan{Code: read.Code, Device: r.name})
}

// Send sends a scan, completed from the settings, or fails when ctx ends.
func (k *Keeper) Send(ctx context.Context, out chan<- parcel.Scan, s parcel.Scan) error {
	if k.settings.Label != nil {
		s.Code = k.settings.Label(s.Code)
	}
	if s.Device == "" {
		s.Device = k.settings.Name
	}
	if s.Place == "" {
		s.Place = k.settings.Place
	}
	s.At = k.settings.Now()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case out <- s:
		return nil
	}
}
