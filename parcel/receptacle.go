package parcel

// S9 is a UPU S9 receptacle identifier, 29 characters: the S8 of its despatch,
// a serial, two flags and the gross weight (UPU standard S9).
type S9 string

// S8 is a UPU S8 despatch identifier, 20 characters: origin and destination
// office, category, class, subclass, year and number (UPU standard S8).
type S8 string

const (
	s8Len     = 20
	s9Len     = 29
	s8Letters = 15
)

// ParseS9 reads a receptacle identifier; ok is false where the form is wrong.
func ParseS9(label string) (id S9, ok bool) {
	s, ok := despatchForm(label, s9Len)
	return S9(s), ok
}

// ParseS8 reads a despatch identifier; ok is false where the form is wrong.
func ParseS8(label string) (id S8, ok bool) {
	s, ok := despatchForm(label, s8Len)
	return S8(s), ok
}

func despatchForm(label string, n int) (s string, ok bool) {
	if len(label) < n {
		return "", false
	}
	if s = Squeeze(label); len(s) != n {
		return "", false
	}
	for i := range len(s) {
		if i < s8Letters && !isUpper(s[i]) || i >= s8Letters && !isDigit(s[i]) {
			return "", false
		}
	}
	return s, true
}

// Despatch is the S8 the receptacle belongs to: its first 20 characters.
func (r S9) Despatch() S8 {
	if len(r) < s8Len {
		return ""
	}
	return S8(r[:s8Len])
}

// Origin is the IMPC code of the office of origin, six letters.
func (r S9) Origin() Office { return r.Despatch().Origin() }

// Destination is the IMPC code of the office of destination, six letters.
func (r S9) Destination() Office { return r.Despatch().Destination() }

// Serial is the three-digit number of the receptacle within its despatch.
func (r S9) Serial() string {
	if len(r) != s9Len {
		return ""
	}
	return string(r[20:23])
}

// Last reports whether this is the highest-numbered receptacle of the despatch.
func (r S9) Last() bool { return len(r) == s9Len && r[23] == '1' }

// Gross is the gross mass; the label gives it in units of 0.1 kg, and 9999
// stands for more than 999.8 kg.
func (r S9) Gross() Mass {
	if len(r) != s9Len {
		return 0
	}
	n := Mass(0)
	for i := 25; i < s9Len; i++ {
		n = n*10 + Mass(r[i]-'0')
	}
	return n * 100
}

// Origin is the IMPC code of the office of origin.
func (d S8) Origin() Office {
	if len(d) < 12 {
		return ""
	}
	return Office(d[:6])
}

// Destination is the IMPC code of the office of destination.
func (d S8) Destination() Office {
	if len(d) < 12 {
		return ""
	}
	return Office(d[6:12])
}

// Category is the letter of the mail category, the 13th.
func (d S8) Category() string { return d.letter(12) }

// Class is the letter of the mail class, the 14th.
func (d S8) Class() string { return d.letter(13) }

func (d S8) letter(at int) string {
	if len(d) != s8Len {
		return ""
	}
	return string(d[at])
}

// Office is an office of exchange or customs office, by UPU IMPC code where it
// has one: country, place, qualifier.
type Office string

// Country is the ISO alpha-2 code an IMPC code begins with.
func (o Office) Country() string {
	if len(o) < 2 {
		return ""
	}
	return string(o[:2])
}
