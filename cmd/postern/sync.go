package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/spf13/cobra"

	"postern/journal/wire"
	"postern/parcel"
	"postern/sync/enrol"
	"postern/sync/link"
)

// syncAnswer is how the link stands.
type syncAnswer struct {
	Hub         string     `json:"hub"`
	Pending     int        `json:"pending"`
	Oldest      int64      `json:"oldest_pending_s"`
	RecordedTo  uint64     `json:"recorded_to"`
	LastContact *time.Time `json:"last_contact"`
	Grave       int        `json:"grave"` // of pending: seizures, stop orders
	Forks       int        `json:"forks"`
	Refused     int        `json:"refused"`
	Unread      int        `json:"unread"`
	Files       int        `json:"files"`      // photos and X-ray images that the hub has not all of
	FilesLost   int        `json:"files_lost"` // that are not in the archive any more
	Alarms      []string   `json:"alarms"`     // why the hub's record was not believed to be of this journal
}

func (a syncAnswer) say(p *page) {
	if a.Hub == "" {
		p.say("no hub was met yet: 'postern enrol --hub ADDR --token T' joins one, 'postern bundle write FILE' needs none\n")
	} else {
		p.say("hub %s, last contact %s\n", cell(a.Hub, 80), a.LastContact.Format(time.DateTime))
	}
	p.say("recorded at the hub up to event %d; %d events wait, %d of them grave, the oldest for %s\n",
		a.RecordedTo, a.Pending, a.Grave, time.Duration(a.Oldest)*time.Second)
	if a.Files > 0 {
		p.say("%d photos and X-ray images are on their way\n", a.Files)
	}
	if a.FilesLost > 0 {
		p.say("LOOK INTO: %d photos and X-ray images are damaged or missing in the archive: 'postern verify' names them\n", a.FilesLost)
	}
	for _, why := range a.Alarms {
		p.say("ALARM: %s\n", cell(why, 300))
	}
	if a.Forks+a.Refused+a.Unread > 0 {
		p.say("LOOK INTO: %d events under a name that was taken, %d refused by the hub, %d not read\n", a.Forks, a.Refused, a.Unread)
	}
}

func (r *run) syncCommand() *cobra.Command {
	var once bool
	cmd := &cobra.Command{
		Use: "sync", Short: "The link to the hub: send what waits, take what comes", Args: cobra.NoArgs,
		Long: "Keep the link to the hub up until it is stopped. With --once it ends when the hub's record has everything\n" +
			"this station has written, and fails where it cannot have it within a minute, and what photos take.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return r.with(cmd.Context(), func(ctx context.Context, s *station) error {
				if once {
					return r.syncOnce(ctx, s)
				}
				return r.syncOn(ctx, s)
			})
		},
	}
	cmd.Flags().BoolVar(&once, "once", false, "end once everything is recorded at the hub")
	cmd.AddCommand(&cobra.Command{
		Use: "status", Short: "How the link stands: what waits, what is recorded", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return r.with(cmd.Context(), r.syncStatus) },
	})
	return cmd
}

func (r *run) syncStatus(ctx context.Context, s *station) error {
	a, err := s.syncState(ctx)
	if err != nil {
		return err
	}
	return r.give(a, a.say)
}

func (s *station) syncState(ctx context.Context) (a syncAnswer, err error) {
	card, met, err := s.hubCard()
	if err != nil {
		return a, err
	}
	if met {
		a.Hub, a.LastContact = card.Hub, &card.Contact
	}
	backlog, err := s.db.Backlog(ctx)
	if err != nil {
		return a, err
	}
	for _, b := range backlog {
		a.Pending += b.Events
		if !b.Oldest.IsZero() {
			a.Oldest = max(a.Oldest, int64(s.now().Sub(b.Oldest).Seconds()))
		}
	}
	a.Grave = backlog[wire.Grave].Events
	receipt, _, err := s.db.Receipt(ctx, s.db.Epoch())
	if err != nil {
		return a, err
	}
	a.RecordedTo = receipt.Upto
	if a.Forks, a.Refused, a.Unread, err = s.db.Alarms(ctx); err != nil {
		return a, err
	}
	files, err := s.db.FilesWaiting(ctx)
	if err != nil {
		return a, err
	}
	a.Files, a.FilesLost = files.Waiting, files.Lost
	all, err := s.db.RecordAlarms(ctx)
	a.Alarms = append([]string{}, all...)
	return a, err
}

// syncOn keeps the link up; the lock says that nobody else does.
func (r *run) syncOn(ctx context.Context, s *station) error {
	release, err := lockFolder(s.dir)
	if err != nil {
		return err
	}
	defer release()
	l, err := s.link(ctx)
	if err != nil {
		return err
	}
	return refusedBy(l.Run(ctx))
}

func (r *run) syncOnce(ctx context.Context, s *station) error {
	const patience, slow = time.Minute, 8 << 10 // bytes of a photo in a second
	l, err := s.link(ctx)
	if err != nil {
		return err
	}
	files, err := s.db.FilesWaiting(ctx)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, patience+time.Duration(files.Bytes/slow)*time.Second)
	defer cancel()
	all, err := l.Once(ctx)
	if err != nil {
		return refusedBy(err)
	}
	if told := r.syncStatus(context.WithoutCancel(ctx), s); told != nil || all {
		return told
	}
	return errors.New("not everything is recorded at the hub yet: it goes on at the next sync")
}

// refusedBy gives a refusal its exit code.
func refusedBy(err error) error {
	if errors.Is(err, link.ErrRefused) {
		return coded{fmt.Errorf("%w; ask its keeper, then enrol this station again", err), exitRefused}
	}
	return err
}

// link makes the loop over the hub's line.
func (s *station) link(ctx context.Context) (*link.Loop, error) {
	line, id, err := s.line()
	if err != nil {
		return nil, notEnrolled(err)
	}
	office, err := s.db.Office(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := s.db.Reread(ctx); err != nil { // a newer program reads more
		return nil, err
	}
	if err := s.retryUnread(ctx); err != nil {
		return nil, err
	}
	return link.New(link.Options{
		Line: line, Outbox: s.db, Inbox: s.db, Files: &photos{DB: s.db, files: s.archive}, Now: s.now, Random: rand.Float64, Deliver: s.deliver, Met: s.meet(id.Receipts), Head: s.db.LastHead,
		Hello: s.hello(office),
	}), nil
}

// hello is what this station says first.
func (s *station) hello(office parcel.Office) link.Hello {
	return link.Hello{
		Version: link.Version, Station: s.db.Station(), Office: office, Epoch: s.db.Epoch(), Key: s.keys.public, Sealing: s.db.Sealing(),
		Caps: []string{link.CapRoot},
	}
}

func notEnrolled(err error) error {
	if errors.Is(err, enrol.ErrNotEnrolled) {
		return coded{err, exitRefused}
	}
	return err
}
