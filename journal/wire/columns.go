package wire

import (
	"encoding/binary"
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// form is the first byte of everything written here.
const form = 1

// maxFrame bounds what a frame may unpack to: the records of a full batch are
// a tenth of it, and a hostile frame must not fill the memory.
const maxFrame = 16 << 20

// maxRecords bounds what the records of a batch may come to.
const maxRecords = 32 << 20

// lanes are the columns of a batch: like beside like, so that zstd finds what
// repeats.
type lane int

const (
	laneHead lane = iota
	laneSeq
	laneShape
	laneTime
	laneKind
	laneRare
	laneItem
	laneName
	laneHash
	laneText // words when they are first met
	laneRaw
	laneOpen // bodies that are not sealed
	lanes
)

//nolint:gochecknoglobals // both are safe for concurrent use and dear to make
var (
	zip, _ = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithEncoderConcurrency(2),
		zstd.WithLowerEncoderMem(true), zstd.WithWindowSize(1<<20), zstd.WithEncoderCRC(true))
	unzip, _ = zstd.NewReader(nil, zstd.WithDecoderMaxMemory(maxFrame), zstd.WithDecoderConcurrency(2))
)

// writer fills columns. A word is written once and then by its number.
type writer struct {
	to    lane
	lanes [lanes][]byte
	words map[string]uint64
}

func (w *writer) in(l lane) *writer {
	w.to = l
	return w
}

func (w *writer) uvarint(v uint64) { w.lanes[w.to] = binary.AppendUvarint(w.lanes[w.to], v) }
func (w *writer) varint(v int64)   { w.lanes[w.to] = binary.AppendVarint(w.lanes[w.to], v) }
func (w *writer) fixed(b []byte)   { w.lanes[w.to] = append(w.lanes[w.to], b...) }

func (w *writer) bytes(b []byte) {
	w.uvarint(uint64(len(b)))
	w.fixed(b)
}

func (w *writer) word(s string) {
	if n, met := w.words[s]; met {
		w.uvarint(n)
		return
	}
	if w.words == nil {
		w.words = map[string]uint64{}
	}
	w.words[s] = uint64(len(w.words) + 1)
	w.uvarint(0)
	to := w.to
	w.in(laneText).bytes([]byte(s))
	w.to = to
}

// pack writes the columns in one zstd frame, and after it what would not pack.
func (w *writer) pack(tail []byte) []byte {
	var plain []byte
	for _, l := range w.lanes {
		plain = binary.AppendUvarint(plain, uint64(len(l)))
	}
	for _, l := range w.lanes {
		plain = append(plain, l...)
	}
	frame := zip.EncodeAll(plain, nil)
	out := binary.AppendUvarint([]byte{form}, uint64(len(frame)))
	return append(append(out, frame...), tail...)
}

// reader reads columns and remembers the first failure.
type reader struct {
	from  lane
	lanes [lanes][]byte
	words []string
	bad   bool
}

// unpack reads the frame; tail is what lies after it.
func unpack(b []byte) (r *reader, tail []byte, err error) {
	if len(b) == 0 || len(b) > MaxBatch || b[0] != form {
		return nil, nil, fmt.Errorf("%w: %d bytes of another form", ErrWire, len(b))
	}
	size, n := binary.Uvarint(b[1:])
	if n <= 0 || size > uint64(len(b)-1-n) { //nolint:gosec // never negative
		return nil, nil, fmt.Errorf("%w: the frame is cut", ErrWire)
	}
	b = b[1+n:]
	plain, err := unzip.DecodeAll(b[:size], nil)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrWire, err)
	}
	r = &reader{}
	var sizes [lanes]uint64
	for i := range sizes {
		if sizes[i], n = binary.Uvarint(plain); n <= 0 {
			return nil, nil, fmt.Errorf("%w: the columns are cut", ErrWire)
		}
		plain = plain[n:]
	}
	for i, s := range sizes {
		if s > uint64(len(plain)) {
			return nil, nil, fmt.Errorf("%w: a column is cut", ErrWire)
		}
		r.lanes[i], plain = plain[:s:s], plain[s:]
	}
	if len(plain) != 0 {
		return nil, nil, fmt.Errorf("%w: more than its columns", ErrWire)
	}
	return r, b[size:], nil
}

func (r *reader) in(l lane) *reader {
	r.from = l
	return r
}

func (r *reader) fail() { r.bad = true }

// done reports whether everything was read and nothing failed.
func (r *reader) done() bool {
	for _, l := range r.lanes {
		if len(l) != 0 {
			return false
		}
	}
	return !r.bad
}

func (r *reader) uvarint() uint64 {
	v, n := binary.Uvarint(r.lanes[r.from])
	if n <= 0 {
		r.fail()
		return 0
	}
	r.lanes[r.from] = r.lanes[r.from][n:]
	return v
}

func (r *reader) varint() int64 {
	u := r.uvarint()
	v := int64(u >> 1)
	if u&1 != 0 {
		v = ^v
	}
	return v
}

// count reads a number of things, at most most.
func (r *reader) count(most int) int {
	n := r.uvarint()
	if n > uint64(most) { //nolint:gosec // most is ours
		r.fail()
		return 0
	}
	return int(n) //nolint:gosec // bounded
}

// fixed reads n bytes; a column that ends before gives zeros.
func (r *reader) fixed(n int) []byte {
	if n > len(r.lanes[r.from]) {
		r.fail()
		return make([]byte, min(n, 64))
	}
	b := r.lanes[r.from][:n:n]
	r.lanes[r.from] = r.lanes[r.from][n:]
	return b
}

func (r *reader) bytes() []byte { return r.fixed(r.count(len(r.lanes[r.from]))) }

func (r *reader) word() string {
	n := r.uvarint()
	if n > 0 {
		if n > uint64(len(r.words)) {
			r.fail()
			return ""
		}
		return r.words[n-1]
	}
	from := r.from
	s := string(r.in(laneText).bytes())
	r.from = from
	r.words = append(r.words, s)
	return s
}
