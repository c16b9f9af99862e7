// Package markup reads XML from outside for the formats that are written in
// it: elements by namespace and local name, leaves as text, every line counted.
//
// It is syntax only and knows no format. It streams over the tokens of
// encoding/xml and builds no tree, so what it holds is bounded whatever the
// file holds: depth, length of text and of tags, namespaces in scope. A DOCTYPE
// is refused, so there are no entities but the five of XML. Where a file breaks
// off or is not well formed, reading stops, and Err says where and why; what
// was read before is sound.
package markup

import (
	"encoding/xml"
	"errors"
	"io"
	"iter"
	"slices"
	"strconv"

	"postern/message"
	"postern/parcel"
)

const (
	mostScopes = 64  // namespaces in scope at once
	mostLeaves = 512 // fields of one node
)

// Reader reads one file. Elements of namespaces that are not the format's own
// are passed over with all they hold, unless they stand around its own.
type Reader struct {
	xml    *xml.Decoder
	src    *source
	limits message.Limits
	ours   func(space string) bool
	stack  []element
	scopes []scope
	text   []byte          // of the leaf being read
	leaf   int             // its depth; 0 while none is read
	page   message.Page    // of the leaves
	node   message.Node    // of Tree, for its memory
	spare  []*message.Node // by depth: an element on its way to be a field or a group
	room   int             // for groups in it
	rooted bool
	halt   error // io.EOF at the end of a whole file
	barred bool  // halted by something that is refused, not by a break
}

type element struct {
	prefix, local string
	scopes        int // in scope outside it
	line          int
	ours, null    bool
	attrs         []xml.Attr
}

type scope struct {
	prefix, space string
	ours          bool
}

// NewReader reads data, which is UTF-8 whatever its XML declaration says. ours
// tells the format's namespaces.
func NewReader(data []byte, l message.Limits, ours func(space string) bool) *Reader {
	const usual = 4 // elements within each other
	r := &Reader{src: &source{data: data}, limits: l, ours: ours, stack: make([]element, 0, usual)}
	r.xml = xml.NewDecoder(r.src)
	r.xml.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	r.scopes = append(r.scopes, scope{ours: ours("")})
	return r
}

// Root goes to the root element and gives its namespace and local name; ok is
// false where there is none.
func (r *Reader) Root() (space, local string, ok bool) {
	for r.step() != over {
		if len(r.stack) > 0 {
			e := &r.stack[0]
			return r.space(e.prefix).space, e.local, true
		}
	}
	return "", "", false
}

// Find goes on to the next of the format's own elements with one of the names,
// however deep; false at the end.
func (r *Reader) Find(local ...string) bool {
	for {
		switch r.step() {
		case opened:
			if e := r.top(); e.ours && slices.Contains(local, e.local) {
				return true
			}
		case over:
			return false
		case closed, chars, other:
		}
	}
}

// Children yields the local names of the format's own elements within the
// current one. Each is the current one while it is yielded; what the caller
// leaves of it is passed over.
func (r *Reader) Children() iter.Seq[string] {
	return func(yield func(string) bool) {
		inside := len(r.stack)
		for r.child(inside) {
			if !yield(r.top().local) {
				return
			}
		}
	}
}

func (r *Reader) child(inside int) bool {
	for {
		switch r.step() {
		case opened:
			if len(r.stack) == inside+1 && r.top().ours {
				return true
			}
		case closed:
			if len(r.stack) < inside {
				return false
			}
		case over:
			return false
		case chars, other:
		}
	}
}

// Leaf reads the current element to its end as a field. It is without text
// where it is nil (xsi:nil).
func (r *Reader) Leaf() message.Leaf {
	inside := len(r.stack)
	e := *r.top()
	r.text, r.leaf = r.text[:0], inside
	defer func() { r.leaf = 0 }()
	leaf := message.Leaf{Name: e.local, Line: e.line}
	for {
		switch r.step() {
		case closed:
			if len(r.stack) < inside {
				leaf.Text, leaf.Cut = r.take(e.null)
				return leaf
			}
		case over:
			return leaf
		case opened, chars, other:
		}
	}
}

// Append reads the current element as a field and adds it to those that have
// text.
func (r *Reader) Append(leaves message.Leaves) message.Leaves {
	leaf := r.Leaf()
	if leaf.Text == "" || len(leaves) >= mostLeaves {
		return leaves
	}
	return append(leaves, leaf)
}

// Leaves reads all children of the current element as fields into the given
// slice, which it uses again.
func (r *Reader) Leaves(into message.Leaves) message.Leaves {
	into = into[:0]
	for range r.Children() {
		into = r.Append(into)
	}
	return into
}

// Name is the local name of the current element.
func (r *Reader) Name() string { return r.top().local }

// Line is the line of the current element.
func (r *Reader) Line() int { return r.top().line }

// Pos is how many bytes of the whole are read.
func (r *Reader) Pos() (done, whole int) {
	return min(int(r.xml.InputOffset()), len(r.src.data)), len(r.src.data)
}

// Whole reports whether nothing has stopped the reading so far.
func (r *Reader) Whole() bool { return r.halt == nil || r.halt == io.EOF } //nolint:errorlint // our own mark, never wrapped

// Barred reports that the file holds what no file may hold, so that nothing of
// it is to be trusted.
func (r *Reader) Barred() bool { return r.barred }

// Err is a *message.Reject that says where and why reading stopped; nil where
// the file is whole.
func (r *Reader) Err() error {
	if r.Whole() {
		return nil
	}
	return r.halt
}

// Finish ends a batch: a file that broke off keeps what was read before, with
// a fault; where that is nothing, or the file is barred, it is rejected. Bytes
// that had to be replaced are reported once.
func (r *Reader) Finish(b *message.Batch) (message.Batch, error) {
	if r.src.bad > 0 {
		b.AddFault(message.Fault{
			Line: r.src.badLine(), Path: "file", Field: "text",
			Got: strconv.Itoa(r.src.bad) + " bytes that are no text, the first here", Want: "UTF-8",
		}, r.limits)
	}
	var broken *message.Reject
	if errors.As(r.Err(), &broken) {
		if r.barred || b.Size() == 0 {
			return *b, broken
		}
		b.AddFault(broken.Fault, r.limits)
	}
	return b.Outcome()
}

func (r *Reader) fault(field, got, want string) error {
	line, _ := r.xml.InputPos()
	return &message.Reject{Fault: message.Fault{
		Line: line + r.src.lines, Path: "file", Field: field, Got: got, Want: want,
	}}
}

// broke turns what stopped the tokenizer into a fault.
func (r *Reader) broke(err error) error {
	var syntax *xml.SyntaxError
	atEnd := errors.Is(err, io.EOF) || errors.As(err, &syntax) && syntax.Msg == "unexpected EOF"
	switch {
	case errors.Is(err, io.EOF) && len(r.stack) == 0 && r.rooted:
		return io.EOF
	case atEnd && len(r.stack) > 0:
		return r.fault("end", "the end of the file inside "+parcel.Excerpt(r.top().local), "the whole file")
	case atEnd:
		return r.fault("end", "the end of the file", "an XML element")
	case syntax != nil:
		return r.fault("syntax", brief(syntax.Msg), "well-formed XML")
	}
	return r.fault("syntax", brief(err.Error()), "well-formed XML")
}

// brief cuts words that may quote the file at any length.
func brief(words string) string {
	const most = 160
	words, _ = message.Clip(words, most)
	return words
}
