// Package keys is how a station gives the bindings of the screens other keys.
//
// A screen declares a binding once, with the keys it has by default; those are
// its name in the settings. The frame turns what is pressed into the default
// key before a screen sees it, so no screen knows of the change. Keys of the
// numbered path, and those a scanner or a dialog leans on, stay as they are. A
// key that would mean two things on one screen is refused.
package keys

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// Everywhere names the bindings that every screen has.
const Everywhere = "everywhere"

// Change gives the bindings of pages other keys: page, default key, keys.
type Change map[string]map[string][]string

// Map turns pressed keys into default ones, page by page.
type Map struct {
	turns  map[string]map[string]string // page, pressed key -> default key; empty: means nothing now
	change Change
}

// ErrKeys is for a change of keys that cannot be made.
var ErrKeys = errors.New("keys")

// fixed are the keys no change may take or move: of the numbered path, of
// dialogs, of the scanner's frame, and those that always lead out.
func fixed(name string) bool {
	return len(name) == 1 && name[0] >= '0' && name[0] <= '9' ||
		slices.Contains([]string{"enter", "esc", ".", ",", "+", "-", "ctrl+c", "ctrl+b", "ctrl+]", "tab"}, name)
}

// New makes the map of the declared bindings, by page, and the change of them.
func New(declared map[string][]key.Binding, change Change) (*Map, error) {
	m := &Map{turns: map[string]map[string]string{}, change: change}
	var wrong []error
	for _, page := range sorted(change) {
		if _, there := declared[page]; !there {
			wrong = append(wrong, fmt.Errorf("%w: no page is called %q: use some of %s", ErrKeys, page, strings.Join(sorted(declared), ", ")))
			continue
		}
		wrong = append(wrong, checkPage(page, declared[page], change[page])...)
	}
	for _, page := range sorted(declared) {
		turns, err := m.page(page, declared)
		if err != nil {
			wrong = append(wrong, err)
		}
		m.turns[page] = turns
	}
	if err := errors.Join(wrong...); err != nil {
		return nil, err
	}
	return m, nil
}

func checkPage(page string, declared []key.Binding, change map[string][]string) (wrong []error) {
	for _, name := range sorted(change) {
		switch {
		case !slices.ContainsFunc(declared, func(b key.Binding) bool { return slices.Contains(b.Keys(), name) }):
			wrong = append(wrong, fmt.Errorf("%w: %s has no key %q to change: see the help", ErrKeys, page, name))
		case fixed(name):
			wrong = append(wrong, fmt.Errorf("%w: %s: %q cannot be changed", ErrKeys, page, name))
		}
		for _, k := range change[name] {
			if fixed(k) {
				wrong = append(wrong, fmt.Errorf("%w: %s: %q is fixed, it cannot stand for %q", ErrKeys, page, k, name))
			}
			if _, ok := Press(k); !ok {
				wrong = append(wrong, fmt.Errorf("%w: %s: there is no key %q; write it as o, O, f5, ctrl+o, pgup", ErrKeys, page, k))
			}
		}
	}
	return wrong
}

// page lays out what each key means on a page, and finds what means two things.
func (m *Map) page(page string, declared map[string][]key.Binding) (map[string]string, error) {
	turns, means := map[string]string{}, map[string]string{}
	var wrong []error
	for _, d := range meant(page, declared) {
		for _, k := range m.keysFor(d.page, d.name) {
			if other, taken := means[k]; taken && other != d.String() {
				wrong = append(wrong, fmt.Errorf("%w: %s: %q would mean both %s and %s", ErrKeys, page, k, other, d))
			}
			means[k], turns[k] = d.String(), d.name
		}
	}
	for _, d := range meant(page, declared) { // a default key that was given away means nothing, unless another took it
		if _, taken := turns[d.name]; !taken {
			turns[d.name] = ""
		}
	}
	return turns, errors.Join(wrong...)
}

// meaning is a default key of a page.
type meaning struct{ page, name string }

func (m meaning) String() string { return m.page + " " + m.name }

// meant lists the default keys that mean something on a page: its own, and
// those of every page.
func meant(page string, declared map[string][]key.Binding) []meaning {
	pages := []string{page}
	if page != Everywhere {
		pages = append(pages, Everywhere)
	}
	var all []meaning
	for _, p := range pages {
		for _, b := range declared[p] {
			for _, name := range b.Keys() {
				all = append(all, meaning{p, name})
			}
		}
	}
	return all
}

func (m *Map) keysFor(page, name string) []string {
	if keys, changed := m.change[page][name]; changed {
		return keys
	}
	return []string{name}
}

// Turn is the key a screen knows for the one that was pressed; false where it
// means nothing any more.
func (m *Map) Turn(page string, msg tea.KeyPressMsg) (tea.KeyPressMsg, bool) {
	pressed := msg.String()
	name, known := m.turns[page][pressed]
	if !known || name == pressed {
		return msg, true
	}
	turned, ok := Press(name)
	turned.IsRepeat = msg.IsRepeat
	return turned, ok
}

// Shown are the names of the keys on a page that a station changed, by their
// default names; nil where it changed none.
func (m *Map) Shown(page string) map[string]string {
	if len(m.change[page])+len(m.change[Everywhere]) == 0 {
		return nil
	}
	shown := map[string]string{}
	for _, p := range []string{Everywhere, page} {
		for name, keys := range m.change[p] {
			shown[name] = strings.Join(keys, " ")
		}
	}
	return shown
}

// Bindings are the declared ones with the keys they have now, for help and
// palette; their default keys stay their first.
func (m *Map) Bindings(page string, declared []key.Binding) []key.Binding {
	shown := make([]key.Binding, len(declared))
	for i, b := range declared {
		shown[i] = b
		var now []string
		changed := false
		for _, name := range b.Keys() {
			_, is := m.change[page][name]
			changed = changed || is
			now = append(now, m.keysFor(page, name)...)
		}
		if changed {
			shown[i] = key.NewBinding(key.WithKeys(b.Keys()...), key.WithHelp(strings.Join(now, " "), b.Help().Desc))
		}
	}
	return shown
}

func sorted[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for n := range m {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}
