package journal

import (
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

// Grown is a tree of which only leaves are known: what a hub has, who looks at
// no body. The zero value is the empty tree.
type Grown struct {
	size uint64
	edge []tlog.Hash // of its largest full subtrees, left to right
}

// Add grows the tree by a leaf.
func (g *Grown) Add(leaf [tlog.HashSize]byte) {
	h := tlog.Hash(leaf)
	for n := g.size; n&1 == 1; n >>= 1 {
		last := len(g.edge) - 1
		h, g.edge = tlog.NodeHash(g.edge[last], h), g.edge[:last]
	}
	g.edge, g.size = append(g.edge, h), g.size+1
}

// Clone is a tree that grows apart from this one.
func (g *Grown) Clone() *Grown { return &Grown{size: g.size, edge: slices.Clone(g.edge)} }

// Size is how many leaves it has.
func (g *Grown) Size() uint64 { return g.size }

// Root is its root; zero for the empty tree.
func (g *Grown) Root() (root tlog.Hash) {
	for i := len(g.edge) - 1; i >= 0; i-- {
		if i == len(g.edge)-1 {
			root = g.edge[i]
			continue
		}
		root = tlog.NodeHash(g.edge[i], root)
	}
	return root
}
