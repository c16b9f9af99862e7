package intake

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// openQuietly opens for reading without following a link or waiting at a pipe
// that was put in the file's place a moment ago.
func openQuietly(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0) //nolint:gosec // the caller says which file
}

// beingWritten reports whether somebody has the file open for writing: the
// kernel refuses a read lease on such a file (fcntl(2), F_SETLEASE). A file
// of another owner cannot be asked about and counts as not being written.
func beingWritten(path string) bool {
	const readLease, noLease = syscall.F_RDLCK, syscall.F_UNLCK
	f, err := openQuietly(path)
	if err != nil {
		return false
	}
	defer f.Close() //nolint:errcheck // only asked
	_, _, refused := syscall.Syscall(syscall.SYS_FCNTL, f.Fd(), syscall.F_SETLEASE, readLease)
	if refused != 0 {
		return refused == syscall.EAGAIN
	}
	_, _, _ = syscall.Syscall(syscall.SYS_FCNTL, f.Fd(), syscall.F_SETLEASE, noLease)
	return false
}

// lockFolder keeps a second process out until the file is closed.
func lockFolder(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // our own folder
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(fmt.Errorf("another process watches this folder: %w", err), f.Close())
	}
	return f, nil
}
