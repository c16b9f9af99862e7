package message

// Slab cuts the small lists of many items from few pieces of memory.
type Slab[T any] struct{ rest []T }

const slabSize = 256

// Make is a list of n zero values that nothing else has.
func (s *Slab[T]) Make(n int) []T {
	if n > len(s.rest) {
		if n > slabSize/4 {
			return make([]T, n)
		}
		s.rest = make([]T, slabSize)
	}
	list := s.rest[:n:n]
	s.rest = s.rest[n:]
	return list
}
