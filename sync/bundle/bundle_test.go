package bundle_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/note"

	"postern/journal"
	"postern/journal/wire"
	"postern/sync/bundle"
	"postern/sync/link"
)

func key(tb testing.TB, name string) (note.Signer, note.Verifier) {
	tb.Helper()
	private, public, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		tb.Fatal(err)
	}
	signer, err := note.NewSigner(private)
	if err != nil {
		tb.Fatal(err)
	}
	verifier, err := note.NewVerifier(public)
	if err != nil {
		tb.Fatal(err)
	}
	return signer, verifier
}

func written(tb testing.TB, signer note.Signer) (bundle.Bundle, []byte) {
	tb.Helper()
	r := journal.Record{Name: journal.Name{Station: "desk", Epoch: journal.Epoch{1}, Seq: 1}, Kind: journal.KindItemDecided}
	events, err := bundle.Events(wire.Batch{Station: "desk", Epoch: journal.Epoch{1}, Events: []wire.Event{{Seq: 1, Record: r.Encode()}}})
	if err != nil {
		tb.Fatal(err)
	}
	b := bundle.Bundle{From: "desk", Epoch: journal.Epoch{1}, At: time.UnixMilli(5), Parts: []link.Message{
		events, {Cursor: wire.Cursor{Stream: "pack s", Created: "1", Seq: 4}, Kind: link.KindPack, Name: "cus\ntoms \"x\".yaml", Body: []byte("rules")},
	}}
	var out bytes.Buffer
	if err := bundle.Write(&out, b, signer); err != nil {
		tb.Fatal(err)
	}
	return b, out.Bytes()
}

func TestRoundTrip(t *testing.T) {
	signer, verifier := key(t, "desk")
	want, data := written(t, signer)
	got, by, err := bundle.Read(data, note.VerifierList(verifier))
	if err != nil || by != "desk" {
		t.Fatal(by, err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if name, err := bundle.Signer(data); err != nil || name != "desk" {
		t.Error(name, err)
	}
}

// TestEveryByteCounts: whatever byte is changed, or wherever the file is cut,
// nothing of it is given.
func TestEveryByteCounts(t *testing.T) {
	signer, verifier := key(t, "desk")
	want, data := written(t, signer)
	for i := range data {
		spoilt := bytes.Clone(data)
		spoilt[i] ^= 1
		if got, _, err := bundle.Read(spoilt, note.VerifierList(verifier)); err == nil && !cmp.Equal(got, want) {
			t.Fatalf("byte %d may be changed", i)
		} else if err != nil && !errors.Is(err, bundle.ErrBundle) {
			t.Fatal(err)
		}
		if _, _, err := bundle.Read(data[:i], note.VerifierList(verifier)); !errors.Is(err, bundle.ErrBundle) {
			t.Fatalf("cut at %d: %v", i, err)
		}
	}
	_, stranger := key(t, "desk")
	if _, _, err := bundle.Read(data, note.VerifierList(stranger)); !errors.Is(err, bundle.ErrBundle) {
		t.Error("signed by a stranger:", err)
	}
}

func FuzzRead(f *testing.F) {
	signer, verifier := key(f, "desk")
	_, data := written(f, signer)
	f.Add(data)
	f.Fuzz(func(_ *testing.T, data []byte) {
		bundle.Read(data, note.VerifierList(verifier)) //nolint:errcheck // it must only not break
	})
}
