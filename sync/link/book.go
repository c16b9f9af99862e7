package link

import (
	"context"

	"postern/journal"
	"postern/journal/wire"
)

// Outbox is what the loop needs to send. *store.DB is one.
type Outbox interface {
	// Waiting gives own events that no receipt covers, with the data keys of
	// their bodies sealed for sealing, the hub's public key.
	Waiting(ctx context.Context, ask wire.Ask, sealing []byte) (wire.Batch, error)
	// Again gives own events of the epoch in force whatever receipts say.
	Again(ctx context.Context, r wire.Range, sealing []byte) (wire.Batch, error)
	// Backlog counts what waits, by priority.
	Backlog(ctx context.Context) ([]wire.Backlog, error)
	// Epoch is the epoch in force.
	Epoch() journal.Epoch
}

// Inbox is what the loop needs to keep what comes. *store.DB is one. Each
// method commits the cursor together with what the message brought, and does
// nothing where the cursor is there already.
type Inbox interface {
	// Cursors lists how far each stream was taken.
	Cursors(ctx context.Context) ([]wire.Cursor, error)
	// Merge takes events of other stations, or own ones of an earlier epoch.
	Merge(ctx context.Context, at wire.Cursor, b wire.Batch) (wire.Merged, error)
	// Settle takes a receipt whose signature was checked.
	Settle(ctx context.Context, at wire.Cursor, r wire.Receipt) error
	// Note takes outcomes elsewhere.
	Note(ctx context.Context, at wire.Cursor, all []wire.Digest) error
	// Aside keeps what could not be read, to be tried again by a later version.
	Aside(ctx context.Context, at wire.Cursor, kind, why string, raw []byte) error
}
