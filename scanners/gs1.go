package scanners

import (
	"strings"

	"postern/parcel"
)

// Label is what to look up for a code as read. Of a GS1 element string it is
// the number that names one item: the SSCC, else a postal identifier that an
// element carries, else a parcel number that passes its check digit.
// Every other code comes back untouched, for parcel.ParseIdentifier to judge.
func Label(code string) string {
	if !parcel.SaysGS1(strings.TrimSpace(code)) {
		return code
	}
	id := parcel.ParseIdentifier(code)
	if !id.Valid || !id.Proven() || id.Kind == parcel.KindGS1 {
		return code
	}
	return id.Text // the desk takes no label that holds GS
}
