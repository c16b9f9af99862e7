// Package edifact reads the syntax of UN/EDIFACT interchanges (ISO 9735): service
// characters, segments, elements, components, repetitions, and the counts and
// references of the envelope.
//
// It is syntax only and knows no message type; message/post gives the segments
// their meaning. It streams over the bytes of the file and builds nothing. What
// is wrong with the envelope is a fault on the file and never stops the reading:
// a miscounted interchange is read all the same. Where the file breaks off,
// Whole says so.
package edifact

import (
	"bytes"
	"strconv"
	"strings"

	"postern/message"
	"postern/parcel"
)

// Reader reads one file: message by message, and within one segment by segment.
type Reader struct {
	scan   scanner
	seg    Segment
	batch  *message.Batch
	limits message.Limits

	held     bool // the segment just read is still to be dealt with
	open     bool // within UNB and UNZ
	control  string
	messages int // of the interchange
	all      int // of the file

	in       bool // within UNH and UNT
	now      Message
	segments int // of the message, UNH and UNT included
	cut      bool
	bad      int
}

// Message is the head of one message.
type Message struct {
	Type      string // 0065, e.g. ITMATT
	Version   string // the rest of S009, as it stands
	Reference string // 0062
	Sender    string // of the interchange
	No        int    // of the file, from 1
	Line      int
}

// NewReader reads data; the faults of the envelope go into the batch.
func NewReader(data []byte, b *message.Batch, l message.Limits) *Reader {
	r := &Reader{batch: b, limits: l}
	r.scan = scanner{data: data, line: 1}
	r.scan.use(defaults())
	r.seg.limits, r.seg.bad = l, &r.bad
	return r
}

// Next goes on to the next message; what is left of the one before is passed
// over. False at the end of the file.
func (r *Reader) Next() (m Message, ok bool) {
	for r.in {
		r.Segment()
	}
	for r.read() {
		if r.service() {
			continue
		}
		if r.seg.Tag == "UNH" {
			r.begin()
			return r.now, true
		}
		r.fault(r.seg.Tag, parcel.Excerpt(r.seg.Tag)+" outside a message", "UNB, UNH or UNZ")
	}
	r.finish()
	return Message{}, false
}

// Segment is the next segment of the message, valid until the one after it;
// nil at its end.
func (r *Reader) Segment() *Segment {
	if !r.in {
		return nil
	}
	if !r.read() {
		r.in = false
		r.fault("UNT", "the end of the file", "UNT at the end of message "+parcel.Excerpt(r.now.Reference))
		r.cut = true
		return nil
	}
	switch r.seg.Tag {
	case "UNT":
		r.end()
		return nil
	case "UNH", "UNZ", "UNB":
		r.fault(r.seg.Tag, r.seg.Tag, "UNT before it, at the end of message "+parcel.Excerpt(r.now.Reference))
		r.in, r.held = false, true
		return nil
	}
	r.segments++
	return &r.seg
}

// Whole reports whether nothing of the file was missing so far.
func (r *Reader) Whole() bool { return !r.cut }

// Pos is how many bytes of the whole are read.
func (r *Reader) Pos() (done, whole int) { return r.scan.pos, len(r.scan.data) }

// Messages is how many messages there were so far.
func (r *Reader) Messages() int { return r.all }

// read reads one segment that is whole.
func (r *Reader) read() bool {
	if r.held {
		r.held = false
		return true
	}
	for {
		if !r.marked() {
			return false
		}
		bad, cut, ok := r.scan.next(&r.seg)
		if !ok {
			return false
		}
		if cut {
			r.cut = true
			r.fault("segment", bad, "its terminator "+strconv.QuoteRune(rune(r.scan.marks.end)))
			return false
		}
		tag, named := tagOf(&r.seg)
		switch {
		case bad == "" && named:
			r.seg.Tag = tag
			return true
		case bad == "" && len(r.batch.Faults) < r.limits.Faults:
			bad = parcel.Excerpt(tag[:min(len(tag), 64)]) + " for a tag"
		}
		r.segments++ // a broken one counts in UNT
		r.fault("segment", bad, "a tag of three letters, and not more than the bounds")
	}
}

// marked reads a UNA where one stands. False where its marks are of no use.
func (r *Reader) marked() bool {
	r.scan.space()
	rest := r.scan.data[r.scan.pos:]
	if r.in || len(rest) < 9 || !bytes.HasPrefix(rest, []byte("UNA")) {
		return true
	}
	m := marks{component: rest[3], element: rest[4], decimal: rest[5], release: rest[6], repeat: rest[7], end: rest[8]}
	if !m.sound() {
		r.seg.Line, r.cut = r.scan.line, true
		r.fault("UNA", parcel.Excerpt(string(rest[3:9])), "six service characters that differ, e.g. :+.? '")
		return false
	}
	if m.repeat == m.decimal {
		m.repeat = ' '
	}
	r.scan.use(m)
	r.scan.pos += 9
	return true
}

// service deals with the segments around messages.
func (r *Reader) service() bool {
	switch r.seg.Tag {
	case "UNB":
		r.closeOpen()
		r.open, r.messages, r.control = true, 0, r.seg.Text(5, 1)
		r.now.Sender = r.seg.Text(2, 1)
		r.seg.legacy = legacyOf(strings.ToUpper(r.seg.Text(1, 1)))
	case "UNZ":
		r.close()
	case "UNG", "UNE", "UNO", "UNP": // groups and packages add nothing here
	default:
		return false
	}
	return true
}

func (r *Reader) begin() {
	r.in, r.segments = true, 1
	r.messages++
	r.all++
	if !r.open && r.all == 1 {
		r.fault("UNB", "UNH", "UNB at the beginning of the interchange")
	}
	version := make([]string, 0, 4)
	for c := 2; c <= 5; c++ {
		if v := r.seg.Text(2, c); v != "" {
			version = append(version, v)
		}
	}
	r.now = Message{
		Type: strings.ToUpper(r.seg.Text(2, 1)), Version: strings.Join(version, ":"), Reference: r.seg.Text(1, 1),
		Sender: r.now.Sender, No: r.all, Line: r.seg.Line,
	}
}

// end checks a message against its UNT.
func (r *Reader) end() {
	r.in = false
	r.segments++
	r.count("UNT", r.seg.Text(1, 1), r.segments, "segments of message "+parcel.Excerpt(r.now.Reference))
	r.same("UNT", r.seg.Text(2, 1), r.now.Reference)
}

// close checks an interchange against its UNZ.
func (r *Reader) close() {
	if !r.open {
		r.fault("UNZ", "UNZ", "UNB before it")
		return
	}
	r.open = false
	r.count("UNZ", r.seg.Text(1, 1), r.messages, "messages")
	r.same("UNZ", r.seg.Text(2, 1), r.control)
}

func (r *Reader) closeOpen() {
	if r.open {
		r.fault("UNZ", "UNB", "UNZ before it, at the end of interchange "+parcel.Excerpt(r.control))
	}
}

func (r *Reader) count(tag, said string, counted int, what string) {
	if n, err := strconv.Atoi(said); err != nil || n != counted {
		r.fault(tag, parcel.Excerpt(said), strconv.Itoa(counted)+", the "+what)
	}
}

func (r *Reader) same(tag, said, want string) {
	if said != want {
		r.fault(tag, parcel.Excerpt(said), "the reference "+parcel.Excerpt(want)+" of its beginning")
	}
}

// finish says once what the end of the file shows.
func (r *Reader) finish() {
	if r.open && !r.cut {
		r.fault("UNZ", "the end of the file", "UNZ at the end of interchange "+parcel.Excerpt(r.control))
	}
	r.open = false
	if r.bad > 0 {
		r.batch.AddFault(message.Fault{
			Path: "file", Field: "text", Got: strconv.Itoa(r.bad) + " fields that are no text",
			Want: "UTF-8, or the character set of the syntax identifier",
		}, r.limits)
		r.bad = 0
	}
}

func (r *Reader) fault(field, got, want string) {
	if len(r.batch.Faults) >= r.limits.Faults {
		r.batch.More++
		return
	}
	r.batch.AddFault(message.Fault{Line: r.seg.Line, Path: "interchange", Field: field, Got: got, Want: want}, r.limits)
}
