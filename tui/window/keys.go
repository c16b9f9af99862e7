package window

import (
	"charm.land/bubbles/v2/key"

	"postern/tui/look"
)

// Keys lists the bindings that move the chosen row of any list.
func Keys(l *look.Look) []key.Binding {
	return []key.Binding{
		key.NewBinding(key.WithKeys("j", "k", "down", "up", "+", "-"), key.WithHelp("j k", l.Word("window.next_row"))),
		key.NewBinding(key.WithKeys("g", "G", "home", "end"), key.WithHelp("g G", l.Word("window.first_row"))),
		key.NewBinding(key.WithKeys("pgdown", "pgup", "ctrl+d", "ctrl+u"), key.WithHelp("PgDn", l.Word("window.a_page"))),
	}
}
