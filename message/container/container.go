// Package container opens what messages come wrapped in: ZIP archives and gzip
// files. All that is unpacked of one file counts against one budget, so that a
// small file cannot become an endless one. It knows no format, keeps nothing and
// writes nothing; what is wrong is a *message.Reject.
package container

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"postern/message"
	"postern/parcel"
)

// mostEntries bounds an archive; no centre drops more files in one.
const mostEntries = 10_000

const (
	zipMagic  = "PK\x03\x04"
	gzipMagic = "\x1f\x8b"
)

// IsZIP tells an archive by its first bytes.
func IsZIP(data []byte) bool { return bytes.HasPrefix(data, []byte(zipMagic)) }

// IsGzip tells a gzip file by its first bytes.
func IsGzip(data []byte) bool { return bytes.HasPrefix(data, []byte(gzipMagic)) }

// Budget is how many bytes may still be unpacked.
type Budget struct{ left, all int64 }

// NewBudget allows as much as one file may have.
func NewBudget(l message.Limits) *Budget { return &Budget{left: l.Bytes, all: l.Bytes} }

// Again is a budget to unpack once more what is unpacked from now on.
func (b *Budget) Again() *Budget {
	again := *b
	return &again
}

func (b *Budget) read(name string, r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, b.left+1))
	if int64(len(data)) > b.left {
		b.left = 0
		return nil, reject(name, "more than "+strconv.FormatInt(b.all, 10)+" bytes once unpacked", "fewer")
	}
	b.left -= int64(len(data))
	if err != nil {
		return nil, reject(name, parcel.Excerpt(err.Error()), "a whole archive")
	}
	return data, nil
}

// Entry is one file of an archive.
type Entry struct {
	Name string
	file *zip.File
}

// Entries lists the files of an archive in its order, without folders.
func Entries(data []byte) ([]Entry, error) {
	if n := bytes.Count(data, []byte("PK\x01\x02")); n > mostEntries {
		return nil, reject("archive", strconv.Itoa(n)+" entries", "at most "+strconv.Itoa(mostEntries))
	}
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) { // names are never paths here
		return nil, reject("archive", parcel.Excerpt(err.Error()), "a whole ZIP archive")
	}
	entries := make([]Entry, 0, len(r.File))
	for _, f := range r.File {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		entries = append(entries, Entry{Name: strings.ReplaceAll(f.Name, "\\", "/"), file: f})
	}
	return entries, nil
}

// Read unpacks an entry within the budget.
func (e Entry) Read(b *Budget) ([]byte, error) {
	const encrypted = 1
	if e.file.Flags&encrypted != 0 {
		return nil, reject(e.Name, "an encrypted entry", "one that can be read")
	}
	r, err := e.file.Open()
	if err != nil {
		return nil, reject(e.Name, parcel.Excerpt(err.Error()), "an entry that can be unpacked")
	}
	data, err := b.read(e.Name, r)
	if closed := r.Close(); err == nil && closed != nil {
		err = reject(e.Name, parcel.Excerpt(closed.Error()), "an entry that can be unpacked")
	}
	return data, err
}

// Gunzip unpacks a gzip file within the budget.
func Gunzip(data []byte, b *Budget) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, reject("gzip", parcel.Excerpt(err.Error()), "a whole gzip file")
	}
	return b.read("gzip", r)
}

func reject(name, got, want string) error {
	name, _ = message.Clip(fmt.Sprintf("%q", name), 160)
	return &message.Reject{Fault: message.Fault{Path: "archive", Field: strings.Trim(name, `"`), Got: got, Want: want}}
}
