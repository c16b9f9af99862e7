package markup

import (
	"bytes"
	"encoding/xml"
)

// Writer writes elements, one a line where they hold others. Text is escaped,
// and empty elements are left out: what is not known is not said.
type Writer struct {
	b      bytes.Buffer
	nested []string
}

// NewWriter begins a document.
func NewWriter() *Writer {
	w := &Writer{}
	w.b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	return w
}

// Open begins an element with attributes, name and value in turn.
func (w *Writer) Open(name string, attributes ...string) {
	w.b.WriteString("<" + name)
	for i := 0; i+1 < len(attributes); i += 2 {
		w.b.WriteString(" " + attributes[i] + `="`)
		w.text(attributes[i+1])
		w.b.WriteString(`"`)
	}
	w.b.WriteString(">\n")
	w.nested = append(w.nested, name)
}

// Leaf writes an element that holds text, and nothing where there is none.
func (w *Writer) Leaf(name, text string) {
	if text == "" {
		return
	}
	w.b.WriteString("<" + name + ">")
	w.text(text)
	w.b.WriteString("</" + name + ">\n")
}

// Close ends the element opened last.
func (w *Writer) Close() {
	last := len(w.nested) - 1
	w.b.WriteString("</" + w.nested[last] + ">\n")
	w.nested = w.nested[:last]
}

// Bytes is the document; every element still open is ended.
func (w *Writer) Bytes() []byte {
	for len(w.nested) > 0 {
		w.Close()
	}
	return w.b.Bytes()
}

func (w *Writer) text(s string) {
	_ = xml.EscapeText(&w.b, []byte(s)) // a buffer takes everything
}
