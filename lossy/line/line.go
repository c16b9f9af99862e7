// Package line is a bad line on loopback, for tests and measurements of what must
// come through: slow, late, and cut whenever its owner says so.
//
// It carries what its ends write as it is, in order, at one rate for each
// direction that all connections share, and each piece as late as it is told. It
// loses nothing but whole connections. What is cut is found broken by both ends.
package line

import (
	"context"
	"net"
	"sync"
	"time"
)

// Options say how bad it is.
type Options struct {
	To    string        // address at the far end
	Late  time.Duration // each way
	Rate  int           // bytes a second, each way
	Now   func() time.Time
	After func(time.Duration) <-chan time.Time
}

// Line is one line. It is safe for concurrent use.
type Line struct {
	opt      Options
	listener net.Listener
	ways     [2]way // up and down

	mu    sync.Mutex // guards conns and cuts
	conns map[net.Conn]bool
	cuts  int
}

// way is one direction.
type way struct {
	mu    sync.Mutex
	free  time.Time // when what was taken so far has gone
	bytes int64
}

// Open opens a line; it ends with ctx or when it is closed.
func Open(ctx context.Context, o Options) (*Line, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	x := &Line{opt: o, listener: l, conns: map[net.Conn]bool{}}
	go x.serve(ctx)
	return x, nil
}

// Addr is the near end.
func (x *Line) Addr() string { return x.listener.Addr().String() }

// Bytes is what was carried up and down so far.
func (x *Line) Bytes() (up, down int64) {
	return x.ways[0].carried(), x.ways[1].carried()
}

func (w *way) carried() int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.bytes
}

// Cut cuts every connection.
func (x *Line) Cut() {
	x.mu.Lock()
	defer x.mu.Unlock()
	for c := range x.conns {
		c.Close() //nolint:errcheck,gosec // that is the point
	}
	x.cuts += min(len(x.conns), 1)
	clear(x.conns)
}

// Cuts counts those that cut something.
func (x *Line) Cuts() int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.cuts
}

// Close ends the line for good.
func (x *Line) Close() error {
	err := x.listener.Close()
	x.Cut()
	return err
}

func (x *Line) serve(ctx context.Context) {
	for {
		near, err := x.listener.Accept()
		if err != nil {
			return
		}
		far, err := (&net.Dialer{}).DialContext(ctx, "tcp", x.opt.To)
		if err != nil {
			near.Close() //nolint:errcheck,gosec // it never was a line
			continue
		}
		x.mu.Lock()
		x.conns[near], x.conns[far] = true, true
		x.mu.Unlock()
		go x.carry(&x.ways[0], near, far)
		go x.carry(&x.ways[1], far, near)
	}
}

// piece is what goes at once: no more, or a slow line would be late by it.
const piece = 1400

type bit struct {
	data []byte
	due  time.Time
}

// carry copies from one end to the other. Where one end goes, so does the other.
func (x *Line) carry(w *way, from, to net.Conn) {
	under := make(chan bit, 256)
	go func() {
		for b := range under {
			<-x.opt.After(b.due.Sub(x.opt.Now()))
			if _, err := to.Write(b.data); err != nil {
				from.Close() //nolint:errcheck,gosec // it is cut
			}
		}
		to.Close() //nolint:errcheck,gosec // it is cut
	}()
	defer close(under)
	for {
		data := make([]byte, piece)
		n, err := from.Read(data)
		if err != nil {
			return
		}
		gone := w.take(n, x.opt)
		under <- bit{data[:n], gone.Add(x.opt.Late)}
		<-x.opt.After(gone.Sub(x.opt.Now())) // what is not on the line waits with its sender
	}
}

// take has the line carry so many bytes more, and answers when they have gone.
func (w *way) take(n int, o Options) time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	if now := o.Now(); w.free.Before(now) {
		w.free = now
	}
	w.free = w.free.Add(time.Duration(n) * time.Second / time.Duration(o.Rate))
	w.bytes += int64(n)
	return w.free
}
