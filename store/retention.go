package store

import (
	"context"
)

// shred destroys data keys: what they sealed can never be read again, while
// every hash over it holds.
func (w *writer) shred(ctx context.Context, keys []string) error {
	for _, id := range keys {
		if err := w.exec(ctx, "UPDATE datakey SET wrapped = NULL WHERE id = ?", id); err != nil {
			return err
		}
	}
	w.onCommit(func() {
		w.rekeyed = true
		w.db.keys.forget(keys)
	})
	return nil
}

// forget drops keys that were destroyed.
func (k *keyring) forget(keys []string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, id := range keys {
		delete(k.open, id)
	}
	clear(k.today) // the next seal asks the table
}
