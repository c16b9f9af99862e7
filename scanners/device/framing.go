package device

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"postern/parcel"
)

// Framing says where a read begins and ends.
type Framing struct {
	// Prefix begins a read, and what comes without it is refused. Zero asks
	// for none, and takes STX where it comes.
	Prefix byte
	// Suffix holds the bytes each of which ends a read; empty: silence does.
	Suffix string
	// Silence ends a read that has no suffix, and gives up one that had its
	// suffix still to come. Zero: 300 ms.
	Silence time.Duration
}

// The control characters that frame labels, and the one within them.
const (
	stx = 0x02
	etx = 0x03
	gs  = 0x1d // FNC1 as scanners send it
)

// Ends are the suffixes scanners are commonly set to: CR, LF, TAB and ETX.
const Ends = "\r\n\t\x03"

// MaxRead bounds one read in bytes, with the spaces and symbology a label may
// carry.
const MaxRead = 4 * parcel.MaxLabel

const (
	usualSilence = 300 * time.Millisecond
	leastSilence = 20 * time.Millisecond
	mostSilence  = 5 * time.Second
)

func (f Framing) silence() time.Duration {
	if f.Silence == 0 {
		return usualSilence
	}
	return f.Silence
}

func (f Framing) check() error {
	if s := f.silence(); s < leastSilence || s > mostSilence {
		return fmt.Errorf("silence: %v is outside %v to %v", s, leastSilence, mostSilence)
	}
	if f.Prefix != 0 && inLabels(f.Prefix) {
		return fmt.Errorf("prefix: labels hold %q; use STX", f.Prefix)
	}
	for i := range len(f.Suffix) {
		if inLabels(f.Suffix[i]) {
			return fmt.Errorf("suffix: labels hold %q; use CR, LF or TAB", f.Suffix[i])
		}
		if f.Suffix[i] == f.prefix() {
			return errors.New("suffix: it is the prefix too")
		}
	}
	return nil
}

func (f Framing) prefix() byte {
	if f.Prefix == 0 {
		return stx
	}
	return f.Prefix
}

// inLabels reports whether a label may hold the byte, so that it can frame
// none.
func inLabels(b byte) bool {
	switch {
	case b == gs, b >= 0x80, b == ' ', b >= '0' && b <= '9', b >= 'A' && b <= 'Z', b >= 'a' && b <= 'z':
		return true
	}
	return strings.IndexByte("]()-./+%$:", b) >= 0
}

// ParseMark reads a prefix by its name or as one character; empty is none.
func ParseMark(text string) (byte, error) {
	switch strings.ToUpper(text) {
	case "":
		return 0, nil
	case "STX":
		return stx, nil
	case "ETX":
		return etx, nil
	case "CR":
		return '\r', nil
	case "LF":
		return '\n', nil
	case "TAB":
		return '\t', nil
	}
	if len(text) == 1 && text[0] > ' ' && text[0] < 0x7f {
		return text[0], nil
	}
	return 0, fmt.Errorf("%q is neither STX, ETX, CR, LF, TAB nor one character", text)
}

// ParseMarks reads suffixes, with spaces between them: "CR LF". Empty is Ends,
// and "none" is none.
func ParseMarks(text string) (string, error) {
	if text == "" {
		return Ends, nil
	}
	if strings.EqualFold(text, "none") {
		return "", nil
	}
	var marks []byte
	for _, word := range strings.Fields(text) {
		b, err := ParseMark(word)
		if err != nil {
			return "", err
		}
		marks = append(marks, b)
	}
	return string(marks), nil
}

// A Read is what the framer found: a code, or why there is none.
type Read struct {
	Code  string
	Wrong string // why it is refused; then Code is empty
}

// Framer cuts the bytes of one device into reads.
type Framer struct {
	framing Framing
	line    []byte
	open    bool // the prefix has come
	wrong   string
}

// NewFramer makes a framer.
func NewFramer(f Framing) *Framer { return &Framer{framing: f} }

// Byte takes one byte and says whether a read is over.
func (f *Framer) Byte(b byte) (Read, bool) {
	switch {
	case b == f.framing.prefix():
		read, over := f.GiveUp("a read has no end")
		f.open = true
		return read, over
	case strings.IndexByte(f.framing.Suffix, b) >= 0:
		return f.end()
	}
	f.take(b)
	return Read{}, false
}

// Quiet says that the device was silent for the framing's silence.
func (f *Framer) Quiet() (Read, bool) {
	if f.framing.Suffix == "" {
		return f.end()
	}
	return f.GiveUp("a read has no end")
}

// GiveUp drops what has come of a read, and says so if there was any.
func (f *Framer) GiveUp(why string) (Read, bool) {
	begun := len(f.line) > 0 || f.wrong != ""
	if f.wrong != "" {
		why = f.wrong
	}
	f.line, f.open, f.wrong = f.line[:0], false, ""
	return Read{Wrong: why}, begun
}

// Spoil says that some of what was sent never came: the read that is under way
// is refused at its end, for what follows may be the tail of a number.
func (f *Framer) Spoil(why string) {
	if f.wrong == "" {
		f.wrong = why
	}
	f.line = f.line[:0]
}

// take keeps a byte of the read; of a read that is wrong, nothing is kept.
func (f *Framer) take(b byte) {
	switch {
	case f.wrong != "":
		return
	case len(f.line) == 0 && (b == '\r' || b == '\n'): // the end of the read before, where only the other is the suffix
		return
	case f.framing.Prefix != 0 && !f.open:
		f.wrong = "a read comes without its prefix"
	case b < ' ' && b != gs || b == 0x7f:
		f.wrong = "a read holds control characters"
	case len(f.line) == MaxRead:
		f.wrong = "a read is too long"
	default:
		f.line = append(f.line, b)
		return
	}
	f.line = f.line[:0]
}

func (f *Framer) end() (Read, bool) {
	if f.wrong != "" {
		return f.GiveUp("")
	}
	code := string(f.line)
	f.line, f.open = f.line[:0], false
	switch {
	case strings.Trim(code, " \x1d") == "": // the second of CR LF
		return Read{}, false
	case !isText(code):
		return Read{Wrong: "a read is no text"}, true
	}
	return Read{Code: code}, true
}

// isText reports whether s is UTF-8 without control characters but GS.
func isText(s string) bool {
	return utf8.ValidString(s) && strings.IndexFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != gs }) < 0
}
