package message

import (
	"slices"

	"postern/parcel"
)

// Part is one field of a party. The maps of sheets and segments name it after
// the party: sender_name.
type Part uint8

// The parts of a party in the order maps list them.
const (
	PartName Part = iota
	PartAddress
	PartAddress2
	PartCity
	PartState
	PartZip
	PartCountry
	PartPhone
	PartEmail
	PartID
)

// Parts is how many there are.
const Parts = int(PartID) + 1

// String is the name of a part.
func (p Part) String() string {
	return [...]string{"name", "address", "address2", "city", "state", "zip", "country", "phone", "email", "id"}[p]
}

// Part takes a part of a party; lines is the memory of its address.
func (e *Entry) Part(of *parcel.Party, p Part, l Leaf, lines *Slab[string]) {
	switch p {
	case PartName:
		of.Name = e.Text(l)
	case PartAddress, PartAddress2:
		if of.Address == nil {
			of.Address = lines.Make(2)[:0]
		}
		at := len(of.Address)
		if p == PartAddress {
			at = 0
		}
		of.Address = slices.Insert(of.Address, at, e.Text(l))
	case PartCity:
		of.City = e.Text(l)
	case PartState:
		of.State = e.Text(l)
	case PartZip:
		of.Zip = e.Text(l)
	case PartCountry:
		of.Country = e.Country(l)
	case PartPhone:
		of.Phone = e.Text(l)
	case PartEmail:
		of.Email = e.Text(l)
	case PartID:
		of.IDRef = e.Reference(l)
	}
}
