package mirror

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"postern/journal"
)

const (
	head = 8                                           // bytes before record and body
	most = journal.MaxRecord + journal.MaxBody + 1<<10 // bytes of record and body; sealing adds a few
)

// Frame is one event as it lies in the mirror.
type Frame struct {
	journal.Record
	Raw  []byte // the record as stored
	Body []byte // as stored; nil where it was taken away
	At   int64  // where the frame begins
}

func castagnoli(b []byte) uint32 { return crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)) }

// encode appends the frame of an event.
func encode(b, record, body []byte) []byte {
	start := len(b)
	b = append(b, make([]byte, head)...)
	b = append(append(b, record...), body...)
	content := b[start+head:]
	binary.BigEndian.PutUint32(b[start:], uint32(len(content))) //nolint:gosec // bounded by MaxRecord and MaxBody
	binary.BigEndian.PutUint32(b[start+4:], castagnoli(content))
	return b
}

// Bad is a place in a mirror that holds no frame.
type Bad struct {
	At, Bytes int64
}

// String says where it is.
func (b Bad) String() string { return fmt.Sprintf("bytes %d to %d are damaged", b.At, b.At+b.Bytes) }

// Walked is what a walk found.
type Walked struct {
	Frames int
	Bad    []Bad // between frames
	End    int64 // after the last good frame
	Torn   bool  // something that is no frame lies after it
}

// Walk calls f for every frame from an offset on. What is no frame is passed
// over up to the next one; after the last one it is a torn end, as a crash
// leaves it.
func Walk(r io.ReaderAt, from, size int64, f func(Frame) error) (Walked, error) {
	w := Walked{End: from}
	for at := from; at < size; {
		frame, next, err := read(r, at, size)
		if errors.Is(err, errFrame) {
			at++
			w.Torn = true
			continue
		}
		if err != nil {
			return w, err
		}
		if w.Torn {
			w.Bad, w.Torn = append(w.Bad, Bad{w.End, at - w.End}), false
		}
		w.Frames++
		if err := f(frame); err != nil {
			return w, err
		}
		at, w.End = next, next
	}
	return w, nil
}

var errFrame = errors.New("no frame")

// read reads the frame at an offset.
func read(r io.ReaderAt, at, size int64) (Frame, int64, error) {
	var start [head + 1]byte
	if size-at < int64(len(start)) {
		return Frame{}, 0, errFrame
	}
	if _, err := r.ReadAt(start[:], at); err != nil {
		return Frame{}, 0, fmt.Errorf("read the mirror: %w", err)
	}
	length := int64(binary.BigEndian.Uint32(start[:]))
	if length == 0 || length > most || at+head+length > size || start[head] != journal.RecordVersion {
		return Frame{}, 0, errFrame
	}
	content := make([]byte, length)
	if _, err := r.ReadAt(content, at+head); err != nil {
		return Frame{}, 0, fmt.Errorf("read the mirror: %w", err)
	}
	if castagnoli(content) != binary.BigEndian.Uint32(start[4:]) {
		return Frame{}, 0, errFrame
	}
	record, raw, err := journal.CutRecord(content)
	if err != nil {
		return Frame{}, 0, errFrame
	}
	f := Frame{Record: record, Raw: raw, At: at}
	if len(raw) < len(content) {
		f.Body = content[len(raw):]
	}
	return f, at + head + length, nil
}
