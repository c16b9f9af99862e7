package link

import (
	"context"
	"errors"

	"postern/journal"
	"postern/journal/wire"
)

// Outbox is what the loop needs to send. *store.DB is one.
type Outbox interface {
	// Epochs lists the epochs of this station, the one in force last.
	Epochs(ctx context.Context) ([]journal.Epoch, error)
	// Waiting lists own events after a seq that no receipt covers, by seq, at
	// most most of them.
	Waiting(ctx context.Context, epoch journal.Epoch, after uint64, most int) ([]wire.Waiting, error)
	// Batch gives own events, with the data keys of their bodies sealed for
	// the reader of this public key, the hub's; none where it is nil.
	Batch(ctx context.Context, epoch journal.Epoch, seqs []uint64, reader []byte) (wire.Batch, error)
}

// Files is what the loop needs to send photos and X-rays. Nil where there are
// none.
type Files interface {
	// NextFile is the file to send next, previews first; false where the hub
	// has all of every file.
	NextFile(ctx context.Context) (wire.File, bool, error)
	// Piece reads a piece of a file from the archive. It fails with ErrLost
	// where the file is there no more, and does not name it as the next again.
	Piece(ctx context.Context, f wire.File, index int) ([]byte, error)
	// Acknowledge keeps that the far side has a piece.
	Acknowledge(ctx context.Context, sha256 [32]byte, index int) error
	// Answer takes what the hub says of a file: it has all of it, or lacks pieces.
	Answer(ctx context.Context, at wire.Cursor, sha256 [32]byte, whole bool, missing []int) error
}

// ErrLost is for a file that is not in the archive any more.
var ErrLost = errors.New("the file is lost")

// Inbox is what the loop needs to keep what comes. *store.DB is one. Each
// method commits the cursor together with what the message brought, and does
// nothing where the cursor is there already.
type Inbox interface {
	// Cursors lists how far each stream was taken.
	Cursors(ctx context.Context) ([]wire.Cursor, error)
	// Merge takes events of other stations, or own ones of an earlier epoch.
	Merge(ctx context.Context, at wire.Cursor, b wire.Batch) (wire.Merged, error)
	// Settle takes a receipt whose signature was checked. One that cannot be of
	// this journal is put aside as an alarm and not believed.
	Settle(ctx context.Context, at wire.Cursor, r wire.Receipt) (believed bool, err error)
	// Note takes outcomes elsewhere.
	Note(ctx context.Context, at wire.Cursor, all []wire.Digest) error
	// Aside keeps what could not be read, to be tried again by a later version.
	Aside(ctx context.Context, at wire.Cursor, kind, why string, raw []byte) error
}
