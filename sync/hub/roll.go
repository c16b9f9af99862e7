package hub

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"postern/parcel"
	"postern/sync/enrol"
	"postern/sync/link"
)

// roll is who belongs, as last read: each connection and request asks for it.
type roll struct {
	mu      sync.RWMutex
	members map[string]enrol.Member
	tokens  map[string]string // address word -> station
}

const lookEach = time.Second // at the register: so long a revoked station goes on

// refresh reads the roll again and answers who was shown out since.
func (h *Hub) refresh(ctx context.Context) (out []string, err error) {
	all, err := h.Register.Members(ctx)
	if err != nil {
		return nil, err
	}
	members, tokens := map[string]enrol.Member{}, map[string]string{}
	for _, m := range all {
		members[m.Station] = m
		if !m.Revoked {
			tokens[h.token(m.Station)] = m.Station
		}
	}
	h.roll.mu.Lock()
	defer h.roll.mu.Unlock()
	for station, before := range h.roll.members {
		if now, is := members[station]; !before.Revoked && (!is || now.Revoked || now.Office != before.Office) {
			out = append(out, station)
		}
	}
	h.roll.members, h.roll.tokens = members, tokens
	return out, nil
}

// watch keeps the roll fresh and cuts the line of who is shown out.
func (h *Hub) watch(ctx context.Context, door Door) error {
	for {
		out, err := h.refresh(ctx)
		if err != nil {
			return err
		}
		for _, station := range out {
			h.Log.Warn("station shown out", slog.String("station", station))
			if err := door.Cut(station); err != nil {
				return err
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-h.After(lookEach):
		}
	}
}

// Station is that of an address word; known says that it belongs.
func (h *Hub) Station(token string) (station string, known bool) {
	h.roll.mu.RLock()
	defer h.roll.mu.RUnlock()
	station, known = h.roll.tokens[token]
	return station, known
}

// member is a station that belongs, also one that was shown out.
func (h *Hub) member(station string) (enrol.Member, bool) {
	h.roll.mu.RLock()
	defer h.roll.mu.RUnlock()
	m, is := h.roll.members[station]
	return m, is
}

// mates are the other stations of an office.
func (h *Hub) mates(office parcel.Office, but string) []string {
	h.roll.mu.RLock()
	defer h.roll.mu.RUnlock()
	var all []string
	for _, m := range h.roll.members {
		if m.Office == office && m.Station != but && !m.Revoked {
			all = append(all, m.Station)
		}
	}
	return all
}

// Admit says who a connection is: its certificate names a station that belongs
// and is still of the office it was certified for.
func (h *Hub) Admit(a *enrol.Authority) func(*tls.ConnectionState) (string, parcel.Office, error) {
	return func(state *tls.ConnectionState) (string, parcel.Office, error) {
		holder, err := a.Holder(state, h.Now(), 0)
		if err != nil {
			return "", "", err
		}
		m, is := h.member(holder.Station)
		if !is { // enrolled through another hub a moment ago
			if _, err := h.refresh(context.Background()); err != nil { //nolint:forbidigo // the server gives no context
				return "", "", err
			}
			m, is = h.member(holder.Station)
		}
		switch {
		case !is:
			return "", "", fmt.Errorf("%s: %w", holder.Station, enrol.ErrStranger)
		case m.Revoked:
			return "", "", fmt.Errorf("%s: %w", holder.Station, enrol.ErrRevoked)
		case m.Office != holder.Office:
			return "", "", fmt.Errorf("%s: %w: it is for another office, let it renew", holder.Station, link.ErrRefused)
		}
		return m.Station, m.Office, nil
	}
}
