package edifact

import (
	"bytes"
	"strconv"
	"strings"
	"time"
)

// Writer writes an interchange with the default service characters. Text that
// holds one of them is released.
type Writer struct {
	b        bytes.Buffer
	control  string
	messages int
	segments int // of the message under way, its head included; 0 between messages
}

// NewWriter begins an interchange.
func NewWriter(from, to, control string, at time.Time) *Writer {
	w := &Writer{control: control}
	w.write("UNB", []string{"UNOC", "3"}, []string{from}, []string{to}, []string{at.UTC().Format("060102"), at.UTC().Format("1504")}, []string{control})
	return w
}

// Message begins a message of a type, e.g. EMSEVT. The version is not known to
// this package and stands as 0.
func (w *Writer) Message(kind string) {
	w.end()
	w.messages++
	w.Segment("UNH", []string{strconv.Itoa(w.messages)}, []string{kind, "0", "0", "UP"})
}

// Segment writes a segment of the message: elements of components.
func (w *Writer) Segment(tag string, elements ...[]string) {
	w.segments++
	w.write(tag, elements...)
}

// Bytes ends the interchange.
func (w *Writer) Bytes() []byte {
	w.end()
	w.write("UNZ", []string{strconv.Itoa(w.messages)}, []string{w.control})
	return w.b.Bytes()
}

func (w *Writer) end() {
	if w.segments > 0 {
		w.write("UNT", []string{strconv.Itoa(w.segments + 1)}, []string{strconv.Itoa(w.messages)})
		w.segments = 0
	}
}

func (w *Writer) write(tag string, elements ...[]string) {
	w.b.WriteString(tag)
	for _, e := range elements {
		w.b.WriteByte('+')
		text := make([]string, len(e))
		for i, c := range e {
			text[i] = release.Replace(c)
		}
		for len(text) > 0 && text[len(text)-1] == "" { // trailing marks are left out
			text = text[:len(text)-1]
		}
		w.b.WriteString(strings.Join(text, ":"))
	}
	w.b.WriteString("'\n")
}

//nolint:gochecknoglobals // a constant table
var release = strings.NewReplacer("?", "??", "+", "?+", ":", "?:", "'", "?'", "*", "?*", "\n", " ", "\r", " ", "\x00", "")
