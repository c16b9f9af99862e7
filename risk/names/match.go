package names

import (
	"cmp"
	"math"
	"slices"
	"sync"
)

// Query is a name to be looked for, with what else is known of its bearer.
type Query struct {
	Name    string
	Kind    Kind   // Any where it is not known
	Born    string // YYYY, YYYY-MM or YYYY-MM-DD
	Country string // of the address, ISO alpha-2
	ID      string // passport, registration, IMO number
}

// Hit is an entry whose name is near the query's. It is for an officer to
// judge and decides nothing.
type Hit struct {
	Query   string  `json:"query"`
	List    string  `json:"list"`
	Listed  string  `json:"listed,omitempty"` // the list's date
	Entry   string  `json:"entry"`
	Kind    Kind    `json:"kind,omitempty"`
	Name    string  `json:"name"`  // the listed name that is nearest
	Score   float64 `json:"score"` // 0-1
	Aligned []Pair  `json:"aligned"`
	Facts   []Fact  `json:"facts,omitempty"`
}

// Pair is a word of the query beside the word of the listed name that it was
// found to go with, both in the Latin letters in which they were compared.
type Pair struct {
	Query  string   `json:"query,omitempty"`
	Listed string   `json:"listed,omitempty"`
	Kind   Likeness `json:"kind"`
	Near   float64  `json:"near"`   // 0-1
	Weight float64  `json:"weight"` // what the pair bears of the whole, 0-1
}

// Index holds lists for matching. It never changes and may be used by many at
// once.
type Index struct {
	lists []List
	books [2]*book // of people, and of all others
	desks sync.Pool
}

// NewIndex makes lists searchable.
func NewIndex(lists ...List) *Index {
	x, s := &Index{lists: lists}, &stock{}
	x.books = [...]*book{newBook(Person, 0, s), newBook(Organisation, 1, s)}
	for i, l := range lists {
		for j, e := range l.Entries {
			x.enter(e, i, j)
		}
	}
	words, runs := gather(), gather()
	for _, b := range x.books {
		b.close(words, runs)
	}
	s.alone, s.runs = words.shelve(), runs.shelve()
	x.desks.New = func() any { return x.desk() }
	return x
}

// enter puts an entry's names in the book of its kind, or in both where the
// list does not say.
func (x *Index) enter(e Entry, list, entry int) {
	for at, text := range e.Names {
		if goes(e.Kind, Person) {
			x.books[0].add(text, Person, list, entry, at)
		}
		switch e.Kind {
		case Organisation, Vessel:
			x.books[1].add(text, e.Kind, list, entry, at)
		case Any:
			x.books[1].add(text, Organisation, list, entry, at)
		case Person:
		}
	}
}

// goes reports whether names of two kinds are compared.
func goes(a, b Kind) bool { return a == b || a == Any || b == Any }

// Match answers the entries at or above the threshold, best first, each by
// its nearest name.
func (x *Index) Match(q Query, threshold float64) []Hit {
	return x.match(q, threshold, (*book).near)
}

// MatchAll answers what Match does, but aligns the query with every listed name
// instead of searching for those that are near. It is some hundred times slower,
// and is what Match is measured against.
func (x *Index) MatchAll(q Query, threshold float64) []Hit {
	return x.match(q, threshold, (*book).all)
}

// finder tells which names of a book are to be aligned with a query's.
type finder func(b *book, q *name, threshold float64, d *desk) []uint32

func (x *Index) match(q Query, threshold float64, find finder) []Hit {
	var texts [][]piece
	for _, text := range readings(tidy(q.Name)) {
		texts = append(texts, fold(text))
	}
	best := map[[2]int]Hit{}
	d, _ := x.desks.Get().(*desk)
	books := len(x.books)
	if q.Kind == Person {
		books = 1
	}
	for _, pieces := range texts {
		d.clear(books)
		for _, b := range x.books[:books] {
			if q.Kind == Any || (q.Kind == Person) == (b.read == Person) {
				x.search(b, d, read(pieces, b.read), q, threshold, find, best)
			}
		}
	}
	x.desks.Put(d)
	out := make([]Hit, 0, len(best))
	keys := make([][2]int, 0, len(best))
	for k := range best {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b [2]int) int {
		return cmp.Or(cmp.Compare(best[b].Score, best[a].Score), cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
	})
	for _, k := range keys {
		out = append(out, best[k])
	}
	return out
}

func (x *Index) search(b *book, d *desk, n name, q Query, threshold float64, find finder, best map[[2]int]Hit) {
	for _, id := range find(b, &n, threshold, d) {
		l := &b.names[id]
		if !goes(q.Kind, l.kind) {
			continue
		}
		s := scaleOf(l.kind)
		joins := align(&n, &l.name)
		score := s.score(&n, &l.name, sum(&n, &l.name, joins))
		if score < threshold {
			continue
		}
		list := &x.lists[l.list]
		e := &list.Entries[l.entry]
		score, facts := qualify(score, q, *e)
		key := [2]int{l.list, l.entry}
		if old, ok := best[key]; score < threshold || ok && old.Score >= score {
			continue
		}
		h := Hit{Query: q.Name, List: list.Name, Entry: e.ID, Kind: e.Kind, Name: e.Names[l.at], Score: round(score), Facts: facts}
		if !list.Date.IsZero() {
			h.Listed = list.Date.Format("2006-01-02")
		}
		h.Aligned = explain(&n, &l.name, joins)
		best[key] = h
	}
}

// Compare weighs the query a against b as if b were listed. It answers the
// nearest of what either text can be read as; a score of 0 is no likeness.
func Compare(a, b Query) Hit {
	k := a.Kind
	if k == Any {
		k = b.Kind
	}
	if k == Any {
		k = guess(lexicons().organisation, append(fold(a.Name), fold(b.Name)...))
	}
	hit := Hit{Query: a.Name, Kind: k, Name: b.Name}
	if !goes(a.Kind, b.Kind) {
		return hit
	}
	s := scaleOf(k)
	for _, p := range readings(tidy(a.Name)) {
		for _, r := range readings(tidy(b.Name)) {
			m, n := parse(p, k), parse(r, k)
			joins := align(&m, &n)
			score := s.score(&m, &n, sum(&m, &n, joins))
			if score <= hit.Score {
				continue
			}
			hit.Score, hit.Aligned = score, explain(&m, &n, joins)
		}
	}
	if hit.Score > 0 {
		e := Entry{Kind: b.Kind, Born: births(b.Born), Countries: united(nil, []string{b.Country}, 1), IDs: united(nil, []string{b.ID}, 1)}
		hit.Score, hit.Facts = qualify(hit.Score, a, e)
	}
	hit.Score = round(hit.Score)
	return hit
}

// round keeps a score to what it can be told apart by, downward, so that one
// below a threshold is never shown as on it.
func round(score float64) float64 { return math.Floor(score*1000+1e-9) / 1000 }
