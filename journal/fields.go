package journal

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"time"
	"unicode/utf8"

	"postern/parcel"
)

// fields writes the fields of a body, or reads them: one description serves
// both, so that they cannot differ. What an event's record says is not said
// again.
type fields struct {
	of      Record
	reading bool
	out     []byte
	in      decoder // bad also where something does not fit to be written
}

// flags are up to 56 answers, the first ones cheapest. When reading, the
// arguments only say how many there are.
func (c *fields) flags(is ...bool) []bool {
	var bits uint64
	for i, yes := range is {
		if yes {
			bits |= 1 << i
		}
	}
	c.uint(&bits)
	if !c.reading {
		return is
	}
	for i := range is {
		is[i] = bits>>i&1 != 0
	}
	c.in.bad = c.in.bad || bits>>len(is) != 0
	return is
}

func (c *fields) uint(v *uint64) {
	if c.reading {
		*v = c.in.uvarint()
		return
	}
	c.out = binary.AppendUvarint(c.out, *v)
}

// signed is small for small numbers of either sign.
func (c *fields) signed(v *int64) {
	u := uint64(*v<<1) ^ uint64(*v>>63) //nolint:gosec // zigzag
	c.uint(&u)
	*v = int64(u>>1) ^ -int64(u&1)
}

func (c *fields) int(v *int) {
	n := int64(*v)
	c.signed(&n)
	*v = int(n)
}

// less is a number that is mostly near another.
func (c *fields) less(v *int, than int) {
	n := than - *v
	c.int(&n)
	*v = than - n
}

// mostQuiet bounds a list whose parts may take no room.
const mostQuiet = 60

// length is that of a list; one that is nil is told from an empty one. What is
// read is no longer than the bytes there are for it.
func length[T any](c *fields, list *[]T) int {
	n := uint64(len(*list))
	if *list != nil {
		n++
	}
	c.uint(&n)
	if n == 0 {
		return 0
	}
	if c.reading {
		if n-1 > uint64(max(mostQuiet, len(c.in.rest))) {
			c.in.bad, n = true, 1
		}
		*list = make([]T, n-1)
	}
	return int(n - 1)
}

// text is of anybody's words.
func text[T ~string](c *fields, s *T) {
	if c.reading {
		*s = T(phrases().text(&c.in))
		return
	}
	c.in.bad = c.in.bad || !utf8.ValidString(string(*s)) // as text it would come back otherwise
	c.out = phrases().append(c.out, string(*s))
}

// token is a text that is mostly a phrase itself.
func token[T ~string](c *fields, s *T) {
	n := uint64(0)
	if !c.reading {
		if i, found := phrases().whole[string(*s)]; found {
			n = i + 1
		}
	}
	c.uint(&n)
	if n == 0 {
		text(c, s)
		return
	}
	*s = T(phrases().phrase(&c.in, n-1))
}

// share is a probability: mostly a round one.
func (c *fields) share(p *float64) {
	const scale = 10_000
	n := uint64(max(0, min(math.Round(*p*scale), scale)))
	round := float64(n)/scale == *p
	odd := n << 1
	if !round {
		odd = 1
	}
	c.uint(&odd)
	if odd&1 == 0 {
		*p = float64(odd>>1) / scale
		return
	}
	bits := math.Float64bits(*p)
	c.uint(&bits)
	*p = math.Float64frombits(bits)
}

// money is an amount beside one it is mostly like.
func (c *fields) money(m *parcel.Money) {
	c.signed(&m.Minor)
	token(c, &m.Currency)
}

// time is a moment shortly before the record's, in the zone it was told in.
func (c *fields) time(t *time.Time) {
	_, east := t.Zone()
	early := c.of.Wall.UnixMilli() - t.UnixMilli()
	zone := int64(east / 60)
	c.signed(&early)
	c.signed(&zone)
	if !c.reading {
		return
	}
	*t = time.UnixMilli(c.of.Wall.UnixMilli() - early).In(time.FixedZone("", int(zone)*60))
	if text, err := t.MarshalText(); err != nil || t.UnmarshalText(text) != nil { // UTC and the local zone by their names, as JSON has them
		c.in.bad = true
	}
}

// json is what is rare.
func (c *fields) json(v any) error {
	if c.reading {
		b := c.in.bytes(c.in.count())
		if c.in.bad {
			return ErrBody
		}
		return json.Unmarshal(b, v)
	}
	b, err := json.Marshal(v)
	c.out = append(binary.AppendUvarint(c.out, uint64(len(b))), b...)
	return err
}
