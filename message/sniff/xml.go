package sniff

import (
	"bytes"

	"postern/message"
	"postern/message/cds"
	"postern/message/ceb"
	"postern/message/ics2"
	"postern/message/ips"
	"postern/message/markup"
	"postern/parcel"
)

// detectXML tells a format by the root element: by namespace and local name,
// never by prefix.
func detectXML(data []byte, l message.Limits) (message.Format, error) {
	r := markup.NewReader(data, l, func(string) bool { return true })
	space, local, ok := r.Root()
	switch {
	case !ok:
		return "", r.Err()
	case ceb.Ours(space) && ceb.IsMessage(local):
		return message.CEB, nil
	case cds.Ours(space), carriesCDS(space, data):
		return message.CDS, nil
	case ips.Ours(space):
		return message.IPS, nil
	case ics2.IsMessage(local):
		return message.ICS2, nil
	case local == "Item" && hasChild(r, "ItemId"):
		return message.Feed, nil
	}
	return "", reject("root element", parcel.Excerpt(local)+" of namespace "+parcel.Excerpt(space),
		"one of CDS, CEB, IPS, ICS2 or an Item with an ItemId")
}

// carriesCDS tells a SOAP envelope, or the answer of the service within it,
// that names the types of CDS.
func carriesCDS(space string, data []byte) bool {
	switch space {
	case "http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope", "http://tempuri.org/":
		return bytes.Contains(data, []byte("CDS.BusinessLayer.Operational"))
	}
	return false
}

func hasChild(r *markup.Reader, name string) bool {
	for child := range r.Children() {
		if child == name {
			return true
		}
	}
	return false
}
