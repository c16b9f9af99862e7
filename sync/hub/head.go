package hub

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"golang.org/x/mod/sumdb/note"

	"postern/journal"
	"postern/journal/wire"
	"postern/sync/hub/record"
	"postern/sync/link"
)

// checkHead holds the last head that a station signed against the leaves that
// are recorded of its journal. History that was rewritten there has another
// root; a journal that is shorter than it was is an old disk. The alarm stays
// until somebody looked into it; events are taken all the same.
func (h *Hub) checkHead(ctx context.Context, station string, hello link.Hello) error {
	if hello.Head == "" {
		return nil
	}
	of := wire.Source{Station: station, Epoch: hello.Epoch}
	before, err := h.lastHead(ctx, of)
	if err != nil || before.Note == hello.Head || before.Alarm != "" {
		return err
	}
	now := record.Head{Source: of, Note: hello.Head, At: h.Now()}
	if now.Size, now.Alarm, err = h.judgeHead(ctx, of, hello, before); errors.Is(err, record.ErrGap) {
		return nil // at the next greeting
	}
	if err != nil {
		return err
	}
	if now.Alarm != "" {
		h.Meter.alarm()
		h.Log.Error("the journal of a station is not the one that is recorded", slog.String("station", station), slog.String("why", now.Alarm))
	}
	return h.Directory.KeepHead(ctx, now)
}

// judgeHead answers the size of a head and why it cannot be; empty where it can.
func (h *Hub) judgeHead(ctx context.Context, of wire.Source, hello link.Hello, before record.Head) (size uint64, alarm string, err error) {
	key, err := note.NewVerifier(hello.Key)
	if err != nil {
		return 0, "its key cannot be read", nil //nolint:nilerr // that is the verdict
	}
	head, err := journal.ReadHead(hello.Head, key)
	if err != nil {
		return 0, err.Error(), nil //nolint:nilerr // that is the verdict
	}
	if head.Station != of.Station || head.Epoch != of.Epoch {
		return head.Size, "its signed head is of another journal", nil
	}
	if head.Size < before.Size {
		return head.Size, fmt.Sprintf("it had %d events under a signed head, and shows one of %d: an old copy of its disk", before.Size, head.Size), nil
	}
	root, err := h.trees.root(ctx, h.Directory, of, head.Size)
	if err != nil {
		return head.Size, "", err
	}
	if root != head.Root {
		return head.Size, fmt.Sprintf("the head it signed at %d is not that of the events it sent: its history was rewritten", head.Size), nil
	}
	return head.Size, "", nil
}

func (h *Hub) lastHead(ctx context.Context, of wire.Source) (record.Head, error) {
	all, err := h.Directory.Heads(ctx)
	for _, x := range all {
		if x.Source == of {
			return x, err
		}
	}
	return record.Head{}, err
}
