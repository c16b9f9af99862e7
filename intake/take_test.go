package intake_test

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"

	"postern/intake"
)

func TestTakeLeavesTheFile(t *testing.T) {
	b := newBench(t)
	path := b.write(b.path("elsewhere", "list.txt"), "ONE TWO")
	rep := b.w.Take(t.Context(), path)
	if rep.Err != nil || rep.Items != 2 || rep.File != "list.txt" || rep.Digest != hash("ONE TWO") {
		t.Errorf("%+v", rep)
	}
	if rep = b.w.Take(t.Context(), path); !rep.Duplicate {
		t.Errorf("%+v", rep)
	}
	link := b.path("link")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	if rep = b.w.Take(t.Context(), link); rep.File != "link" || !rep.Duplicate {
		t.Errorf("%+v", rep)
	}
	if read(t, path) != "ONE TWO" {
		t.Error("the file was changed")
	}
}

func TestTakeCopiesTheRejected(t *testing.T) {
	b := newBench(t)
	path := b.write(b.path("elsewhere", "bad.txt"), "garbage")
	rep := b.w.Take(t.Context(), path)
	if !rep.Rejected || read(t, rep.Kept) != "garbage" || read(t, path) != "garbage" {
		t.Errorf("%+v", rep)
	}
	if text := read(t, rep.Kept+".why"); !strings.Contains(text, "wanted   kilograms") {
		t.Error(text)
	}
	if err := os.Truncate(path, 2<<20); err != nil {
		t.Fatal(err)
	}
	rep = b.w.Take(t.Context(), path)
	_, rejected := b.office.seen()
	if !rep.Rejected || rep.Kept != "" || len(rejected) != 2 || rejected[1].Size != 2<<20 {
		t.Errorf("%+v, told %+v", rep, rejected)
	}
}

func TestTakeWhatIsNoFile(t *testing.T) {
	b := newBench(t)
	pipe := b.path("pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{b.path("absent"), b.dir, pipe} {
		if rep := b.w.Take(t.Context(), path); rep.Err == nil || rep.Rejected {
			t.Errorf("%s: %+v", path, rep)
		}
	}
	if _, rejected := b.office.seen(); len(rejected) != 0 {
		t.Errorf("told %+v", rejected)
	}
}

func TestTakeFromAStream(t *testing.T) {
	b := newBench(t)
	rep := b.w.TakeFrom(t.Context(), "stdin", iotest.OneByteReader(strings.NewReader("ONE")))
	if rep.Err != nil || rep.Items != 1 || rep.Digest != hash("ONE") {
		t.Errorf("%+v", rep)
	}
	rep = b.w.TakeFrom(t.Context(), "stdin", iotest.ErrReader(io.ErrUnexpectedEOF))
	if !errors.Is(rep.Err, io.ErrUnexpectedEOF) || rep.Rejected {
		t.Errorf("%+v", rep)
	}
	rep = b.w.TakeFrom(t.Context(), "stdin", endless{})
	if !rep.Rejected || rep.Faults[0].Field != "size" {
		t.Errorf("%+v", rep)
	}
	b.office.set(func(o *office) { o.trouble = errors.New("disk full") })
	rep = b.w.TakeFrom(t.Context(), "stdin", strings.NewReader("TWO"))
	if rep.Err == nil || rep.Rejected {
		t.Errorf("%+v", rep)
	}
}

// follower is an office that records a file only when the next one is kept.
type follower struct {
	office
	kept map[string]chan struct{}
}

func (f *follower) Keep(_ context.Context, a intake.Arrival) (func(context.Context) (intake.Receipt, error), error) {
	if a.Name == "lost" {
		return nil, errors.New("no room to keep it")
	}
	close(f.kept[a.Name])
	return func(ctx context.Context) (intake.Receipt, error) {
		if a.Name == "one" {
			<-f.kept["two"]
		}
		return f.receive(ctx, a)
	}, nil
}

func TestTakeKeepsAhead(t *testing.T) {
	b := newBench(t)
	f := &follower{kept: map[string]chan struct{}{"one": make(chan struct{}), "two": make(chan struct{})}}
	b.o.Receiver = f
	b.w = b.watcher()
	var paths []string
	for i, name := range []string{"one", "two", "lost"} {
		paths = append(paths, b.path(name))
		if err := os.WriteFile(paths[i], []byte(strings.ToUpper(name)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var told []string
	err := b.w.TakeEach(t.Context(), nil, paths, func(_ string, rep intake.Report) error {
		told = append(told, rep.File)
		return rep.Err
	})
	if err == nil || !strings.Contains(err.Error(), "no room to keep it") || !slices.Equal(told, []string{"one", "two", "lost"}) {
		t.Errorf("told of %q, then %v", told, err)
	}
	if arrived, _ := f.seen(); len(arrived) != 2 || arrived[0].Name != "one" {
		t.Errorf("recorded %+v", arrived)
	}
}

// endless is a stream that never ends.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }
