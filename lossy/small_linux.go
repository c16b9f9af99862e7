package lossy

import (
	"fmt"
	"syscall"
)

// MountSmall mounts a real disk of so many bytes, in memory, at a folder.
func MountSmall(at string, size int) (unmount func() error, err error) {
	if err := syscall.Mount("tmpfs", at, "tmpfs", 0, fmt.Sprintf("size=%d", size)); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNone, err)
	}
	return func() error { return syscall.Unmount(at, 0) }, nil
}
