//go:build !linux

package intake

import "os"

// openQuietly opens for reading.
func openQuietly(path string) (*os.File, error) { return os.Open(path) }

// beingWritten cannot be known here; a file that stands still counts as whole.
func beingWritten(string) bool { return false }

// lockFolder only marks the folder here; nothing keeps a second process out.
func lockFolder(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
}
