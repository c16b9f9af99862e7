package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"postern/journal/wire"
	"postern/parcel"
	"postern/sync/enrol"
	"postern/sync/link"
)

// uplink keeps the link to the hub up beside the work of a workstation or
// watcher, which never waits for it. It is the screens' door to the link too.
// One that is nil has no link.
type uplink struct {
	station *station
	tell    func(error)   // of what stops the link until somebody acts; nil for nobody
	again   chan struct{} // somebody asks for another try
	mu      sync.Mutex
	loop    *link.Loop // nil where the station is not enrolled, or not yet
	kept    time.Time  // when the contact was last written down
	trouble error      // why there is no loop though the station is enrolled
}

// linkState is how the link stands, as a screen shows it.
type linkState struct {
	link.Status
	Enrolled bool
	Waiting  int // events that no receipt of the hub covers
	Oldest   time.Time
}

// startUplink starts the link of a station; stop ends it and waits until it has.
func (s *station) startUplink(ctx context.Context, tell func(error)) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	u := &uplink{station: s, tell: tell, again: make(chan struct{}, 1)}
	s.up = u
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		u.run(ctx)
	}()
	return func() {
		cancel()
		<-ended
	}
}

// run keeps the link up until ctx ends. After a refusal, and while the station
// is not enrolled, it waits until somebody asks.
func (u *uplink) run(ctx context.Context) {
	const breath = 500 * time.Millisecond // the first picture goes first
	for wait := time.After(breath); ; wait = nil {
		select {
		case <-ctx.Done():
			return
		case <-wait:
		case <-u.again:
		}
		l, err := u.station.link(ctx)
		u.set(l, err)
		if err == nil {
			err = l.Run(ctx)
		}
		if err != nil && ctx.Err() == nil && !errors.Is(err, enrol.ErrNotEnrolled) && u.tell != nil {
			u.tell(refusedBy(err))
		}
	}
}

func (u *uplink) set(l *link.Loop, err error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.loop, u.trouble = l, err; errors.Is(err, enrol.ErrNotEnrolled) {
		u.trouble = nil
	}
}

func (u *uplink) get() *link.Loop {
	if u == nil {
		return nil
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.loop
}

// Link tells how the link stands, counted from the journal.
func (u *uplink) Link(ctx context.Context) (linkState, error) {
	l := u.get()
	if l == nil {
		return linkState{}, u.broken()
	}
	if err := l.Look(ctx); err != nil {
		return linkState{Enrolled: true, Status: l.Status()}, err
	}
	s := linkState{Enrolled: true, Status: l.Status()}
	for _, level := range s.Levels {
		s.Waiting += level.Events
		if !level.Oldest.IsZero() && (s.Oldest.IsZero() || level.Oldest.Before(s.Oldest)) {
			s.Oldest = level.Oldest
		}
	}
	return s, u.contact(&s)
}

func (u *uplink) broken() error {
	if u == nil {
		return nil
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.trouble
}

// contact writes down, once a minute, that the hub is in reach: other commands
// tell it, and so does the next start. Where it was not met since the start, the
// last contact is that of before.
func (u *uplink) contact(s *linkState) error {
	c, met, err := u.station.hubCard()
	if err != nil || !met {
		return err
	}
	if s.LastContact.IsZero() {
		s.LastContact, s.Hub = c.Contact, c.Hub
	}
	now := u.station.now()
	u.mu.Lock()
	due := s.Connected && now.Sub(u.kept) >= time.Minute
	if due {
		u.kept = now
	}
	u.mu.Unlock()
	if !due {
		return nil
	}
	c.Contact = now
	return u.station.keepCard(c)
}

// Retry has the link tried now, also after a refusal or an enrolment.
func (u *uplink) Retry() {
	nudge(u.again)
	if l := u.get(); l != nil {
		l.Retry()
	}
}

// Travelled is how far what was recorded of an item is on its way: saved here,
// sent, or recorded at the hub.
func (u *uplink) Travelled(id parcel.ItemID) link.State {
	l := u.get()
	if l == nil {
		return link.Saved
	}
	return l.Item(id)
}

// wake says that something was recorded: what is grave goes at once.
func (u *uplink) wake() {
	if l := u.get(); l != nil {
		l.Wake()
	}
}

// words are what row 1 says of the link; nothing where there is no hub.
func (s linkState) words(now time.Time) string {
	var waits string
	if s.Waiting > 0 {
		waits = fmt.Sprintf(", %d to send", s.Waiting)
		if grave := s.Levels[wire.Grave].Events; grave > 0 && !s.Connected {
			waits = fmt.Sprintf(", %d to send, %d GRAVE", s.Waiting, grave)
		}
	}
	switch {
	case !s.Enrolled:
		return ""
	case s.Refused:
		return "HUB REFUSES" + waits
	case s.Connected:
		return "LINK OK" + waits
	case s.LastContact.IsZero():
		return "OFFLINE" + waits
	}
	return "OFFLINE " + span(now.Sub(s.LastContact)) + waits
}

// span is a time as row 1 has room for it: 12 min, 2 h 14, 3 days.
func span(d time.Duration) string {
	switch m := int(d.Minutes()); {
	case m < 60:
		return fmt.Sprintf("%d min", max(m, 0))
	case m < 48*60:
		return fmt.Sprintf("%d h %02d", m/60, m%60)
	default:
		return fmt.Sprintf("%d days", m/(24*60))
	}
}
