package link

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/note"

	"postern/journal"
	"postern/journal/wire"
)

// take takes what comes down, from where the store has it.
func (l *Loop) take(ctx context.Context, key note.Verifier) error {
	from, err := l.opt.Inbox.Cursors(ctx)
	if err != nil {
		return err
	}
	err = l.opt.Line.Take(ctx, from, func(ctx context.Context, m Message) error {
		l.contact()
		return l.Arrive(ctx, key, m)
	})
	if ctx.Err() != nil {
		return nil //nolint:nilerr // what ended with it is no news
	}
	if err == nil {
		err = errors.New("the line went down")
	}
	return fmt.Errorf("take from the hub: %w", err)
}

// Arrive keeps one message together with its cursor, by whatever way it came.
// What cannot be read is put aside, and the stream goes on: only a store that
// fails stops it. key is that of the hub's receipts.
func (l *Loop) Arrive(ctx context.Context, key note.Verifier, m Message) error {
	err := l.read(ctx, key, m)
	var broken storeError
	if errors.As(err, &broken) || ctx.Err() != nil {
		return err
	}
	if err == nil {
		return nil
	}
	return l.opt.Inbox.Aside(ctx, m.Cursor, string(m.Kind), err.Error(), m.Body)
}

// storeError is for what is wrong here and not with the message.
type storeError struct{ error }

// Unwrap gives what the store said.
func (e storeError) Unwrap() error { return e.error }

func kept(err error) error {
	if err != nil {
		return storeError{err}
	}
	return nil
}

var errUnknown = errors.New("of a kind that this program does not know")

func (l *Loop) read(ctx context.Context, key note.Verifier, m Message) error {
	switch m.Kind {
	case KindReceipt:
		return l.receipt(ctx, key, m)
	case KindEvents:
		b, err := wire.Unpack(m.Body)
		if err != nil {
			return err
		}
		_, err = l.opt.Inbox.Merge(ctx, m.Cursor, b)
		return kept(err)
	case KindDigest:
		all, err := wire.UnpackDigests(m.Body)
		if err != nil {
			return err
		}
		return kept(l.opt.Inbox.Note(ctx, m.Cursor, all))
	case KindFile:
		return l.fileReceipt(ctx, m)
	case KindCommand:
		return l.command(ctx, m)
	case KindAdvice, KindPack, KindList, KindHold:
		return l.deliver(ctx, m)
	default:
		return errUnknown
	}
}

func (l *Loop) deliver(ctx context.Context, m Message) error {
	if l.opt.Deliver == nil {
		return errUnknown
	}
	return l.opt.Deliver(ctx, m)
}

// receipt keeps a receipt first and forgets what it covers after.
func (l *Loop) receipt(ctx context.Context, key note.Verifier, m Message) error {
	r, err := wire.ReadReceipt(string(m.Body), key)
	if err != nil {
		return err
	}
	if r.Station != l.opt.Hello.Station {
		return fmt.Errorf("a receipt of %s", r.Station)
	}
	if believed, err := l.opt.Inbox.Settle(ctx, m.Cursor, r); err != nil || !believed {
		return kept(err)
	}
	l.mu.Lock()
	l.queue.Settle(r, l.opt.Now())
	l.mu.Unlock()
	l.Wake()
	return nil
}

func (l *Loop) fileReceipt(ctx context.Context, m Message) error {
	var r FileReceipt
	if err := json.Unmarshal(m.Body, &r); err != nil {
		return err
	}
	if l.opt.Files == nil || len(r.SHA256) != 32 {
		return errors.New("a receipt of no file of ours")
	}
	return kept(l.opt.Files.Answer(ctx, m.Cursor, [32]byte(r.SHA256), r.Whole, r.Missing))
}

// command does what concerns the loop itself, and gives the rest on.
func (l *Loop) command(ctx context.Context, m Message) error {
	var c Command
	if err := json.Unmarshal(m.Body, &c); err != nil {
		return err
	}
	switch c.Verb {
	case Resend:
		return l.resend(ctx, m, c)
	case Revoke:
		if err := l.opt.Inbox.Aside(ctx, m.Cursor, string(m.Kind), c.Text, m.Body); err != nil {
			return kept(err)
		}
		return storeError{fmt.Errorf("%w: the hub revoked this station: %s", ErrRefused, c.Text)}
	case Rekey, Erase:
		return l.deliver(ctx, m)
	default:
		return errUnknown
	}
}

// resend has a range of the present epoch go once more. The receipt that asks
// for it need not have come.
func (l *Loop) resend(ctx context.Context, m Message, c Command) error {
	epochs, err := l.opt.Outbox.Epochs(ctx)
	if err != nil {
		return kept(err)
	}
	if len(epochs) > 0 {
		epoch := epochs[len(epochs)-1]
		for _, r := range c.Ranges {
			if err := l.resendRange(ctx, epoch, r); err != nil {
				return err
			}
		}
	}
	return kept(l.opt.Inbox.Note(ctx, m.Cursor, nil))
}

func (l *Loop) resendRange(ctx context.Context, epoch journal.Epoch, r wire.Range) error {
	for first := r.First; first <= r.Last; first += batchEvents {
		var seqs []uint64
		for seq := first; seq <= min(r.Last, first+batchEvents-1); seq++ {
			seqs = append(seqs, seq)
		}
		b, err := l.opt.Outbox.Batch(ctx, epoch, seqs, nil)
		if err != nil {
			return kept(err)
		}
		if len(b.Events) == 0 {
			return nil // beyond the end
		}
		var all []wire.Waiting
		for _, e := range b.Events {
			all = append(all, wire.Waiting{Seq: e.Seq, Priority: wire.Rest, Size: len(e.Record) + len(e.Body)})
		}
		l.mu.Lock()
		l.queue.Epochs([]journal.Epoch{epoch})
		l.queue.Again(epoch, all)
		l.mu.Unlock()
	}
	l.Wake()
	return nil
}
