package enter_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"postern/parcel"
	"postern/tui/enter"
	"postern/tui/keys"
	"postern/tui/look"
)

// desk takes forms, or fails.
type desk struct {
	forms []parcel.Declaration
	err   error
}

func (d *desk) Enter(_ context.Context, _ parcel.Who, form parcel.Declaration) (parcel.Reading, error) {
	if d.err != nil {
		return parcel.Reading{}, d.err
	}
	d.forms = append(d.forms, form)
	return parcel.Reading{Identifier: form.Identifier}, nil
}

// bench is a form, and hands to fill it in.
type bench struct {
	*testing.T
	*enter.Screen
	entered int
}

func begin(t *testing.T, d *desk) *bench {
	t.Helper()
	l, err := look.New(look.Taste{Theme: "mono"})
	if err != nil {
		t.Fatal(err)
	}
	s := enter.New(enter.Options{
		Look: l, Desk: d, Currency: "EUR", Limit: func() (context.Context, context.CancelFunc) { return context.WithCancel(t.Context()) },
	})
	s.Begin(parcel.Who{}, parcel.ParseIdentifier("UA473124829GB"))
	return &bench{T: t, Screen: s}
}

func (b *bench) do(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	msg := cmd()
	if _, ok := msg.(enter.Entered); ok {
		b.entered++
	}
	b.do(b.Update(msg))
}

func (b *bench) press(names ...string) {
	for _, n := range names {
		msg, ok := keys.Press(n)
		if !ok {
			b.Fatalf("no key %q", n)
		}
		b.do(b.Update(msg))
	}
}

func (b *bench) fill(texts ...string) {
	for _, text := range texts {
		for _, r := range text {
			if r == ' ' {
				b.press("space")
				continue
			}
			b.press(string(r))
		}
		b.press("enter")
	}
}

func (b *bench) sees(words ...string) {
	b.Helper()
	picture := ansi.Strip(b.View(80, 23))
	for _, w := range words {
		if !strings.Contains(picture, w) {
			b.Errorf("not on the form: %q\n%s", w, picture)
		}
	}
}

func TestForm(t *testing.T) {
	d := &desk{}
	b := begin(t, d)
	b.fill("cn", "glass beads", "12,50 usd", "400")
	if len(d.forms) != 0 {
		t.Fatal("recorded before it was reviewed")
	}
	b.sees("Enter records and assesses it")
	b.press("enter")
	want := []parcel.Declaration{{
		Identifier: parcel.ParseIdentifier("UA473124829GB"), Origin: "CN", Value: parcel.Money{Minor: 1250, Currency: "USD"}, Gross: 400,
		Contents: []parcel.Content{{Index: 1, Words: "glass beads", Value: parcel.Money{Minor: 1250, Currency: "USD"}, Origin: "CN"}},
	}}
	if diff := cmp.Diff(want, d.forms); diff != "" || b.entered != 1 {
		t.Error(diff, b.entered)
	}
}

func TestFormSaysWhatIsWrong(t *testing.T) {
	for want, texts := range map[string][]string{
		"origin: two letters":          {"1x", "beads", "", ""},
		"words: what the form says":    {"CN", "", "", ""},
		"a currency is three letters":  {"CN", "beads", "12 dollars", ""},
		"value:":                       {"CN", "beads", "twelve", ""},
		"mass:":                        {"CN", "beads", "12", "heavy"},
		"not complete: Up changes it ": {"CN", "", "", ""},
	} {
		d := &desk{}
		b := begin(t, d)
		b.fill(texts...)
		b.sees(want)
		b.press("enter")
		if len(d.forms) != 0 {
			t.Errorf("%q was recorded", texts)
		}
	}
}

// What the desk refuses stays on the form; Esc keeps it for the next time.
func TestFormKeepsWhatWasTyped(t *testing.T) {
	d := &desk{err: errors.New("disk full")}
	b := begin(t, d)
	b.fill("CN", "beads", "", "")
	b.press("enter")
	b.sees("disk full", "beads")
	if left, _ := b.Back(); left {
		t.Error("Esc does not leave the form")
	}
	b.Begin(parcel.Who{}, parcel.ParseIdentifier("RR473100014GB"))
	if strings.Contains(ansi.Strip(b.View(80, 23)), "beads") {
		t.Error("another item's form has the words")
	}
	b.Begin(parcel.Who{}, parcel.ParseIdentifier("UA473124829GB"))
	b.sees("beads")
	if got := strings.Join(b.Typed(), "\n"); !strings.Contains(got, "UA473124829GB: CN; beads") {
		t.Errorf("typed %q", got)
	}
	b.Leave()
	b.Begin(parcel.Who{}, parcel.ParseIdentifier("UA473124829GB"))
	if strings.Contains(ansi.Strip(b.View(80, 23)), "beads") {
		t.Error("the next officer sees what this one typed")
	}
}
