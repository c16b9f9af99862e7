package risk

import (
	"slices"
	"strings"
	"unicode"

	"postern/parcel"
	"postern/risk/words"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/interpreter"
)

// found is what the matcher saw of one theme of one pack.
type found struct {
	theme string
	words []string
	alone bool // they are all that some line says
}

// view is one item as the rules of one pack see it, and CEL's activation:
// values of the item first, then words, then rows of the pack's tables. Each is
// worked out when a rule first asks. It is for one goroutine.
type view struct {
	item  *boxed
	rows  *rows
	said  [2]ref.Val // terms and alone
	found []found
	lines []view // of an item with several, those that hold words of the pack
}

// boxed are an item's values, the same for all packs.
type boxed struct {
	vars []variable
	of   *subject
	vals []ref.Val
}

// rows are those in force of a pack's tables, as values.
type rows struct {
	book *book
	of   *subject
	day  parcel.Day
	vals []ref.Val
}

// ResolveName implements CEL's activation.
func (v *view) ResolveName(name string) (any, bool) {
	if value := v.value(name); value != nil {
		return value, true
	}
	return nil, false
}

// Parent implements CEL's activation: there is none.
func (v *view) Parent() interpreter.Activation { return nil }

func (v *view) value(name string) ref.Val {
	i, ok := v.rows.book.slots[name]
	if !ok {
		return nil
	}
	return v.at(i)
}

// at is the value in a place.
func (v *view) at(i int) ref.Val {
	if i < len(v.item.vals) {
		return v.item.at(i)
	}
	i -= len(v.item.vals)
	if i >= len(v.said) {
		return v.rows.at(i - len(v.said))
	}
	if v.said[0] == nil {
		v.said = [2]ref.Val{wordsByTheme(v.found), themesAlone(v.found)}
	}
	return v.said[i]
}

func (b *boxed) at(i int) ref.Val {
	if b.vals[i] == nil {
		b.vals[i] = b.vars[i].read(b.of)
	}
	return b.vals[i]
}

func (r *rows) at(i int) ref.Val {
	wide, tables := r.book.wide, r.book.pack.Tables
	if r.vals == nil {
		r.vals = make([]ref.Val, wide*len(tables))
	}
	if from := i - i%wide; r.vals[from] == nil {
		row := tables[from/wide].row(r.of.d.Dest, r.day, r.book.pack.Regions)
		copy(r.vals[from:], rowValues(row, r.of, r.book.pack.rates()))
	}
	return r.vals[i]
}

// words are the words found of a theme.
func (v *view) words(theme string) []string {
	for i := range v.found {
		if v.found[i].theme == theme {
			return v.found[i].words
		}
	}
	return nil
}

// readable are the variables read off an item, in the order of their places.
func readable() []variable {
	return slices.DeleteFunc(declared(), func(v variable) bool { return v.read == nil })
}

// rowValues are in the order of tableFields. An amount in another currency is
// compared only through rough rates, with their margin said.
func rowValues(row *Row, s *subject, rates *Rates) []ref.Val {
	if row == nil {
		row = &Row{}
	}
	inForce := row.Limit.Currency != ""
	scale, margin := rates.between(s.total.Currency, row.Limit.Currency)
	near, below := hugging(s.f.SenderValues, s.total.Currency, amount(row.Limit), scale)
	return []ref.Val{
		types.Bool(inForce), types.Bool(inForce && row.Limit.Currency == s.total.Currency),
		types.Double(scale), types.Double(margin), types.Int(near), types.Int(below),
		types.Double(amount(row.Limit)), types.String(row.Limit.Currency),
		types.String(row.Unit), types.String(row.Basis), types.String(row.Source),
	}
}

// hugging counts a sender's values just below a limit, and a step lower.
func hugging(values []int64, currency string, limit, scale float64) (near, below int64) {
	if limit <= 0 || scale <= 0 {
		return 0, 0
	}
	for _, minor := range values {
		switch share := scale * amount(parcel.Money{Minor: minor, Currency: currency}) / limit; {
		case share > 0.9 && share <= 1:
			near++
		case share > 0.8 && share <= 0.9:
			below++
		}
	}
	return near, below
}

func wordsByTheme(seen []found) ref.Val {
	byTheme := make(map[ref.Val]ref.Val, len(seen))
	for _, f := range seen {
		byTheme[types.String(f.theme)] = types.NewStringList(types.DefaultTypeAdapter, f.words)
	}
	return types.NewRefValMap(types.DefaultTypeAdapter, byTheme)
}

func themesAlone(seen []found) ref.Val {
	var themes []string
	for _, f := range seen {
		if f.alone {
			themes = append(themes, f.theme)
		}
	}
	return types.NewStringList(types.DefaultTypeAdapter, themes)
}

// slot names one theme of one book to the matcher.
type slot struct {
	book  int
	theme string
}

// sortHits puts the matcher's hits to the packs whose themes they are. Hits
// come in order of their end, so their lines come in order too.
func sortHits(text string, hits []words.Hit, slots map[string]slot, books int) [][]found {
	seen := make([][]found, books)
	line, read := 0, 0
	for i, h := range hits {
		for read < h.Start {
			j := strings.IndexByte(text[read:h.Start], lineBreak)
			if j < 0 {
				read = h.Start
				break
			}
			read += j + 1
			line = read
		}
		at := slots[h.Theme]
		var f *found
		seen[at.book], f = gather(seen[at.book], at.theme, h.Term)
		f.alone = f.alone || wordless(text[line:h.Start]) && fills(text, hits[i:])
	}
	return seen
}

// gather adds a word to its theme.
func gather(seen []found, theme, term string) ([]found, *found) {
	i := slices.IndexFunc(seen, func(f found) bool { return f.theme == theme })
	if i < 0 {
		seen = append(seen, found{theme: theme, words: []string{term}})
		return seen, &seen[len(seen)-1]
	}
	f := &seen[i]
	if len(f.words) < maxCodes && !slices.Contains(f.words, term) {
		f.words = append(f.words, term)
	}
	return seen, f
}

// fills reports whether a hit at the start of its line, with the hits of its
// theme that follow, is all that the line says.
func fills(text string, hits []words.Hit) bool {
	stop := len(text)
	if i := strings.IndexByte(text[hits[0].End:], lineBreak); i >= 0 {
		stop = hits[0].End + i
	}
	reached := hits[0].End
	for _, h := range hits[1:] {
		if h.Start >= stop {
			break
		}
		if h.Theme == hits[0].Theme && h.End > reached && (h.Start <= reached || wordless(text[reached:h.Start])) {
			reached = h.End
		}
	}
	return wordless(text[reached:stop])
}

// wordless reports whether there is neither letter nor digit in a text.
func wordless(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }) < 0
}

var _ cel.Activation = (*view)(nil)
