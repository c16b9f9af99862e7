package intake_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"postern/intake"
)

// picky is an office that has trouble with one file only.
type picky struct{ *office }

func (p *picky) Keep(_ context.Context, a intake.Arrival) (func(context.Context) (intake.Receipt, error), error) {
	return func(ctx context.Context) (intake.Receipt, error) { return p.receive(ctx, a) }, nil
}

func (p *picky) receive(ctx context.Context, a intake.Arrival) (intake.Receipt, error) {
	if string(a.Raw) == "POISON" {
		return intake.Receipt{}, errors.New("cannot store this")
	}
	return p.office.receive(ctx, a)
}

func TestGarbageIsShelvedWithItsReason(t *testing.T) {
	b := newBench(t)
	b.run()
	b.drop("evil\n\x1b[31m.xml", "garbage")
	rep := b.next()
	kept := filepath.Join(b.o.Rejected, "evil___31m.xml")
	if !rep.Rejected || rep.Err != nil || rep.Kept != kept || rep.Digest != hash("garbage") || len(rep.Faults) != 1 {
		t.Fatalf("%+v", rep)
	}
	b.stop()
	b.empty(b.o.Inbox, b.o.Claimed)
	if got := read(t, kept); got != "garbage" {
		t.Errorf("kept %q", got)
	}
	_, rejected := b.office.seen()
	at := rejected[0].At.Format(time.RFC3339)
	want := `This file was not taken in. Nothing of it was used.

file     evil\x0a\x1b[31m.xml
size     7 bytes
sha-256  ` + hash("garbage") + `
when     ` + at + `

line     3
path     row 3
field    weight
found    "he\x1bavy\u202e"
wanted   kilograms

What to do: ask the sender for a corrected file, naming the place above, or
correct a copy and put it into the inbox. The file lies beside this note as it came,
until somebody takes it away.
`
	if diff := cmp.Diff(want, read(t, kept+".why")); diff != "" {
		t.Error(diff)
	}
	if len(rejected) != 1 || rejected[0].Digest != rep.Digest || rejected[0].Kept != kept {
		t.Errorf("told %+v", rejected)
	}
}

func TestSameNameRejectedAgain(t *testing.T) {
	b := newBench(t)
	b.run()
	kept := map[string]bool{}
	for _, data := range []string{"garbage 1", "garbage 2", "garbage 3"} {
		b.drop("bad.csv", data)
		rep := b.next()
		if !rep.Rejected || read(t, rep.Kept) != data {
			t.Fatalf("%+v", rep)
		}
		kept[rep.Kept] = true
	}
	if len(kept) != 3 || len(b.files(b.o.Rejected)) != 6 {
		t.Errorf("kept %q", b.files(b.o.Rejected))
	}
}

func TestOnlyFaultsIsNothing(t *testing.T) {
	b := newBench(t)
	b.run()
	b.drop("bad.csv", "bad bad")
	rep := b.next()
	if !rep.Rejected || len(rep.Faults) != 2 {
		t.Fatalf("%+v", rep)
	}
	if text := read(t, rep.Kept+".why"); !strings.Contains(text, "Wrong as well (1):\n- line 2 line: found bad, wanted good\n") {
		t.Error(text)
	}
	if arrivals, _ := b.office.seen(); len(arrivals) != 0 {
		t.Error("received all the same")
	}
}

func TestTooLargeIsNotRead(t *testing.T) {
	b := newBench(t)
	b.run()
	path := b.write(b.path("outside"), "ONE")
	if err := os.Truncate(path, 1<<34); err != nil { // a hole: no disk could hold it
		t.Fatal(err)
	}
	if err := os.Rename(path, filepath.Join(b.o.Inbox, "huge")); err != nil {
		t.Fatal(err)
	}
	rep := b.next()
	if !rep.Rejected || rep.Digest != "" || rep.Faults[0].Field != "size" {
		t.Fatalf("%+v", rep)
	}
	if st, err := os.Stat(rep.Kept); err != nil || st.Size() != 1<<34 {
		t.Errorf("kept %v, %v", st, err)
	}
}

func TestDecoderThatBreaksDown(t *testing.T) {
	b := newBench(t)
	b.run()
	b.drop("bomb", "bomb")
	rep := b.next()
	if !rep.Rejected || !strings.Contains(rep.Faults[0].Got, "boom") {
		t.Errorf("%+v", rep)
	}
}

func TestRejectionMustBeRecorded(t *testing.T) {
	b := newBench(t)
	locked := errors.New("database is locked")
	b.office.set(func(o *office) { o.trouble = locked })
	b.run()
	b.drop("bad", "garbage")
	if rep := b.next(); !errors.Is(rep.Err, locked) || rep.Rejected {
		t.Fatalf("%+v", rep)
	}
	b.empty(b.o.Rejected)
	b.office.set(func(o *office) { o.trouble = nil })
	for !b.next().Rejected { // one more failure may be under way
	}
	if got := b.files(b.o.Rejected); len(got) != 2 {
		t.Errorf("rejected: %q", got)
	}
}

func TestStrangeNamesAreTaken(t *testing.T) {
	b := newBench(t)
	b.run()
	for _, name := range []string{
		"a\nb.csv", "\x1b]0;title\a.xml", "\xff\xfe\x80", strings.Repeat("x", 251) + ".csv", "-rf", "邮件清单.csv", " ", "why",
	} {
		b.drop(name, "ITEM"+hash(name))
		if rep := b.next(); rep.File != name || rep.Items != 1 || rep.Err != nil {
			t.Errorf("%q: %+v", name, rep)
		}
		b.drop(name, "garbage"+hash(name))
		rep := b.next()
		if !rep.Rejected || !safe(filepath.Base(rep.Kept)) {
			t.Errorf("%q: %+v", name, rep)
		}
	}
	b.stop()
	b.empty(b.o.Inbox, b.o.Claimed)
}

func safe(name string) bool {
	for _, r := range name {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._-", r) {
			return false
		}
	}
	return name != "" && name[0] != '.' && name[0] != '-' && len(name) < 220
}

func TestAnyNameIsShelvedSafely(t *testing.T) {
	b := newBench(t)
	rapid.Check(t, func(r *rapid.T) {
		name := rapid.OneOf(rapid.String(), rapid.StringOfN(rapid.Rune(), 100, 300, -1)).Draw(r, "name")
		rep := b.w.TakeFrom(t.Context(), name, strings.NewReader("garbage"))
		if !rep.Rejected || rep.Err != nil {
			r.Fatalf("%+v", rep)
		}
		if filepath.Dir(rep.Kept) != b.o.Rejected || !safe(filepath.Base(rep.Kept)) {
			r.Fatalf("kept as %q", rep.Kept)
		}
		text := read(t, rep.Kept+".why")
		for _, c := range text {
			if c != '\n' && !unicode.IsGraphic(c) || c == utf8.RuneError {
				r.Fatalf("%q in %q", c, text)
			}
		}
	})
}
