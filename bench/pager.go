package bench

import (
	"context"
	"fmt"
	"io"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// PagerReady is what the pager shows.
const PagerReady = "line 1 of a bare pager"

// Pager runs a list of ten thousand lines with a cursor and nothing else: what
// moving in any list costs.
func Pager(ctx context.Context, in io.Reader, out io.Writer) error {
	_, err := tea.NewProgram(&pager{h: high}, tea.WithContext(ctx), tea.WithInput(in), tea.WithOutput(out), tea.WithFPS(pagerFPS)).Run()
	return err
}

const (
	pagerLines = 10_000
	pagerFPS   = 120 // as the workstation has by default
)

type pager struct{ at, top, w, h int }

// Init implements tea.Model.
func (*pager) Init() tea.Cmd { return nil }

// Update implements tea.Model.
func (p *pager) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		p.w, p.h = msg.Width, msg.Height
	case tea.KeyPressMsg:
		if msg.String() == "down" {
			p.at = min(p.at+1, pagerLines-1)
			p.top = max(p.top, p.at-p.h+1)
		}
	}
	return p, nil
}

// View implements tea.Model.
func (p *pager) View() tea.View {
	rows := make([]string, p.h)
	for i := range rows {
		rows[i] = fmt.Sprintf("%-*s", p.w, fmt.Sprintf("line %d of a bare pager", p.top+i+1))
		if p.top+i == p.at {
			rows[i] = "\x1b[7m" + rows[i] + "\x1b[m"
		}
	}
	return tea.View{Content: strings.Join(rows, "\n"), AltScreen: true}
}
