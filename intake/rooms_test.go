package intake_test

import (
	"context"
	"strings"
	"testing"

	"postern/archive"
	"postern/intake"
	"postern/message"
	"postern/message/sniff"
	"postern/parcel"
)

// keeper is a receiver that archives.
type keeper struct {
	office
	store *archive.Archive
}

func (k *keeper) Keep(_ context.Context, a intake.Arrival) (func(context.Context) (intake.Receipt, error), error) {
	return func(ctx context.Context) (intake.Receipt, error) { return k.receive(ctx, a) }, nil
}

func (k *keeper) receive(ctx context.Context, a intake.Arrival) (intake.Receipt, error) {
	name, err := k.store.Put(ctx, a.Raw)
	return intake.Receipt{Counted: parcel.Counted{Items: len(a.Batch.Items)}, Archived: err == nil, Event: name}, err
}

// The real decoder and the real archive, with a file of one good and one bad row.
func TestFromInboxToArchive(t *testing.T) {
	b := newBench(t)
	store, err := archive.Open(b.path("data", "archive"))
	if err != nil {
		t.Fatal(err)
	}
	b.o.Decoder, b.o.Receiver = sniff.Decoder{}, &keeper{store: store}
	b.w = b.watcher()
	b.run()
	const table = "tracking number,description,gross weight g\nLX806576725TW,wool socks,120\nRR473124829GB,tea,heavy\n"
	b.drop("table.csv", table)
	rep := b.next()
	if rep.Err != nil || rep.Format != message.Sheet || rep.Items != 2 || len(rep.Faults) != 1 || rep.Faults[0].Line != 3 {
		t.Fatalf("%+v", rep)
	}
	if got, err := store.Get(t.Context(), rep.Event); err != nil || string(got) != table {
		t.Errorf("archived %q, %v", got, err)
	}
	b.drop("picture.png", "\x89PNG\r\n\x1a\n\x00\x00")
	rep = b.next()
	if !rep.Rejected || rep.Err != nil {
		t.Fatalf("%+v", rep)
	}
	text := read(t, rep.Kept+".why")
	if !strings.Contains(text, "\nwanted ") || !strings.Contains(text, "\nfound ") {
		t.Error(text)
	}
}
