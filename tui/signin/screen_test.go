package signin_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"postern/parcel"
	"postern/tui/keys"
	"postern/tui/look"
	"postern/tui/signin"
)

// roster knows one PIN for everybody.
type roster struct {
	all    []parcel.Officer
	firsts []string
	asked  []string
}

func (r *roster) Officers(context.Context) ([]parcel.Officer, error) { return r.all, nil }

func (r *roster) First(_ context.Context, name, pin string) (parcel.Officer, error) {
	r.firsts = append(r.firsts, name+" "+pin)
	return parcel.Officer{ID: "first", Name: name, Role: parcel.Supervisor, Active: true}, nil
}

func (r *roster) SignIn(_ context.Context, name, pin string) (parcel.Officer, error) {
	r.asked = append(r.asked, name+" "+pin)
	if pin != "4711" {
		return parcel.Officer{}, errors.New("name and PIN do not go together")
	}
	return parcel.Officer{ID: "o1", Name: name, Active: true}, nil
}

// desk is a sign-in screen and who came through it.
type desk struct {
	t      *testing.T
	s      *signin.Screen
	signed []parcel.Officer
}

func begin(t *testing.T, r *roster) *desk {
	t.Helper()
	l, err := look.New(look.Taste{Theme: "mono"})
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, s: signin.New(signin.Options{
		Look: l, Roster: r, Station: "bench 3", Office: "NLAMSA",
		Limit: func() (context.Context, context.CancelFunc) { return context.WithCancel(t.Context()) },
	})}
	d.do(d.s.Begin())
	return d
}

func (d *desk) do(cmd tea.Cmd) {
	for cmd != nil {
		msg := cmd()
		if in, ok := msg.(signin.SignedIn); ok {
			d.signed = append(d.signed, in.Officer)
		}
		cmd = d.s.Update(msg)
	}
}

func (d *desk) keys(names ...string) {
	d.t.Helper()
	for _, n := range names {
		msg, ok := keys.Press(n)
		if !ok {
			d.t.Fatalf("no key %s", n)
		}
		d.do(d.s.Update(msg))
	}
}

func (d *desk) sees(words ...string) {
	d.t.Helper()
	picture := ansi.Strip(d.s.View(80, 23))
	for _, w := range words {
		if !strings.Contains(picture, w) {
			d.t.Errorf("%q is not on\n%s", w, picture)
		}
	}
}

func two() *roster {
	return &roster{all: []parcel.Officer{
		{ID: "o1", Name: "K Lindqvist", Active: true}, {ID: "o2", Name: "P Gone"}, {ID: "o3", Name: "M Okafor", Active: true},
	}}
}

// An officer is a number, a PIN and Enter; a wrong PIN is said and asked again.
func TestSignInByNumber(t *testing.T) {
	r := two()
	d := begin(t, r)
	d.sees("K Lindqvist", "M Okafor")
	if strings.Contains(d.s.View(80, 23), "Gone") {
		t.Error("an officer who left can sign in")
	}
	d.keys("2", "1", "enter")
	d.sees("name and PIN do not go together")
	d.keys("4", "7", "1", "1")
	if strings.Contains(d.s.View(80, 23), "4711") {
		t.Error("the PIN is on the screen")
	}
	d.keys("enter")
	if len(d.signed) != 1 || d.signed[0].Name != "M Okafor" || len(r.asked) != 2 {
		t.Errorf("signed in %+v, asked %v", d.signed, r.asked)
	}
}

func TestSignInByPartOfTheName(t *testing.T) {
	d := begin(t, two())
	d.keys("o", "k", "a", "enter", "4", "7", "1", "1", "enter")
	if len(d.signed) != 1 || d.signed[0].Name != "M Okafor" {
		t.Errorf("signed in %+v", d.signed)
	}
}

// The first officer types the PIN twice; two that differ make nobody.
func TestTheFirstOfficer(t *testing.T) {
	r := &roster{}
	d := begin(t, r)
	d.keys("A", "enter", "1", "2", "enter")
	d.keys("3", "4", "enter", "1", "2", "3", "5", "enter")
	if len(r.firsts) != 0 {
		t.Fatalf("made %v", r.firsts)
	}
	d.keys("1", "2", "3", "4", "enter", "1", "2", "3", "4", "enter", "enter")
	if len(r.firsts) != 1 || r.firsts[0] != "A 1234" || len(d.signed) != 1 {
		t.Errorf("made %v, signed in %+v", r.firsts, d.signed)
	}
}

// Who leaves leaves no PIN behind, and an answer that comes late signs nobody in.
func TestLeftWhileAsking(t *testing.T) {
	d := begin(t, two())
	d.keys("1", "4", "7", "1", "1")
	enter, _ := keys.Press("enter")
	cmd := d.s.Update(enter)
	d.s.Leave()
	if d.s.Typing() != nil && d.s.Typing().Text != "" {
		t.Error("a PIN is left in the field")
	}
	d.do(cmd)
	if len(d.signed) != 0 {
		t.Errorf("signed in %+v", d.signed)
	}
}
