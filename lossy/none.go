//go:build !linux

package lossy

// Disk is a disk that cannot be had here.
type Disk struct{}

// Mount fails with ErrNone.
func Mount(_, _ string) (*Disk, error) { return nil, ErrNone }

// Unmount takes the disk away.
func (*Disk) Unmount() error { return ErrNone }

// Cut takes the power away.
func (*Disk) Cut() {}

// Lie has the disk say that it synced, and keep nothing.
func (*Disk) Lie() {}

// Fill leaves room for so many more writes and files.
func (*Disk) Fill(int) {}

// Clear makes room again.
func (*Disk) Clear() {}

// Writes counts the writes since the mount.
func (*Disk) Writes() int { return 0 }

// Refused counts the writes that found no room.
func (*Disk) Refused() int { return 0 }

// Remains writes what is left on the disk into a folder.
func (*Disk) Remains(string) error { return ErrNone }

// MountSmall fails with ErrNone.
func MountSmall(string, int) (func() error, error) { return nil, ErrNone }
