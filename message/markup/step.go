package markup

import (
	"bytes"
	"encoding/xml"
	"strconv"

	"postern/message"
	"postern/parcel"
)

// step is what the reader has just come past.
type step int

const (
	opened step = iota // the start of an element, now on top of the stack
	closed             // the end of one, no longer on the stack
	chars
	other
	over // the end of the file, or what broke it
)

func (r *Reader) step() step {
	if r.halt != nil {
		return over
	}
	r.src.begin()
	token, err := r.xml.RawToken()
	if err != nil {
		r.halt = r.broke(err)
		return over
	}
	switch t := token.(type) {
	case xml.StartElement:
		return r.open(&t)
	case xml.EndElement:
		return r.close(t.Name)
	case xml.CharData:
		if r.leaf > 0 && r.leaf == len(r.stack) {
			r.keep(t)
		}
		return chars
	case xml.Directive:
		r.barred = true
		r.halt = r.fault("DOCTYPE", parcel.Excerpt("<!"+string(t[:min(len(t), 64)])), "no DOCTYPE and no ENTITY: they are never read")
		return over
	}
	return other
}

func (r *Reader) open(t *xml.StartElement) step {
	switch {
	case len(r.stack) >= r.limits.Depth:
		r.halt = r.fault("depth", "more than "+strconv.Itoa(r.limits.Depth)+" elements within each other", "fewer")
		return over
	case len(r.stack) == 0 && r.rooted:
		r.halt = r.fault("syntax", "a second root element "+parcel.Excerpt(t.Name.Local), "one")
		return over
	}
	r.rooted = true
	line, _ := r.xml.InputPos()
	e := element{prefix: t.Name.Space, local: t.Name.Local, scopes: len(r.scopes), line: line + r.src.lines, attrs: t.Attr}
	for i := range t.Attr {
		if !r.attribute(&t.Attr[i], &e) {
			return over
		}
	}
	e.ours = r.space(e.prefix).ours
	r.stack = append(r.stack, e)
	return opened
}

// attribute looks for the two that matter: namespaces and nil.
func (r *Reader) attribute(a *xml.Attr, e *element) bool {
	switch {
	case a.Name.Space == "xmlns":
		r.scopes = append(r.scopes, scope{prefix: a.Name.Local, space: a.Value, ours: r.ours(a.Value)})
	case a.Name.Space == "" && a.Name.Local == "xmlns":
		r.scopes = append(r.scopes, scope{space: a.Value, ours: r.ours(a.Value)})
	case a.Name.Local == "nil":
		e.null = a.Value == "true" || a.Value == "1"
	}
	if len(r.scopes) > mostScopes {
		r.halt = r.fault("namespaces", "more than "+strconv.Itoa(mostScopes)+" of them in scope", "fewer")
		return false
	}
	return true
}

func (r *Reader) close(name xml.Name) step {
	if len(r.stack) == 0 {
		r.halt = r.fault("syntax", "an end tag "+parcel.Excerpt(name.Local)+" without its start", "well-formed XML")
		return over
	}
	e := r.top()
	if e.local != name.Local || e.prefix != name.Space {
		r.halt = r.fault("syntax", "an end tag "+parcel.Excerpt(name.Local), "the end of "+parcel.Excerpt(e.local))
		return over
	}
	r.scopes = r.scopes[:e.scopes]
	r.stack = r.stack[:len(r.stack)-1]
	return closed
}

// keep gathers text for a leaf: more than the limit, so that a cut is seen.
// Space before the text does not count.
func (r *Reader) keep(text []byte) {
	if len(r.text) == 0 {
		text = bytes.TrimLeft(text, " \t\r\n")
	}
	room := r.limits.Text + 4 - len(r.text)
	r.text = append(r.text, text[:max(min(len(text), room), 0)]...)
}

// take is the text gathered, as a field has it.
func (r *Reader) take(null bool) (text string, cut bool) {
	if null {
		return "", false
	}
	return message.Clip(r.page.Copy(bytes.TrimSpace(r.text)), r.limits.Text)
}

func (r *Reader) top() *element { return &r.stack[len(r.stack)-1] }

// space is the innermost namespace of a prefix; one that was never declared
// stands for itself, as encoding/xml has it.
func (r *Reader) space(prefix string) scope {
	for i := len(r.scopes) - 1; i >= 0; i-- {
		if r.scopes[i].prefix == prefix {
			return r.scopes[i]
		}
	}
	return scope{prefix: prefix, space: prefix, ours: r.ours(prefix)}
}
