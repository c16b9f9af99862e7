package parcel

import (
	"strings"
	"unicode"
)

// Party is somebody on an item or a paper: sender, addressee, buyer, payer.
// Every field may be empty; all of it is outside text.
type Party struct {
	Name    string   `json:"name,omitempty"`
	Address []string `json:"address,omitempty"` // street lines
	City    string   `json:"city,omitempty"`
	State   string   `json:"state,omitempty"`
	Zip     string   `json:"zip,omitempty"`
	Country string   `json:"country,omitempty"` // ISO alpha-2
	Phone   string   `json:"phone,omitempty"`
	Email   string   `json:"email,omitempty"`
	IDRef   string   `json:"id_ref,omitempty"` // registration or identity reference
}

// IsZero reports whether nothing is known of the party.
func (p Party) IsZero() bool {
	return p.Name == "" && len(p.Address) == 0 && p.City == "" && p.State == "" && p.Zip == "" &&
		p.Country == "" && p.Phone == "" && p.Email == "" && p.IDRef == ""
}

// Place is the address on one line, without the name.
func (p Party) Place() string {
	parts := append([]string{}, p.Address...)
	for _, s := range []string{strings.TrimSpace(p.Zip + " " + p.City), p.State, p.Country} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}

// Key is name and place made comparable: letters and digits only, in lower
// case. Empty where there is no name to go by.
func (p Party) Key() string {
	name := plainKey(p.Name)
	if name == "" {
		return ""
	}
	at := plainKey(p.Zip)
	if at == "" {
		at = plainKey(p.City)
	}
	return name + "|" + at + "|" + strings.ToUpper(p.Country)
}

// PlaceKey is the address made comparable, without the name; empty where there
// is no street to tell one house from another.
func (p Party) PlaceKey() string {
	street := plainKey(strings.Join(p.Address, ""))
	if street == "" {
		return ""
	}
	at := plainKey(p.Zip)
	if at == "" {
		at = plainKey(p.City)
	}
	return street + "|" + at + "|" + strings.ToUpper(p.Country)
}

// PhoneKey is the telephone made comparable: its last nine digits, since the
// country may be written or not; empty for fewer than seven.
func (p Party) PhoneKey() string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, p.Phone)
	if len(digits) < 7 {
		return ""
	}
	return digits[max(0, len(digits)-9):]
}

func plainKey(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}
