package main

import (
	"context"
	"os"
	"path/filepath"

	"postern/journal/wire"
	"postern/tui/link"
)

// LinkState implements tui.Book.
func (d doors) LinkState(ctx context.Context) (link.State, error) {
	now, err := d.up.Link(ctx)
	if err != nil {
		now.Word = firstOf(now.Word, err.Error())
	}
	a, err := d.syncState(ctx)
	if err != nil {
		return link.State{}, err
	}
	s := link.State{
		Enrolled: now.Enrolled, Connected: now.Connected, Refused: now.Refused, Why: now.Word, Hub: firstOf(now.Hub, a.Hub),
		Contact: now.LastContact, Skew: now.Skew, Recorded: a.RecordedTo, Forks: a.Forks, Declined: a.Refused, Unread: a.Unread,
	}
	if s.Contact.IsZero() && a.LastContact != nil {
		s.Contact = *a.LastContact
	}
	if s.Saved, err = d.db.Size(ctx); err != nil {
		return s, err
	}
	backlog, err := d.db.Backlog(ctx)
	for _, b := range backlog {
		s.Lanes = append(s.Lanes, link.Lane{Name: lane(b.Priority), Events: b.Events, Oldest: b.Oldest})
	}
	return s, err
}

// lane is what the screen's words call a priority.
func lane(p wire.Priority) string {
	return [...]string{wire.Grave: "grave", wire.Outcomes: "outcomes", wire.Scans: "scans", wire.Rest: "rest"}[min(p, wire.Rest)]
}

// RetryLink implements tui.Book.
func (d doors) RetryLink(context.Context) error {
	if d.up != nil {
		d.up.Retry()
	}
	return nil
}

// WriteBundle implements tui.Book: into the folder of exports, under a name of
// the moment.
func (d doors) WriteBundle(ctx context.Context) (string, error) {
	dir := firstOf(d.config.Exports, d.path("exports"))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	path := filepath.Join(dir, "bundle-"+d.now().UTC().Format("20060102T150405Z")+".postern")
	_, err := d.writeBundle(ctx, path, false)
	return path, err
}
