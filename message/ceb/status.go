package ceb

import (
	"strings"

	"postern/message"
	"postern/parcel"
)

// status turns a return, or the status of a waybill, into what became of the
// paper it names.
func (m *mapper) status(f *form) {
	code := "returnStatus"
	at, words := "returnTime", "returnInfo"
	if f.node.name == "LogisticsStatus" {
		code, at, words = "logisticsStatus", "logisticsTime", "note"
	}
	keys := map[string][]string{
		"OrderReturn": {"orderNo"}, "PaymentReturn": {"payTransactionId"}, "InventoryReturn": {"copNo"},
		"LogisticsReturn": {"logisticsNo"}, "LogisticsStatusReturn": {"logisticsNo"}, "LogisticsStatus": {"logisticsNo"},
	}[f.node.name]
	whole := f.has(append(keys, code)...)
	s := parcel.Status{
		Of: f.node.root, GUID: f.number("guid", 36),
		Platform: f.number("ebpCode", 18), Order: f.number("orderNo", 60),
		Payer: f.number("payCode", 18), Transaction: f.number("payTransactionId", 60),
		Carrier: f.number("logisticsCode", 18), Number: parcel.Squeeze(f.number("logisticsNo", 60)),
		Declaration: f.number("copNo", 20), Entry: f.entry(),
		Code: f.number(code, 10), Text: f.text(words, 1000), At: f.moment(f.node.head.Get(at)),
	}
	s.State, s.Refused = meaning(f.node.name, s.Code)
	f.judge(f.node.head.Get(code), s)
	f.Done(s.Number)
	if whole {
		m.batch.Statuses = append(m.batch.Statuses, s)
	}
}

// entry is the number customs gave a declaration, or before that the one of its
// receipt.
func (f *form) entry() string {
	if n := f.number("invtNo", 18); n != "" {
		return n
	}
	return f.number("preNo", 18)
}

// meaning gives our state behind a code, where it means one, and whether the
// paper was turned back. The codes of an inventory are those of the
// specification; of a waybill it knows only S, signed for.
func meaning(node, code string) (state parcel.State, refused bool) {
	switch {
	case node == "LogisticsStatus":
		if code == "S" {
			state = parcel.Delivered
		}
		return state, false
	case strings.HasPrefix(code, "-"), code == "4", code == "100":
		return "", true
	case node != "InventoryReturn":
		return "", false
	}
	return map[string]parcel.State{
		"300": parcel.Selected, // looked at by hand
		"500": parcel.Examining,
		"501": parcel.Detained, "502": parcel.Detained, "503": parcel.Detained, "599": parcel.Detained,
		"700": parcel.ReturnedTo,
		"800": parcel.Released,
	}[code], false
}

// judge reports a code that the specification does not have.
func (f *form) judge(l message.Leaf, s parcel.Status) {
	known := map[string]bool{
		"1": true, "2": true, "3": true, "4": true, "100": true, "120": true, "300": true, "399": true, "500": true, "501": true,
		"502": true, "503": true, "599": true, "700": true, "800": true, "899": true, "": true,
	}
	switch {
	case f.node.name == "LogisticsStatus":
		if l.Text != "S" && l.Text != "" {
			f.Fault(l, "S, signed for: the only status of the specification; this one was kept as it is")
		}
	case !known[s.Code] && !s.Refused:
		f.Fault(l, "a status of the specification; this one was kept as it is")
	}
}
