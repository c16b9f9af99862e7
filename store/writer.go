package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/mattn/go-sqlite3"

	"postern/journal"
)

// writer is the one goroutine that writes. It takes what waits, runs it in one
// transaction, each request behind its own savepoint, commits once and then
// answers all: many acts, one fsync. A large request has a transaction to
// itself: behind a savepoint SQLite copies each page before it is changed, and
// goes through all the copies after each statement.
type writer struct {
	*prepared
	db        *DB
	conn      *sql.Conn
	requests  chan request
	next      *request // taken, and left for the next transaction
	quit      chan struct{}
	done      chan struct{}
	committed []func()
	fresh     []journal.Event  // that the transaction brought
	rekeyed   bool             // it made or destroyed data keys
	late      *[]journal.Draft // what a message being taken in says too late; nil in replay
}

type request struct {
	large  bool
	ctx    context.Context //nolint:containedctx // it belongs to the request, not to the writer
	work   func(context.Context, *writer) error
	answer chan error
}

// together bounds how many requests share a commit.
const together = 256

// ErrClosed is for an append after Close.
var ErrClosed = errors.New("the database is closed")

func newWriter(db *DB, conn *sql.Conn) *writer {
	w := &writer{
		prepared: newPrepared(conn), db: db, conn: conn, requests: make(chan request),
		quit: make(chan struct{}), done: make(chan struct{}),
	}
	go w.run()
	return w
}

// do runs work in the writer's next transaction and returns when it is on the
// disk, or when the caller gives up: then it may still happen, and what work
// writes outside must not be read.
func (w *writer) do(ctx context.Context, work func(context.Context, *writer) error) error {
	return w.hand(ctx, request{ctx: ctx, work: work})
}

// doLarge is do for work that changes very much.
func (w *writer) doLarge(ctx context.Context, work func(context.Context, *writer) error) error {
	return w.hand(ctx, request{ctx: ctx, work: work, large: true})
}

func (w *writer) hand(ctx context.Context, r request) error {
	r.answer = make(chan error, 1)
	select {
	case w.requests <- r:
	case <-w.done:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-r.answer:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (w *writer) run() {
	defer close(w.done)
	for {
		if first := w.next; first != nil {
			w.next = nil
			w.commit(w.gather(*first))
			continue
		}
		select {
		case first := <-w.requests:
			w.commit(w.gather(first))
		case <-w.quit:
			return
		}
	}
}

func (w *writer) gather(first request) []request {
	batch := []request{first}
	for !first.large && len(batch) < together {
		select {
		case r := <-w.requests:
			if r.large {
				w.next = &r
				return batch
			}
			batch = append(batch, r)
		default:
			return batch
		}
	}
	return batch
}

func (w *writer) commit(batch []request) {
	ctx := context.WithoutCancel(batch[0].ctx) // one caller's hurry must not undo the others' work
	w.committed, w.fresh, w.rekeyed = w.committed[:0], w.fresh[:0], false
	answers := make([]error, len(batch))
	err := w.transact(ctx, batch, answers)
	if err == nil {
		for _, f := range w.committed {
			f()
		}
		if m := w.db.opt.Mirror; m != nil && (len(w.fresh) > 0 || w.rekeyed) {
			m.Keep(ctx, w.fresh, w.rekeyed)
		}
	}
	for i, r := range batch {
		if err != nil {
			answers[i] = err
		}
		if answers[i] != nil {
			answers[i] = fmt.Errorf("not saved: %w", answers[i])
		}
		r.answer <- answers[i]
	}
}

func (w *writer) transact(ctx context.Context, batch []request, answers []error) (err error) {
	if err := w.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	defer func() {
		if err != nil && !w.idle() {
			err = errors.Join(err, w.exec(ctx, "ROLLBACK"))
		}
	}()
	if len(batch) == 1 {
		if err := batch[0].ctx.Err(); err != nil {
			return err
		}
		if err := batch[0].work(ctx, w); err != nil {
			return err
		}
		return w.exec(ctx, "COMMIT")
	}
	for i, r := range batch {
		if answers[i], err = w.attempt(ctx, r); err != nil {
			return err
		}
	}
	return w.exec(ctx, "COMMIT")
}

// attempt runs one request behind a savepoint, so that its failure leaves no
// trace and hurts no other. broken is for a transaction that is lost: on a full
// disk or an I/O error SQLite rolls it back by itself, and what followed would
// then be saved one by one although everybody is told that nothing was.
func (w *writer) attempt(ctx context.Context, r request) (answer, broken error) {
	if err := r.ctx.Err(); err != nil {
		return err, nil
	}
	hooks := len(w.committed)
	if err := w.exec(ctx, "SAVEPOINT request"); err != nil {
		return nil, err
	}
	if err := r.work(ctx, w); err != nil {
		w.committed = w.committed[:hooks]
		if w.idle() {
			return nil, err
		}
		return err, errors.Join(w.exec(ctx, "ROLLBACK TO request"), w.exec(ctx, "RELEASE request"))
	}
	return nil, w.exec(ctx, "RELEASE request")
}

// idle reports whether the connection is outside a transaction.
func (w *writer) idle() (idle bool) {
	err := w.conn.Raw(func(driver any) error {
		c, ok := driver.(*sqlite3.SQLiteConn)
		idle = ok && c.AutoCommit()
		return nil
	})
	return idle || err != nil
}

// onCommit runs f once the transaction under way is on the disk.
func (w *writer) onCommit(f func()) { w.committed = append(w.committed, f) }

// stop ends the writing; what waits is refused.
func (w *writer) stop() {
	close(w.quit)
	<-w.done
}

func (w *writer) close() error {
	return errors.Join(w.prepared.close(), w.conn.Close())
}
