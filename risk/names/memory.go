package names

import "sync"

// memory keeps what the words of queries are like: the same given names come
// every day, in names that were never seen before. When it is full it begins
// anew. It may be used by many at once.
type memory struct {
	mu    sync.Mutex
	words map[memoryKey]nearWord
	size  int // of all it keeps
}

type memoryKey struct {
	wordKey
	level float64
}

// nearWord is what of a book is near a word of a query: words, and names that
// write it as several.
type nearWord struct{ words, names []uint32 }

// Bounds of a memory.
const (
	mostKnown = 8192
	mostLike  = 1 << 18
)

func (m *memory) of(k memoryKey) (nearWord, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	near, ok := m.words[k]
	return near, ok
}

func (m *memory) keep(k memoryKey, near nearWord) {
	size := len(near.words) + len(near.names)
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.words[k]; ok {
		return
	}
	if m.words == nil || len(m.words) == mostKnown || m.size+size > mostLike {
		m.words, m.size = map[memoryKey]nearWord{}, 0
	}
	m.words[k] = near
	m.size += size
}
