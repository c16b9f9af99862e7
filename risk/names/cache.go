package names

import (
	"slices"
	"sync"
)

// Cache answers the names that an Index was asked before from memory: the
// same senders come every day. It keeps the latest and forgets the oldest, and
// may be used by many at once. A new list needs a new index and a new cache.
type Cache struct {
	index     *Index
	threshold float64
	mu        sync.Mutex
	known     map[Query][]Hit
	order     []Query // a ring
	next      int
}

// NewCache keeps the answers of up to most different queries.
func NewCache(x *Index, threshold float64, most int) *Cache {
	most = max(most, 1)
	return &Cache{index: x, threshold: threshold, known: make(map[Query][]Hit, most), order: make([]Query, 0, most)}
}

// Match is Index.Match at the cache's threshold. Queries that only differ in
// what normalising sets aside share one answer, said of the query in hand.
func (c *Cache) Match(q Query) []Hit {
	key := q
	key.Name = normal(q.Name)
	c.mu.Lock()
	hits, ok := c.known[key]
	c.mu.Unlock()
	if !ok {
		hits = c.index.Match(q, c.threshold)
		c.keep(key, hits)
	}
	hits = slices.Clone(hits)
	for i := range hits {
		hits[i].Query = q.Name
		hits[i].Aligned = slices.Clone(hits[i].Aligned)
		hits[i].Facts = slices.Clone(hits[i].Facts)
	}
	return hits
}

func (c *Cache) keep(key Query, hits []Hit) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.known[key]; ok {
		return
	}
	if len(c.order) < cap(c.order) {
		c.order = append(c.order, key)
	} else {
		delete(c.known, c.order[c.next])
		c.order[c.next] = key
		c.next = (c.next + 1) % len(c.order)
	}
	c.known[key] = hits
}

// normal is a name as far as two of them are compared alike by every kind.
func normal(text string) string {
	var b []byte
	for _, p := range fold(tidy(text)) {
		b = append(b, p.text...)
		b = append(b, '|')
		b = append(b, p.source...)
		b = append(b, '0'+byte(p.script))
		if p.dotted {
			b = append(b, '.')
		}
		if p.capped {
			b = append(b, '^')
		}
	}
	for _, r := range text {
		if r == '/' || r == ';' {
			b = append(b, byte(r))
		}
	}
	return string(b)
}
