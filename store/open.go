package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"postern/journal"
	"postern/parcel"
	"postern/quality"
)

// Case is an item to be assessed: what was declared and what is known.
type Case struct {
	Item  parcel.ItemID
	Decl  parcel.Declaration
	Facts parcel.Facts
	Holds []parcel.Hold // open ones
	At    time.Time
}

// Options is what a database needs of its house.
type Options struct {
	Path    string
	Station string
	Secret  []byte           // 32 bytes; wraps the data keys and keys the blind indexes
	Now     func() time.Time // the wall clock
	Zone    string
	Boot    string
	Random  func([]byte) // fills with random bytes

	// Assess judges items as they come in and after a pack was adopted, one
	// verdict a case, and names the version that judged. Nil leaves items
	// without a verdict.
	Assess func([]Case) ([]parcel.Verdict, string)
	// Mirror keeps events a second time; nil where nothing does.
	Mirror Mirror
	// Decode reads a message file from the archive again, for replay.
	Decode func(context.Context, journal.MessageReceived) (parcel.Mail, error)
}

// Mirror is a second place for the journal. Keep is called after a commit and
// before anybody is told of it, with the events it brought and whether data
// keys were made or destroyed; it copes with its own troubles.
type Mirror interface {
	Keep(ctx context.Context, events []journal.Event, keys bool)
}

// DB is an open database. It is safe for concurrent use.
type DB struct {
	opt     Options
	write   *sql.DB
	read    *sql.DB
	writer  *writer
	reads   *prepared
	directs directs
	keys    *keyring
	book    *quality.Book
	epoch   atomic.Pointer[journal.Epoch]
	opened  atomic.Pointer[journal.Event] // see opening
	closed  func() error
}

// ErrNotInitialised is for a file without a station in it.
var ErrNotInitialised = errors.New("no station here yet")

const pragmas = "_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_busy_timeout=5000&_foreign_keys=on&_secure_delete=on&_cache_size=-65536" // see tighten

// Open opens the database, brings its tables up to date and checks that it
// writes durably. The file is made where there is none.
func Open(ctx context.Context, opt Options) (db *DB, err error) {
	if len(opt.Secret) != secretSize {
		return nil, fmt.Errorf("open %s: the station secret has %d bytes, not %d", opt.Path, len(opt.Secret), secretSize)
	}
	db = &DB{opt: opt, book: quality.DefaultBook()}
	db.closed = sync.OnceValue(db.shut)
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("open %s: %w", opt.Path, err), db.Close())
			db = nil
		}
	}()
	if err = private(opt.Path); err != nil {
		return db, err
	}
	db.write = connect(dsn(opt.Path, pragmas))
	db.write.SetMaxOpenConns(2) // the writer's own, and one for migrations and backups
	conn, err := db.write.Conn(ctx)
	if err != nil {
		return db, err
	}
	if err = assertDurable(ctx, conn); err != nil {
		return db, errors.Join(err, conn.Close())
	}
	if err = migrate(ctx, db.write, conn); err != nil {
		return db, errors.Join(err, conn.Close())
	}
	db.read = connect(dsn(opt.Path, "mode=ro&_query_only=1&_busy_timeout=5000&_cache_size=-16384"))
	db.read.SetMaxOpenConns(4)
	db.read.SetMaxIdleConns(4)
	db.reads = newPrepared(db.read)
	db.keys = newKeyring(opt.Secret)
	db.writer = newWriter(db, conn) //nolint:contextcheck // each request brings its own
	err = db.loadEpoch(ctx)
	return db, err
}

func dsn(path, options string) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + options
}

// assertDurable refuses a connection that would call saved what is not on the
// disk: go-sqlite3 is built so that WAL without an explicit setting is NORMAL.
func assertDurable(ctx context.Context, conn *sql.Conn) error {
	var synchronous int
	var mode string
	if err := conn.QueryRowContext(ctx, "PRAGMA synchronous").Scan(&synchronous); err != nil {
		return err
	}
	if err := conn.QueryRowContext(ctx, "PRAGMA journal_mode").Scan(&mode); err != nil {
		return err
	}
	if synchronous != 2 || mode != "wal" {
		return fmt.Errorf("not durable here: synchronous=%d, journal_mode=%s; want 2 and wal (is this a network file system?)", synchronous, mode)
	}
	// Pages that many commits change are written into the file once: 32 MB of log are read again in a moment after a kill.
	for _, pragma := range []string{"PRAGMA journal_size_limit = 67108864", "PRAGMA wal_autocheckpoint = 8192"} {
		if _, err := conn.ExecContext(ctx, pragma); err != nil {
			return err
		}
	}
	return nil
}

// private makes the file, where there is none, readable by its owner alone;
// SQLite gives its side files the same mode.
func private(path string) error {
	if path == ":memory:" {
		return nil // no file; refused below as not durable
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // the station's own file
	if err != nil {
		return err
	}
	return f.Close()
}

func (db *DB) loadEpoch(ctx context.Context) error {
	var hex, station string
	err := db.read.QueryRowContext(ctx, "SELECT value, (SELECT value FROM meta WHERE key = 'station') FROM meta WHERE key = 'epoch'").Scan(&hex, &station)
	if errors.Is(err, sql.ErrNoRows) {
		return nil // Begin makes the station
	}
	if err != nil {
		return err
	}
	if station != db.opt.Station && db.opt.Station != "" {
		return fmt.Errorf("it is the journal of station %s, not %s", station, db.opt.Station)
	}
	db.opt.Station = station
	epoch, err := journal.ParseEpoch(hex)
	db.epoch.Store(&epoch)
	return err
}

// Begin starts a new epoch of the station with its first event. It refuses
// where the database has one already, unless body says it was restored.
func (db *DB) Begin(ctx context.Context, body journal.StationOpened, who ...parcel.OfficerID) (journal.Name, error) {
	if err := journal.CheckStation(db.opt.Station); err != nil {
		return journal.Name{}, err
	}
	var epoch journal.Epoch
	db.opt.Random(epoch[:])
	var first journal.Name
	err := db.writer.do(ctx, func(ctx context.Context, w *writer) error {
		if err := w.enter(ctx, epoch, body); err != nil {
			return err
		}
		w.onCommit(func() { db.epoch.Store(&epoch) })
		t, err := w.tip(ctx, epoch)
		if err != nil {
			return err
		}
		first, err = w.happen(ctx, &t, journal.Draft{Body: body, Officers: who})
		return err
	})
	if err != nil {
		return journal.Name{}, err
	}
	return first, nil
}

// enter notes the epoch that begins. Another process may have begun one since
// this database was opened, so it is here that a second is refused.
func (w *writer) enter(ctx context.Context, epoch journal.Epoch, body journal.StationOpened) error {
	var before string
	err := w.row(ctx, "SELECT value FROM meta WHERE key = 'epoch'").Scan(&before)
	switch {
	case err == nil && !body.Restored:
		return fmt.Errorf("station %s is set up already", w.db.opt.Station)
	case err != nil && !errors.Is(err, sql.ErrNoRows):
		return err
	}
	for _, m := range [][2]string{{"epoch", epoch.String()}, {"station", w.db.opt.Station}, {"office", string(body.Office)}} {
		if err := w.exec(ctx, "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", m[0], m[1]); err != nil {
			return err
		}
	}
	return nil
}

// Station is the name of the station; empty before Begin.
func (db *DB) Station() string { return db.opt.Station }

// Epoch is the epoch in force; zero before Begin.
func (db *DB) Epoch() journal.Epoch {
	if e := db.epoch.Load(); e != nil {
		return *e
	}
	return journal.Epoch{}
}

// Office is the office the station was set up for.
func (db *DB) Office(ctx context.Context) (parcel.Office, error) {
	var office parcel.Office
	err := db.reads.row(ctx, "SELECT value FROM meta WHERE key = 'office'").Scan(&office)
	if errors.Is(err, sql.ErrNoRows) {
		return "", ErrNotInitialised
	}
	return office, err
}

// Close ends the writer, folds the write-ahead log into the file and closes it.
// Closing again changes nothing.
func (db *DB) Close() error { return db.closed() }

func (db *DB) shut() error {
	var errs []error
	if db.writer != nil {
		db.writer.stop()
		errs = append(errs, db.directs.close(), db.writer.close())
	}
	if db.reads != nil {
		errs = append(errs, db.reads.close())
	}
	if db.read != nil {
		errs = append(errs, db.read.Close())
	}
	if db.write != nil {
		errs = append(errs, db.write.Close())
	}
	return errors.Join(errs...)
}
