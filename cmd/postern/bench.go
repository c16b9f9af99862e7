package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/pprof"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/spf13/cobra"

	"postern/bench"
	"postern/desk"
	"postern/intake"
	"postern/journal"
	"postern/parcel"
	"postern/risk"
	"postern/tui"
)

func (r *run) benchCommand() *cobra.Command {
	var items int
	var profile string
	cmd := &cobra.Command{
		Use: "bench [NAME...]", Short: "Measure this machine: start, scan, receive and more, each beside its limit",
		Long: "Measure throw-away stations on this machine, each figure beside its limit or beside the bare disk, SQLite or\n" +
			"terminal in the same run. Without a name everything: " + strings.Join(bench.Names(), ", ") + ".\n" +
			"A ratio below 1 is good for times, above 1 for rates.",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := bench.Check(args); err != nil {
				return usage(err.Error())
			}
			if items < 1 {
				return usage("--items: a number above 0")
			}
			return profiled(profile, func() error { return r.bench(cmd.Context(), items, args) })
		},
	}
	cmd.Flags().IntVar(&items, "items", 1_000_000, "items in the large station of scan and queue")
	cmd.Flags().StringVar(&profile, "profile", "", "write a CPU profile to this file")
	cmd.AddCommand(&cobra.Command{
		Use: "pager", Hidden: true, Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return bench.Pager(cmd.Context(), r.in, r.out) },
	})
	cmd.AddCommand(&cobra.Command{
		Use: "empty", Hidden: true, Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return bench.Empty(cmd.Context(), r.in, r.out) },
	})
	return cmd
}

// profiled does work and keeps a profile of it where a file is named.
func profiled(path string, work func() error) (err error) {
	if path == "" {
		return work()
	}
	f, err := os.Create(path) //nolint:gosec // the user names it
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := pprof.StartCPUProfile(f); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	return work()
}

func (r *run) bench(ctx context.Context, items int, names []string) (err error) {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "postern-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	return bench.Run(ctx, bench.Options{
		Now: r.now, After: time.After, Dir: dir, Items: items, Shared: r.env("POSTERN_SHARED"), Make: r.benchStation, Bare: r.bareStation, Office: string(demoOffice), Database: "postern.db",
		Take:    func(dir, file string) []string { return []string{self, "--data", dir, "receive", file} },
		Say:     func(s string) { fmt.Fprintln(r.err, s) }, //nolint:errcheck // it only passes the time
		Program: []string{self, "bench", "empty"},
		Screen:  func(dir string) []string { return []string{self, "--data", dir} },
		Env:     append(os.Environ(), "TERM=xterm-256color", "POSTERN_CONFIG=", "POSTERN_OFFICER="+benchOfficer, "POSTERN_PIN="+demoPIN),
		Marks:   []bench.Mark{{Name: "first frame", Text: "Postern"}, {Name: "signed in, list", Text: "gravest first"}},
		Hub:     beside(self, "postern-hub"), Postgres: r.env("POSTERN_POSTGRES"),
		Queue:   bench.Mark{Name: "queue", Text: "y copies"},
		Verdict: "rule, points, evidence", Saved: "records", Aside: "gravest", Pager: []string{self, "bench", "pager"}, Draw: r.benchDraw,
	}, names, r.benchLine)
}

// beside is the program of that name in the folder of another.
func beside(program, name string) []string {
	path := filepath.Join(filepath.Dir(program), name)
	if _, err := os.Stat(path); err != nil {
		return nil
	}
	return []string{path}
}

func (r *run) benchLine(l bench.Line) error {
	return r.give(l, func(p *page) {
		p.say("%-32s %9s %-14s %7sx  %s\n", l.Name, bench.Figure(l.Value), l.Unit, bench.Figure(l.Ratio), l.Against)
	})
}

const benchOfficer = "Bench"

// benched is a throw-away station as the measurements see it.
type benched struct {
	*station
	in    *intake.Watcher
	desk  *desk.Desk
	watch *stopwatch
	who   parcel.Who
}

func (r *run) benchStation(ctx context.Context, dir string) (_ bench.Station, err error) {
	s, err := r.makeStation(ctx, dir, "bench", demoOffice, defaultConfig())
	if err != nil {
		return nil, err
	}
	b := &benched{station: s, watch: &stopwatch{Book: s.db, now: r.now}}
	b.desk = s.deskOver(b.watch)
	b.who.Officer, err = s.roster.Add(ctx, nil, benchOfficer, parcel.Supervisor, demoPIN)
	if err == nil {
		b.in, err = s.inbox(filepath.Join(dir, "inbox"), nil)
	}
	if err == nil {
		err = s.engine.problem() // and the rules are ready
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return b, nil
}

// bareStation is one that judges nothing.
func (r *run) bareStation(ctx context.Context, dir string) (bench.Station, error) {
	s, err := r.benchStation(ctx, dir)
	if err != nil {
		return nil, err
	}
	none, err := risk.NewEngine(nil)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	s.(*benched).engine.set(none)
	return s, nil
}

// Receive implements bench.Station.
func (b *benched) Receive(ctx context.Context, files ...string) (items int, err error) {
	err = b.in.TakeEach(ctx, nil, files, func(_ string, rep intake.Report) error {
		items += rep.Items
		return rep.Err
	})
	return items, err
}

// Scan implements bench.Station.
func (b *benched) Scan(ctx context.Context, label string) (time.Duration, error) {
	began := b.now()
	r, err := b.desk.Scan(ctx, b.who, parcel.Scan{Code: label})
	if err == nil && !r.Known {
		err = fmt.Errorf("%s is not known here", label)
	}
	return b.watch.decided.Sub(began), err
}

// Lines implements bench.Station.
func (b *benched) Lines(ctx context.Context, f parcel.Filter) ([]parcel.Line, int, error) {
	return b.db.Lines(ctx, f)
}

// Judge implements bench.Station.
func (b *benched) Judge(d parcel.Declaration) parcel.Verdict {
	assessments := b.engine.get().Assess(d, parcel.Facts{}, b.now())
	return risk.Judge(assessments, nil, risk.Draw{Rate: b.config.Selection.rate()}, true)
}

// Weigh implements bench.Weigher.
func (b *benched) Weigh(ctx context.Context, label string) (facts, rules time.Duration, err error) {
	it, err := b.db.Item(ctx, parcel.ItemID(label))
	if err != nil {
		return 0, 0, err
	}
	began := b.now()
	f, err := b.db.Facts(ctx, it.ID, it.Decl)
	fetched := b.now()
	if err != nil {
		return 0, 0, err
	}
	b.engine.get().Assess(it.Decl, f, fetched)
	return fetched.Sub(began), b.now().Sub(fetched), nil
}

// Reassess implements bench.Weigher: another small pack is put beside those in
// force, so that everything is judged anew.
func (b *benched) Reassess(ctx context.Context, most int) (items int, first, last time.Duration, err error) {
	p, problems := risk.ParsePack("bench", []byte(benchPack))
	if len(problems) > 0 {
		return 0, 0, 0, problemsError(problems)
	}
	engine, err := risk.NewEngine(append(b.engine.get().Packs(), p))
	if err != nil {
		return 0, 0, 0, err
	}
	b.engine.set(engine)
	began := b.now()
	for items < most {
		n, err := b.db.Reassess(ctx, engine.Version(), min(reassessStep, most-items))
		if err != nil || n == 0 {
			return items, first, last, err
		}
		if items += n; first == 0 {
			first = b.now().Sub(began)
		}
		last = b.now().Sub(began)
	}
	return items, first, last, nil
}

// benchPack changes the engine and asks for nothing.
const benchPack = `{pack: bench-more, agency: postal, jurisdiction: bench, version: 1.0, valid_from: 2026-01-01, valid_until: 2098-12-31, owner: bench,
 thresholds: {yellow: 40}, rules: [{id: none, when: 'item.gross_g < 0', points: 1, reason: it never fires, ground: bench, expires: 2098-12-31}]}`

func problemsError(problems []risk.Problem) error { return fmt.Errorf("%v", problems) }

// stopwatch is a book that notes when there was something to write: then the
// verdict was made.
type stopwatch struct {
	desk.Book
	now     func() time.Time
	decided time.Time
}

// Append implements desk.Book.
func (w *stopwatch) Append(ctx context.Context, drafts ...journal.Draft) ([]journal.Name, error) {
	w.decided = w.now()
	return w.Book.Append(ctx, drafts...)
}

// benchDraw opens the queue over a station in this process, without a terminal.
func (r *run) benchDraw(ctx context.Context, dir string, w, h int) (bench.Picture, func() error, error) {
	s, err := r.openStation(ctx, dir, defaultConfig())
	if err != nil {
		return nil, nil, err
	}
	officers, err := s.roster.Officers(ctx)
	if err != nil || len(officers) == 0 {
		return nil, nil, errors.Join(err, errors.New("no officer works here"), s.Close())
	}
	o := r.screenOptions(ctx, s)
	o.Officer = &officers[0]
	o.After = func(time.Duration, tea.Msg) tea.Cmd { return nil }
	frame, err := tui.New(o)
	if err != nil {
		return nil, nil, errors.Join(err, s.Close())
	}
	return queueOf(frame, w, h), s.Close, nil //nolint:contextcheck // the frame's calls have limits of their own
}

func queueOf(frame *tui.Frame, w, h int) bench.Picture {
	d := driver{frame}
	d.do(frame.Init())
	d.send(tea.WindowSizeMsg{Width: w, Height: h})
	d.send(tea.KeyPressMsg{Code: tea.KeyF3})
	return func() string {
		d.send(tea.KeyPressMsg{Code: tea.KeyDown})
		return frame.View().Content
	}
}

// driver does at once what a frame asks for.
type driver struct{ frame *tui.Frame }

func (d driver) send(msg tea.Msg) {
	_, cmd := d.frame.Update(msg)
	d.do(cmd)
}

func (d driver) do(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil, tea.RawMsg:
	case tea.BatchMsg:
		for _, c := range msg {
			d.do(c)
		}
	default:
		d.send(msg)
	}
}
