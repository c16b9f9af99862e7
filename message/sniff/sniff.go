// Package sniff tells which format a file is in, by its content and never by
// its name, and has it decoded by the room of that format. Files in a ZIP archive
// or compressed by gzip are unwrapped first; an archive may hold several.
//
// Messages that are known and not read by this version are refused by name, so
// that nobody looks for a fault in a sound file. It is pure; its error is
// always a *message.Reject.
package sniff

import (
	"bytes"
	"errors"

	"postern/message"
	"postern/message/cds"
	"postern/message/ceb"
	"postern/message/container"
	"postern/message/feed"
	"postern/message/ics2"
	"postern/message/ips"
	"postern/message/post"
	"postern/message/sheet"
	"postern/parcel"
)

// Decoder decodes files of every format. Its zero value does so within
// message.DefaultLimits and by the built-in header map.
type Decoder struct {
	Maps     []sheet.Map // tried beside the built-in map
	Segments []post.Map  // tried before the built-in maps
	Limits   message.Limits
}

// Decode decodes a file within the given limits, by the built-in header map.
func Decode(data []byte, l message.Limits) (message.Batch, error) {
	return Decoder{Limits: l}.Decode(data)
}

// Detect tells the format of a file that is not wrapped. CEB within a JSON
// envelope is CEB.
func Detect(data []byte) (message.Format, error) {
	l := message.DefaultLimits()
	text, err := toUTF8(data, l)
	if err != nil {
		return "", err
	}
	format, err := detect(text, l)
	if format == envelope {
		format = message.CEB
	}
	return format, err
}

// Decode decodes a file. The error is a *message.Reject.
func (d Decoder) Decode(data []byte) (message.Batch, error) {
	l := d.Limits
	if l == (message.Limits{}) {
		l = message.DefaultLimits()
	}
	if err := l.Admit(data); err != nil {
		return message.Batch{}, err
	}
	b, err := d.unwrapped(data, l, container.NewBudget(l), 0)
	if err == nil {
		b.Flowing(l, func(f *message.Flow) {
			d.Limits = l
			d.Limits.Flow = f
			_, _ = d.Decode(data) // as above
		})
	}
	return b, err
}

// plain decodes a file that is the message itself.
func (d Decoder) plain(data []byte, l message.Limits) (message.Batch, error) {
	text, err := toUTF8(data, l)
	if err != nil {
		return message.Batch{}, err
	}
	format, err := detect(text, l)
	if err == nil && format == envelope {
		text, format, err = unwrap(text, l)
	}
	if err != nil {
		return message.Batch{}, err
	}
	return d.dispatch(format, text, l)
}

func (d Decoder) dispatch(format message.Format, text []byte, l message.Limits) (message.Batch, error) {
	switch format {
	case message.CDS:
		return cds.Decode(text, l)
	case message.CEB:
		return ceb.Decode(text, l)
	case message.Sheet:
		return sheet.Decode(text, d.Maps, l)
	case message.Post:
		return post.Decode(text, d.Segments, l)
	case message.IPS:
		return ips.Decode(text, l)
	case message.ICS2:
		return ics2.Decode(text, l)
	case message.Feed:
		return feed.Decode(text, l)
	case message.Payment:
		return ceb.DecodePayment(text, l)
	}
	return message.Batch{Format: format}, reject("format", parcel.Excerpt(string(format)), "a format of this version")
}

// unwrap opens an envelope, once.
func unwrap(text []byte, l message.Limits) ([]byte, message.Format, error) {
	inner, err := open(text)
	if err != nil {
		return nil, "", err
	}
	if inner, err = toUTF8(inner, l); err != nil {
		return nil, "", err
	}
	format, err := detect(inner, l)
	if err == nil && format != message.CEB {
		err = reject("messageBody.data", string(format), "a CEB message")
	}
	return inner, format, err
}

// detect tells the format of a text in UTF-8.
func detect(text []byte, l message.Limits) (message.Format, error) {
	text = bytes.TrimLeft(text, " \t\r\n\x00")
	switch {
	case len(text) == 0:
		return "", reject("file", "nothing", "a message")
	case text[0] == '<':
		return detectXML(text, l)
	case text[0] == '{', text[0] == '[':
		return detectJSON(text), nil
	case bytes.HasPrefix(text, []byte("UNA")), bytes.HasPrefix(text, []byte("UNB")):
		return message.Post, nil
	}
	if what := foreign(text); what != "" {
		return "", reject("file", what, "the message itself, as XML, JSON or separated text")
	}
	return message.Sheet, nil
}

// foreign names files that hold no message, or one within something else.
func foreign(text []byte) string {
	for _, c := range [...]struct{ magic, what string }{
		{"PK\x05\x06", "an empty ZIP archive"},
		{"\xd0\xcf\x11\xe0", "an old Excel workbook"},
		{"%PDF", "a PDF document"},
		{"\x89PNG", "a picture"},
		{"\xff\xd8\xff", "a picture"},
		{"SQLite format", "a database"},
	} {
		if bytes.HasPrefix(text, []byte(c.magic)) {
			return c.what
		}
	}
	return ""
}

func asReject(err error) (r *message.Reject, is bool) {
	is = errors.As(err, &r)
	return r, is
}

func reject(field, got, want string) error {
	return &message.Reject{Fault: message.Fault{Line: 1, Path: "file", Field: field, Got: got, Want: want}}
}
