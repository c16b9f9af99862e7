package journal

import (
	_ "embed" // the phrases that fields are written with
	"slices"
	"strings"
	"sync"
)

// phrases is the text that fields refer to by line: the closed sets, and what
// rules say. It is part of the form of the journal and never changes; better
// phrases are a new file and a new way of packing.
//
//go:embed phrases-1.txt
var phraseText string

// How a text of phrases is written, byte by byte.
const (
	phraseEscape = 0x00 // the next byte is itself
	phraseLong   = 0x01 // to 0x1f: with the next byte, any phrase
	phraseASCII  = 0x20 // to 0x7e: itself
	phrasePair   = 0x7f // to 0xe2: two digits
	phraseShort  = 0xe3 // to 0xfe: one of the first phrases
	phraseEnd    = 0xff
)

const pairs = 100

// phrasebook finds phrases by their text.
type phrasebook struct {
	all   []string
	whole map[string]uint64
	begin map[byte][]uint64 // by their first byte, the longest first
}

//nolint:gochecknoglobals // dear to make, and never changed
var phrases = sync.OnceValue(func() *phrasebook {
	b := &phrasebook{all: strings.Split(strings.TrimSuffix(phraseText, "\n"), "\n"), whole: map[string]uint64{}, begin: map[byte][]uint64{}}
	for i, p := range b.all {
		b.whole[p] = uint64(i)
		b.begin[p[0]] = append(b.begin[p[0]], uint64(i))
	}
	for _, starts := range b.begin {
		slices.SortStableFunc(starts, func(x, y uint64) int { return len(b.all[y]) - len(b.all[x]) })
	}
	return b
})

// append writes a text, phrase by phrase, and its end.
func (b *phrasebook) append(out []byte, s string) []byte {
	for s != "" {
		if i, found := b.longest(s); found {
			out, s = appendPhrase(out, i), s[len(b.all[i]):]
			continue
		}
		switch c := s[0]; {
		case len(s) > 1 && digit(c) && digit(s[1]):
			out, s = append(out, phrasePair+(c-'0')*10+s[1]-'0'), s[2:]
		case c >= phraseASCII && c < phrasePair:
			out, s = append(out, c), s[1:]
		default:
			out, s = append(out, phraseEscape, c), s[1:]
		}
	}
	return append(out, phraseEnd)
}

func (b *phrasebook) longest(s string) (uint64, bool) {
	for _, i := range b.begin[s[0]] {
		if strings.HasPrefix(s, b.all[i]) {
			return i, true
		}
	}
	return 0, false
}

func appendPhrase(out []byte, i uint64) []byte {
	if i <= phraseEnd-1-phraseShort {
		return append(out, phraseShort+byte(i))
	}
	return append(out, phraseLong+byte(i>>8), byte(i)) //nolint:gosec // there are fewer than 31 times 256
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

// text reads what append wrote.
func (b *phrasebook) text(d *decoder) string {
	var s []byte
	for len(s) <= MaxBody {
		switch c := d.byte(); {
		case d.bad || c == phraseEnd:
			return string(s)
		case c == phraseEscape:
			s = append(s, d.byte())
		case c < phraseASCII:
			s = append(s, b.phrase(d, uint64(c-phraseLong)<<8|uint64(d.byte()))...)
		case c < phrasePair:
			s = append(s, c)
		case c < phrasePair+pairs:
			n := c - phrasePair
			s = append(s, '0'+n/10, '0'+n%10)
		default:
			s = append(s, b.phrase(d, uint64(c-phraseShort))...)
		}
	}
	d.bad = true
	return ""
}

func (b *phrasebook) phrase(d *decoder, i uint64) string {
	if i >= uint64(len(b.all)) {
		d.bad = true
		return ""
	}
	return b.all[i]
}

func (d *decoder) byte() byte { return d.bytes(1)[0] }
