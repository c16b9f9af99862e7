package wire_test

import (
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/note"

	"postern/journal/wire"
	"postern/parcel"
)

func hubKey(t *testing.T) (note.Signer, note.Verifier) {
	t.Helper()
	private, public, err := note.GenerateKey(rand.Reader, "hub")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := note.NewVerifier(public)
	if err != nil {
		t.Fatal(err)
	}
	return signer, verifier
}

func TestReceipt(t *testing.T) {
	signer, verifier := hubKey(t)
	want := wire.Receipt{
		Station: "desk-1", Epoch: epoch, Upto: 17, Beyond: []wire.Range{{20, 22}, {30, 30}}, Missing: []wire.Range{{18, 19}, {23, 29}},
		Refused: []wire.Refusal{{Seq: 25, Why: "no record\nat all"}}, Generation: "g1", At: time.UnixMilli(1_770_000_000_123),
	}
	signed, err := want.Sign(signer)
	if err != nil {
		t.Fatal(err)
	}
	got, err := wire.ReadReceipt(signed, verifier)
	if err != nil {
		t.Fatal(err)
	}
	want.Note = signed
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for seq, holds := range map[uint64]bool{1: true, 17: true, 18: false, 20: true, 22: true, 23: false, 30: true, 31: false} {
		if got.Holds(seq) != holds {
			t.Errorf("receipt holds %d: %v", seq, !holds)
		}
	}
	if _, err := wire.ReadReceipt(strings.Replace(signed, "17", "18", 1), verifier); err == nil {
		t.Error("a receipt that was changed is believed")
	}
	_, stranger := hubKey(t)
	if _, err := wire.ReadReceipt(signed, stranger); err == nil {
		t.Error("a receipt of another hub is believed")
	}
}

func TestReceiptRefuses(t *testing.T) {
	signer, verifier := hubKey(t)
	head := "postern receipt desk-1 " + epoch.String() + "\n"
	for name, text := range map[string]string{
		"backwards":  head + "5\nbeyond 9 8\ngeneration g\nat 1\n",
		"within":     head + "5\nbeyond 4 8\ngeneration g\nat 1\n",
		"other form": head + "05\ngeneration g\nat 1\n",
		"no title":   "postern journal desk-1 " + epoch.String() + "\n5\ngeneration g\nat 1\n",
		"unknown":    head + "5\nnonsense\ngeneration g\nat 1\n",
		"no life":    head + "5\ngeneration \nat 1\n",
	} {
		signed, err := note.Sign(&note.Note{Text: text}, signer)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := wire.ReadReceipt(string(signed), verifier); !errors.Is(err, wire.ErrWire) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDigests(t *testing.T) {
	key := []byte("of the region")
	want := []wire.Digest{
		{Item: wire.HashItem(key, "RB1"), Outcome: parcel.Seize, HLC: 1 << 50, Station: "a"},
		{Item: wire.HashItem(key, "RB2"), Outcome: parcel.Release, HLC: 1<<50 + 9, Station: "b"},
	}
	packed, err := wire.PackDigests(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := wire.UnpackDigests(packed)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if _, err := wire.UnpackDigests(packed[:len(packed)-2]); err == nil {
		t.Error("digests that were cut are read")
	}
	if wire.HashItem(key, "RB1") == wire.HashItem([]byte("another"), "RB1") {
		t.Error("the key does not matter")
	}
}
