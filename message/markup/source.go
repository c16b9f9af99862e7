package markup

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"
)

// A file is handed to the tokenizer in windows, so that a hostile one costs no
// memory: a window is looked at before it is handed out.
const (
	windowSize = 32 << 10
	longText   = 1 << 20 // of text between two tags; what comes after is skipped
	longToken  = 2 << 20 // of one tag, comment or CDATA section; more is refused
)

var errLongToken = errors.New("a tag, comment or CDATA section of more than 2 MiB")

// source hands out the bytes of a file as XML 1.0 allows them: NUL dropped,
// other bytes that are no UTF-8 or no XML character replaced by U+FFFD. It is
// an io.ByteReader so that encoding/xml reads it without a buffer of its own.
type source struct {
	data   []byte
	pos    int // of the first byte of data not yet in a window
	window []byte
	at     int    // of the next byte to hand out
	mended []byte // the window, where it had to be mended
	given  int64  // bytes in all windows so far
	start  int64  // of those, before the token now being read
	run    int    // bytes at the end of the windows so far without '<'
	lines  int    // newlines skipped, for the count of lines
	bad    int    // bytes replaced or dropped
	badPos int    // of the first of them
}

// ReadByte implements io.ByteReader.
func (s *source) ReadByte() (byte, error) {
	if s.at >= len(s.window) {
		if err := s.next(); err != nil {
			return 0, err
		}
	}
	c := s.window[s.at]
	s.at++
	return c, nil
}

// Read implements io.Reader for encoding/xml, which then asks for ReadByte.
func (s *source) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	c, err := s.ReadByte()
	if err != nil {
		return 0, err
	}
	p[0] = c
	return 1, nil
}

// begin marks where a token begins.
func (s *source) begin() { s.start = s.given - int64(len(s.window)-s.at) }

// badLine is the line of the first bad byte.
func (s *source) badLine() int { return 1 + bytes.Count(s.data[:s.badPos], []byte{'\n'}) }

// next makes the next window.
func (s *source) next() error {
	if s.run > longText {
		s.skip()
	}
	if s.given-s.start > longToken {
		return errLongToken
	}
	for s.pos < len(s.data) {
		chunk := s.data[s.pos:chunkEnd(s.data, s.pos)]
		window := chunk
		if !clean(chunk) {
			window = s.mend(chunk)
		}
		s.pos += len(chunk)
		if len(window) > 0 {
			s.hand(window)
			return nil
		}
	}
	return io.EOF
}

// skip leaves out what remains of an endless text.
func (s *source) skip() {
	rest := s.data[s.pos:]
	if n := bytes.IndexByte(rest, '<'); n >= 0 {
		rest = rest[:n]
	}
	s.lines += bytes.Count(rest, []byte{'\n'})
	s.pos += len(rest)
}

// mend copies a chunk and makes it text.
func (s *source) mend(chunk []byte) []byte {
	s.mended = s.mended[:0]
	for i := 0; i < len(chunk); {
		r, n := utf8.DecodeRune(chunk[i:])
		switch {
		case allowed(r, n):
			s.mended = append(s.mended, chunk[i:i+n]...)
		case r == 0:
			s.count(i, n)
		default:
			s.count(i, n)
			s.mended = append(s.mended, "\uFFFD"...)
		}
		i += n
	}
	return s.mended
}

func (s *source) count(at, n int) {
	if s.bad == 0 {
		s.badPos = s.pos + at
	}
	s.bad += n
}

func (s *source) hand(window []byte) {
	s.window, s.at = window, 0
	s.given += int64(len(window))
	if i := bytes.LastIndexByte(window, '<'); i >= 0 {
		s.run = len(window) - i
	} else {
		s.run += len(window)
	}
}

// chunkEnd is a window's length from pos, not within a character.
func chunkEnd(data []byte, pos int) int {
	end := pos + windowSize
	if end >= len(data) {
		return len(data)
	}
	for back := 0; back < utf8.UTFMax && !utf8.RuneStart(data[end]); back++ {
		end--
	}
	return end
}

// clean reports whether a chunk is text as it is, without looking at single
// characters beyond ASCII.
func clean(chunk []byte) bool {
	if !utf8.Valid(chunk) || bytes.Contains(chunk, []byte("\xef\xbf")) { // U+FFC0 to U+FFFF
		return false
	}
	for _, c := range chunk {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' {
			return false
		}
	}
	return true
}

// allowed tells the characters of XML 1.0.
func allowed(r rune, size int) bool {
	if r == utf8.RuneError {
		return size > 1
	}
	return r >= ' ' && r != 0xFFFE && r != 0xFFFF || r == '\t' || r == '\n' || r == '\r'
}
