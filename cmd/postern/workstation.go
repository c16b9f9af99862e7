package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"time"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/term"

	"postern/intake"
	"postern/tui"
)

// workstation opens the screen over the station of the data folder.
func (r *run) workstation(ctx context.Context) error {
	return r.with(ctx, func(ctx context.Context, s *station) error {
		o := r.screenOptions(ctx, s)
		o.Name = firstOf(r.officer, r.env("POSTERN_OFFICER"))
		if o.Name == "" {
			return r.screen(ctx, s, o)
		}
		o.PIN = r.env("POSTERN_PIN")
		if r.pinFile != "" {
			pin, err := readLine(r.pinFile)
			if err != nil {
				return err
			}
			o.PIN = pin
		}
		return r.screen(ctx, s, o)
	})
}

// screen runs the workstation: the frame, the drop folder and the eye on the
// database, until the officer leaves.
func (r *run) screen(ctx context.Context, s *station, o tui.Options) error {
	if err := r.needTerminal(); err != nil {
		return err
	}
	release, err := lockFolder(s.dir)
	if err != nil {
		return err
	}
	defer release()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	frame, err := tui.New(o)
	if err != nil {
		return err
	}
	program := tea.NewProgram(frame, tea.WithContext(ctx), tea.WithInput(r.in), tea.WithOutput(r.out))
	received := make(chan struct{}, 1)
	b := &banner{send: program.Send}
	done, err := s.watchAll(ctx, s.inboxes(), func(intake.Report) { nudge(received) })
	if err != nil {
		return err
	}
	done = b.tellOf(ctx, done)
	sources, err := s.scanners(b)
	if err != nil {
		return err
	}
	heard := listen(ctx, sources, program.Send)
	tell := &teller{program: program, station: s, banner: b}
	go tell.run(ctx, received)
	go warm(ctx, s)
	_, err = program.Run()
	cancel()
	if errors.Is(err, tea.ErrProgramKilled) && ctx.Err() != nil || errors.Is(err, tea.ErrInterrupted) {
		err = nil
	}
	return errors.Join(err, <-done, <-heard)
}

// tellOf says on the screen that the drop folder is no longer watched, and
// passes on why.
func (b *banner) tellOf(ctx context.Context, ended <-chan error) <-chan error {
	passed := make(chan error, 1)
	go func() {
		err := <-ended
		if err != nil && ctx.Err() == nil {
			b.say(func(s *tui.Status) { s.Link = fmt.Sprintf("INBOX: %v", err) })
		}
		passed <- err
	}()
	return passed
}

func (r *run) needTerminal() error {
	if f, ok := r.out.(*os.File); !ok || !term.IsTerminal(int(f.Fd())) {
		return usage("the screen needs a terminal; every verb is also a command, see postern --help")
	}
	return nil
}

func (r *run) screenOptions(ctx context.Context, s *station) tui.Options {
	const limit = 10 * time.Second
	d := doors{s}
	office, err := s.db.Office(ctx)
	if err != nil {
		office = ""
	}
	return tui.Options{
		Desk: d, Book: d, Roster: d, Shifts: d, Now: r.now,
		Limit:   func() (context.Context, context.CancelFunc) { return context.WithTimeout(ctx, limit) },
		Station: s.db.Station(), Office: string(office), Place: s.config.Place,
		Theme: s.config.Theme, Glyphs: s.config.Glyphs, Locale: firstOf(r.env("LC_ALL"), r.env("LC_CTYPE"), r.env("LANG")),
		Language: s.config.Language, Languages: os.DirFS(s.path(languages)),
		Belt: s.config.Belt, Bell: true, Mouse: true, Remote: r.env("SSH_TTY") != "",
	}
}

// warm compiles the rules and judges again what other rules judged, so that
// the first scan does not wait for it. The first picture and the check of a PIN
// go first; a scan that comes sooner compiles the rules itself.
func warm(ctx context.Context, s *station) {
	const breath = 300 * time.Millisecond
	select {
	case <-ctx.Done():
		return
	case <-time.After(breath):
	}
	s.engine.get()
	_ = s.catchUp(ctx)   // what is left over is judged at its scan; doctor tells of packs that fail
	debug.FreeOSMemory() // compiling takes more than the rules do
}

func nudge(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// teller tells the screen when data behind it changed, by the drop folder or
// by another process, at most ten times a second.
type teller struct {
	program *tea.Program
	station *station
	banner  *banner
	size    uint64
}

func (t *teller) run(ctx context.Context, received <-chan struct{}) {
	const pause, look = 100 * time.Millisecond, time.Second
	tick := time.NewTicker(look)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-received:
			t.program.Send(tui.Refresh{})
		case <-tick.C:
			t.look(ctx)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}

// look asks whether another process wrote, and whether the database answers.
func (t *teller) look(ctx context.Context) {
	size, err := t.station.db.Size(ctx)
	if ctx.Err() != nil {
		return
	}
	t.banner.say(func(status *tui.Status) {
		status.Link = ""
		if err != nil {
			status.Link = fmt.Sprintf("DATABASE: %v", err)
		}
	})
	if err == nil && size != t.size {
		t.size = size
		t.program.Send(tui.Refresh{})
	}
}
