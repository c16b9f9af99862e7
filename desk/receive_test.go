package desk_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"postern/desk"
	"postern/journal"
	"postern/parcel"
)

// A message is archived, sealed, and its items are judged in the same act; the
// same file again changes nothing.
func TestReceive(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	raw := []byte("a message that names Zebedee Quillfeather")
	m := desk.Message{
		File: strings.Repeat("é", 200) + ".csv", Digest: digest(raw), Raw: raw, Format: "sheet", Decoder: "test/1", Content: "c",
		Mail: parcel.Mail{Items: []parcel.Declaration{declared(red, "knife"), declared(green, "fork")}}, Faults: []journal.Fault{{Item: red, Text: "no name"}},
	}
	n, duplicate, err := b.Receive(t.Context(), m)
	if err != nil || duplicate {
		t.Fatal(duplicate, err)
	}
	body, ok := b.event(t, n.String()).Body.(journal.MessageReceived)
	if !ok || body.Items != 2 || body.Size != int64(len(raw)) || body.Digest != m.Digest || body.Faults[0].Text != "no name" {
		t.Errorf("recorded %+v", body)
	}
	if len(body.File) > 255 || !utf8.ValidString(body.File) {
		t.Errorf("the name is kept as %q", body.File)
	}
	kept := b.vault.kept[body.Archive]
	if strings.Contains(string(kept), "Quillfeather") {
		t.Error("the archive holds the message in plain")
	}
	if back, err := b.db.Unseal(t.Context(), body.Key, kept, 1<<20); err != nil || string(back) != string(raw) {
		t.Errorf("the archive gives back %q, %v", back, err)
	}
	if lines, _, err := b.db.Lines(t.Context(), parcel.Filter{}); err != nil || len(lines) != 2 || lines[0].Lane != parcel.Red {
		t.Errorf("lines %+v, %v", lines, err)
	}
	before := b.size(t)
	again, duplicate, err := b.Receive(t.Context(), m)
	if err != nil || !duplicate || again != n || b.size(t) != before {
		t.Errorf("the same file again: %s %v %v", again, duplicate, err)
	}
}

// full is a vault on a disk without room.
type full struct{ *vault }

var errFull = errors.New("no space left on device")

func (full) Keep(context.Context, []byte) (name, key string, err error) { return "", "", errFull }

// What cannot be archived is not recorded.
func TestReceiveNotArchived(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	d := desk.New(b.db, b.db, b.shifts, full{b.vault}, desk.Options{})
	before := b.size(t)
	_, _, err := d.Receive(t.Context(), desk.Message{File: "x", Digest: "d", Raw: []byte("x"), Mail: parcel.Mail{Items: []parcel.Declaration{declared(red, "knife")}}})
	if !errors.Is(err, errFull) || b.size(t) != before {
		t.Errorf("received without an archive: %v", err)
	}
}

func TestReject(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	if err := b.Reject(t.Context(), strings.Repeat("n", 10_000), "d", 7, strings.Repeat("w", 10_000)); err != nil {
		t.Fatal(err)
	}
	events, err := b.db.Milestones(t.Context(), journal.KindMessageRejected)
	if err != nil || len(events) != 1 {
		t.Fatal(events, err)
	}
	body, ok := events[0].Body.(journal.MessageRejected)
	if !ok || body.Size != 7 || len(body.File) != 255 || len(body.Why) != 2000 {
		t.Errorf("recorded %+v", events[0].Body)
	}
}

func TestAdopt(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	n, err := b.Adopt(t.Context(), b.ada.IDs(), journal.PackAdopted{ID: "test-postal", Agency: parcel.Postal, Version: "1.0", Digest: "d"})
	if err != nil {
		t.Fatal(err)
	}
	if body, ok := b.event(t, n.String()).Body.(journal.PackAdopted); !ok || body.ID != "test-postal" {
		t.Errorf("recorded %+v", body)
	}
}
