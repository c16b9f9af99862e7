package main

import (
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// hide gives what keeps a terminal from showing what is typed, also while a
// line is being read; nil where the input is no terminal.
func hide(in io.Reader) func(hidden bool) {
	f, ok := in.(*os.File)
	if !ok || !isTerminal(in) {
		return nil
	}
	fd := int(f.Fd())
	return func(hidden bool) {
		t, err := unix.IoctlGetTermios(fd, unix.TCGETS)
		if err != nil {
			return
		}
		if t.Lflag |= unix.ECHO; hidden {
			t.Lflag &^= unix.ECHO
		}
		_ = unix.IoctlSetTermios(fd, unix.TCSETS, t) // a terminal that is gone shows nothing
	}
}
