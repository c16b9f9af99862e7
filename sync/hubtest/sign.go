package hubtest

import (
	"crypto/rand"
	"testing"

	"golang.org/x/mod/sumdb/note"
)

func signer(tb testing.TB) note.Signer {
	tb.Helper()
	private, _ := pair(tb)
	return readSigner(tb, private)
}

func pair(tb testing.TB) (private, public string) {
	tb.Helper()
	private, public, err := note.GenerateKey(rand.Reader, "hub.test")
	if err != nil {
		tb.Fatal(err)
	}
	return private, public
}

func readSigner(tb testing.TB, private string) note.Signer {
	tb.Helper()
	s, err := note.NewSigner(private)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}
