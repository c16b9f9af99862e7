package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"postern/archive"
	"postern/journal/wire"
	"postern/sync/hub/record"
)

// mark is what a hub's record was when it was last seen. It lies apart from the
// record, so that one which was emptied, exchanged or put back from a copy is
// not taken for it: stations would be told that what it lost is safe.
type mark struct {
	Generation string `json:"generation"`
	Receipted  uint64 `json:"receipted"` // events that receipts cover: within a generation it never falls
}

const (
	markFile = "record.json"
	markEach = time.Minute
)

var errNotTheRecord = errors.New("this is not the record the hub had")

const putBack = "; put its last backup back and start once with 'postern-hub serve --restored'"

// beforeOpening refuses a file that was there and is empty or gone: opening would
// make a new record of it.
func beforeOpening(dir string) error {
	last, known, err := readMark(dir)
	if err != nil || !known {
		return err
	}
	path := filepath.Join(dir, "hub.db")
	if st, err := os.Stat(path); err == nil && st.Size() > 0 {
		return nil
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return coded{fmt.Errorf("%w: %s is empty, and %d events were recorded in it%s", errNotTheRecord, path, last.Receipted, putBack), exitRefused}
}

// holdAgainst refuses a record that is another than the one marked, and marks
// it. Where hubs share a record, one of them may have begun its new generation.
func (h *house) holdAgainst(ctx context.Context, now time.Time, restored, shared bool) error {
	last, known, err := readMark(h.dir)
	if err != nil {
		return err
	}
	is, err := h.look(ctx, now)
	if err != nil {
		return err
	}
	if known && !restored {
		if why := last.differs(is, shared); why != "" {
			return coded{fmt.Errorf("%w: %s%s", errNotTheRecord, why, putBack), exitRefused}
		}
	}
	return h.keepMark(is, last)
}

// differs says why a record cannot be the one that was marked; empty where it can.
func (m mark) differs(is mark, shared bool) string {
	switch {
	case is.Generation != m.Generation && (!shared || is.Receipted == 0):
		return "it is of another generation"
	case is.Generation == m.Generation && is.Receipted < m.Receipted:
		return fmt.Sprintf("%d events were receipted of it, and now %d: an older copy", m.Receipted, is.Receipted)
	}
	return ""
}

// look makes the mark of the record as it is.
func (h *house) look(ctx context.Context, now time.Time) (m mark, err error) {
	p, err := h.record.Progress(ctx, wire.Source{}, now)
	if err != nil {
		return m, err
	}
	m.Generation = p.Generation
	m.Receipted, err = h.record.Receipted(ctx)
	return m, err
}

func readMark(dir string) (m mark, known bool, err error) {
	data, err := os.ReadFile(filepath.Join(dir, markFile)) //nolint:gosec // the hub's own folder
	if errors.Is(err, fs.ErrNotExist) {
		return m, false, nil
	}
	if err == nil {
		err = json.Unmarshal(data, &m)
	}
	if err != nil {
		err = fmt.Errorf("%s: %w; where hub.db is known to be the right one, remove that file", filepath.Join(dir, markFile), err)
	}
	return m, true, err
}

func (h *house) keepMark(m, last mark) error {
	if m == last {
		return nil
	}
	data, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return archive.WriteFile(filepath.Join(h.dir, markFile), data)
}

// keepMarked keeps the mark up to date until ctx ends, and once more then.
func (s *served) keepMarked(ctx context.Context) {
	last := mark{}
	for ended := false; !ended; {
		select {
		case <-ctx.Done():
			ended = true
		case <-time.After(markEach):
		}
		now, err := s.look(context.WithoutCancel(ctx), s.now())
		if err == nil {
			err = s.keepMark(now, last)
		}
		if err != nil {
			s.log.Error("the record was not looked at", slog.String("error", err.Error()))
			continue
		}
		last = now
	}
}

// begin says in the lock file that a serve is at work, and checks the pages of
// a record whose last serve did not end well. end takes the word back.
func (h *house) begin(ctx context.Context) (end func() error, err error) {
	path := filepath.Join(h.dir, "lock")
	left, err := os.ReadFile(path) //nolint:gosec // the hub's own folder
	if err != nil {
		return nil, err
	}
	if pages, is := h.record.(interface{ Check(context.Context) error }); is && len(left) > 0 {
		if err := pages.Check(ctx); err != nil {
			return nil, refusedAsDamaged(err)
		}
	}
	return func() error { return os.Truncate(path, 0) }, os.WriteFile(path, []byte("at work\n"), 0o600)
}

// refusedAsDamaged says what to do where a record is not whole.
func refusedAsDamaged(err error) error {
	if errors.Is(err, record.ErrDamaged) {
		return coded{fmt.Errorf("%w%s", err, putBack), exitRefused}
	}
	return err
}
