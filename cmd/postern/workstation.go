package main

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	tea "charm.land/bubbletea/v2"

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
	release, err := r.start(ctx, s)
	if err != nil {
		return err
	}
	defer release()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	frame, stage, err := r.stage(ctx, o, s.config.Screen.FPS)
	if err != nil {
		return err
	}
	received := make(chan struct{}, 1)
	b := &banner{send: stage.send}
	done, err := s.watchAll(ctx, s.inboxes(), func(intake.Report) { nudge(received) })
	if err != nil {
		return err
	}
	done = b.tellOf(ctx, done)
	sources, err := s.scanners(b)
	if err != nil {
		return err
	}
	heard := listen(ctx, sources, stage.send)
	tell := &teller{send: stage.send, station: s, banner: b, settings: r.settingsEye(s.dir)}
	defer s.startUplink(ctx, nil)() // row 1 tells how it stands
	go tell.run(ctx, received)
	go warm(ctx, s)
	go s.learnIdle(ctx, r.look, func(err error) { b.say(func(status *tui.Status) { status.Link = fmt.Sprintf("LEARNING: %v", err) }) })
	go s.retainIdle(ctx, func(err error) { b.say(func(status *tui.Status) { status.Link = fmt.Sprintf("RETENTION: %v", err) }) })
	err = stage.run(ctx)
	cancel()
	if errors.Is(err, tea.ErrProgramKilled) && ctx.Err() != nil || errors.Is(err, tea.ErrInterrupted) {
		err = nil
	}
	if broken := frame.Broken(); broken != nil {
		err = errors.Join(err, r.breakdown(firstOf(s.config.Exports, s.dir), broken))
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

func (r *run) screenOptions(ctx context.Context, s *station) tui.Options {
	const limit = 10 * time.Second
	d := doors{s}
	office, err := s.db.Office(ctx)
	if err != nil {
		office = ""
	}
	taste := r.taste(s.config, r.languageFolder(s.dir))
	c := s.config.Screen
	o := tui.Options{
		Desk: d, Book: d, Roster: d, Shifts: d, Now: r.now,
		Limit:   func() (context.Context, context.CancelFunc) { return context.WithTimeout(ctx, limit) },
		Station: s.db.Station(), Office: string(office), Place: s.config.Place,
		Theme: taste.Theme, Glyphs: taste.Glyphs, Locale: taste.Locale, Language: taste.Language, Languages: taste.Languages,
		Belt: s.config.Belt, Bell: c.Sound == "bell", Mouse: c.Mouse, Remote: r.env("SSH_TTY") != "",
		Idle: c.idle(), Gap: time.Duration(c.GapMS) * time.Millisecond, Prefix: c.Prefix, Keys: s.config.Keys,
		Teach: teacher{r, s.dir},
	}
	if c.Sound == "command" {
		o.Ring = c.ring
	}
	return o
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
	send     func(tea.Msg)
	station  *station
	banner   *banner
	settings *settingsEye
	size     uint64
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
			t.send(tui.Refresh{})
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

// link is what row 1 says of the link to the hub.
func (t *teller) link(ctx context.Context) string {
	s, err := t.station.up.Link(ctx)
	if err != nil {
		return fmt.Sprintf("LINK: %v", err)
	}
	return s.words(t.station.now())
}

// look asks whether another process wrote, and whether the database answers.
func (t *teller) look(ctx context.Context) {
	size, err := t.station.db.Size(ctx)
	if ctx.Err() != nil {
		return
	}
	changed := err == nil && size != t.size
	if changed {
		t.size, err = size, t.station.follow(ctx)
	}
	stale, _ := t.station.staleLists(ctx) // doctor tells of what cannot be read
	t.banner.say(func(status *tui.Status) {
		status.Link = firstOf(t.station.trouble(ctx), stale, t.link(ctx))
		if err != nil {
			status.Link = fmt.Sprintf("DATABASE: %v", err)
		}
	})
	if changed {
		t.send(tui.Refresh{})
	}
	if s, changed := t.settings.look(); changed {
		t.send(s)
	}
}
