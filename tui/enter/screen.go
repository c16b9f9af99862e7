// Package enter is the paper form of an item nobody announced: the least of a
// CN 22 or CN 23 that an assessment can work with, typed in ten seconds.
//
// What was typed is kept as the item's draft when the form is left. Enter on
// the last row, where nothing is typed, records it.
package enter

import (
	"context"
	"slices"
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
	Look     *look.Look
	Limit    task.Limit
	Desk     Desk
	Currency string // of a value typed without one
}

// Entered reports that the item is recorded, with its reading.
type Entered struct{ Reading parcel.Reading }

// The fields, in the order of the form.
const (
	origin = iota
	words
	value
	mass
	fields
	review = fields // the last row: nothing is typed, Enter records
)

const drafts = 32 // kept

// Screen is the form.
type Screen struct {
	opt    Options
	who    parcel.Who
	ident  parcel.Identifier
	fields [fields]field.Field
	at     int
	wrong  look.Text
	drafts map[string][fields]field.Field

	answer task.Slot[parcel.Reading]
}

// New makes the screen.
func New(opt Options) *Screen {
	return &Screen{opt: opt, drafts: map[string][fields]field.Field{}}
}

// Begin opens the form of a label, with what was typed before.
func (s *Screen) Begin(who parcel.Who, ident parcel.Identifier) {
	s.answer.Drop()
	s.who, s.ident, s.at, s.wrong = who, ident, 0, look.Text{}
	s.fields = s.drafts[ident.Text]
	if s.fields[origin].Text == "" && ident.Kind == parcel.KindS10 {
		s.fields[origin].Text = ident.Issuer
	}
	s.fields[origin].Over = true
	s.fields[origin].Most, s.fields[words].Most, s.fields[value].Most, s.fields[mass].Most = 2, 150, 20, 8
}

// Leave forgets everything: nobody is signed in.
func (s *Screen) Leave() {
	s.answer.Drop()
	s.fields = [fields]field.Field{}
	s.who, s.ident, s.drafts = parcel.Who{}, parcel.Identifier{}, map[string][fields]field.Field{}
}

// Typing is the field that has the keys, or nil.
func (s *Screen) Typing() *field.Field {
	if s.at == review {
		return nil
	}
	return &s.fields[s.at]
}

// Busy is always: the form is of an item in hand.
func (s *Screen) Busy() bool { return true }

// Back leaves the form and keeps its draft.
func (s *Screen) Back() (bool, tea.Cmd) {
	if len(s.drafts) >= drafts {
		s.drafts = map[string][fields]field.Field{}
	}
	s.drafts[s.ident.Text] = s.fields
	return false, nil
}

// Keys lists the bindings for help and palette.
func (s *Screen) Keys() []key.Binding {
	bind := func(shown, does string, names ...string) key.Binding {
		return key.NewBinding(key.WithKeys(names...), key.WithHelp(shown, does))
	}
	return []key.Binding{
		bind("Enter", s.opt.Look.Word("enter.next_field_on_the_last"), "enter", "tab", "down"),
		bind("Up", s.opt.Look.Word("enter.field_before"), "up", "shift+tab"),
	}
}

// Update takes answers and keys.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyPressMsg); ok {
		return s.press(msg)
	}
	a, ok := s.answer.Take(msg)
	if !ok {
		return nil
	}
	if a.Err != nil {
		s.wrong = look.Sorry(a.Err).Text
		return task.Up(look.Sorry(a.Err))
	}
	delete(s.drafts, s.ident.Text)
	s.ident, s.fields = parcel.Identifier{}, [fields]field.Field{}
	return task.Up(Entered{a.Value})
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	switch msg.String() {
	case "enter":
		if s.at == review {
			return s.record()
		}
		s.at++
	case "tab", "down":
		s.at = min(s.at+1, review)
	case "up", "shift+tab":
		s.at = max(s.at-1, 0)
	default:
		if f := s.Typing(); f != nil {
			f.Press(msg)
		}
		return nil
	}
	s.wrong = look.Text{}
	if s.at == review {
		_, s.wrong = s.declaration()
	}
	return nil
}

// record sends the form to the desk, unless it is being asked already.
func (s *Screen) record() tea.Cmd {
	d, wrong := s.declaration()
	if s.wrong = wrong; !wrong.Empty() || s.answer.Waiting() {
		return nil
	}
	who := s.who
	return s.answer.Start(s.opt.Limit, func(ctx context.Context) (parcel.Reading, error) {
		return s.opt.Desk.Enter(ctx, who, d)
	})
}

// declaration is what the form says, or what is wrong with it.
func (s *Screen) declaration() (parcel.Declaration, look.Text) {
	country := strings.ToUpper(s.fields[origin].Value())
	if len(country) != 2 || country[0] < 'A' || country[0] > 'Z' || country[1] < 'A' || country[1] > 'Z' {
		return parcel.Declaration{}, s.opt.Look.W("enter.origin_two_letters_as_cn")
	}
	goods := s.fields[words].Value()
	if goods == "" {
		return parcel.Declaration{}, s.opt.Look.W("enter.words_what_the_form_says")
	}
	money, err := s.money()
	if err != nil {
		return parcel.Declaration{}, s.opt.Look.F("enter.value", err)
	}
	grams, err := s.grams()
	if err != nil {
		return parcel.Declaration{}, s.opt.Look.F("enter.mass", err)
	}
	return parcel.Declaration{
		Identifier: s.ident, Origin: country, Value: money, Gross: grams,
		Contents: []parcel.Content{{Index: 1, Words: goods, Value: money, Origin: country}},
	}, look.Text{}
}

// money reads "12.00 USD", "12 usd" or "12": the latter in the house currency.
func (s *Screen) money() (parcel.Money, error) {
	amount, currency, _ := strings.Cut(s.fields[value].Value(), " ")
	if amount == "" {
		return parcel.Money{}, nil
	}
	currency = strings.ToUpper(strings.TrimSpace(currency))
	if currency == "" {
		currency = s.opt.Currency
	}
	if !parcel.IsCurrency(currency) {
		return parcel.Money{}, errCurrency
	}
	return parcel.ParseMoney(strings.ReplaceAll(amount, ",", "."), currency)
}

func (s *Screen) grams() (parcel.Mass, error) {
	text := s.fields[mass].Value()
	if text == "" {
		return 0, nil
	}
	return parcel.ParseGrams(text)
}

// Typed is what was typed on the form in sight and on those left, and is not
// recorded.
func (s *Screen) Typed() []string {
	var all []string
	for label, fields := range s.drafts {
		if label != s.ident.Text {
			all = append(all, told(label, fields))
		}
	}
	if s.ident.Text != "" {
		all = append(all, told(s.ident.Text, s.fields))
	}
	slices.Sort(all)
	return all
}

func told(label string, fields [fields]field.Field) string {
	return label + ": " + fields[origin].Text + "; " + fields[words].Text + "; " + fields[value].Text + "; " + fields[mass].Text
}
