// Package ips reads what UPU's International Postal System imports and exports:
// mail items with their events, as XML or as JSON.
//
// reader.go takes the file apart into items, mapper.go turns an item into a
// parcel.Declaration and parcel.PostalEvents. Elements are known by namespace
// and local name; a value may stand as an attribute or as an element. IPS knows
// no goods: its declarations are partial, and replace no fuller one.
//
// The elements are those seen in use; there is no full schema to hold them to.
package ips

import (
	"postern/message"
	"postern/message/markup"
	"postern/message/object"
)

// Decoder names this reading of the format.
const Decoder = "ips/1"

// Ours tells the namespace of the format.
func Ours(space string) bool { return space == "http://upu.int/ips" }

// Decode reads a file of items. Items that cannot be used are dropped with a
// fault; a file that breaks off keeps those before the break. The error is a
// *message.Reject where nothing can be taken.
func Decode(data []byte, l message.Limits) (message.Batch, error) {
	b := message.Batch{Format: message.IPS, Decoder: Decoder}
	if err := l.Admit(data); err != nil {
		return b, err
	}
	m := mapper{batch: &b, limits: l, steps: readSteps()}
	if object.Is(data) {
		return object.Read(data, &b, l, "MailItem", m.item)
	}
	return markup.NewReader(data, l, Ours).Read(&b, "MailItem", m.item)
}
