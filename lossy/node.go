//go:build linux

package lossy

import (
	"context"
	"syscall"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

type folder struct {
	fs.Inode
	disk *Disk
}

type file struct {
	fs.Inode
	disk *Disk
	now  []byte // as programs see it
	kept []byte // as it is on the disk
}

// handle is an open file; what is written by one that syncs is kept at once.
type handle struct{ syncs bool }

var (
	_ fs.NodeCreater   = (*folder)(nil)
	_ fs.NodeMkdirer   = (*folder)(nil)
	_ fs.NodeRenamer   = (*folder)(nil)
	_ fs.NodeUnlinker  = (*folder)(nil)
	_ fs.NodeRmdirer   = (*folder)(nil)
	_ fs.NodeFsyncer   = (*folder)(nil)
	_ fs.NodeSetattrer = (*folder)(nil)
	_ fs.NodeStatfser  = (*folder)(nil)
	_ fs.NodeGetattrer = (*file)(nil)
	_ fs.NodeSetattrer = (*file)(nil)
	_ fs.NodeOpener    = (*file)(nil)
	_ fs.NodeReader    = (*file)(nil)
	_ fs.NodeWriter    = (*file)(nil)
	_ fs.NodeFsyncer   = (*file)(nil)
)

// Create implements fs.NodeCreater.
func (x *folder) Create(ctx context.Context, _ string, flags, _ uint32, _ *fuse.EntryOut) (*fs.Inode, fs.FileHandle, uint32, syscall.Errno) {
	x.disk.mu.Lock()
	full := x.disk.room()
	x.disk.mu.Unlock()
	if full != 0 {
		return nil, nil, 0, full
	}
	return x.NewPersistentInode(ctx, &file{disk: x.disk}, fs.StableAttr{Mode: fuse.S_IFREG}), handleOf(flags), 0, 0
}

// Mkdir implements fs.NodeMkdirer.
func (x *folder) Mkdir(ctx context.Context, _ string, _ uint32, _ *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	return x.NewPersistentInode(ctx, &folder{disk: x.disk}, fs.StableAttr{Mode: fuse.S_IFDIR}), 0
}

// Rename implements fs.NodeRenamer: who calls it moves the node.
func (x *folder) Rename(context.Context, string, fs.InodeEmbedder, string, uint32) syscall.Errno {
	return 0
}

// Unlink implements fs.NodeUnlinker: who calls it takes the node away.
func (x *folder) Unlink(context.Context, string) syscall.Errno { return 0 }

// Rmdir implements fs.NodeRmdirer.
func (x *folder) Rmdir(_ context.Context, name string) syscall.Errno {
	if child := x.GetChild(name); child != nil && len(child.Children()) > 0 {
		return syscall.ENOTEMPTY
	}
	return 0
}

// Fsync implements fs.NodeFsyncer: folders are never lost here.
func (x *folder) Fsync(context.Context, fs.FileHandle, uint32) syscall.Errno { return 0 }

// Setattr implements fs.NodeSetattrer: a folder's mode is of no account.
func (x *folder) Setattr(_ context.Context, _ fs.FileHandle, _ *fuse.SetAttrIn, out *fuse.AttrOut) syscall.Errno {
	out.Mode = 0o700
	return 0
}

// Statfs implements fs.NodeStatfser: programs that ask beforehand see room.
func (x *folder) Statfs(_ context.Context, out *fuse.StatfsOut) syscall.Errno {
	const blocks = 1 << 20
	*out = fuse.StatfsOut{Bsize: 4096, Frsize: 4096, Blocks: blocks, Bfree: blocks, Bavail: blocks, NameLen: 255}
	return 0
}

// Getattr implements fs.NodeGetattrer.
func (f *file) Getattr(_ context.Context, _ fs.FileHandle, out *fuse.AttrOut) syscall.Errno {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	out.Mode, out.Size = 0o600, uint64(len(f.now))
	return 0
}

// Setattr implements fs.NodeSetattrer.
func (f *file) Setattr(_ context.Context, _ fs.FileHandle, in *fuse.SetAttrIn, out *fuse.AttrOut) syscall.Errno {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if size, ok := in.GetSize(); ok {
		f.resize(int(size)) //nolint:gosec // files of a test
	}
	out.Mode, out.Size = 0o600, uint64(len(f.now))
	return 0
}

func (f *file) resize(size int) {
	if size <= len(f.now) {
		f.now = f.now[:size]
		return
	}
	f.now = append(f.now, make([]byte, size-len(f.now))...)
}

// Open implements fs.NodeOpener.
func (f *file) Open(_ context.Context, flags uint32) (fs.FileHandle, uint32, syscall.Errno) {
	if flags&syscall.O_TRUNC != 0 {
		f.disk.mu.Lock()
		defer f.disk.mu.Unlock()
		f.resize(0)
	}
	return handleOf(flags), 0, 0
}

func handleOf(flags uint32) *handle { return &handle{syncs: flags&syscall.O_SYNC == syscall.O_SYNC} }

// Read implements fs.NodeReader.
func (f *file) Read(_ context.Context, _ fs.FileHandle, dest []byte, off int64) (fuse.ReadResult, syscall.Errno) {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	n := 0
	if off < int64(len(f.now)) {
		n = copy(dest, f.now[off:])
	}
	return fuse.ReadResultData(dest[:n]), 0
}

// Write implements fs.NodeWriter.
func (f *file) Write(_ context.Context, h fs.FileHandle, data []byte, off int64) (uint32, syscall.Errno) {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if full := f.disk.room(); full != 0 {
		return 0, full
	}
	if end := int(off) + len(data); end > len(f.now) {
		f.resize(end)
	}
	copy(f.now[off:], data)
	if open, is := h.(*handle); is && open.syncs {
		f.keep()
	}
	return uint32(len(data)), 0 //nolint:gosec // at most what the kernel gives at once
}

// Fsync implements fs.NodeFsyncer.
func (f *file) Fsync(context.Context, fs.FileHandle, uint32) syscall.Errno {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	f.keep()
	return 0
}

// keep has the disk hold the file as programs see it. The lock is held.
func (f *file) keep() {
	if !f.disk.off {
		f.kept = append(f.kept[:0], f.now...)
	}
}
