package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"postern/journal"
)

// CheckJournal holds the own journal against itself without reading it all, as
// at a start: its tree ends where its events end, and the root at the last
// signed head is the one that was signed. count also counts the events, to see
// that none is missing in between; Verify does the rest.
func (db *DB) CheckJournal(ctx context.Context, key note.Verifier, count bool) error {
	of := db.own()
	if of.epoch == (journal.Epoch{}) {
		return ErrNotInitialised
	}
	size, err := db.Size(ctx)
	if err != nil {
		return err
	}
	var hashes int64
	if err := db.reads.row(ctx, "SELECT coalesce(max(idx) + 1, 0) FROM tree WHERE station = ? AND epoch = ?", of.station, of.epoch[:]).Scan(&hashes); err != nil {
		return err
	}
	if want := tlog.StoredHashCount(int64(size)); hashes != want { //nolint:gosec // seq is under 2^63
		return &journal.Bad{Seq: size, Why: fmt.Sprintf("the tree has %d hashes, not the %d of %d events", hashes, want, size)}
	}
	if count {
		var n uint64
		if err := db.reads.row(ctx, "SELECT count(*) FROM event WHERE station = ? AND epoch = ?", of.station, of.epoch[:]).Scan(&n); err != nil {
			return err
		}
		if n != size {
			return &journal.Bad{Seq: size, Why: fmt.Sprintf("%d of %d events are here", n, size)}
		}
	}
	return db.checkHead(ctx, of, key)
}

// checkHead holds the root at the last signed head against it.
func (db *DB) checkHead(ctx context.Context, of source, key note.Verifier) error {
	var size uint64
	var signed string
	err := db.reads.row(ctx, "SELECT size, note FROM head WHERE station = ? AND epoch = ? ORDER BY size DESC LIMIT 1", of.station, of.epoch[:]).Scan(&size, &signed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	h, err := journal.ReadHead(signed, key)
	if err != nil {
		return &journal.Bad{Seq: size, Why: err.Error()}
	}
	root, err := db.root(ctx, of.epoch, size)
	if err != nil || root != h.Root || h.Size != size {
		return &journal.Bad{Seq: size, Why: fmt.Sprintf("the journal is not the one whose head was signed at %d", size)}
	}
	return nil
}

// Settings are what the connection that writes runs with: for evidence that
// nothing is called saved before it is on the disk.
func (db *DB) Settings(ctx context.Context) (synchronous int, mode, version string, err error) {
	err = db.writer.do(ctx, func(ctx context.Context, w *writer) error {
		return errors.Join(
			w.row(ctx, "PRAGMA synchronous").Scan(&synchronous), w.row(ctx, "PRAGMA journal_mode").Scan(&mode),
			w.row(ctx, "SELECT sqlite_version()").Scan(&version))
	})
	return synchronous, mode, version, err
}
