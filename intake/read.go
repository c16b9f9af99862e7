package intake

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"time"

	"postern/message"
)

// file is one message file in memory.
type file struct {
	name    string
	data    []byte
	digest  string
	size    int64
	changed time.Time
}

// sameAs reports whether the file still is what was read.
func (f file) sameAs(st fs.FileInfo) bool {
	return st.Size() == f.size && st.ModTime().Equal(f.changed)
}

// unreadableError is a file that cannot even be decoded, by its own fault.
type unreadableError struct{ fault message.Fault }

func (e *unreadableError) Error() string { return e.fault.String() }

func unreadable(field, got, want string) error {
	return &unreadableError{message.Fault{Path: "the file", Field: field, Got: got, Want: want}}
}

// refused turns a refusal of the system into a fault of the file: trying again
// does not help, only somebody who may change the file does.
func refused(err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return unreadable("permission", "a file this program may not read", "a file it may read")
	}
	return err
}

// read takes a regular file of at most limit bytes into memory. The size and
// time it gives back with an unreadableError are what could be learnt.
func read(path, name string, limit int64) (file, error) {
	f := file{name: name}
	in, err := openRegular(path)
	if err != nil {
		return f, err
	}
	defer in.Close() //nolint:errcheck // only read
	st, err := in.Stat()
	if err != nil {
		return f, err
	}
	f.size, f.changed = st.Size(), st.ModTime()
	if f.size > limit {
		return f, tooLarge(f.size, limit)
	}
	return f, f.fill(in, limit)
}

// fill reads the bytes; the file may have grown since its size was asked.
func (f *file) fill(in io.Reader, limit int64) error {
	var b bytes.Buffer
	b.Grow(int(f.size) + bytes.MinRead)
	n, err := b.ReadFrom(io.LimitReader(in, limit+1))
	if err != nil {
		return fmt.Errorf("read: %w", err)
	}
	f.size = n
	if n > limit {
		return tooLarge(n, limit)
	}
	f.data = b.Bytes()
	sum := sha256.Sum256(f.data)
	f.digest = hex.EncodeToString(sum[:])
	return nil
}

func tooLarge(size, limit int64) error {
	return unreadable("size", strconv.FormatInt(size, 10)+" bytes or more", "at most "+strconv.FormatInt(limit, 10)+" bytes")
}

// openRegular opens nothing that could block, lead elsewhere or be a device.
func openRegular(path string) (*os.File, error) {
	st, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !st.Mode().IsRegular() {
		return nil, unreadable("kind", kindOf(st.Mode()), "an ordinary file")
	}
	return openQuietly(path)
}

func kindOf(m fs.FileMode) string {
	switch {
	case m.IsDir():
		return "a folder"
	case m&fs.ModeSymlink != 0:
		return "a symbolic link"
	}
	return "a device or pipe"
}
