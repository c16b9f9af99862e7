//go:build linux

package store_test

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

// lossy is a disk whose power may go: it keeps of each file what it was at its
// last fsync, and nothing that was only written. It is harsh, since a real disk
// may have written more, and kind, since files are made and removed at once.
type lossy struct {
	fs.Inode
	mu    sync.Mutex
	files map[string]*lossyFile
	off   bool // the power is gone: nothing reaches the disk any more
}

type lossyFile struct {
	fs.Inode
	disk *lossy
	now  []byte // as programs see it
	kept []byte // as it is on the disk
}

var (
	_ fs.NodeCreater   = (*lossy)(nil)
	_ fs.NodeUnlinker  = (*lossy)(nil)
	_ fs.NodeFsyncer   = (*lossy)(nil)
	_ fs.NodeGetattrer = (*lossyFile)(nil)
	_ fs.NodeSetattrer = (*lossyFile)(nil)
	_ fs.NodeOpener    = (*lossyFile)(nil)
	_ fs.NodeReader    = (*lossyFile)(nil)
	_ fs.NodeWriter    = (*lossyFile)(nil)
	_ fs.NodeFsyncer   = (*lossyFile)(nil)
)

// Create implements fs.NodeCreater.
func (d *lossy) Create(ctx context.Context, name string, _, _ uint32, _ *fuse.EntryOut) (*fs.Inode, fs.FileHandle, uint32, syscall.Errno) {
	f := &lossyFile{disk: d}
	d.mu.Lock()
	d.files[name] = f
	d.mu.Unlock()
	return d.NewPersistentInode(ctx, f, fs.StableAttr{Mode: fuse.S_IFREG}), nil, 0, 0
}

// Unlink implements fs.NodeUnlinker.
func (d *lossy) Unlink(_ context.Context, name string) syscall.Errno {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.files, name)
	return 0
}

// Fsync implements fs.NodeFsyncer: folders are never lost here.
func (d *lossy) Fsync(context.Context, fs.FileHandle, uint32) syscall.Errno { return 0 }

// Getattr implements fs.NodeGetattrer.
func (f *lossyFile) Getattr(_ context.Context, _ fs.FileHandle, out *fuse.AttrOut) syscall.Errno {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	out.Mode, out.Size = 0o600, uint64(len(f.now))
	return 0
}

// Setattr implements fs.NodeSetattrer.
func (f *lossyFile) Setattr(_ context.Context, _ fs.FileHandle, in *fuse.SetAttrIn, out *fuse.AttrOut) syscall.Errno {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if size, ok := in.GetSize(); ok {
		f.resize(int(size))
	}
	out.Mode, out.Size = 0o600, uint64(len(f.now))
	return 0
}

func (f *lossyFile) resize(size int) {
	if size <= len(f.now) {
		f.now = f.now[:size]
		return
	}
	f.now = append(f.now, make([]byte, size-len(f.now))...)
}

// Open implements fs.NodeOpener.
func (f *lossyFile) Open(context.Context, uint32) (fs.FileHandle, uint32, syscall.Errno) {
	return nil, 0, 0
}

// Read implements fs.NodeReader.
func (f *lossyFile) Read(_ context.Context, _ fs.FileHandle, dest []byte, off int64) (fuse.ReadResult, syscall.Errno) {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	n := 0
	if off < int64(len(f.now)) {
		n = copy(dest, f.now[off:])
	}
	return fuse.ReadResultData(dest[:n]), 0
}

// Write implements fs.NodeWriter.
func (f *lossyFile) Write(_ context.Context, _ fs.FileHandle, data []byte, off int64) (uint32, syscall.Errno) {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if end := int(off) + len(data); end > len(f.now) {
		f.resize(end)
	}
	copy(f.now[off:], data)
	return uint32(len(data)), 0
}

// Fsync implements fs.NodeFsyncer.
func (f *lossyFile) Fsync(context.Context, fs.FileHandle, uint32) syscall.Errno {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if !f.disk.off {
		f.kept = append(f.kept[:0], f.now...)
	}
	return 0
}

// cut takes the power away.
func (d *lossy) cut() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.off = true
}

// remains writes what is left on the disk into a folder; the shared memory of
// SQLite does not outlive a machine.
func (d *lossy) remains(t *testing.T, dir string) {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	for name, f := range d.files {
		if filepath.Ext(name) == ".db-shm" {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, name), f.kept, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// mountLossy mounts a lossy disk that holds the files of a folder. Where this
// cannot be had the test is left out and says so.
func mountLossy(t *testing.T, from string) (d *lossy, dir string, unmount func()) {
	t.Helper()
	if f, err := os.OpenFile("/dev/fuse", os.O_RDWR, 0); err != nil || os.Getuid() != 0 {
		t.Skipf("LEFT OUT: power loss needs root and /dev/fuse, which are not to be had here: %v", err)
	} else if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	d, dir = &lossy{files: map[string]*lossyFile{}}, t.TempDir()
	options := &fs.Options{}
	options.DirectMountStrict, options.FsName, options.Name = true, "lossy", "lossy"
	options.OnAdd = func(ctx context.Context) { d.load(ctx, t, from) }
	server, err := fs.Mount(dir, d, options)
	if err != nil {
		t.Skipf("LEFT OUT: power loss needs the right to mount: %v", err)
	}
	return d, dir, func() {
		if err := server.Unmount(); err != nil {
			t.Errorf("unmount %s: %v", dir, err)
		}
	}
}

func (d *lossy) load(ctx context.Context, t *testing.T, from string) {
	t.Helper()
	files, err := os.ReadDir(from)
	if err != nil {
		t.Error(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(filepath.Join(from, file.Name()))
		if err != nil {
			t.Error(err)
			continue
		}
		f := &lossyFile{disk: d, now: data, kept: append([]byte(nil), data...)}
		d.files[file.Name()] = f
		d.AddChild(file.Name(), d.NewPersistentInode(ctx, f, fs.StableAttr{Mode: fuse.S_IFREG}), true)
	}
}
