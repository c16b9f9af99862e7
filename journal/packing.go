package journal

import (
	"bytes"
	_ "embed" // the words that bodies are packed with
	"errors"
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// A stored body begins with one byte that says how it is packed. What was once
// written can be read for ever.
const (
	packedPlain byte = iota
	packedZstd
	packedWords // a zstd frame over words, without the four bytes that begin every frame
	packedScan  // no text: a scan in fields
)

// What is smaller gains nothing.
const (
	worthPacking = 200
	worthWords   = 40
)

// words is the text that packedWords refers to: bodies as a station writes them,
// of an invented day. A body is sealed after it is packed, and what is sealed
// does not pack on the line: so a scan is made small here. It is part of the
// form of the journal and never changes; better words are a new file and a new
// way of packing.
//
//go:embed body-1.txt
var words []byte

// magic begins every zstd frame.
const magic = "\x28\xb5\x2f\xfd"

// packBody packs the text of a body that will be sealed.
func packBody(plain []byte) []byte {
	if len(plain) >= worthWords {
		b := wordEncoder.EncodeAll(plain, nil)
		if len(b)-len(magic) < len(plain) {
			return append([]byte{packedWords}, b[len(magic):]...)
		}
	}
	return append([]byte{packedPlain}, plain...)
}

// pack packs a file, or a body that is not sealed.
func pack(plain []byte) []byte {
	if len(plain) >= worthPacking {
		if b := encoder.EncodeAll(plain, []byte{packedZstd}); len(b) <= len(plain) {
			return b
		}
	}
	return append([]byte{packedPlain}, plain...)
}

func unpack(b []byte) ([]byte, error) {
	if len(b) == 0 {
		return nil, errors.New("empty body")
	}
	switch b[0] {
	case packedPlain:
		if len(b)-1 > MaxBody {
			return nil, ErrSize
		}
		return b[1:], nil
	case packedZstd:
		return unzstd.DecodeAll(b[1:], nil)
	case packedWords:
		return unword.DecodeAll(bytes.Join([][]byte{[]byte(magic), b[1:]}, nil), nil)
	}
	return nil, fmt.Errorf("body packed in unknown way %d", b[0])
}

//nolint:gochecknoglobals // all are safe for concurrent use and dear to make
var (
	encoder, _ = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(2),
		zstd.WithLowerEncoderMem(true), zstd.WithWindowSize(128<<10))
	unzstd, _ = zstd.NewReader(nil, zstd.WithDecoderMaxMemory(MaxBody), zstd.WithDecoderConcurrency(2))

	// The body's hash stands in its record: a checksum of the frame adds nothing.
	wordEncoder, _ = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithEncoderConcurrency(2),
		zstd.WithLowerEncoderMem(true), zstd.WithWindowSize(128<<10), zstd.WithEncoderCRC(false), zstd.WithSingleSegment(true),
		zstd.WithEncoderDictRaw(wordsOne, words))
	unword, _ = zstd.NewReader(nil, zstd.WithDecoderMaxMemory(MaxBody), zstd.WithDecoderConcurrency(2), zstd.WithDecoderDictRaw(wordsOne, words))
)

// wordsOne names the words within a frame.
const wordsOne = 1
