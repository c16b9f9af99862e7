package jetstream

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"postern/journal"
	"postern/journal/wire"
	"postern/sync/link"
)

// Broker is the hub's use of JetStream: what stations hand in waits here for
// the record, what goes down waits for the stations.
type Broker struct {
	conn *nats.Conn
	js   jetstream.JetStream
	up   jetstream.Stream
	down map[string]jetstream.Stream // by the name that cursors have for it
}

const (
	root     = "postern." // all our subjects; other programs may share the cluster
	upStream = "POSTERN-UP"
	day      = 24 * time.Hour
)

// What a stream holds and for how long.
func upConfig() jetstream.StreamConfig {
	return jetstream.StreamConfig{
		Name: upStream, Subjects: []string{root + "event.>"}, Retention: jetstream.WorkQueuePolicy,
		Discard: jetstream.DiscardNew, MaxBytes: 1 << 30, Duplicates: 2 * time.Minute, // full: refused openly
	}
}

func downConfigs() map[string]jetstream.StreamConfig {
	return map[string]jetstream.StreamConfig{
		link.StreamReceipt: {MaxMsgsPerSubject: 1},
		link.StreamCommand: {MaxMsgsPerSubject: 64, MaxAge: 365 * day},
		link.StreamPack:    {MaxMsgsPerSubject: 3},
		link.StreamAdvice:  {MaxAge: 30 * day},
		link.StreamOffice:  {MaxAge: 30 * day},
		link.StreamDigest:  {MaxAge: 30 * day},
	}
}

// errNotClustered is JSStreamReplicasNotSupportedErr: one server keeps one copy.
const errNotClustered jetstream.ErrorCode = 10074

// OpenBroker makes the streams where there are none. In a cluster each is kept
// by three servers. domain is JetStream's, where the connection is to a leaf.
func OpenBroker(ctx context.Context, conn *nats.Conn, domain string) (*Broker, error) {
	js, err := jetstream.New(conn)
	if domain != "" {
		js, err = jetstream.NewWithDomain(conn, domain)
	}
	if err != nil {
		return nil, err
	}
	b := &Broker{conn: conn, js: js, down: map[string]jetstream.Stream{}}
	up := upConfig()
	up.Replicas = 3
	b.up, err = b.stream(ctx, up)
	var api *jetstream.APIError
	if errors.As(err, &api) && api.ErrorCode == errNotClustered { // whom we speak to may be a leaf of a cluster: only the broker knows
		up.Replicas = 1
		b.up, err = b.stream(ctx, up)
	}
	if err != nil {
		return nil, err
	}
	replicas := up.Replicas
	for name, c := range downConfigs() {
		c.Name, c.Subjects = "POSTERN-"+strings.ToUpper(name), []string{root + name + ".>"}
		c.Replicas, c.AllowDirect, c.Discard, c.Duplicates = replicas, true, jetstream.DiscardOld, 2*time.Minute
		if b.down[name], err = b.stream(ctx, c); err != nil {
			return nil, err
		}
		if replicas > 1 {
			continue // the others have it
		}
		if err := b.sound(ctx, name, c); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// soundWithin is how long a stream may take for a message at the start.
const soundWithin = 5 * time.Second

// sound makes a stream anew whose files are spoilt: the server notices, and
// takes nothing more. What lay in it is lost with it and no evidence: receipts
// come again with the next greeting, events lie in the record. What is written
// to try it goes at once, so that no station reads it.
func (b *Broker) sound(ctx context.Context, name string, c jetstream.StreamConfig) error {
	trying, cancel := context.WithTimeout(ctx, soundWithin)
	defer cancel()
	written, err := b.js.Publish(trying, root+name+"._sound", nil)
	if err == nil {
		err = b.down[name].DeleteMsg(trying, written.Sequence)
	}
	if err == nil || ctx.Err() != nil {
		return ctx.Err()
	}
	if err := b.js.DeleteStream(ctx, c.Name); err != nil {
		return fmt.Errorf("stream %s takes nothing and cannot be made anew: stop the hub and take its folder broker/ away: %w", c.Name, err)
	}
	b.down[name], err = b.stream(ctx, c)
	return err
}

func (b *Broker) stream(ctx context.Context, c jetstream.StreamConfig) (jetstream.Stream, error) {
	s, err := b.js.CreateOrUpdateStream(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("stream %s: %w", c.Name, err)
	}
	return s, nil
}

// Hand keeps a packed batch until it is recorded. The answer ErrBusy says that
// there is no room.
func (b *Broker) Hand(ctx context.Context, station string, p wire.Priority, id string, data []byte) error {
	ctx, cancel := context.WithTimeout(ctx, handWithin)
	defer cancel()
	subject := fmt.Sprintf("%sevent.%s.%d", root, token(station), p)
	_, err := b.js.Publish(ctx, subject, data, jetstream.WithMsgID(id))
	if errors.Is(err, nats.ErrMaxPayload) {
		return fmt.Errorf("batch of %d bytes: %w", len(data), journal.ErrSize)
	}
	var api *jetstream.APIError
	if errors.As(err, &api) && api.ErrorCode == errStoreFull {
		return fmt.Errorf("%w: %w", link.ErrBusy, err)
	}
	return err
}

// handWithin is how long a batch may wait for the broker: for longer than a
// cluster takes to choose a leader.
const handWithin = 10 * time.Second

// errStoreFull is JSStreamStoreFailedF: a limit of the stream was met.
const errStoreFull jetstream.ErrorCode = 10077

// Lanes of work: what is grave never waits behind the rest.
func lanes() map[bool][]string {
	rest := []string{}
	for p := wire.Grave + 1; p < wire.Priorities; p++ {
		rest = append(rest, fmt.Sprintf("%sevent.*.%d", root, p))
	}
	return map[bool][]string{true: {root + "event.*.0"}, false: rest}
}

const (
	ackWait    = 5 * time.Second // then it comes again; a copy does no harm
	mostAtOnce = 128             // batches
	gatherWait = 2 * time.Millisecond
	nakDelay   = time.Second
)

// Work gives what was handed in to f, as many batches together as wait, until
// ctx ends. What f returned nil for is done; the rest comes again. Several hubs
// share the work.
func (b *Broker) Work(ctx context.Context, grave bool, f func(context.Context, [][]byte) error) error {
	name := map[bool]string{true: "grave", false: "rest"}[grave]
	c, err := b.up.CreateOrUpdateConsumer(ctx, jetstream.ConsumerConfig{
		Durable: name, FilterSubjects: lanes()[grave], AckPolicy: jetstream.AckExplicitPolicy, AckWait: ackWait, MaxDeliver: -1, MaxAckPending: 4 * mostAtOnce,
	})
	if err != nil {
		return fmt.Errorf("consumer %s: %w", name, err)
	}
	it, err := c.Messages(jetstream.PullMaxMessages(mostAtOnce))
	if err != nil {
		return fmt.Errorf("consumer %s: %w", name, err)
	}
	var undone []jetstream.Msg
	defer func() { b.release(it, undone) }()
	for {
		batch, err := gather(ctx, it)
		if err != nil {
			return err
		}
		if len(batch) == 0 {
			continue
		}
		data := make([][]byte, len(batch))
		for i, m := range batch {
			data[i] = m.Data()
		}
		if err := f(ctx, data); err != nil {
			if ctx.Err() != nil {
				undone = batch
				return ctx.Err()
			}
			for _, m := range batch {
				m.NakWithDelay(nakDelay) //nolint:errcheck,gosec // it comes again by itself
			}
			continue
		}
		for _, m := range batch {
			m.Ack() //nolint:errcheck,gosec // if that is lost it comes again, and is a copy
		}
	}
}

// release gives back what was fetched and not done, so that another hub, or the
// next life of this one, need not wait for it. Nothing more is asked for first:
// what is given back would come here again.
func (b *Broker) release(it jetstream.MessagesContext, undone []jetstream.Msg) {
	it.Drain()
	for {
		m, err := it.Next()
		if err != nil {
			break
		}
		undone = append(undone, m)
	}
	b.conn.FlushTimeout(time.Second) //nolint:errcheck,gosec // it comes again by itself, later
	for _, m := range undone {
		m.Nak() //nolint:errcheck,gosec // as above
	}
	b.conn.FlushTimeout(time.Second) //nolint:errcheck,gosec // as above
}

// gather waits for one message and takes what is there beside it.
func gather(ctx context.Context, it jetstream.MessagesContext) ([]jetstream.Msg, error) {
	first, err := it.Next(jetstream.NextContext(ctx))
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if errors.Is(err, jetstream.ErrNoHeartbeat) || errors.Is(err, nats.ErrTimeout) {
		return nil, nil // a leader is being chosen
	}
	if err != nil {
		return nil, err
	}
	all, size := []jetstream.Msg{first}, len(first.Data())
	for len(all) < mostAtOnce && size < MaxPayload {
		m, late := it.Next(jetstream.NextMaxWait(gatherWait))
		if late != nil {
			return all, nil //nolint:nilerr // nothing more just now; what is wrong shows at the next first
		}
		all, size = append(all, m), size+len(m.Data())
	}
	return all, nil
}

// Post adds a message to a stream that goes down. The words of to are its
// address; id, where given, drops copies.
func (b *Broker) Post(ctx context.Context, stream string, to []string, id string, m link.Message) error {
	msg := nats.NewMsg(root + address(stream, to))
	msg.Data = m.Body
	msg.Header.Set(headerKind, string(m.Kind))
	if m.Name != "" {
		msg.Header.Set(headerName, encodeName(m.Name))
	}
	var opts []jetstream.PublishOpt
	if id != "" {
		opts = append(opts, jetstream.WithMsgID(id))
	}
	if _, err := b.js.PublishMsg(ctx, msg, opts...); err != nil {
		if errors.Is(err, nats.ErrMaxPayload) {
			err = journal.ErrSize
		}
		return fmt.Errorf("post to %s: %w", stream, err)
	}
	return b.conn.Publish(root+"news."+address(stream, to), nil)
}

// Next gives the first message of a stream after the cursor whose address
// begins with the words of to. ok is false where there is none.
func (b *Broker) Next(ctx context.Context, stream string, to []string, after wire.Cursor) (m link.Message, from []string, ok bool, err error) {
	s := b.down[stream]
	created := s.CachedInfo().Created.UTC().Format(time.RFC3339Nano)
	seq := after.Seq + 1
	if after.Created != created {
		seq = 1
	}
	raw, err := s.GetMsg(ctx, seq, jetstream.WithGetMsgSubject(root+address(stream, to)+".>"))
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return m, nil, false, nil
	}
	if err != nil {
		return m, nil, false, fmt.Errorf("read %s: %w", stream, err)
	}
	m = link.Message{
		Cursor: wire.Cursor{Stream: stream, Created: created, Seq: raw.Sequence},
		Kind:   link.Kind(raw.Header.Get(headerKind)), Name: decodeName(raw.Header.Get(headerName)), Body: raw.Data,
	}
	return m, strings.Split(strings.TrimPrefix(raw.Subject, root), "."), true, nil
}

// News tells f the address of each thing that goes down, whichever hub posted
// it, until ctx ends.
func (b *Broker) News(ctx context.Context, f func(parts []string)) error {
	sub, err := b.conn.Subscribe(root+"news.>", func(m *nats.Msg) {
		f(strings.Split(strings.TrimPrefix(m.Subject, root+"news."), "."))
	})
	if err != nil {
		return err
	}
	<-ctx.Done()
	return errors.Join(ctx.Err(), sub.Unsubscribe())
}

func address(stream string, to []string) string {
	parts := []string{stream}
	for _, w := range to {
		parts = append(parts, token(w))
	}
	return strings.Join(parts, ".")
}
