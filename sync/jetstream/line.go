package jetstream

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"

	"postern/journal/wire"
	"postern/sync/link"
)

// Line is the station's end.
type Line struct {
	opt LineOptions

	mu   sync.Mutex // guards conn
	conn *nats.Conn
	news chan struct{}
}

// LineOptions say how a station reaches its hub.
type LineOptions struct {
	Station string
	// Ready is asked before each connection: it renews the certificate where
	// that is due, and answers the hub's doors and how to speak to them.
	Ready func(context.Context) (doors []string, config *tls.Config, err error)
	After func(time.Duration) <-chan time.Time
}

// How long a station waits: on a line of 64 kbit/s a full batch takes 32 s.
const (
	dialPatience   = 20 * time.Second
	answerPatience = time.Minute
	lookAgain      = time.Minute // news may be lost on the way
)

var _ link.Line = (*Line)(nil)

// NewLine makes the station's end; nothing is dialled yet.
func NewLine(o LineOptions) *Line { return &Line{opt: o} }

// Open implements link.Line.
func (l *Line) Open(ctx context.Context, h link.Hello) (w link.Welcome, err error) {
	if err := l.Close(); err != nil {
		return w, err
	}
	doors, config, err := l.opt.Ready(ctx)
	if err != nil {
		return w, err
	}
	news := make(chan struct{}, 1)
	conn, err := nats.Connect(strings.Join(addresses(doors), ","), nats.Secure(config), nats.TLSHandshakeFirst(), nats.NoReconnect(), nats.Timeout(dialPatience),
		nats.CustomInboxPrefix(inbox(l.opt.Station)), nats.Name(l.opt.Station), nats.PingInterval(30*time.Second), nats.MaxPingsOutstanding(2))
	if err != nil {
		return w, refusal(err)
	}
	m, err := l.ask(ctx, conn, inHello, greet(h))
	if err == nil {
		err = json.Unmarshal(m.Data, &w)
	}
	for _, subject := range newsSubjects(l.opt.Station, h.Office) {
		if err != nil {
			break
		}
		_, err = conn.Subscribe(subject, func(*nats.Msg) { stir(news) })
	}
	if err != nil {
		conn.Close()
		return w, err
	}
	l.mu.Lock()
	l.conn, l.news = conn, news
	l.mu.Unlock()
	return w, nil
}

func stir(news chan<- struct{}) {
	select {
	case news <- struct{}{}:
	default: // it will look anyhow
	}
}

func addresses(doors []string) []string {
	var all []string
	for _, d := range doors {
		all = append(all, "tls://"+d)
	}
	return all
}

// refusal tells a hub that lets nobody in from one that is not there.
func refusal(err error) error {
	text := err.Error()
	for _, sign := range []string{"authorization violation", "certificate", "unknown authority", "authentication"} {
		if strings.Contains(strings.ToLower(text), sign) {
			return fmt.Errorf("%w: %w", link.ErrRefused, err)
		}
	}
	return fmt.Errorf("the hub's door does not open: %w", err)
}

func (l *Line) line() (*nats.Conn, chan struct{}, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.conn == nil || l.conn.IsClosed() {
		return nil, nil, nats.ErrConnectionClosed
	}
	return l.conn, l.news, nil
}

func (l *Line) ask(ctx context.Context, conn *nats.Conn, verb string, v any) (*nats.Msg, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	m := nats.NewMsg(inSubject(l.opt.Station, verb))
	m.Data = data
	return l.request(ctx, conn, m)
}

func (l *Line) request(ctx context.Context, conn *nats.Conn, m *nats.Msg) (*nats.Msg, error) {
	ctx, cancel := context.WithTimeout(ctx, answerPatience)
	defer cancel()
	answer, err := conn.RequestMsgWithContext(ctx, m)
	if err != nil {
		return nil, fmt.Errorf("no answer from the hub: %w", err)
	}
	return answer, verdict(answer)
}

// Send implements link.Line.
func (l *Line) Send(ctx context.Context, b wire.Batch) error {
	conn, _, err := l.line()
	if err != nil {
		return err
	}
	data, err := b.Pack()
	if err != nil {
		return err
	}
	m := nats.NewMsg(inSubject(l.opt.Station, inEvent))
	m.Data = data
	_, err = l.request(ctx, conn, m)
	return err
}

// Show implements link.Shower.
func (l *Line) Show(ctx context.Context, h link.Hello) error {
	conn, _, err := l.line()
	if err == nil {
		_, err = l.ask(ctx, conn, inHello, greet(h))
	}
	return err
}

// Put implements link.Line.
func (l *Line) Put(ctx context.Context, c link.Chunk) error {
	conn, _, err := l.line()
	if err != nil {
		return err
	}
	m := nats.NewMsg(inSubject(l.opt.Station, inPiece))
	m.Data = c.Data
	m.Header.Set(headerPiece, piece(c))
	_, err = l.request(ctx, conn, m)
	return err
}

// Fetch gets a file of this station back from the hub, whole and as it was.
func (l *Line) Fetch(ctx context.Context, name [sha256.Size]byte) ([]byte, error) {
	conn, _, err := l.line()
	if err != nil {
		return nil, err
	}
	var all []byte
	for i, pieces := 0, 1; i < pieces; i++ {
		m, err := l.ask(ctx, conn, inFetch, wanted{name[:], i})
		if err != nil {
			return nil, err
		}
		if pieces, err = strconv.Atoi(m.Header.Get(headerPieces)); err != nil || len(all)+len(m.Data) > mostFetched {
			return nil, fmt.Errorf("%w: no piece of a file came", ErrBad)
		}
		all = append(all, m.Data...)
	}
	if sha256.Sum256(all) != name {
		return nil, fmt.Errorf("the hub's copy of file %x is another", name)
	}
	return all, nil
}

const mostFetched = 64 << 20

// Take implements link.Line.
func (l *Line) Take(ctx context.Context, from []wire.Cursor, f func(context.Context, link.Message) error) error {
	conn, news, err := l.line()
	if err != nil {
		return err
	}
	at := map[string]wire.Cursor{}
	for _, c := range from {
		at[c.Stream] = c
	}
	broken := conn.StatusChanged(nats.CLOSED)
	for {
		n, err := l.fetch(ctx, conn, at, f)
		if err != nil {
			return err
		}
		if n > 0 {
			continue
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-broken:
			return errors.Join(nats.ErrConnectionClosed, conn.LastError())
		case <-news:
		case <-l.opt.After(lookAgain):
		}
	}
}

// fetch asks once for what lies after the cursors, and counts what came.
func (l *Line) fetch(ctx context.Context, conn *nats.Conn, at map[string]wire.Cursor, f func(context.Context, link.Message) error) (int, error) {
	cursors := []wire.Cursor{}
	for _, c := range at {
		cursors = append(cursors, c)
	}
	data, err := json.Marshal(cursors)
	if err != nil {
		return 0, err
	}
	reply := conn.NewInbox()
	sub, err := conn.SubscribeSync(reply)
	if err != nil {
		return 0, err
	}
	defer sub.Unsubscribe() //nolint:errcheck // the line is broken
	if err := conn.PublishRequest(inSubject(l.opt.Station, inDown), reply, data); err != nil {
		return 0, err
	}
	for n := 0; ; n++ {
		m, err := next(ctx, sub)
		if err != nil {
			return n, err
		}
		if err := verdict(m); err != nil || m.Header.Get(headerCode) == codeOK {
			return n, err
		}
		x, err := readDown(m)
		if err != nil {
			return n, err
		}
		if err := f(ctx, x); err != nil {
			return n, err
		}
		at[x.Stream] = x.Cursor
	}
}

func next(ctx context.Context, sub *nats.Subscription) (*nats.Msg, error) {
	ctx, cancel := context.WithTimeout(ctx, answerPatience)
	defer cancel()
	m, err := sub.NextMsgWithContext(ctx)
	if err != nil {
		return nil, fmt.Errorf("no answer from the hub: %w", err)
	}
	return m, nil
}

// Close implements link.Line.
func (l *Line) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.conn != nil {
		l.conn.Close()
	}
	l.conn = nil
	return nil
}
