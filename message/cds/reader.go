// Package cds reads the UPU Customs Declaration System's declarations: CDSView
// elements in an array, in the answer to a SOAP Load, or alone; and its
// watchdog, which stops an item.
//
// reader.go takes their file apart into views, mapper.go turns a view into a
// parcel.Declaration, and into a parcel.Status where it holds a response;
// watchdog.go reads what the watchdog says into parcel.Referrals; writer.go
// writes responses. Elements are known by namespace and local name; prefix
// and order say nothing. Every element may be absent or nil. Elements without
// a place in our nouns are passed over; the file itself is kept elsewhere.
//
// The schema is that of a service in use. Conformance with the UPU standards
// M43 and M44 is not claimed: they were not at hand.
package cds

import (
	"strings"

	"postern/message"
	"postern/message/markup"
)

// Decoder names this reading of the format.
const Decoder = "cds/3"

// Ours tells a namespace of the format: the one of its types, wherever the
// service that writes it is at home.
func Ours(space string) bool { return strings.HasSuffix(space, "CDS.BusinessLayer.Operational") }

// view is one CDSView as it stands.
type view struct {
	line     int
	mail     message.Leaves // MailObject
	declared bool           // there is a Declaration with Data
	data     message.Leaves // Declaration/Data
	answered bool           // there is a Response with Data
	answer   message.Leaves // Response/Data
	pieces   []message.Leaves
	papers   []message.Leaves // Documents/Document
	over     int              // pieces and documents beyond the limit
	watched  message.Leaves   // WatchdogInfo
}

// Decode reads a file of views. Views that cannot be used are dropped with a
// fault; a file that breaks off keeps those before the break. The error is a
// *message.Reject where nothing can be taken.
func Decode(data []byte, l message.Limits) (message.Batch, error) {
	b := message.Batch{Format: message.CDS, Decoder: Decoder}
	if err := l.Admit(data); err != nil {
		return b, err
	}
	r := markup.NewReader(data, l, func(space string) bool { return Ours(space) || space == service })
	m := mapper{batch: &b, limits: l}
	var v view
	seen := 0
	for ; r.Find(append(watchdogs(), "CDSView")...); seen++ {
		if b.Full(l) {
			b.AddFault(message.TooMany(r.Line(), l), l)
			break
		}
		if r.Name() != "CDSView" {
			if n := r.Tree(); r.Whole() {
				m.watchdog(n, seen+1)
			}
			continue
		}
		v.read(r, l)
		if !r.Whole() {
			break
		}
		b.At(r.Pos())
		m.item(&v, seen+1)
	}
	if seen == 0 && r.Whole() {
		b.AddFault(message.Fault{Path: "file", Field: "CDSView", Got: "none", Want: "one for each item"}, l)
	}
	return r.Finish(&b)
}

func (v *view) read(r *markup.Reader, l message.Limits) {
	*v = view{line: r.Line(), mail: v.mail[:0], data: v.data[:0], answer: v.answer[:0], pieces: v.pieces[:0], papers: v.papers[:0], watched: v.watched[:0]}
	for name := range r.Children() {
		if name == "MailObject" {
			v.mail = r.Leaves(v.mail)
			continue
		}
		if name == "WatchdogInfo" {
			v.watched = r.Leaves(v.watched)
		}
		if name != "Declaration" && name != "Response" {
			continue
		}
		for part := range r.Children() {
			switch {
			case part != "Data":
			case name == "Declaration":
				v.declared = true
				v.readData(r, l)
			default:
				v.answered = true
				v.answer = r.Leaves(v.answer)
			}
		}
	}
}

func (v *view) readData(r *markup.Reader, l message.Limits) {
	for name := range r.Children() {
		switch name {
		case "ContentPieces":
			v.pieces = v.readList(r, v.pieces, l)
		case "Documents":
			v.papers = v.readList(r, v.papers, l)
		default:
			v.data = r.Append(v.data)
		}
	}
}

// readList reads the members of a list, into the slices of the view before.
func (v *view) readList(r *markup.Reader, list []message.Leaves, l message.Limits) []message.Leaves {
	for range r.Children() {
		if len(list) >= l.Pieces {
			v.over++
			continue
		}
		if len(list) < cap(list) {
			list = list[:len(list)+1]
		} else {
			list = append(list, nil)
		}
		list[len(list)-1] = r.Leaves(list[len(list)-1])
	}
	return list
}
