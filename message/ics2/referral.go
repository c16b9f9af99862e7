package ics2

import (
	"strconv"
	"time"

	"postern/message"
	"postern/parcel"
)

// answer reads what an authority says of items and receptacles that were filed.
// What stands at its head is said of all of them.
func (d *decoder) answer() {
	all := parcel.Referral{Kind: d.kind}
	no := 0
	for name := range d.r.Children() {
		d.part(name, &all, &no)
		if d.full || !d.r.Whole() {
			break
		}
	}
	for i := range d.batch.Referrals {
		of := &d.batch.Referrals[i]
		of.MRN, of.Issued = all.MRN, all.Issued
	}
	if no == 0 && all.MRN != "" && d.r.Whole() {
		d.batch.Referrals = append(d.batch.Referrals, all) // of the whole filing
	}
}

func (d *decoder) part(name string, all *parcel.Referral, no *int) {
	switch name {
	case "MRN":
		all.MRN = d.batch.Enter("answer", 1, d.limits).Reference(d.r.Leaf())
	case "documentIssueDate", "completionDate":
		all.Issued = d.batch.Enter("answer", 1, d.limits).Time(d.r.Leaf(), time.UTC, "a moment, e.g. 2026-03-01T09:12:00Z",
			time.RFC3339, "2006-01-02T15:04:05", time.DateOnly)
	case "doNotLoadDetails", "assessmentComplete":
		for inner := range d.r.Children() {
			d.named(inner, no)
		}
	case "referralRequestDetails":
		*no++
		d.request(*no)
	default:
		d.named(name, no)
	}
}

// named reads one receptacle or transport document that an answer is about.
func (d *decoder) named(part string, no *int) {
	switch part {
	case "receptacle", "transportDocument", "transportDocumentHouseLevel", "transportDocumentHouse":
	default:
		return
	}
	if !d.room() {
		return
	}
	*no++
	node := d.r.Tree()
	if !d.r.Whole() {
		return
	}
	e := d.batch.Enter(part, *no, d.limits)
	of := parcel.Referral{Kind: d.kind}
	if part == "receptacle" {
		l := node.Get("receptacleIdentificationNumber")
		bag, ok := parcel.ParseS9(l.Text)
		if !ok {
			e.Drop(l, "a receptacle identifier of 15 letters and 14 digits")
			return
		}
		of.Receptacle = bag
	} else if of.Item = d.item(e, node); of.Item == "" {
		return
	}
	e.Done(of.Item)
	d.batch.Referrals = append(d.batch.Referrals, of)
}

// item is the item a transport document names.
func (d *decoder) item(e *message.Entry, n *message.Node) string {
	id, ok := e.Identifier(n.Get("documentNumber"))
	if !ok {
		return ""
	}
	return id.Text
}

// request reads one request: a referral for each field it points at.
func (d *decoder) request(no int) {
	line := d.r.Line()
	node := d.r.Tree()
	if !d.r.Whole() {
		return
	}
	e := d.batch.Enter("referralRequestDetails", no, d.limits)
	of := parcel.Referral{Kind: d.kind, Reference: e.Reference(node.Get("referralRequestReference"))}
	if of.Reference == "" {
		e.Fault(message.Leaf{Name: "referralRequestReference", Line: line}, "the reference that an answer must name")
	}
	for _, name := range [...]string{"transportDocumentHouse", "transportDocumentHouseLevel", "transportDocument"} {
		if of.Item == "" && node.Has(name) {
			of.Item = d.item(e, node.Group(name))
		}
	}
	defer e.Done(of.Item)
	e.Over(node)
	var texts []message.Leaf
	for _, info := range node.All("additionalInformation") {
		texts = append(texts, info.Get("code"), info.Get("text"))
	}
	if len(texts) > 0 {
		of.Text = e.Join(texts...)
	}
	of.Method = methods(e, node)
	fields := pointers(e, node)
	if len(fields) > d.limits.Pieces {
		e.Fault(message.Leaf{Name: "pointer", Line: line}, "at most "+strconv.Itoa(d.limits.Pieces)+" of them")
		fields = fields[:d.limits.Pieces]
	}
	for _, field := range fields {
		if !d.room() {
			return
		}
		of.Field = field
		d.batch.Referrals = append(d.batch.Referrals, of)
	}
}

// methods are the codes of all screening methods that are recommended.
func methods(e *message.Entry, n *message.Node) string {
	var all []message.Leaf
	for _, m := range n.All("recommendedHRCMScreeningMethod") {
		all = append(all, m.Get("method"))
	}
	if len(all) == 0 {
		return ""
	}
	return e.Join(all...)
}

// pointers are the paths of the elements asked about; one empty one where none
// is named.
func pointers(e *message.Entry, n *message.Node) []string {
	var paths []string
	for _, p := range append(n.All("pointer"), n) {
		for _, l := range p.Fields {
			if l.Name == "messageElementPath" {
				paths = append(paths, e.TextOf(l, 512))
			}
		}
	}
	if len(paths) == 0 {
		return []string{""}
	}
	return paths
}
