//go:build linux

package lossy

import (
	"context"
	"errors"
	"fmt"
	iofs "io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

// Disk is one mounted disk. It is safe for concurrent use.
type Disk struct {
	root   *folder
	server *fuse.Server

	mu     sync.Mutex
	off    bool // nothing that is synced stays any more: the power is gone, or the disk lies
	writes int  // since the mount
	full   bool
	last   int // the last write there is room for, where it is full after it
	turned int // writes that found no room
}

// Mount mounts a disk at a folder; it begins with the files below another one.
func Mount(from, at string) (*Disk, error) {
	f, err := os.OpenFile("/dev/fuse", os.O_RDWR, 0)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNone, err)
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	d := &Disk{}
	d.root = &folder{disk: d}
	var loaded error
	options := &fs.Options{}
	options.DirectMountStrict, options.FsName, options.Name = true, "lossy", "lossy"
	options.OnAdd = func(ctx context.Context) { loaded = d.load(ctx, from) }
	d.server, err = fs.Mount(at, d.root, options)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNone, err)
	}
	if loaded != nil {
		return nil, errors.Join(loaded, d.Unmount())
	}
	return d, nil
}

// load puts the files below a folder on the disk.
func (d *Disk) load(ctx context.Context, from string) error {
	at := map[string]*folder{from: d.root}
	return filepath.WalkDir(from, func(path string, e iofs.DirEntry, err error) error {
		if err != nil || path == from {
			return err
		}
		in := at[filepath.Dir(path)]
		if e.IsDir() {
			made := &folder{disk: d}
			in.AddChild(e.Name(), in.NewPersistentInode(ctx, made, fs.StableAttr{Mode: fuse.S_IFDIR}), true)
			at[path] = made
			return nil
		}
		data, err := os.ReadFile(path) //nolint:gosec // the test's own folder
		if err != nil {
			return err
		}
		f := &file{disk: d, now: data, kept: append([]byte(nil), data...)}
		in.AddChild(e.Name(), in.NewPersistentInode(ctx, f, fs.StableAttr{Mode: fuse.S_IFREG}), true)
		return nil
	})
}

// Unmount takes the disk away.
func (d *Disk) Unmount() error { return d.server.Unmount() }

// Cut takes the power away: programs go on as if nothing were, and nothing of
// what they do stays.
func (d *Disk) Cut() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.off = true
}

// Lie has the disk say from now on that it synced, and keep nothing: what
// loses everything shows that a test can fail.
func (d *Disk) Lie() { d.Cut() }

// Fill leaves room for so many more writes and files.
func (d *Disk) Fill(writes int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.full, d.last = true, d.writes+writes
}

// Clear makes room again.
func (d *Disk) Clear() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.full = false
}

// Writes counts the writes since the mount, those without room too.
func (d *Disk) Writes() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.writes
}

// Refused counts the writes that found no room.
func (d *Disk) Refused() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.turned
}

// room asks for room for a write. The lock is held.
func (d *Disk) room() syscall.Errno {
	d.writes++
	if d.full && d.writes > d.last {
		d.turned++
		return syscall.ENOSPC
	}
	return 0
}

// Remains writes what is left on the disk into a folder. The shared memory of
// SQLite is not: it does not outlive a machine.
func (d *Disk) Remains(dir string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.root.remains(dir)
}

func (x *folder) remains(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	for name, child := range x.Children() {
		path := filepath.Join(dir, name)
		var err error
		switch n := child.Operations().(type) {
		case *folder:
			err = n.remains(path)
		case *file:
			if filepath.Ext(name) != ".db-shm" {
				err = os.WriteFile(path, n.kept, 0o600)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}
