package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"time"

	"postern/journal"
	"postern/journal/wire"
	"postern/parcel"
)

// The journal is the outbox of files too: what an own event names goes to the
// hub. The table holds how far each has come, and is no projection.

const (
	rankPreview = iota // goes before every original
	rankOriginal
)

// unanswered is how long a file whose every piece was acknowledged may go
// without the hub's word on it: then its last piece is sent once more.
const unanswered = 10 * time.Minute

// NextFile is the file to send next; false where the hub has all of every file.
func (db *DB) NextFile(ctx context.Context) (next wire.File, some bool, err error) {
	if err := db.findFiles(ctx); err != nil {
		return next, false, err
	}
	now := millis(db.opt.Now())
	var late *wire.File
	err = db.reads.each(ctx, func(row scanner) error {
		f, err := scanFile(row)
		switch {
		case err != nil || some:
		case f.lacks():
			next, some = f.File, true
		case late == nil && now-f.acked > unanswered.Milliseconds():
			f.Mark(f.Chunks()-1, false)
			late = &f.File
		}
		return err
	}, fileColumns+"WHERE receipted = 0 AND lost = '' AND EXISTS (SELECT 1 FROM datakey d WHERE d.id = file.key AND d.wrapped IS NOT NULL) ORDER BY rank, since_ms, sha256 LIMIT 1000")
	if err == nil && !some && late != nil {
		return *late, true, nil
	}
	return next, some, err
}

const fileColumns = "SELECT sha256, size, mime, key, chunk, got, rank, acked_ms, receipted FROM file "

type fileRow struct {
	wire.File
	acked     int64
	receipted bool
}

func scanFile(row scanner) (f fileRow, err error) {
	var sha []byte
	if err = row.Scan(&sha, &f.Size, &f.MIME, &f.Key, &f.Chunk, &f.Got, &f.Rank, &f.acked, &f.receipted); err == nil && len(sha) != len(f.SHA256) {
		err = fmt.Errorf("a file's name of %d bytes", len(sha))
	}
	copy(f.SHA256[:], sha)
	return f, err
}

func (f fileRow) lacks() bool {
	for i := range f.Chunks() {
		if !f.Has(i) {
			return true
		}
	}
	return false
}

// Acknowledge keeps that the far side has a piece of a file.
func (db *DB) Acknowledge(ctx context.Context, sha256 [32]byte, index int) error {
	return db.writer.do(ctx, func(ctx context.Context, w *writer) error {
		return w.mark(ctx, sha256, true, index)
	})
}

func (w *writer) mark(ctx context.Context, sha256 [32]byte, has bool, pieces ...int) error {
	f, err := scanFile(w.row(ctx, fileColumns+"WHERE sha256 = ?", sha256[:]))
	if errors.Is(err, sql.ErrNoRows) {
		return nil // of a life before a restore
	}
	if err != nil {
		return err
	}
	for _, i := range pieces {
		if i >= 0 && i < f.Chunks() {
			f.Mark(i, has)
		}
	}
	return w.exec(ctx, "UPDATE file SET got = ?, acked_ms = ? WHERE sha256 = ?", f.Got, millis(w.db.opt.Now()), sha256[:])
}

// Answer takes what the hub says of a file: it has all of it, or lacks pieces.
func (db *DB) Answer(ctx context.Context, at wire.Cursor, sha256 [32]byte, whole bool, missing []int) error {
	return db.writer.do(ctx, func(ctx context.Context, w *writer) error {
		stale, err := w.move(ctx, at)
		if err != nil || stale {
			return err
		}
		if whole {
			return w.exec(ctx, "UPDATE file SET receipted = 1 WHERE sha256 = ?", sha256[:])
		}
		if err := w.exec(ctx, "UPDATE file SET receipted = 0 WHERE sha256 = ?", sha256[:]); err != nil { // it had all, and its copy was damaged
			return err
		}
		return w.mark(ctx, sha256, false, missing...)
	})
}

// Lost notes that a file cannot be sent, since its bytes are not in the archive
// any more, and why; an empty why, that they are back.
func (db *DB) Lost(ctx context.Context, sha256 [32]byte, why string) error {
	return db.writer.do(ctx, func(ctx context.Context, w *writer) error {
		return w.exec(ctx, "UPDATE file SET lost = ? WHERE sha256 = ?", clip(why, 1000), sha256[:])
	})
}

// FilesWaiting counts the files that the hub has not all of.
type FilesWaiting struct {
	Waiting int
	Bytes   int64 // of them
	Lost    int   // that are not in the archive any more
}

// FilesWaiting counts what is on its way.
func (db *DB) FilesWaiting(ctx context.Context) (w FilesWaiting, err error) {
	if err := db.findFiles(ctx); err != nil {
		return w, err
	}
	err = db.reads.row(ctx, `SELECT count(CASE WHEN lost = '' THEN 1 END), coalesce(sum(CASE WHEN lost = '' THEN size END), 0), count(CASE WHEN lost <> '' THEN 1 END)
		FROM file WHERE receipted = 0`).Scan(&w.Waiting, &w.Bytes, &w.Lost)
	return w, err
}

// Attached lists the files of an item, the first first.
func (db *DB) Attached(ctx context.Context, id parcel.ItemID) ([]parcel.Attachment, error) {
	var no int64
	err := db.reads.row(ctx, "SELECT no FROM item WHERE ident = ? AND day = ?", id.Ident(), string(id.Day())).Scan(&no)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	events, err := db.itemEvents(ctx, db.reads, no)
	var all []parcel.Attachment
	for _, e := range events {
		b, is := e.Body.(journal.FileAttached)
		if !is {
			continue
		}
		a := parcel.Attachment{
			Event: e.String(), At: e.Wall, Name: b.Name, Digest: b.Digest, Size: b.Size, MIME: b.MIME,
			Original: b.Original.Archive, Preview: b.Preview.Archive,
		}
		if e.Station == db.opt.Station {
			a.Sent, a.Recorded, err = db.travelled(ctx, b)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, err
}

// travelled is how much of what is kept of a file the hub has acknowledged, in
// percent, and whether it has all.
func (db *DB) travelled(ctx context.Context, b journal.FileAttached) (percent int, recorded bool, err error) {
	pieces, got, whole, files := 0, 0, 0, 0
	for _, kept := range []journal.KeptFile{b.Preview, b.Original} {
		sha, bad := hex.DecodeString(kept.Archive)
		if bad != nil || kept.Archive == "" {
			continue
		}
		f, err := scanFile(db.reads.row(ctx, fileColumns+"WHERE sha256 = ?", sha))
		if errors.Is(err, sql.ErrNoRows) { // the link has not looked yet
			f.Size, f.Chunk, err = kept.Size, wire.MinChunk, nil
		}
		if err != nil {
			return 0, false, err
		}
		if files++; f.receipted {
			whole++
		}
		for i := range f.Chunks() {
			if pieces++; f.receipted || f.Has(i) {
				got++
			}
		}
	}
	return got * 100 / max(1, pieces), files > 0 && whole == files, nil
}

// findFiles looks through own events for files that were attached since.
func (db *DB) findFiles(ctx context.Context) error {
	epochs, err := db.Epochs(ctx)
	for _, epoch := range epochs {
		err = errors.Join(err, db.findFilesOf(ctx, epoch))
	}
	return err
}

// often is after how many events the place where the journal was looked through
// to is written down, though no file was found: a restart begins there.
const often = 10_000

func (db *DB) findFilesOf(ctx context.Context, epoch journal.Epoch) error {
	from, err := db.lookedTo(ctx, epoch)
	if err != nil {
		return err
	}
	to, names := from, []journal.Name(nil)
	err = db.reads.each(ctx, func(row scanner) error {
		var raw []byte
		if err := row.Scan(&raw); err != nil {
			return err
		}
		r, err := journal.DecodeRecord(raw)
		if to = r.Seq; r.Kind == journal.KindFileAttached {
			names = append(names, r.Name)
		}
		return err
	}, "SELECT record FROM event WHERE station = ? AND epoch = ? AND seq > ? ORDER BY seq", db.opt.Station, epoch[:], from)
	if err != nil || len(names) == 0 && to-from < often {
		return err
	}
	files := make([]journal.Event, len(names))
	for i, n := range names {
		if files[i], err = db.Event(ctx, n); err != nil {
			return err
		}
	}
	return db.writer.do(ctx, func(ctx context.Context, w *writer) error {
		for _, e := range files {
			if b, is := e.Body.(journal.FileAttached); is { // else its key is gone, and with it what it sealed
				if err := errors.Join(w.queueFile(ctx, e, b.Preview, rankPreview), w.queueFile(ctx, e, b.Original, rankOriginal)); err != nil {
					return err
				}
			}
		}
		return w.exec(ctx, "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", lookedKey(epoch), strconv.FormatUint(to, 10))
	})
}

func lookedKey(epoch journal.Epoch) string { return "files " + epoch.String() }

func (db *DB) lookedTo(ctx context.Context, epoch journal.Epoch) (seq uint64, err error) {
	var text string
	err = db.reads.row(ctx, "SELECT value FROM meta WHERE key = ?", lookedKey(epoch)).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return strconv.ParseUint(text, 10, 62)
}

func (w *writer) queueFile(ctx context.Context, e journal.Event, s journal.KeptFile, rank int) error {
	sha, err := hex.DecodeString(s.Archive)
	if s.Archive == "" || err != nil || len(sha) != 32 || s.Size < 1 {
		return nil //nolint:nilerr // no file of ours
	}
	return w.exec(ctx, `INSERT INTO file (sha256, size, mime, key, chunk, got, receipted, since_ms, rank, item) VALUES (?, ?, ?, ?, ?, x'', 0, ?, ?, ?)
		ON CONFLICT (sha256) DO NOTHING`, sha, s.Size, s.MIME, s.Key, wire.MinChunk, millis(e.Wall), rank, string(e.Item))
}
