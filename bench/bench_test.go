package bench_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/term"

	"postern/bench"
	"postern/message"
	"postern/message/sniff"
	"postern/parcel"
)

// The test program is also the programs that are started in a terminal.
func TestMain(m *testing.M) {
	switch {
	case len(os.Args) > 1 && os.Args[1] == "empty":
		fmt.Print(bench.Ready)
		select {}
	case len(os.Args) > 1 && os.Args[1] == "screen":
		if _, err := term.MakeRaw(int(os.Stdin.Fd())); err != nil {
			panic(err)
		}
		fmt.Print("here it is")
		fmt.Print("and a list")
		for { // every key is answered with everything
			if _, err := os.Stdin.Read(make([]byte, 64)); err != nil {
				select {}
			}
			fmt.Print("the queue, the verdict, set aside")
		}
	case len(os.Args) > 1 && os.Args[1] == "take":
		os.Exit(take(os.Args[2], os.Args[3]))
	case len(os.Args) > 1 && os.Args[1] == "pager":
		if err := bench.Pager(context.Background(), os.Stdin, os.Stdout); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// station keeps items as the measurements read them past it.
type station struct {
	db    *sql.DB
	known map[string]bool
}

// take receives a file as the station of the tests does.
func take(dir, file string) int {
	s := &station{known: map[string]bool{}}
	var err error
	if s.db, err = sql.Open("sqlite3", "file:"+filepath.Join(dir, "station.db")); err != nil {
		return 1
	}
	if n, err := s.Receive(context.Background(), file); err != nil || n == 0 {
		return 1
	}
	return 0
}

func newStation(ctx context.Context, dir string) (bench.Station, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(dir, "station.db")+"?_journal_mode=WAL")
	if err != nil {
		return nil, err
	}
	_, err = db.ExecContext(ctx, `CREATE TABLE item (no INTEGER PRIMARY KEY, ident TEXT, day TEXT, declared BLOB, judged BLOB, words TEXT,
		open INTEGER, rank INTEGER, since INTEGER)`)
	return &station{db: db, known: map[string]bool{}}, err
}

func (s *station) Receive(ctx context.Context, files ...string) (items int, err error) {
	for _, file := range files {
		n, err := s.receive(ctx, file)
		if err != nil {
			return items, err
		}
		items += n
	}
	return items, nil
}

func (s *station) receive(ctx context.Context, file string) (int, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	batch, err := sniff.Decode(data, message.DefaultLimits())
	for _, d := range batch.Items {
		s.known[d.Identifier.Text] = true
		if _, err := s.db.ExecContext(ctx, "INSERT INTO item VALUES (NULL, ?, '', 'x', 'x', 'beads', 1, 1, 1)", d.Identifier.Text); err != nil {
			return 0, err
		}
	}
	return len(batch.Items), err
}

func (s *station) Scan(_ context.Context, label string) (time.Duration, error) {
	if !s.known[label] {
		return 0, errors.New(label + " is not known")
	}
	return time.Microsecond, nil
}

func (s *station) Lines(_ context.Context, f parcel.Filter) (all []parcel.Line, n int, err error) {
	for label := range s.known {
		if len(all) < f.Limit {
			all = append(all, parcel.Line{Item: parcel.NewItemID(label, "2026-11-26")})
		}
	}
	return all, len(s.known), nil
}

func (s *station) Release(_ context.Context, label string) (bool, error) { return s.known[label], nil }

func (s *station) Traffic(context.Context) ([]bench.Load, error) {
	return []bench.Load{{Events: len(s.known), Bytes: 100 * len(s.known), Sealed: 60 * len(s.known)}}, nil
}

func (s *station) Join(context.Context, string) (string, error) {
	return "", errors.New("there is no hub")
}

func (s *station) CatchUp(context.Context, string) (int, error) {
	return 0, errors.New("there is no hub")
}

func (s *station) Judge(parcel.Declaration) parcel.Verdict {
	return parcel.Verdict{Assessments: make([]parcel.Assessment, 1)}
}

func (s *station) Weigh(_ context.Context, label string) (facts, rules time.Duration, err error) {
	if !s.known[label] {
		return 0, 0, errors.New(label + " is not known")
	}
	return time.Microsecond, time.Microsecond, nil
}

func (s *station) Reassess(context.Context, int) (items int, first, last time.Duration, err error) {
	return len(s.known), time.Millisecond, time.Second, nil
}

func (s *station) Close() error { return s.db.Close() }

func options(t *testing.T) bench.Options {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	after := func(time.Duration) <-chan time.Time { return time.After(time.Millisecond) }
	return bench.Options{
		Now: time.Now, After: after, Dir: t.TempDir(), Items: 400, Say: func(string) {}, Make: newStation, Bare: newStation, Database: "station.db",
		Take:    func(dir, file string) []string { return []string{self, "take", dir, file} },
		Program: []string{self, "empty"}, Screen: func(string) []string { return []string{self, "screen"} }, Env: os.Environ(),
		Marks: []bench.Mark{{Name: "frame", Text: "here it is"}, {Name: "list", Text: "and a list"}},
		Queue: bench.Mark{Name: "queue", Text: "the queue"}, Verdict: "verdict", Saved: "verdict", Aside: "aside", Pager: []string{self, "pager"},
		Draw: func(context.Context, string, int, int) (bench.Picture, func() error, error) {
			return func() string { return "a list" }, func() error { return nil }, nil
		},
	}
}

func TestEveryMeasurementGivesLinesWithTheirRatio(t *testing.T) {
	for _, name := range bench.Names() {
		var lines []bench.Line
		err := bench.Run(t.Context(), options(t), []string{name}, func(l bench.Line) error {
			lines = append(lines, l)
			return nil
		})
		if err != nil || len(lines) == 0 {
			t.Fatalf("%s: %d lines, %v", name, len(lines), err)
		}
		for _, l := range lines {
			var other float64
			_, text, _ := strings.Cut(l.Against, ": ")
			if _, err := fmt.Sscan(text, &other); err != nil || l.Value < 0 || l.Unit == "" {
				t.Errorf("%s: %+v", name, l)
			}
			if want := l.Value / other; other > 0 && (l.Ratio < want*0.9 || l.Ratio > want*1.1) {
				t.Errorf("%s: ratio %v, want about %v", l.Name, l.Ratio, want)
			}
		}
	}
}

func TestMemoryIsReadWhereTheSystemTellsIt(t *testing.T) {
	if runtime.GOOS != "linux" {
		return // told nowhere else
	}
	found := false
	err := bench.Run(t.Context(), options(t), []string{"frame"}, func(l bench.Line) error {
		found = found || strings.HasPrefix(l.Name, "memory") && l.Value > 0
		return nil
	})
	if err != nil || !found {
		t.Errorf("found %v, %v", found, err)
	}
}

func TestUnknownNamesAreRefused(t *testing.T) {
	if err := bench.Check([]string{"frame", "speed"}); !errors.Is(err, bench.ErrName) || !strings.Contains(err.Error(), "speed") {
		t.Error(err)
	}
	if err := bench.Check(bench.Names()); err != nil {
		t.Error(err)
	}
}

func TestFailuresAreTold(t *testing.T) {
	broken := errors.New("no disk")
	for name, change := range map[string]func(*bench.Options){
		"no station": func(o *bench.Options) {
			o.Make = func(context.Context, string) (bench.Station, error) { return nil, broken }
		},
		"a program that shows nothing": func(o *bench.Options) { o.Program = []string{"true"} },
		"a program that is not there":  func(o *bench.Options) { o.Program = []string{"/nowhere/postern"} },
	} {
		o := options(t)
		change(&o)
		if err := bench.Run(t.Context(), o, []string{"frame"}, func(bench.Line) error { return nil }); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	err := bench.Run(t.Context(), options(t), []string{"words"}, func(bench.Line) error { return broken })
	if !errors.Is(err, broken) {
		t.Errorf("a line that cannot be written: %v", err)
	}
}
