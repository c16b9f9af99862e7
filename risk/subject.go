package risk

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"postern/parcel"
)

// What the rules read of one item is bounded, so that the worst item a pack is
// checked against is the worst there is. Beyond a bound item.cut is true.
const (
	maxWords = 64 << 10 // bytes of descriptions
	maxCodes = 200      // different HS codes, origins, documents, paper problems
	maxText  = 256      // bytes of any other text
)

// lineBreak stands between the lines of goods in all descriptions together.
const lineBreak = ';'

// subject is one item as the rules see it, worked out once.
type subject struct {
	d      *parcel.Declaration
	f      *parcel.Facts
	now    time.Time
	words  string
	hs     []string
	chaps  []string
	origin []string
	papers []string
	docs   []string
	units  int
	net    int64
	empty  int // lines that say nothing
	total  parcel.Money
	lines  parcel.Money
	cut    bool

	energy  *energy
	norm    *comparison
	chapter *chapterDoubt
}

func newSubject(d *parcel.Declaration, f *parcel.Facts, now time.Time) *subject {
	s := &subject{d: d, f: f, now: now, words: d.Words(), total: d.Total()}
	for i := range d.Contents {
		s.add(&d.Contents[i])
	}
	if len(s.words) > maxWords {
		s.words, s.cut = clip(s.words, maxWords-len("...")), true
	}
	s.papers = s.bound(f.PaperProblems)
	for i := range d.Documents {
		s.collect(&s.docs, d.Documents[i].Type)
	}
	return s
}

// power, compared and doubted are worked out when a rule first asks.
func (s *subject) power() energy {
	if s.energy == nil {
		read := readEnergy(s.words)
		s.energy = &read
	}
	return *s.energy
}

func (s *subject) compared() comparison {
	if s.norm == nil {
		stands := compare(s.d, s.f.Norms)
		s.norm = &stands
	}
	return *s.norm
}

func (s *subject) doubted() chapterDoubt {
	if s.chapter == nil {
		doubt := doubtChapters(s.d)
		s.chapter = &doubt
	}
	return *s.chapter
}

func (s *subject) add(c *parcel.Content) {
	s.units += max(0, min(c.Units, 1<<30))
	s.net += max(0, min(int64(c.Net), 1<<40))
	if sum, ok := s.lines.Add(c.Value); ok {
		s.lines = sum
	}
	if !says(c.Words) {
		s.empty++
	}
	if code := digits(c.HS); code != "" {
		s.collect(&s.hs, code)
		if len(code) >= 2 {
			s.collect(&s.chaps, code[:2])
		}
	}
	if c.Origin != "" {
		s.collect(&s.origin, c.Origin)
	}
}

// collect adds a text to a small set.
func (s *subject) collect(set *[]string, text string) {
	switch {
	case slices.Contains(*set, text):
	case len(*set) == maxCodes:
		s.cut = true
	default:
		*set = append(*set, s.short(text))
	}
}

func (s *subject) bound(texts []string) []string {
	var set []string
	for _, t := range texts {
		s.collect(&set, t)
	}
	return set
}

func (s *subject) short(text string) string {
	if len(text) > maxText {
		s.cut = true
		return clip(text, maxText-len("..."))
	}
	return text
}

// per divides, and is 0 where there is nothing to divide by.
func per(a, b float64) float64 {
	if a <= 0 || b <= 0 {
		return 0
	}
	return a / b
}

// amount is money in major units. It is for comparing, not for accounts.
func amount(m parcel.Money) float64 {
	v := float64(m.Minor)
	for range parcel.Exponent(m.Currency) {
		v /= 10
	}
	return v
}

// digits is an HS code without dots and spaces, at most ten digits.
func digits(code string) string {
	plain := len(code) <= 10
	for i := 0; i < len(code) && plain; i++ {
		plain = code[i] >= '0' && code[i] <= '9'
	}
	if plain {
		return code
	}
	var b strings.Builder
	for i := 0; i < len(code) && b.Len() < 10; i++ {
		if code[i] >= '0' && code[i] <= '9' {
			b.WriteByte(code[i])
		}
	}
	return b.String()
}

// says reports whether a description says anything at all: two different
// letters, or one of a script that writes words in signs.
func says(text string) bool {
	var first rune
	for _, r := range text {
		switch {
		case !unicode.IsLetter(r):
		case unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana):
			return true
		case first == 0:
			first = unicode.ToLower(r)
		case unicode.ToLower(r) != first:
			return true
		}
	}
	return false
}

// named reports whether a party has a name that is more than a filler.
func named(p parcel.Party) bool {
	switch strings.ToLower(strings.TrimSpace(p.Name)) {
	case "private", "privat", "unknown", "none", "n/a", "na", "sender", "customer":
		return false
	}
	return says(p.Name)
}
