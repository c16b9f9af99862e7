package names

import "slices"

// likeWord is a word of a book that is like one of a query, and what finding
// it is worth.
type likeWord struct {
	word   uint32
	weight float32
}

// memory keeps what the words of queries are like: the same given names come
// every day, in names that were never seen before. When it is full it begins
// anew.
type memory struct {
	words map[wordKey][]likeWord
	size  int // of all it keeps
}

// Bounds of a memory.
const (
	mostKnown = 8192
	mostLike  = 1 << 18
)

func (m *memory) of(k wordKey) ([]likeWord, bool) {
	like, ok := m.words[k]
	return like, ok
}

func (m *memory) keep(k wordKey, like []likeWord) {
	if m.words == nil || len(m.words) == mostKnown || m.size+len(like) > mostLike {
		m.words, m.size = map[wordKey][]likeWord{}, 0
	}
	m.words[k] = slices.Clone(like)
	m.size += len(like)
}
