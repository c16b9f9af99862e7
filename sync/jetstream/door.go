package jetstream

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go"

	"postern/journal/wire"
	"postern/parcel"
	"postern/sync/link"
)

// Host answers stations at the door. Who asks is known from the certificate.
type Host interface {
	// Greet answers a hello.
	Greet(ctx context.Context, station string, h link.Hello) (link.Welcome, error)
	// Take keeps a packed batch of the station, or says why not.
	Take(ctx context.Context, station string, data []byte) error
	// Piece keeps a piece of a file.
	Piece(ctx context.Context, c link.Chunk) error
	// Fetch gives a piece of a file the station gave, and how many there are.
	Fetch(ctx context.Context, station string, name [32]byte, index int) (piece []byte, pieces int, err error)
	// Down gives what lies after the cursors to f, up to a bound of its own.
	Down(ctx context.Context, station string, from []wire.Cursor, f func(link.Message) error) error
}

// Door serves a host to the stations that come in by a server.
type Door struct {
	conn *nats.Conn
	host Host
	log  *slog.Logger
	busy chan struct{} // one token for each request at work
}

const (
	mostRequests = 64 // at work at once; others wait in the server
	answerWithin = 25 * time.Second
)

// OpenDoor begins to answer. The connection is one of the server's own. name
// undoes token for the stations that are let in.
func OpenDoor(ctx context.Context, conn *nats.Conn, host Host, name func(token string) (string, bool), log *slog.Logger) (*Door, error) {
	d := &Door{conn: conn, host: host, log: log, busy: make(chan struct{}, mostRequests)}
	for verb, act := range map[string]func(context.Context, string, *nats.Msg) error{
		inHello: d.hello, inEvent: d.event, inPiece: d.piece, inFetch: d.fetch, inDown: d.down,
	} {
		sub, err := conn.Subscribe("in.*."+verb, func(m *nats.Msg) {
			station, known := name(strings.Split(m.Subject, ".")[1])
			d.busy <- struct{}{}
			go func() {
				defer func() { <-d.busy }()
				ctx, cancel := context.WithTimeout(ctx, answerWithin)
				defer cancel()
				err := fmt.Errorf("%w: it is not of this hub", link.ErrRefused)
				if known {
					err = act(ctx, station, m)
				}
				if err != nil {
					d.refuse(station, verb, m, err)
				}
			}()
		})
		if err != nil {
			return nil, err
		}
		if err := sub.SetPendingLimits(-1, 256<<20); err != nil {
			return nil, err
		}
	}
	return d, conn.Flush()
}

// Token is how a station stands in subjects.
func Token(station string) string { return token(station) }

func (d *Door) refuse(station, verb string, m *nats.Msg, err error) {
	out := nats.NewMsg(m.Reply)
	out.Header.Set(headerCode, codeOf(err))
	out.Data = []byte(err.Error())
	if codeOf(err) == codeFailed {
		d.log.Error("request failed", slog.String("station", station), slog.String("verb", verb), slog.String("error", err.Error()))
		out.Data = []byte("see the hub's log")
	}
	m.RespondMsg(out) //nolint:errcheck,gosec // whoever asked has left
}

func ok(m *nats.Msg, data []byte) error {
	out := nats.NewMsg(m.Reply)
	out.Header.Set(headerCode, codeOK)
	out.Data = data
	return m.RespondMsg(out)
}

func (d *Door) hello(ctx context.Context, station string, m *nats.Msg) error {
	var g greeting
	if err := json.Unmarshal(m.Data, &g); err != nil {
		return fmt.Errorf("%w: not a hello: %w", ErrBad, err)
	}
	h, err := g.hello()
	if err != nil {
		return err
	}
	w, err := d.host.Greet(ctx, station, h)
	if err != nil {
		return err
	}
	data, err := json.Marshal(w)
	if err != nil {
		return err
	}
	return ok(m, data)
}

func (d *Door) event(ctx context.Context, station string, m *nats.Msg) error {
	if err := d.host.Take(ctx, station, m.Data); err != nil {
		return err
	}
	return ok(m, nil)
}

func (d *Door) piece(ctx context.Context, station string, m *nats.Msg) error {
	c, err := readPiece(station, m.Header.Get(headerPiece), m.Data)
	if err != nil {
		return err
	}
	if err := d.host.Piece(ctx, c); err != nil {
		return err
	}
	return ok(m, nil)
}

func (d *Door) fetch(ctx context.Context, station string, m *nats.Msg) error {
	var w wanted
	if err := json.Unmarshal(m.Data, &w); err != nil || len(w.SHA256) != sha256.Size {
		return fmt.Errorf("%w: no file is named", ErrBad)
	}
	data, pieces, err := d.host.Fetch(ctx, station, [sha256.Size]byte(w.SHA256), w.Index)
	if err != nil {
		return err
	}
	out := nats.NewMsg(m.Reply)
	out.Header.Set(headerCode, codeOK)
	out.Header.Set(headerPieces, strconv.Itoa(pieces))
	out.Data = data
	return m.RespondMsg(out)
}

func (d *Door) down(ctx context.Context, station string, m *nats.Msg) error {
	var from []wire.Cursor
	if err := json.Unmarshal(m.Data, &from); err != nil {
		return fmt.Errorf("%w: not cursors: %w", ErrBad, err)
	}
	err := d.host.Down(ctx, station, from, func(x link.Message) error {
		out := down(x)
		out.Subject = m.Reply
		return d.conn.PublishMsg(out)
	})
	if err != nil {
		return err
	}
	return ok(m, nil)
}

// Tell lets stations know that something came down for them.
func (d *Door) Tell(station string, office parcel.Office, all bool) error {
	subjects := newsSubjects(station, office)
	var err error
	if station != "" {
		err = d.conn.Publish(subjects[0], nil)
	}
	if office != "" {
		err = errors.Join(err, d.conn.Publish(subjects[1], nil))
	}
	if all {
		err = errors.Join(err, d.conn.Publish(subjects[2], nil))
	}
	return err
}
