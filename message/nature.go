package message

import (
	"strings"

	"postern/parcel"
)

// natureOf is the category behind a code or word that senders use. The numbers
// are those of UPU code list 136 as seen in use; the list itself was not at
// hand, so none of them is certain.
func natureOf(said string) parcel.Nature {
	switch said {
	case "11", "gift":
		return parcel.Gift
	case "21", "documents", "document":
		return parcel.Documents
	case "31", "sample", "commercial sample":
		return parcel.Sample
	case "32", "sale", "sale of goods", "goods":
		return parcel.Sale
	case "91", "returned", "returned goods", "return":
		return parcel.Returned
	case "991", "999", "other":
		return parcel.Other
	}
	return ""
}

// Nature reads a category of item by its code or word.
func (e *Entry) Nature(l Leaf) parcel.Nature {
	if l.Text == "" {
		return ""
	}
	n := natureOf(strings.ToLower(strings.ReplaceAll(l.Text, "_", " ")))
	if n == "" {
		e.Fault(l, "11 gift, 21 documents, 31 sample, 32 sale, 91 returned or 991 other")
	}
	return n
}
