package bench

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"postern/parcel"
)

// Station is what is measured: a station with every pack in force.
type Station interface {
	// Receive takes message files in, as the drop folder does, and tells how
	// many items they declared.
	Receive(ctx context.Context, files ...string) (items int, err error)
	// Scan reads a label; decided is how long it took until the verdict was
	// made and only the recording was left.
	Scan(ctx context.Context, label string) (decided time.Duration, err error)
	// Lines lists what waits.
	Lines(ctx context.Context, f parcel.Filter) ([]parcel.Line, int, error)
	// Judge makes the verdict on a declaration of which nothing else is known.
	Judge(d parcel.Declaration) parcel.Verdict
	Close() error
}

// Mark is a text by which a picture on the terminal is known, and what to call
// the time until it is there.
type Mark struct{ Name, Text string }

// Options say what is measured, and where.
type Options struct {
	Now    func() time.Time
	After  func(time.Duration) <-chan time.Time
	Dir    string // for stations and scratch files; the caller removes it
	Items  int    // in the large station
	Shared string // folder of the reference data; empty where there are none
	Say    func(string)

	Make     func(ctx context.Context, dir string) (Station, error)
	Bare     func(ctx context.Context, dir string) (Station, error) // a station without rules
	Office   string                                                 // that of the stations that are made
	Database string                                                 // name of the database in a station's folder
	Take     func(dir, file string) []string                        // receives a file at a station, as a command

	Program []string                  // an empty Bubble Tea program, as a command that says Ready
	Screen  func(dir string) []string // the workstation over a folder, as a command
	Env     []string
	Marks   []Mark // of the workstation's pictures, in the order they come
	Queue   Mark   // of the list that F3 opens
	Verdict string // stands on the terminal when a read is answered
	Saved   string // stands there when that is on the disk
	Aside   string // stands there when the item is set aside

	Hub      []string // the hub's program, as a command; none where there is none
	Postgres string   // address of a server where databases may be made; empty where there is none

	Pager []string // a bare pager, as a command that says PagerReady
	// Draw opens the list over a folder in this process; done closes it.
	Draw func(ctx context.Context, dir string, w, h int) (draw Picture, done func() error, err error)
}

// What is promised, in the unit of its line.
const (
	limitFrame   = 80   // ms
	limitDecide  = 2    // ms
	limitReceive = 5000 // items/s
	limitJudge   = 1000 // us
	limitMemory  = 150  // MB
)

type runner struct {
	Options
	emit  func(Line) error
	small string // folder of the small station, once made
	big   *large
}

type test struct {
	name string
	run  func(*runner, context.Context) error
}

// tests come in this order: what needs a quiet machine first.
func tests() []test {
	return []test{
		{"frame", (*runner).frame},
		{"screen", (*runner).screen},
		{"intake", (*runner).formats},
		{"receive", (*runner).receive},
		{"assess", (*runner).assess},
		{"words", (*runner).words},
		{"risk", (*runner).risk},
		{"names", (*runner).names},
		{"learn", (*runner).learn},
		{"hub", (*runner).hub},
		{"scan", (*runner).scan},
		{"queue", (*runner).queue},
		{"many", (*runner).many},
		{"sync", (*runner).sync},
	}
}

// Names lists the measurements.
func Names() []string {
	var names []string
	for _, t := range tests() {
		names = append(names, t.name)
	}
	return names
}

// ErrName is for a measurement that does not exist.
var ErrName = errors.New("no such measurement")

// Run does the named measurements, all without a name, and gives each line as
// it is known.
func Run(ctx context.Context, o Options, names []string, emit func(Line) error) (err error) {
	wanted := map[string]bool{}
	for _, n := range names {
		wanted[n] = true
	}
	r := &runner{Options: o, emit: emit}
	defer func() { err = errors.Join(err, r.big.close()) }()
	for _, t := range tests() {
		if len(names) > 0 && !wanted[t.name] {
			continue
		}
		if err := t.run(r, ctx); err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
	}
	return nil
}

// Check refuses names that are none.
func Check(names []string) error {
	for _, n := range names {
		known := false
		for _, t := range tests() {
			known = known || t.name == n
		}
		if !known {
			return fmt.Errorf("%w as %s: use %v", ErrName, parcel.Excerpt(n), Names())
		}
	}
	return nil
}

func (r *runner) give(lines ...Line) error {
	for _, l := range lines {
		if err := r.emit(l); err != nil {
			return err
		}
	}
	return nil
}

// smallItems is how many items a day's mail has.
func (r *runner) smallItems() int { return min(10_000, r.Items) }

func (r *runner) path(name string) string { return filepath.Join(r.Dir, name) }

// timed tells how long work took.
func (r *runner) timed(work func() error) (time.Duration, error) {
	began := r.Now()
	err := work()
	return r.Now().Sub(began), err
}
