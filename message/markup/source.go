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
	at     int   // of the next byte to hand out
	given  int64 // bytes in all windows so far
	start  int64 // of those, before the token now being read
	run    int   // bytes at the end of the windows so far without '<'
	lines  int   // newlines skipped, for the count of lines
	bad    int   // bytes replaced or dropped
	badPos int   // of the first of them
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
		if n := clean(s.data[s.pos:chunkEnd(s.data, s.pos)]); n > 0 {
			s.hand(s.data[s.pos : s.pos+n])
			s.pos += n
			return nil
		}
		if s.replace() {
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

// replace steps over the bad character at pos; it reports whether something
// stands in its place.
func (s *source) replace() bool {
	if s.bad == 0 {
		s.badPos = s.pos
	}
	_, n := utf8.DecodeRune(s.data[s.pos:])
	s.bad += n
	nul := s.data[s.pos] == 0
	s.pos += n
	if nul {
		return false
	}
	s.hand([]byte("\uFFFD"))
	return true
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

// clean is the length of the beginning of chunk that XML 1.0 allows. The
// common case, a clean chunk, is told without looking at single characters.
func clean(chunk []byte) int {
	if utf8.Valid(chunk) && !hasControl(chunk) && !bytes.Contains(chunk, []byte("\xef\xbf")) {
		return len(chunk)
	}
	for i := 0; i < len(chunk); {
		r, n := utf8.DecodeRune(chunk[i:])
		if r == utf8.RuneError && n < 2 || r == 0xFFFE || r == 0xFFFF || isControl(chunk[i]) {
			return i
		}
		i += n
	}
	return len(chunk)
}

func hasControl(chunk []byte) bool {
	for _, c := range chunk {
		if isControl(c) {
			return true
		}
	}
	return false
}

func isControl(c byte) bool { return c < ' ' && c != '\t' && c != '\n' && c != '\r' }
