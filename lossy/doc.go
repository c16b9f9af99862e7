// Package lossy is a disk whose power may go, or whose room may end: a file
// system for tests of what must survive both.
//
// It keeps of each file what it was at its last fsync, and nothing that was only
// written. It is harsh, since a real disk may have written more, and kind, since
// files and folders are made, renamed and removed at once. It is no disk to work
// on: all of it lies in memory. Who works on it must be another process: one
// that maps a file of a disk it serves itself waits for itself for ever. It needs Linux, /dev/fuse and the right to
// mount; where these are missing it fails with ErrNone.
package lossy

import "errors"

// ErrNone is for a machine where no such disk can be had.
var ErrNone = errors.New("no lossy disk can be had here: it needs Linux, root and /dev/fuse")
