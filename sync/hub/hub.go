package hub

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"

	"postern/journal/wire"
	"postern/parcel"
	"postern/sync/enrol"
	"postern/sync/hub/record"
	"postern/sync/link"
)

// Broker keeps what waits: upward for the record, downward for the stations.
type Broker interface {
	// Hand keeps a packed batch of a station until it is recorded.
	Hand(ctx context.Context, station string, p wire.Priority, id string, data []byte) error
	// Work gives what was handed in to f, several together, until ctx ends.
	// What f returned nil for is done; the rest comes again.
	Work(ctx context.Context, grave bool, f func(context.Context, [][]byte) error) error
	// Post adds a message to a stream downward, for the address to.
	Post(ctx context.Context, stream string, to []string, id string, m link.Message) error
	// Next gives the first message after a cursor whose address begins with to.
	Next(ctx context.Context, stream string, to []string, after wire.Cursor) (m link.Message, from []string, ok bool, err error)
	// News tells f the address of each message that is posted, by any hub.
	News(ctx context.Context, f func(address []string)) error
}

// Door is where stations are let in.
type Door interface {
	// Tell lets stations know that something came down: one, those of an
	// office, or all.
	Tell(station string, office parcel.Office, all bool) error
	// Cut ends a station's connections.
	Cut(station string) error
}

// Files keeps photos and X-rays by the piece.
type Files interface {
	// Keep keeps a piece; news says that the station should hear the receipt.
	Keep(ctx context.Context, c link.Chunk) (r link.FileReceipt, news bool, err error)
	// Fetch gives a station a piece of a file it gave, and how many there are.
	Fetch(ctx context.Context, station string, sha256 [32]byte, index int) (piece []byte, pieces int, err error)
	// Forget removes a station's files that were sealed with these data keys.
	Forget(ctx context.Context, station string, keys []string) error
}

// Directory is what a hub knows of stations beyond their events.
type Directory interface {
	record.Directory
	record.Heads
}

// Options say what a hub works with.
type Options struct {
	Name      string
	Record    record.Record
	Directory Directory
	Register  enrol.Register
	Broker    Broker
	Files     Files
	Signer    note.Signer // of receipts
	Key       string      // its verifier key (sumdb/note form)
	Reader    *wire.Reader
	DigestKey []byte // of the region: keys the hashes in digests
	Now       func() time.Time
	After     func(time.Duration) <-chan time.Time
	Log       *slog.Logger
	Meter     *Meter
	DoorOnly  bool // other hubs of the record record what comes in here
}

// Hub is one hub. Several may share a broker and a record.
type Hub struct {
	Options
	generation string
	token      func(string) string // a station's name as addresses have it
	roll       roll
	keys       keyring
	read       places
	trees      trees
	roots      asking
}

// The limits a hub tells its stations.
const (
	maxInflight = 4
	minInterval = 0
)

// New makes a hub of its parts and reads who belongs to it. token is how words
// stand in addresses of the broker.
func New(ctx context.Context, o Options, token func(string) string) (*Hub, error) {
	h := &Hub{Options: o, token: token}
	h.keys.hub = h
	p, err := o.Record.Progress(ctx, wire.Source{}, o.Now())
	if err != nil {
		return nil, err
	}
	h.generation = p.Generation
	_, err = h.refresh(ctx)
	return h, err
}

// Generation is that of the record.
func (h *Hub) Generation() string { return h.generation }

// Run works until ctx ends. What fails meanwhile is tried again.
func (h *Hub) Run(ctx context.Context, door Door) error {
	works := map[string]func(context.Context) error{
		"news": func(ctx context.Context) error { return h.Broker.News(ctx, func(a []string) { h.tell(door, a) }) },
		"roll": func(ctx context.Context) error { return h.watch(ctx, door) },
	}
	if !h.DoorOnly {
		works["record grave"] = func(ctx context.Context) error { return h.Broker.Work(ctx, true, h.work) }
		works["record"] = func(ctx context.Context) error { return h.Broker.Work(ctx, false, h.work) }
	}
	var all sync.WaitGroup
	for name, work := range works {
		all.Go(func() { h.persist(ctx, name, work) })
	}
	all.Wait()
	return ctx.Err()
}

const breather = time.Second

// persist does work again whenever it ends before ctx does.
func (h *Hub) persist(ctx context.Context, name string, work func(context.Context) error) {
	for ctx.Err() == nil {
		if err := work(ctx); err != nil && !errors.Is(err, context.Canceled) {
			h.Log.Error("work broke off and begins again", slog.String("work", name), slog.String("error", err.Error()))
		}
		select {
		case <-ctx.Done():
		case <-h.After(breather):
		}
	}
}

// tell passes news on to the stations at this hub's door.
func (h *Hub) tell(door Door, address []string) {
	var err error
	switch {
	case len(address) < 2:
		return
	case address[0] == link.StreamReceipt, address[0] == link.StreamCommand:
		if station, known := h.Station(address[1]); known {
			err = door.Tell(station, "", false)
		}
	case address[0] == link.StreamOffice, address[0] == link.StreamAdvice:
		err = door.Tell("", parcel.Office(address[1]), false)
	default:
		err = door.Tell("", "", true)
	}
	if err != nil {
		h.Log.Warn("news not passed on", slog.String("error", err.Error()))
	}
}
