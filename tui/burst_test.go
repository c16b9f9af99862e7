package tui_test

import (
	tea "charm.land/bubbletea/v2"
)

func pasteOf(text string) tea.PasteMsg { return tea.PasteMsg{Content: text} }

// burst sends characters all at once, without an end.
func (h *hand) burst(code string) {
	for _, r := range code {
		h.send(press(string(r)))
	}
}
