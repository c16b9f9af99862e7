// Package signin is the screen at which an officer signs in and, at a new
// station, the first one is made.
//
// It asks the roster and reports who signed in. A wrong PIN is said so and
// nothing else happens.
package signin

import (
	"context"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"postern/parcel"
	"postern/tui/field"
	"postern/tui/look"
	"postern/tui/task"
)

// Options are what the screen needs.
type Options struct {
	Look    *look.Look
	Limit   task.Limit
	Roster  Roster
	Station string
	Office  string
}

// SignedIn reports the officer who signed in.
type SignedIn struct{ Officer parcel.Officer }

type stage int

const (
	stageName stage = iota
	stagePIN
	stageAgain // first officer only: the PIN once more
	stageSure  // first officer only: nothing is typed, Enter makes the officer
)

const leastPIN = 4

// Screen is the sign-in screen.
type Screen struct {
	opt      Options
	officers []parcel.Officer
	known    bool // the roster has answered
	first    bool // there is no officer yet
	stage    stage
	name     field.Field
	pin      field.Field
	again    field.Field
	at       int // chosen officer
	wrong    look.Text

	list   task.Slot[[]parcel.Officer]
	signed task.Slot[parcel.Officer]
}

// New makes the screen.
func New(opt Options) *Screen { return &Screen{opt: opt} }

// Begin asks who works here.
func (s *Screen) Begin() tea.Cmd {
	s.signed.Drop()
	s.stage, s.at, s.wrong, s.known = stageName, 0, look.Text{}, false
	s.name = field.Field{Most: 60}
	s.pin, s.again = field.Field{Secret: true, Most: 64}, field.Field{Secret: true, Most: 64}
	return s.list.Start(s.opt.Limit, s.opt.Roster.Officers)
}

// Enter begins with a name, and a PIN where there is one, that were given with
// the start of the program: a PIN takes longer to check than the first picture
// to draw.
func (s *Screen) Enter(name, pin string) tea.Cmd {
	cmd := s.Begin()
	s.name.Text, s.pin.Text, s.stage = name, pin, stagePIN
	if pin == "" {
		return cmd
	}
	return tea.Batch(cmd, s.sign())
}

// Leave forgets what was typed.
func (s *Screen) Leave() {
	s.list.Drop()
	s.signed.Drop()
	s.name.Text, s.pin.Text, s.again.Text = "", "", ""
}

// Typing is the field that has the keys, or nil.
func (s *Screen) Typing() *field.Field {
	switch s.stage {
	case stageName:
		return &s.name
	case stagePIN:
		return &s.pin
	case stageAgain:
		return &s.again
	case stageSure:
	}
	return nil
}

// Busy is always: nobody is there to take a read.
func (s *Screen) Busy() bool { return true }

// Back goes one field back; false at the first.
func (s *Screen) Back() (bool, tea.Cmd) {
	if s.stage == stageName {
		return false, nil
	}
	s.stage--
	s.Typing().Text = ""
	if s.stage == stageName {
		s.pin.Text = ""
	}
	s.wrong = look.Text{}
	return true, nil
}

// Keys lists the bindings for help and palette.
func (s *Screen) Keys() []key.Binding {
	bind := func(shown, does string, names ...string) key.Binding {
		return key.NewBinding(key.WithKeys(names...), key.WithHelp(shown, does))
	}
	return []key.Binding{
		bind("1-9", s.opt.Look.Word("signin.choose_an_officer_while"), "1", "2", "3", "4", "5", "6", "7", "8", "9"),
		bind("Enter", s.opt.Look.Word("signin.keep_the_text_after_the"), "enter", "tab"),
		bind("Up Down", s.opt.Look.Word("signin.choose_an_officer"), "up", "down"),
	}
}

// Update takes answers and keys.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyPressMsg); ok {
		return s.press(msg)
	}
	if a, ok := s.list.Take(msg); ok {
		if a.Err != nil {
			s.wrong = look.Sorry(a.Err).Text
			return nil
		}
		s.known, s.first = true, len(a.Value) == 0
		s.officers = active(a.Value)
		return nil
	}
	a, ok := s.signed.Take(msg)
	if !ok {
		return nil
	}
	if a.Err != nil {
		s.wrong = look.Sorry(a.Err).Text
		s.pin.Text, s.again.Text, s.stage = "", "", stagePIN
		return nil
	}
	return task.Up(SignedIn{a.Value})
}

func active(all []parcel.Officer) []parcel.Officer {
	var here []parcel.Officer
	for _, o := range all {
		if o.Active {
			here = append(here, o)
		}
	}
	return here
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	if !s.known || s.signed.Waiting() {
		return nil
	}
	name := msg.String()
	switch {
	case name == "enter" || name == "tab":
		return s.next()
	case s.stage == stageName && !s.first && s.choose(name):
		return nil
	}
	if f := s.Typing(); f != nil && f.Press(msg) {
		s.wrong = look.Text{}
		s.at = 0
	}
	return nil
}

// choose moves the choice among the officers, or picks one by number.
func (s *Screen) choose(name string) bool {
	found := s.found()
	switch {
	case name == "down":
		s.at = min(s.at+1, max(len(found)-1, 0))
	case name == "up":
		s.at = max(s.at-1, 0)
	case s.name.Text == "" && len(name) == 1 && name[0] >= '1' && name[0] <= '9':
		if n := int(name[0] - '1'); n < len(found) {
			s.at = n
			s.name.Text, s.stage = found[n].Name, stagePIN
		}
	default:
		return false
	}
	return true
}

// found lists the officers whose name holds what was typed.
func (s *Screen) found() []parcel.Officer {
	typed := strings.ToLower(s.name.Value())
	var found []parcel.Officer
	for _, o := range s.officers {
		if strings.Contains(strings.ToLower(o.Name), typed) {
			found = append(found, o)
		}
	}
	return found
}

// next keeps the text of a field and goes on.
func (s *Screen) next() tea.Cmd {
	s.wrong = look.Text{}
	switch s.stage {
	case stageName:
		s.named()
	case stagePIN:
		return s.pinned()
	case stageAgain:
		if s.again.Text != s.pin.Text {
			s.wrong = s.opt.Look.W("signin.the_two_pins_differ_type")
			s.pin.Text, s.again.Text, s.stage = "", "", stagePIN
			return nil
		}
		s.stage = stageSure
	case stageSure:
		name, pin := s.name.Value(), s.pin.Text
		return s.signed.Start(s.opt.Limit, func(ctx context.Context) (parcel.Officer, error) {
			return s.opt.Roster.First(ctx, name, pin)
		})
	}
	return nil
}

func (s *Screen) named() {
	found := s.found()
	switch {
	case !s.first && s.at < len(found):
		s.name.Text = found[s.at].Name
	case s.name.Value() == "":
		s.wrong = s.opt.Look.W("signin.type_a_name")
		return
	}
	s.stage = stagePIN
}

func (s *Screen) pinned() tea.Cmd {
	switch {
	case s.pin.Text == "":
		s.wrong = s.opt.Look.W("signin.type_the_pin")
	case s.first && len(s.pin.Text) < leastPIN:
		s.wrong = s.opt.Look.F("signin.a_pin_has_at_least", leastPIN)
	case s.first:
		s.stage = stageAgain
	default:
		return s.sign()
	}
	return nil
}

func (s *Screen) sign() tea.Cmd {
	name, pin := s.name.Value(), s.pin.Text
	return s.signed.Start(s.opt.Limit, func(ctx context.Context) (parcel.Officer, error) {
		return s.opt.Roster.SignIn(ctx, name, pin)
	})
}
