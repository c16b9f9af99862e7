package mirror

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"postern/journal"
)

// Journal is what the mirror is filled up from.
type Journal interface {
	// Ends names the last event of every journal that is here.
	Ends(ctx context.Context) ([]journal.Name, error)
	// Lain calls f for the events of a journal from first to last, as stored.
	Lain(ctx context.Context, of journal.Name, first, last uint64, f func(seq uint64, record, body []byte) error) error
	// Keys are the wrapped data keys by id, and the ids of those destroyed.
	Keys(ctx context.Context) (wrapped map[string][]byte, destroyed []string, err error)
}

// Options says where a mirror lies.
type Options struct {
	Path  string // the mirror
	House string // the station's folder, which remembers how far it is filled
	Now   func() time.Time
}

// Log is a mirror that is written. It is safe for concurrent use, also by
// several processes.
type Log struct {
	opt   Options
	mu    sync.Mutex
	from  Journal
	file  *os.File
	have  presence
	size  int64 // of the file as we left it
	known level
	lost  error
	again time.Time // when a lost mirror is tried next
	bad   []Bad
}

// retry is how long a lost mirror is left alone.
const retry = 30 * time.Second

// New is a mirror that is not open yet: see Open.
func New(opt Options) *Log { return &Log{opt: opt} }

// Open opens the mirror and fills it up from the journal. A mirror that cannot
// be had is lost, which State tells; whole has all of it read, not only what
// was added since it was last left.
func (l *Log) Open(ctx context.Context, from Journal, whole bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.from = from
	if whole {
		l.shut()
	}
	l.open(ctx, whole)
}

func (l *Log) open(ctx context.Context, whole bool) {
	l.lost = l.fill(ctx, whole)
	if l.lost != nil {
		l.shut()
		l.again = l.opt.Now().Add(retry)
	}
}

func (l *Log) note() string { return filepath.Join(l.opt.House, "mirror.json") }

// fill opens the file, cuts a torn end and appends what it lacks.
func (l *Log) fill(ctx context.Context, whole bool) (err error) {
	if l.known, err = readLevel(l.note(), l.opt.Path); err != nil {
		return err
	}
	if err := l.mounted(); err != nil {
		return err
	}
	if l.file, err = os.OpenFile(l.opt.Path, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600); err != nil {
		return err
	}
	release, err := l.hold()
	if err != nil {
		return err
	}
	defer release()
	if err := l.look(whole); err != nil {
		return err
	}
	if err := errors.Join(l.catchUp(ctx), l.keepKeys(ctx)); err != nil {
		return err
	}
	l.settle()
	return nil
}

// mounted refuses to begin a mirror in the empty place where a stick used to
// be: that would only look like a second disk.
func (l *Log) mounted() error {
	apart, err := differ(l.opt.House, filepath.Dir(l.opt.Path))
	if err != nil {
		return fmt.Errorf("the place of the mirror is not there: %w", err)
	}
	if l.known.Apart && !apart {
		return fmt.Errorf("%s no longer lies on a disk of its own: put the stick back", l.opt.Path)
	}
	l.known.Apart = apart
	return nil
}

func differ(a, b string) (bool, error) {
	var one, two syscall.Stat_t
	if err := errors.Join(syscall.Stat(a, &one), syscall.Stat(b, &two)); err != nil {
		return false, err
	}
	return one.Dev != two.Dev, nil
}

// hold keeps other processes from the file.
func (l *Log) hold() (release func(), err error) {
	fd := int(l.file.Fd())
	for {
		if err = syscall.Flock(fd, syscall.LOCK_EX); !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	return func() { _ = syscall.Flock(fd, syscall.LOCK_UN) }, err
}

// look reads which events are there, and cuts a torn end.
func (l *Log) look(whole bool) error {
	st, err := l.file.Stat()
	if err != nil {
		return err
	}
	from := l.known.Bytes
	if whole || from > st.Size() {
		from, l.known.Upto = 0, nil
	}
	l.have = presence{}
	for _, end := range l.known.Upto {
		for n := end; n.Seq > 0; n.Seq-- {
			l.have.add(n)
		}
	}
	w, err := Walk(l.file, from, st.Size(), func(f Frame) error {
		l.have.add(f.Name)
		return nil
	})
	if err != nil {
		return err
	}
	l.bad, l.size = w.Bad, w.End
	if w.Torn {
		return l.file.Truncate(w.End)
	}
	return nil
}

// catchUp appends the events that the mirror lacks.
func (l *Log) catchUp(ctx context.Context) error {
	ends, err := l.from.Ends(ctx)
	if err != nil {
		return err
	}
	const page = 1000
	for _, end := range ends {
		name := end
		for first := l.have.upto(of(end)) + 1; first <= end.Seq; first += page {
			var b []byte
			err := l.from.Lain(ctx, end, first, min(end.Seq, first+page-1), func(seq uint64, record, body []byte) error {
				if name.Seq = seq; !l.have.has(name) {
					b = encode(b, record, body)
					l.have.add(name)
				}
				return nil
			})
			if err == nil {
				err = l.write(b)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// write appends and syncs.
func (l *Log) write(b []byte) error {
	if len(b) == 0 {
		return nil
	}
	n, err := l.file.Write(b)
	l.size += int64(n)
	if err != nil {
		return err
	}
	return l.file.Sync()
}

// Keep appends events that were just committed; keys says that data keys were
// made or destroyed. It returns when they are on the mirror's disk, or the
// mirror is lost.
func (l *Log) Keep(ctx context.Context, events []journal.Event, keys bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.from == nil:
		return // not open yet: Open will find them
	case l.file == nil:
		if !l.opt.Now().Before(l.again) {
			l.open(ctx, false)
		}
		return
	}
	if err := l.keep(ctx, events, keys); err != nil {
		l.lost = err
		l.shut()
		l.again = l.opt.Now().Add(retry)
	}
}

func (l *Log) keep(ctx context.Context, events []journal.Event, keys bool) error {
	release, err := l.hold()
	if err != nil {
		return err
	}
	defer release()
	if named, err := os.Stat(l.opt.Path); err != nil {
		return err // somebody took it away: what we write to would be in no folder
	} else if st, err := l.file.Stat(); err != nil || !os.SameFile(named, st) {
		return errors.Join(fmt.Errorf("%s was replaced", l.opt.Path), err)
	}
	var b []byte
	for _, e := range events {
		b = encode(b, e.Raw, e.Stored)
		l.have.add(e.Name)
	}
	if err := l.write(b); err != nil || !keys {
		return err
	}
	return l.keepKeys(ctx)
}

// settle remembers how far the mirror is filled, unless another process wrote
// beside us: then what was remembered before still holds.
func (l *Log) settle() {
	st, err := l.file.Stat()
	if err != nil || st.Size() != l.size {
		return
	}
	l.known.Bytes, l.known.Upto = l.size, nil
	for s := range l.have {
		l.known.Upto = append(l.known.Upto, journal.Name{Station: s.station, Epoch: s.epoch, Seq: l.have.upto(s)})
	}
	_ = l.known.write(l.note()) // without it the next start only reads more
}

// shut closes the file.
func (l *Log) shut() {
	if l.file != nil {
		_ = l.file.Close() // what was written is synced
		l.file = nil
	}
}

// Close remembers how far the mirror is filled and closes it.
func (l *Log) Close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file != nil {
		l.settle()
	}
	l.shut()
	l.from = nil
}

// State is what may be said of the mirror: its size and what is damaged in it,
// or why it is lost.
func (l *Log) State() (size int64, bad []Bad, lost error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.lost != nil && errors.Is(l.lost, fs.ErrNotExist) {
		return 0, nil, fmt.Errorf("the mirror is lost: %w: put the stick back; work goes on without it", l.lost)
	}
	if l.lost != nil {
		return 0, nil, fmt.Errorf("the mirror is lost: %w; work goes on without it", l.lost)
	}
	return l.size, l.bad, nil
}
