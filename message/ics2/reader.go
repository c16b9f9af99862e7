// Package ics2 reads the postal messages of the European Union's import control
// system (ICS2, HTI 2.02): the filing of items (IE3F43, and its amendment IE3A43)
// and what the authorities answer: do not load (IE3Q01), requests for information
// (IE3Q02) and for screening (IE3Q03), their copies to other parties (IE3N04,
// IE3N05), and assessment complete (IE3N03).
//
// reader.go goes over the file, filing.go turns a house consignment into a
// parcel.Declaration, referral.go a request into parcel.Referrals. Elements are
// known by local name only, since the namespaces were not at hand; nor was the
// upper half of the IE3F43 tree, which is taken to be that of IE3A43. Every other
// message is refused by name.
package ics2

import (
	"strings"

	"postern/message"
	"postern/message/markup"
	"postern/parcel"
)

// Decoder names this reading of the format.
const Decoder = "ics2/1"

// IsMessage tells a root element that the format has, whether read or not.
func IsMessage(root string) bool { return strings.HasPrefix(root, "IE3") && len(root) == 6 }

// kinds are the answers that are read.
func kinds() map[string]parcel.ReferralKind {
	return map[string]parcel.ReferralKind{
		"IE3Q01": parcel.DoNotLoad,
		"IE3Q02": parcel.NeedInformation, "IE3N04": parcel.NeedInformation,
		"IE3Q03": parcel.NeedScreening, "IE3N05": parcel.NeedScreening,
		"IE3N03": parcel.RiskAssessed,
	}
}

// Decode reads one message. Items and requests that cannot be used are dropped
// with a fault; a file that breaks off keeps those before the break. The error
// is a *message.Reject where nothing can be taken.
func Decode(data []byte, l message.Limits) (message.Batch, error) {
	b := message.Batch{Format: message.ICS2, Decoder: Decoder}
	if err := l.Admit(data); err != nil {
		return b, err
	}
	r := markup.NewReader(data, l, everything)
	_, root, ok := r.Root()
	if !ok {
		return r.Finish(&b)
	}
	d := decoder{r: r, batch: &b, limits: l, kind: kinds()[root]}
	switch {
	case d.kind != "":
		d.answer()
	case root == "IE3F43", root == "IE3A43":
		d.of = foresee(data, l)
		d.filing()
	default:
		return b, &message.Reject{Fault: message.Fault{
			Line: r.Line(), Path: "file", Field: "message", Got: parcel.Excerpt(root),
			Want: "IE3F43, IE3A43, IE3Q01, IE3Q02, IE3Q03, IE3N03, IE3N04 or IE3N05; no other is read by this version",
		}}
	}
	if b.Size() == 0 && r.Whole() {
		b.AddFault(message.Fault{Line: 1, Path: root, Field: "content", Got: "none", Want: "an item or a request", Drop: true}, l)
	}
	return r.Finish(&b)
}

// everything is ours: the namespaces were not at hand.
func everything(string) bool { return true }

type decoder struct {
	r      *markup.Reader
	of     head
	batch  *message.Batch
	limits message.Limits
	kind   parcel.ReferralKind
	full   bool
	houses int
}

// room reports whether one more thing may be taken; says so where it may not.
func (d *decoder) room() bool {
	if !d.full && d.batch.Full(d.limits) {
		d.full = true
		d.batch.AddFault(message.TooMany(d.r.Line(), d.limits), d.limits)
	}
	return !d.full
}
