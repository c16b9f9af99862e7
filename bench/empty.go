package bench

import (
	"context"
	"io"

	tea "charm.land/bubbletea/v2"
)

// Ready is what the empty program shows.
const Ready = "nothing but a frame"

// Empty runs a terminal program that does nothing, until it is killed: what
// starting any such program costs.
func Empty(ctx context.Context, in io.Reader, out io.Writer) error {
	_, err := tea.NewProgram(empty{}, tea.WithContext(ctx), tea.WithInput(in), tea.WithOutput(out)).Run()
	return err
}

type empty struct{}

// Init implements tea.Model.
func (empty) Init() tea.Cmd { return nil }

// Update implements tea.Model.
func (m empty) Update(tea.Msg) (tea.Model, tea.Cmd) { return m, nil }

// View implements tea.Model.
func (empty) View() tea.View { return tea.View{Content: Ready, AltScreen: true} }
