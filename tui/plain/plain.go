// Package plain is the workstation without a picture: the same frame and
// screens, told line by line, for screen readers, serial consoles and dumb
// terminals.
//
// It appends and never goes back: one fact a line, then a line that asks. What
// is typed is a line too: a digit or another key, a label, a verb after a
// colon, nothing for Enter. It decides nothing of its own: a line becomes the
// key presses an officer would have made, so that every rule of the frame on
// scanners, dialogs and doubled keys holds here as well. It fails only where
// its input or output does.
package plain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"postern/tui"
	"postern/tui/look"
)

// Options are where lines come from and go to.
type Options struct {
	Line func(secret bool) (string, error) // the next line without its end; secret ones are not shown as they are typed
	Hide func(hidden bool)                 // keeps what is typed next from being shown, though its line was asked for before; nil where nothing can
	Out  io.Writer
	Now  func() time.Time
	Pace time.Duration // between lines that no person types, so that they are none of a scanner's
}

// Plain tells a frame line by line.
type Plain struct {
	opt     Options
	frame   *tui.Frame
	msgs    chan tea.Msg
	lines   chan line
	stop    <-chan struct{} // closed when the context is over
	over    chan struct{}   // closed at the end: nothing is taken any more
	running int             // commands whose answer is still to come
	said    []string
	ended   bool
	veiled  bool // what is typed is hidden, though its line was asked for openly
}

type line struct {
	text string
	err  error
}

// done is the answer of a command, with what it answered.
type done struct{ msg tea.Msg }

// New makes a teller; After belongs into the options of its frame.
func New(opt Options) *Plain {
	return &Plain{opt: opt, msgs: make(chan tea.Msg, 64), lines: make(chan line), over: make(chan struct{})}
}

// After sends a message to the frame later.
func (p *Plain) After(d time.Duration, msg tea.Msg) tea.Cmd {
	time.AfterFunc(d, func() { p.Send(msg) })
	return nil
}

// Send gives a message to the frame; one that comes after the end is dropped.
func (p *Plain) Send(msg tea.Msg) {
	select {
	case p.msgs <- msg:
	case <-p.over:
	}
}

// Close ends the taking of messages; call it once, after Run.
func (p *Plain) Close() { close(p.over) }

// errOver ends the work because its context did.
var errOver = errors.New("the work is over")

// Run works until the officer leaves, the input ends or ctx does.
func (p *Plain) Run(ctx context.Context, frame *tui.Frame) error {
	p.frame, p.stop = frame, ctx.Done()
	err := p.work() //nolint:contextcheck // calls through doors have limits of their own
	switch {
	case errors.Is(err, io.EOF):
		return nil
	case errors.Is(err, errOver):
		return ctx.Err()
	}
	return err
}

func (p *Plain) work() error {
	p.do(p.frame.Init())
	for !p.ended {
		if err := p.settle(); err != nil || p.ended {
			return err
		}
		if err := p.tell(); err != nil {
			return err
		}
		if err := p.next(); err != nil {
			return err
		}
	}
	return nil
}

// next waits for a line and does what it says; meanwhile it tells what else
// happens.
func (p *Plain) next() error {
	secret := p.secret()
	defer p.unveil()
	go func() {
		text, err := p.opt.Line(secret)
		select {
		case p.lines <- line{text, err}:
		case <-p.over:
		}
	}()
	for !p.ended {
		select {
		case <-p.stop:
			return errOver
		case msg := <-p.msgs:
			p.take(msg)
			p.veil(secret)
			if p.running > 0 || p.ended {
				continue
			}
			if err := p.tell(); err != nil {
				return err
			}
		case l := <-p.lines:
			return p.heed(l)
		}
	}
	return nil
}

// secret reports whether the field that has the keys is not to be shown.
func (p *Plain) secret() bool {
	typing := p.frame.Typing()
	return typing != nil && typing.Secret
}

// veil hides what is typed where it became secret while its line was waited
// for: the station locked itself meanwhile.
func (p *Plain) veil(asked bool) {
	if !asked && !p.veiled && p.secret() && p.opt.Hide != nil {
		p.veiled = true
		p.opt.Hide(true)
	}
}

func (p *Plain) unveil() {
	if p.veiled {
		p.veiled = false
		p.opt.Hide(false)
	}
}

func (p *Plain) heed(l line) error {
	if l.err != nil && l.text == "" {
		return l.err
	}
	if err := p.typed(l.text); err != nil {
		return err
	}
	return p.pause(p.opt.Pace)
}

// pause lets time pass, as a typist does between keys or lines.
func (p *Plain) pause(d time.Duration) error {
	if d == 0 {
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	for {
		select {
		case <-p.stop:
			return errOver
		case msg := <-p.msgs:
			p.take(msg)
		case <-timer.C:
			return nil
		}
	}
}

// settle waits until everything that was asked for is answered.
func (p *Plain) settle() error {
	for p.running > 0 || len(p.msgs) > 0 {
		select {
		case <-p.stop:
			return errOver
		case msg := <-p.msgs:
			p.take(msg)
		}
	}
	return nil
}

func (p *Plain) do(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	p.running++
	go func() { p.Send(done{cmd()}) }()
}

func (p *Plain) take(msg tea.Msg) {
	if d, ok := msg.(done); ok {
		p.running--
		msg = d.msg
	}
	switch msg := msg.(type) {
	case nil:
	case tea.QuitMsg:
		p.ended = true
	case tea.BatchMsg:
		for _, cmd := range msg {
			p.do(cmd)
		}
	case tea.RawMsg:
		fmt.Fprint(p.opt.Out, msg.Msg) //nolint:errcheck // a bell that does not ring
	default:
		_, cmd := p.frame.Update(msg)
		p.do(cmd)
	}
}

// tell writes what was not said before, and then what is asked for.
func (p *Plain) tell() error {
	lines := p.frame.Say()
	now := make([]string, len(lines))
	var fresh []look.Line
	for i, l := range lines {
		now[i] = l.Text.String()
		if !slices.Contains(p.said, now[i]) || l.Prompt && len(fresh) > 0 {
			fresh = append(fresh, l)
		}
	}
	p.said = now
	stamp := p.opt.Now().Format("15:04 ")
	for _, l := range fresh {
		if l.Prompt {
			stamp = ""
		}
		if _, err := fmt.Fprintf(p.opt.Out, "%s%s\n", stamp, l.Text); err != nil {
			return err
		}
		stamp = "      "
	}
	return nil
}
