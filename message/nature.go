package message

import (
	"strings"

	"postern/parcel"
)

// natures are the codes and words that senders use for the category of item.
// The numbers are those of UPU code list 136 as seen in use; the list itself
// was not at hand, so none of them is certain.
func natures() []struct {
	said   string
	nature parcel.Nature
} {
	return []struct {
		said   string
		nature parcel.Nature
	}{
		{"11", parcel.Gift},
		{"21", parcel.Documents},
		{"31", parcel.Sample},
		{"32", parcel.Sale},
		{"91", parcel.Returned},
		{"991", parcel.Other},
		{"999", parcel.Other},
		{"gift", parcel.Gift},
		{"documents", parcel.Documents},
		{"document", parcel.Documents},
		{"sample", parcel.Sample},
		{"commercial sample", parcel.Sample},
		{"sale", parcel.Sale},
		{"sale of goods", parcel.Sale},
		{"goods", parcel.Sale},
		{"returned", parcel.Returned},
		{"returned goods", parcel.Returned},
		{"return", parcel.Returned},
		{"other", parcel.Other},
	}
}

// Nature reads a category of item by its code or word.
func (e *Entry) Nature(l Leaf) parcel.Nature {
	if l.Text == "" {
		return ""
	}
	said := strings.ToLower(strings.ReplaceAll(l.Text, "_", " "))
	for _, n := range natures() {
		if n.said == said {
			return n.nature
		}
	}
	e.Fault(l, "11 gift, 21 documents, 31 sample, 32 sale, 91 returned or 991 other")
	return ""
}
