package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// lockFolder makes sure that one workstation or watcher at a time uses a data
// folder. The lock goes with the process, however it ends.
func lockFolder(dir string) (release func(), err error) {
	path := filepath.Join(dir, "lock")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // our own folder
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close() //nolint:errcheck,gosec // nothing was written
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, coded{fmt.Errorf("another workstation or watcher works in %s: leave that one first", dir), exitRefused}
		}
		return nil, fmt.Errorf("lock %s: %w", dir, err)
	}
	return func() { f.Close() }, nil //nolint:errcheck,gosec // closing releases the lock
}

// occupy locks a folder for a workstation or watcher and leaves a mark in it
// until release: one that is found there tells that the last did not end well.
func occupy(dir string) (release func(), unclean bool, err error) {
	unlock, err := lockFolder(dir)
	if err != nil {
		return nil, false, err
	}
	path := filepath.Join(dir, "lock")
	before, err := os.ReadFile(path) //nolint:gosec // our own folder
	if err == nil {
		err = mark(path, "at work\n")
	}
	if err != nil {
		unlock()
		return nil, false, err
	}
	return func() {
		_ = mark(path, "") // a mark that stays only has the next start look closer
		unlock()
	}, len(before) > 0, nil
}

func mark(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_TRUNC, 0o600) //nolint:gosec // our own folder
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Sync(), f.Close())
}

// Numbers of file systems that promise locks and syncs they do not keep when
// the network goes (statfs(2)).
const (
	nfsMagic  = 0x6969
	smbMagic  = 0x517b
	cifsMagic = 0xff534d42
	smb2Magic = 0xfe534d42
	p9Magic   = 0x01021997
)

// localFileSystem refuses a data folder on a network share: SQLite's
// durability does not hold there.
func localFileSystem(dir string) error {
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		return nil //nolint:nilerr // what the system does not tell cannot be refused
	}
	switch uint32(st.Type) { //nolint:gosec // the magic numbers have 32 bits
	case nfsMagic, smbMagic, cifsMagic, smb2Magic, p9Magic:
		return coded{fmt.Errorf("%s lies on a network file system, which does not keep what it says is saved: use a local disk", dir), exitRefused}
	}
	return nil
}
