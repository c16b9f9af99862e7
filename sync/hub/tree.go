package hub

import (
	"context"
	"sync"

	"postern/journal"
	"postern/journal/wire"
	"postern/sync/hub/record"
)

// trees are those of the journals as far as they were read from the record, so
// that a root costs only what came since.
type trees struct {
	mu sync.Mutex
	of map[wire.Source]*journal.Grown
}

const mostTrees = 20_000 // of some hundred bytes each

// root is that of a journal's first events as they are recorded.
func (t *trees) root(ctx context.Context, from record.Heads, of wire.Source, size uint64) ([32]byte, error) {
	tree := t.begin(of, size)
	if err := from.Leaves(ctx, of, tree.Size(), size, tree.Add); err != nil {
		return [32]byte{}, err
	}
	root := tree.Root()
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.of) >= mostTrees {
		t.of = nil
	}
	if t.of == nil {
		t.of = map[wire.Source]*journal.Grown{}
	}
	t.of[of] = tree
	return root, nil
}

// begin is a tree of at most so many leaves to go on from.
func (t *trees) begin(of wire.Source, size uint64) *journal.Grown {
	t.mu.Lock()
	defer t.mu.Unlock()
	if known := t.of[of]; known != nil && known.Size() <= size {
		return known.Clone()
	}
	return &journal.Grown{}
}

// asking are the stations that hold receipts against their own tree: an older
// one could not read a receipt that names a root.
type asking struct {
	mu sync.Mutex
	of map[string]bool
}

func (a *asking) note(station string, asks bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.of == nil {
		a.of = map[string]bool{}
	}
	a.of[station] = asks
}

func (a *asking) asks(station string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.of[station]
}
