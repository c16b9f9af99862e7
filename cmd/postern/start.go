package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"syscall"
	"time"

	"postern/archive"
	"postern/journal"
	"postern/store"
)

// start locks the folder for a workstation or watcher and looks whether it is
// safe to go on where the last one ended. What is broken stops it; what only
// needs attention is said.
func (r *run) start(ctx context.Context, s *station) (release func(), err error) {
	release, unclean, err := occupy(s.dir)
	if err != nil {
		return nil, err
	}
	if unclean {
		fmt.Fprintln(r.err, "postern: the last stop was not clean: checking the database") //nolint:errcheck // a notice
	}
	if err := s.safe(ctx, unclean); err != nil {
		release() // the mark goes: what is broken is found again by what is broken
		return nil, err
	}
	if err := s.db.FinishShredding(ctx); err != nil { // what a stop cut short, or the hub's word began
		release()
		return nil, fmt.Errorf("finish destroying what is due: %w", err)
	}
	if unclean && s.mirror != nil {
		s.mirror.Open(ctx, s.db, true)
	}
	s.attention(ctx, r.err)
	return release, nil
}

// safe refuses to go on over a broken file or a journal that is not the one
// that was left. closer reads more of both, as after a stop that was not clean.
func (s *station) safe(ctx context.Context, closer bool) error {
	if closer {
		if err := s.db.Check(ctx, true); err != nil {
			return fmt.Errorf("%w; 'postern replay --mirror FILE' restores the journal from its mirror", err)
		}
	}
	err := s.db.CheckJournal(ctx, s.keys.check, closer)
	var bad *journal.Bad
	if errors.As(err, &bad) || store.IsDamaged(err) {
		return fmt.Errorf("the journal is not as it was left: %w; stop work, keep the folder, see 'postern verify %s'", err, s.dir)
	}
	return err
}

// attention says what a start finds that does not stop it.
func (s *station) attention(ctx context.Context, to io.Writer) {
	for _, look := range []func(context.Context) (string, error){s.checkClock, s.checkDisk, s.checkMirror, s.checkDates} {
		if _, err := look(ctx); err != nil {
			complain(to, err)
		}
	}
}

// checkDates looks for packs that are out of date, without compiling them.
func (s *station) checkDates(ctx context.Context) (string, error) {
	adopted, err := s.adopted(ctx)
	for _, a := range adopted {
		if !a.ValidUntil.IsZero() && s.now().After(a.ValidUntil) {
			err = errors.Join(err, fmt.Errorf("pack %s@%s was valid until %s: adopt a newer one", a.ID, a.Version, a.ValidUntil.Format(time.DateOnly)))
		}
	}
	return fmt.Sprintf("%d in force", len(adopted)), err
}

// trouble is what the screen says of disk and mirror; empty where all is well.
func (s *station) trouble(context.Context) string {
	if s.mirror != nil {
		if _, _, lost := s.mirror.State(); lost != nil {
			return "MIRROR: " + lost.Error()
		}
	}
	if m := s.disk().Mark(); m >= archive.Warning {
		return "DISK: " + m.String()
	}
	return ""
}

// disk is how full the disk is that the station lies on.
func (s *station) disk() archive.Disk {
	var st syscall.Statfs_t
	if err := syscall.Statfs(s.dir, &st); err != nil {
		return archive.Disk{}
	}
	return archive.Disk{Total: int64(st.Blocks-st.Bfree+st.Bavail) * st.Bsize, Free: int64(st.Bavail) * st.Bsize} //nolint:gosec // disks are under 2^63 bytes
}

func (s *station) checkDisk(context.Context) (string, error) {
	d := s.disk()
	const least, plenty = 1 << 30, 8 << 30 // a tenth of a large disk is plenty
	detail := fmt.Sprintf("%d MB free of %d: %s", d.Free>>20, d.Total>>20, d.Mark())
	if d.Free < least || d.Free < plenty && d.Mark() >= archive.Warning {
		return "", fmt.Errorf("%s: make room", detail)
	}
	return detail, nil
}

func (s *station) checkMirror(context.Context) (string, error) {
	if s.mirror == nil {
		return "none: the setting 'mirror' names a file on a second disk", nil
	}
	size, bad, lost := s.mirror.State()
	if lost != nil {
		return "", lost
	}
	detail := fmt.Sprintf("%s, level, %d bytes", s.config.Mirror, size)
	if len(bad) > 0 {
		return "", fmt.Errorf("%s; %v and %d more such places; the events in them were written again: put another stick in soon", detail, bad[0], len(bad)-1)
	}
	return detail, nil
}

// checkWholeMirror reads all of it.
func (s *station) checkWholeMirror(ctx context.Context) (string, error) {
	if s.mirror != nil {
		s.mirror.Open(ctx, s.db, true)
	}
	return s.checkMirror(ctx)
}

// checkJournal holds the journal against its tree and its last signed head, and
// counts it.
func (s *station) checkJournal(ctx context.Context) (string, error) {
	size, err := s.db.Size(ctx)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%d own events without a gap, as the last head was signed", size), s.db.CheckJournal(ctx, s.keys.check, true)
}

// checkClock holds the clock against the last event and what the hub told: a
// clock that was set back would misdate evidence.
func (s *station) checkClock(ctx context.Context) (string, error) {
	now := s.now()
	detail := now.Format(time.RFC3339)
	size, err := s.db.Size(ctx)
	if err != nil || size == 0 {
		return detail, err
	}
	last, err := s.db.Event(ctx, journal.Name{Station: s.db.Station(), Epoch: s.db.Epoch(), Seq: size})
	if err != nil {
		return detail, err
	}
	const skew, leap = 2 * time.Minute, 180 * 24 * time.Hour
	switch {
	case last.Wall.Sub(now) > skew:
		return detail, fmt.Errorf("clock: %s lies before the last event, %s: set the clock", detail, last.Wall.Format(time.RFC3339))
	case last.HubTime.Sub(now) > skew:
		return detail, fmt.Errorf("clock: %s lies before the time the hub last told, %s: set the clock", detail, last.HubTime.Format(time.RFC3339))
	case now.Sub(last.Wall) > leap:
		return detail, fmt.Errorf("clock: %s lies %d days after the last event: set it, or let a supervisor act first if it is right", detail, int(now.Sub(last.Wall).Hours()/24))
	}
	return detail, nil
}
