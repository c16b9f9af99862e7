package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"postern/desk"
	"postern/intake"
	"postern/journal"
	"postern/message"
	"postern/message/post"
	"postern/message/sheet"
	"postern/message/sniff"
	"postern/parcel"
	"postern/store"
)

// receiver is the desk as the drop folder sees it.
type receiver struct{ s *station }

// Keep implements intake.Receiver.
func (r receiver) Keep(ctx context.Context, a intake.Arrival) (func(context.Context) (intake.Receipt, error), error) {
	m, err := r.s.desk.Keep(ctx, desk.Message{
		File: a.Name, Digest: a.Digest, Raw: a.Raw, Format: string(a.Batch.Format), Decoder: a.Batch.Decoder,
		Content: a.Batch.Digest(), Mail: a.Batch.Mail(), Faults: faultWords(a.Batch.Faults),
	})
	return func(ctx context.Context) (intake.Receipt, error) { return r.record(ctx, a, m) }, err
}

func (r receiver) record(ctx context.Context, a intake.Arrival, m desk.Message) (intake.Receipt, error) {
	if a.Batch.Size() > heldItems { // what it costs in memory counts for more than the collector's time
		defer debug.SetGCPercent(debug.SetGCPercent(25))
	}
	event, duplicate, err := r.s.desk.Receive(ctx, m)
	var twice *store.DuplicateError
	if errors.As(err, &twice) { // another process took it in between
		event, duplicate, err = twice.Event, true, nil
	}
	if err != nil {
		return intake.Receipt{}, err
	}
	return intake.Receipt{Counted: m.Mail.Count(), Duplicate: duplicate, Archived: true, Event: event.String()}, nil
}

// Rejected implements intake.Receiver.
func (r receiver) Rejected(ctx context.Context, x intake.Rejection) error {
	return r.s.desk.Reject(ctx, x.Name, x.Digest, x.Size, x.Fault.String())
}

func faultWords(faults []message.Fault) []journal.Fault {
	out := make([]journal.Fault, len(faults))
	for i, f := range faults {
		out[i] = journal.Fault{Item: f.Item, Text: f.String()}
	}
	return out
}

// heldItems of one file are in memory at once; those of a fuller one are read
// anew as they are needed.
const heldItems = 10_000

// decoder reads every format, with the header and segment maps of the settings.
func (s *station) decoder() (sniff.Decoder, error) {
	limits := message.DefaultLimits()
	limits.Bytes, limits.Hold = s.config.Intake.MaxMB<<20, heldItems
	d := sniff.Decoder{Limits: limits}
	for _, path := range s.config.Sheets {
		data, err := os.ReadFile(path) //nolint:gosec // named in the settings
		if err != nil {
			return d, fmt.Errorf("header map: %w", err)
		}
		m, err := sheet.ParseMap(data)
		if err != nil {
			return d, fmt.Errorf("header map %s: %w", path, err)
		}
		d.Maps = append(d.Maps, m)
	}
	for _, path := range s.config.Segments {
		data, err := os.ReadFile(path) //nolint:gosec // named in the settings
		if err != nil {
			return d, fmt.Errorf("segment map: %w", err)
		}
		m, err := post.ParseMap(data)
		if err != nil {
			return d, fmt.Errorf("segment map %s: %w", path, err)
		}
		d.Segments = append(d.Segments, m)
	}
	return d, nil
}

// clock is the wall clock of the drop folder.
type clock struct{ now func() time.Time }

// Now implements intake.Clock.
func (c clock) Now() time.Time { return c.now() }

// After implements intake.Clock.
func (c clock) After(d time.Duration) <-chan time.Time { return time.After(d) }

// inbox is the watcher of one drop folder.
func (s *station) inbox(dir string, report func(intake.Report)) (*intake.Watcher, error) {
	decoder, err := s.decoder()
	if err != nil {
		return nil, err
	}
	return intake.New(intake.Options{
		Inbox: dir, Claimed: filepath.Join(dir, ".claimed"), Rejected: s.shelf(dir), Received: filepath.Join(dir, ".received"),
		Decoder: decoder, Receiver: receiver{s}, Report: report, Clock: clock{s.now}, MaxBytes: s.config.Intake.MaxMB << 20,
		Settle: time.Duration(s.config.Intake.SettleMS) * time.Millisecond, Rescan: time.Duration(s.config.Intake.RescanS) * time.Second,
	})
}

// shelf is where unreadable files of a drop folder go: the station's, or beside
// a folder on another file system, since files move there.
func (s *station) shelf(dir string) string {
	var here, there syscall.Stat_t
	if syscall.Stat(s.dir, &here) == nil && syscall.Stat(dir, &there) == nil && here.Dev != there.Dev {
		return filepath.Join(dir, "..", "rejected")
	}
	return s.path("rejected")
}

// inboxes are the drop folders of the settings.
func (s *station) inboxes() []string {
	if len(s.config.Inbox) > 0 {
		return s.config.Inbox
	}
	return []string{s.path("inbox")}
}

// fileAnswer is a line of receive and watch.
type fileAnswer struct {
	File   string `json:"file"`
	Digest string `json:"digest"`
	Format string `json:"format"`
	parcel.Counted
	Faults    []faultAnswer `json:"faults"`
	Rejected  bool          `json:"rejected"`
	Duplicate bool          `json:"duplicate"`
	Seq       uint64        `json:"seq,omitempty"`
	Event     string        `json:"event,omitempty"`
	Error     string        `json:"error,omitempty"`
}

type faultAnswer struct {
	message.Fault
	Text string `json:"text"`
}

func answerFile(rep intake.Report) fileAnswer {
	a := fileAnswer{
		File: rep.File, Digest: rep.Digest, Format: string(rep.Format), Counted: rep.Counted,
		Faults: []faultAnswer{}, Rejected: rep.Rejected, Duplicate: rep.Duplicate, Event: rep.Event,
	}
	if n, err := journal.ParseName(rep.Event); err == nil {
		a.Seq = n.Seq
	}
	for _, f := range rep.Faults {
		a.Faults = append(a.Faults, faultAnswer{f, f.String()})
	}
	if rep.Err != nil {
		a.Error = rep.Err.Error()
	}
	return a
}

func (a *answers) file(rep intake.Report) error {
	f := answerFile(rep)
	return a.give(f, func(p *page) {
		switch {
		case f.Error != "":
			p.say("%s: %s\n", cell(f.File, 60), cell(f.Error, 300))
		case f.Rejected:
			p.say("%s: rejected\n", cell(f.File, 60))
		case f.Duplicate:
			p.say("%s: received before, nothing changed\n", cell(f.File, 60))
		default:
			p.say("%s: %s, %s\n", cell(f.File, 60), f.Format, f.Counted)
		}
		for _, x := range f.Faults {
			p.say("  %s\n", cell(x.Text, 300))
		}
		if rep.More > 0 {
			p.say("  and %d more\n", rep.More)
		}
	})
}

func (r *run) receiveCommand() *cobra.Command {
	return &cobra.Command{
		Use: "receive FILE...", Short: "Receive message files ('-' for standard input); they are left where they are",
		Example: "postern receive despatch.xml orders.csv", Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.with(cmd.Context(), func(ctx context.Context, s *station) error { return r.receive(ctx, s, args) })
		},
	}
}

func (r *run) receive(ctx context.Context, s *station, files []string) error {
	in, err := s.inbox(s.path("inbox"), nil)
	if err != nil {
		return err
	}
	var trouble []error
	err = in.TakeEach(ctx, r.in, files, func(file string, rep intake.Report) error {
		rep.File = file
		switch {
		case rep.Err != nil:
			trouble = append(trouble, coded{fmt.Errorf("%s was not received, nothing of it was recorded: %w", parcel.Excerpt(file), rep.Err), exitCode(rep.Err)})
		case rep.Rejected:
			trouble = append(trouble, coded{fmt.Errorf("%s was rejected: %s.why says what is wrong with it", parcel.Excerpt(file), rep.Kept), exitBadInput})
		}
		return r.file(rep)
	})
	if err != nil {
		return err
	}
	return gravest(trouble)
}

// gravest joins what went wrong with several files under the highest code.
func gravest(all []error) error {
	if len(all) == 0 {
		return nil
	}
	code := exitDone
	for _, err := range all {
		code = max(code, exitCode(err))
	}
	return coded{errors.Join(all...), code}
}

func (r *run) watchCommand() *cobra.Command {
	return &cobra.Command{
		Use: "watch [DIR...]", Short: "Watch drop folders without a screen",
		Long: "Watch drop folders. Taken files move to the archive; unreadable ones to rejected/ with a .why that says what is wrong.",
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.with(cmd.Context(), func(ctx context.Context, s *station) error { return r.watch(ctx, s, args) })
		},
	}
}

func (r *run) watch(ctx context.Context, s *station, dirs []string) error {
	release, err := r.start(ctx, s)
	if err != nil {
		return err
	}
	defer release()
	for _, dir := range dirs { // a mistyped one would be watched in silence
		if _, err := os.Stat(dir); err != nil {
			return fmt.Errorf("there is no folder to watch: %w", err)
		}
	}
	if len(dirs) == 0 {
		dirs = s.inboxes()
	}
	ctx, stop := context.WithCancel(ctx) // the library ends it on SIGINT and SIGTERM
	defer stop()
	defer s.startUplink(ctx, func(err error) { complain(r.err, err) })()
	go s.retainIdle(ctx, func(err error) { complain(r.err, err) })
	var said sync.Mutex
	var mute error // nobody reads the answers any more
	done, err := s.watchAll(ctx, dirs, func(rep intake.Report) {
		said.Lock()
		defer said.Unlock()
		if err := r.file(rep); err != nil {
			mute = errors.Join(mute, err)
			stop()
		}
	})
	if err != nil {
		return err
	}
	return errors.Join(<-done, mute)
}

// watchAll runs a watcher for each folder, until the context ends or one fails;
// the channel answers once, when all have ended.
func (s *station) watchAll(ctx context.Context, dirs []string, report func(intake.Report)) (<-chan error, error) {
	watchers := make([]*intake.Watcher, len(dirs))
	for i, dir := range dirs {
		abs, err := filepath.Abs(dir)
		if err != nil {
			return nil, err
		}
		if watchers[i], err = s.inbox(abs, report); err != nil {
			return nil, err
		}
	}
	ends := make(chan error, len(watchers))
	ctx, stop := context.WithCancel(ctx)
	for _, w := range watchers {
		go func() { ends <- w.Run(ctx) }()
	}
	done := make(chan error, 1)
	go func() {
		defer stop()
		var errs []error
		for range watchers {
			err := <-ends
			if err != nil {
				stop()
			}
			errs = append(errs, err)
		}
		done <- errors.Join(errs...)
	}()
	return done, nil
}
