package bench

import (
	"context"
	"fmt"
	"io"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// PagerReady is what the pager shows, and pagerTurned what it shows then.
const (
	PagerReady  = "line 1 of a bare pager"
	pagerTurned = "painted anew"
)

// Pager runs a list of ten thousand lines with a cursor and nothing else: what
// moving in any list costs. Enter paints every row anew, as a verdict does, and
// a point the list.
func Pager(ctx context.Context, in io.Reader, out io.Writer) error {
	_, err := tea.NewProgram(&pager{h: high}, tea.WithContext(ctx), tea.WithInput(in), tea.WithOutput(out), tea.WithFPS(pagerFPS)).Run()
	return err
}

const (
	pagerLines = 10_000
	pagerFPS   = 120 // as the workstation has by default
)

type pager struct {
	at, top, w, h int
	turned        bool
}

// Init implements tea.Model.
func (*pager) Init() tea.Cmd { return nil }

// Update implements tea.Model.
func (p *pager) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		p.w, p.h = msg.Width, msg.Height
	case tea.KeyPressMsg:
		switch msg.String() {
		case "down":
			p.at = min(p.at+1, pagerLines-1)
			p.top = max(p.top, p.at-p.h+1)
		case "enter":
			p.turned = true
		case ".":
			p.turned = false
		}
	}
	return p, nil
}

// View implements tea.Model.
func (p *pager) View() tea.View {
	const list, turned = "line %d of a bare pager", "%d, a row that is painted anew from end to end"
	text := list
	if p.turned {
		text = turned
	}
	rows := make([]string, p.h)
	for i := range rows {
		rows[i] = fmt.Sprintf("%-*s", p.w, fmt.Sprintf(text, p.top+i+1))
		if p.top+i == p.at {
			rows[i] = "\x1b[7m" + rows[i] + "\x1b[m"
		}
	}
	return tea.View{Content: strings.Join(rows, "\n"), AltScreen: true}
}
