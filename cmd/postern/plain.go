package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/term"

	"postern/tui"
	"postern/tui/plain"
)

// stage is where the frame is shown: a terminal that can show pictures, or one
// that is told line by line.
type stage struct {
	send func(tea.Msg)
	run  func(context.Context) error
}

// stage makes the frame and the stage it is shown on.
func (r *run) stage(ctx context.Context, o tui.Options, fps int) (*tui.Frame, stage, error) {
	if r.plainly() {
		return r.plainStage(o)
	}
	frame, err := tui.New(o)
	if err != nil {
		return nil, stage{}, err
	}
	program := tea.NewProgram(frame, tea.WithContext(ctx), tea.WithInput(r.in), tea.WithOutput(r.out), tea.WithFPS(fps))
	return frame, stage{send: program.Send, run: func(context.Context) error {
		_, err := program.Run()
		return err
	}}, nil
}

// plainly reports whether lines are asked for, or nothing else can be shown.
func (r *run) plainly() bool {
	return r.plain || r.env("TERM") == "dumb" || !isTerminal(r.out)
}

func isTerminal(of any) bool {
	f, ok := of.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

func (r *run) plainStage(o tui.Options) (*tui.Frame, stage, error) {
	const pace = 300 * time.Millisecond
	opt := plain.Options{Line: lines(r.in), Hide: hide(r.in), Out: r.out, Now: r.now}
	if !isTerminal(r.in) {
		opt.Pace = pace
	}
	p := plain.New(opt)
	o.After = p.After
	frame, err := tui.New(o)
	if err != nil {
		return nil, stage{}, err
	}
	return frame, stage{send: p.Send, run: func(ctx context.Context) error {
		defer p.Close()
		err := p.Run(ctx, frame)
		if errors.Is(err, context.Canceled) {
			return nil
		}
		return err
	}}, nil
}

// lines reads lines; on a terminal secret ones are not shown as they are typed.
func lines(in io.Reader) func(secret bool) (string, error) {
	const longest = 4096
	buffered := bufio.NewReaderSize(in, longest)
	return func(secret bool) (string, error) {
		if f, ok := in.(*os.File); ok && secret && isTerminal(in) && buffered.Buffered() == 0 {
			line, err := term.ReadPassword(int(f.Fd()))
			return string(line), err
		}
		line, tooLong, err := buffered.ReadLine()
		for text := line; tooLong && err == nil; line = text[:0] { // what is longer than any answer is none
			_, tooLong, err = buffered.ReadLine()
		}
		return strings.TrimRight(string(line), "\r"), err
	}
}
