package hub

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"postern/journal/wire"
	"postern/sync/hub/record"
	"postern/sync/link"
)

// Greet answers a station's hello, and sends its receipt once more.
func (h *Hub) Greet(ctx context.Context, station string, hello link.Hello) (link.Welcome, error) {
	m, is := h.member(station)
	if !is || m.Revoked || hello.Station != station {
		return link.Welcome{}, fmt.Errorf("%w: it says it is %q", link.ErrRefused, hello.Station)
	}
	if hello.Office != m.Office {
		return link.Welcome{}, fmt.Errorf("%w: it was enrolled for office %s, not %s", link.ErrRefused, m.Office, hello.Office)
	}
	if hello.Version < link.Version-1 {
		return link.Welcome{}, fmt.Errorf("%w: its program is too old for this hub: bring it up to date", link.ErrRefused)
	}
	now := h.Now()
	if err := h.Directory.Greet(ctx, record.Card{Station: station, Key: hello.Key, Sealing: hello.Sealing, At: now}); err != nil {
		return link.Welcome{}, err
	}
	h.keys.meet(station, hello.Sealing)
	h.roots.note(station, slices.Contains(hello.Caps, link.CapRoot))
	if err := h.checkHead(ctx, station, hello); err != nil {
		return link.Welcome{}, err
	}
	standing := wire.Source{Station: station, Epoch: hello.Epoch}
	if err := h.receipt(ctx, standing); err != nil {
		return link.Welcome{}, err
	}
	h.Meter.hello()
	return link.Welcome{
		Version: link.Version, Hub: h.Name, Generation: h.generation, Caps: []string{"events", "files", "digest", "pack", "command", "advice"},
		MaxInflight: maxInflight, MinInterval: minInterval, Key: h.Key, Sealing: h.Reader.Public(), Digest: h.DigestKey, Now: now.Truncate(time.Millisecond),
	}, nil
}

// Piece keeps a piece of a file. The station hears when the file is whole, and
// what is missing of it; that is on its way before the piece is acknowledged.
func (h *Hub) Piece(ctx context.Context, c link.Chunk) error {
	r, news, err := h.Files.Keep(ctx, c)
	if err != nil {
		return err
	}
	h.Meter.piece(len(c.Data), r.Whole)
	if !news {
		return nil
	}
	if len(r.Missing) > 0 {
		h.Log.Warn("pieces of a file come again", slog.String("station", c.Station), slog.Int("pieces", len(r.Missing)))
	}
	body, err := json.Marshal(r)
	if err != nil {
		return err
	}
	to := []string{c.Station, "file", hex.EncodeToString(c.SHA256[:])}
	return h.Broker.Post(ctx, link.StreamCommand, to, "", link.Message{Kind: link.KindFile, Body: body})
}

// Fetch gives a station a piece of a file it gave.
func (h *Hub) Fetch(ctx context.Context, station string, sha [32]byte, index int) (piece []byte, pieces int, err error) {
	return h.Files.Fetch(ctx, station, sha, index)
}

// Take hands a packed batch to the broker, once it is sure whose it is.
func (h *Hub) Take(ctx context.Context, station string, data []byte) error {
	b, err := wire.Unpack(data)
	if err != nil {
		h.Meter.refuse()
		return err
	}
	if b.Station != station {
		h.Meter.refuse()
		h.Log.Warn("a station writes as another", slog.String("station", station), slog.String("as", b.Station))
		return fmt.Errorf("%w: station %s cannot write as %s", link.ErrRefused, station, b.Station)
	}
	if err := h.Broker.Hand(ctx, station, b.Priority, b.ID(), data); err != nil {
		return err
	}
	h.Meter.sent(len(data))
	return nil
}
