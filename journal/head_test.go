package journal_test

import (
	"crypto/rand"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"postern/journal"
)

func newSigner(t *testing.T, name string) (note.Signer, note.Verifier) {
	t.Helper()
	secret, public, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := note.NewVerifier(public)
	if err != nil {
		t.Fatal(err)
	}
	return signer, verifier
}

func someHead() journal.Head {
	return journal.Head{
		Station: "DOCK-1", Epoch: journal.Epoch{1, 2}, Size: 300, Root: tlog.RecordHash([]byte("root")),
		Lines: []string{"shift s1", "officer ana", "scans 12"},
	}
}

func TestHeadText(t *testing.T) {
	want := "postern journal DOCK-1 01020000000000000000000000000000\n300\n" + tlog.RecordHash([]byte("root")).String() +
		"\nshift s1\nofficer ana\nscans 12\n"
	if got := someHead().Text(); got != want {
		t.Errorf("%q", got)
	}
}

func TestHeadIsReadAsSigned(t *testing.T) {
	signer, verifier := newSigner(t, "DOCK-1")
	for name, lines := range map[string][]string{
		"no lines": {}, "lines": {"shift s1", "officer ana"}, "blank lines": {"", "", "x", ""},
		"a line like a signature": {"\u2014 DOCK-1 AAAA", "postern journal X Y"},
		"wide":                    {"Oficial Conceição 界"},
	} {
		h := someHead()
		h.Lines = lines
		signed, err := h.Sign(signer)
		if err != nil {
			t.Fatal(err)
		}
		got, err := journal.ReadHead(signed, verifier)
		if diff := cmp.Diff(h, got); err != nil || diff != "" {
			t.Errorf("%s: %v %s", name, err, diff)
		}
	}
}

func TestHostileLinesStayOnTheirLine(t *testing.T) {
	signer, verifier := newSigner(t, "DOCK-1")
	h := someHead()
	h.Lines = []string{"a\nb\r\n\x1b[2J\x00\x7f", "c\xff"}
	signed, err := h.Sign(signer)
	if err != nil {
		t.Fatal(err)
	}
	got, err := journal.ReadHead(signed, verifier)
	if diff := cmp.Diff([]string{"a b   [2J  ", "c\uFFFD"}, got.Lines); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

func TestChangedHeadsAreRefused(t *testing.T) {
	signer, verifier := newSigner(t, "DOCK-1")
	_, stranger := newSigner(t, "DOCK-1")
	signed, err := someHead().Sign(signer)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := journal.ReadHead(signed, stranger); err == nil {
		t.Error("a head is read with another station's key")
	}
	for i := range len(signed) {
		changed := signed[:i] + string(signed[i]^1) + signed[i+1:]
		if h, err := journal.ReadHead(changed, verifier); err == nil {
			t.Errorf("byte %d changed, and read as %+v", i, h)
		}
	}
	for _, text := range []string{"", "x", signed[:len(signed)/2], strings.Repeat("\n", 1<<16)} {
		if _, err := journal.ReadHead(text, verifier); err == nil {
			t.Errorf("%.20q is a head", text)
		}
	}
}

// What is signed with the right key need not be a head.
func TestSignedTextThatIsNoHead(t *testing.T) {
	signer, verifier := newSigner(t, "DOCK-1")
	good := strings.SplitAfter(someHead().Text(), "\n")
	for name, text := range map[string]string{
		"too short":         good[0] + good[1],
		"another title":     "go.sum database tree\n" + good[1] + good[2],
		"no epoch":          "postern journal DOCK-1 xyz\n" + good[1] + good[2],
		"title too long":    "postern journal DOCK 1 01020000000000000000000000000000\n" + good[1] + good[2],
		"no size":           good[0] + "many\n" + good[2],
		"negative size":     good[0] + "-1\n" + good[2],
		"size written long": good[0] + "0300\n" + good[2],
		"no root":           good[0] + good[1] + "AAAA\n",
		"spaces in title":   strings.Replace(good[0], " ", "  ", 1) + good[1] + good[2],
	} {
		signed, err := note.Sign(&note.Note{Text: text}, signer)
		if err != nil {
			t.Fatal(err)
		}
		if h, err := journal.ReadHead(string(signed), verifier); err == nil {
			t.Errorf("%s: read as %+v", name, h)
		}
	}
}
