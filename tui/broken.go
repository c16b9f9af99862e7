package tui

import (
	"fmt"
	"runtime/debug"

	tea "charm.land/bubbletea/v2"
)

// Broken is what is known of a broken invariant of ours: the program ends in
// order, the terminal is given back, and nothing that was typed is lost.
type Broken struct {
	Why   string
	Stack []byte
	Typed []string // what was typed and not recorded, without any PIN
}

// Broken is nil while the frame is whole.
func (f *Frame) Broken() *Broken { return f.broken }

// typist is a screen on which text is typed that somebody would miss.
type typist interface{ Typed() []string }

// rescue keeps what a panic left, and ends the program.
func (f *Frame) rescue(cmd *tea.Cmd) {
	why := recover()
	if why == nil {
		return
	}
	f.broken = &Broken{Why: fmt.Sprint(why), Stack: debug.Stack()}
	f.broken.Typed = f.typed()
	*cmd = tea.Quit
}

// typed collects what was typed; a screen that cannot tell any more is left
// out.
func (f *Frame) typed() (all []string) {
	defer func() {
		if recover() != nil {
			return // what was collected so far is worth keeping
		}
	}()
	for _, p := range f.order {
		if s, ok := f.pages[p].(typist); ok {
			all = append(all, s.Typed()...)
		}
	}
	return all
}
