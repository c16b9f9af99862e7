package hub

import (
	"context"
	"fmt"
	"sync"

	"postern/journal/wire"
	"postern/sync/link"
)

// mostDown bounds what one answer brings; the station asks again at once.
const (
	mostDown      = 32
	mostDownBytes = 4 << 20
)

// places remembers stretches of streams that hold nothing for a station, so
// that they are not read at each asking.
type places struct {
	mu    sync.Mutex
	empty map[string][2]wire.Cursor // station and stream -> from, to
}

func (p *places) skip(key string, at wire.Cursor) wire.Cursor {
	p.mu.Lock()
	defer p.mu.Unlock()
	e, is := p.empty[key]
	if is && e[0].Created == at.Created && e[0].Seq <= at.Seq && at.Seq < e[1].Seq {
		return e[1]
	}
	return at
}

func (p *places) note(key string, from, to wire.Cursor) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.empty == nil || len(p.empty) > 100_000 {
		p.empty = map[string][2]wire.Cursor{}
	}
	from.Created = to.Created
	p.empty[key] = [2]wire.Cursor{from, to}
}

// addresses are the streams of a station, what is urgent first, and the address
// it reads each at.
func (h *Hub) addresses(station string) ([]string, map[string][]string, error) {
	m, is := h.member(station)
	if !is || m.Revoked {
		return nil, nil, fmt.Errorf("%w: it is not of this hub", link.ErrRefused)
	}
	order := []string{link.StreamCommand, link.StreamReceipt, link.StreamAdvice, link.StreamOffice, link.StreamPack, link.StreamDigest}
	return order, map[string][]string{
		link.StreamCommand: {station}, link.StreamReceipt: {station}, link.StreamAdvice: {string(m.Office)},
		link.StreamOffice: {string(m.Office)}, link.StreamPack: {}, link.StreamDigest: {everybody},
	}, nil
}

// everybody is the region until there are several.
const everybody = "all"

// Down gives what lies after a station's cursors.
func (h *Hub) Down(ctx context.Context, station string, from []wire.Cursor, f func(link.Message) error) error {
	order, to, err := h.addresses(station)
	if err != nil {
		return err
	}
	at := map[string]wire.Cursor{}
	for _, c := range from {
		at[c.Stream] = c
	}
	left := reading{hub: h, station: station, f: f, messages: mostDown, bytes: mostDownBytes}
	for _, stream := range order {
		if err := left.stream(ctx, stream, to[stream], at[stream]); err != nil {
			return err
		}
	}
	return nil
}

// reading is one answer in the making.
type reading struct {
	hub      *Hub
	station  string
	f        func(link.Message) error
	messages int
	bytes    int
}

func (r *reading) stream(ctx context.Context, stream string, to []string, after wire.Cursor) error {
	key := r.station + " " + stream
	at := r.hub.read.skip(key, after)
	for r.messages > 0 && r.bytes > 0 {
		m, from, ok, err := r.hub.Broker.Next(ctx, stream, to, at)
		if err != nil {
			return err
		}
		if !ok {
			break
		}
		at = m.Cursor
		m, wanted, err := r.hub.fit(ctx, r.station, m, from)
		if err != nil {
			return err
		}
		if !wanted {
			r.hub.read.note(key, after, at)
			continue
		}
		if err := r.f(m); err != nil {
			return err
		}
		after = m.Cursor
		r.messages, r.bytes = r.messages-1, r.bytes-len(m.Body)
	}
	return nil
}

// fit makes a message of a stream one for this station: its own events it has,
// and those of others come with the keys it may read them by.
func (h *Hub) fit(ctx context.Context, station string, m link.Message, from []string) (link.Message, bool, error) {
	if m.Kind != link.KindEvents {
		return m, true, nil
	}
	if len(from) == 3 && from[2] == h.token(station) {
		return m, false, nil
	}
	b, err := wire.Unpack(m.Body)
	if err != nil {
		return m, false, err
	}
	if b.Keys, err = h.keys.forReader(ctx, station, b); err != nil {
		return m, false, err
	}
	m.Body, err = b.Pack()
	return m, true, err
}
