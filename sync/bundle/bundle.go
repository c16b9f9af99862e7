// Package bundle is the link by stick: the same batches, receipts and messages
// as on the line, in one signed file, for places with no line at all. The same
// file may be read any number of times, in any order with others.
//
// A file is a signed manifest (golang.org/x/mod/sumdb/note) that names every
// part by kind, place in its stream, length and SHA-256, and then the parts.
// It computes: who may be believed, and what becomes of the parts, is for the
// caller. What does not verify is refused whole, before any part is given.
package bundle

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"postern/journal"
	"postern/journal/wire"
	"postern/sync/link"
)

// Bounds of a file.
const (
	MaxFile     = 1 << 30
	maxManifest = 4 << 20
	maxParts    = 20_000
)

// Title is how every bundle begins.
const Title = "postern bundle 1\n"

// ErrBundle is for a file that is no bundle, or not the one that was signed.
var ErrBundle = errors.New("not a bundle as it was signed")

// Bundle is what a stick carries: what a station hands in (events, to no
// stream), or what a hub gives back.
type Bundle struct {
	From  string        // name of the station, or of the hub
	Epoch journal.Epoch // of the station; zero for a hub
	At    time.Time
	Parts []link.Message
}

// Write writes a bundle under a signature.
func Write(w io.Writer, b Bundle, signer note.Signer) error {
	var m strings.Builder
	fmt.Fprintf(&m, "postern bundle %s %s\n%d\n", b.From, b.Epoch, b.At.UnixMilli())
	for _, p := range b.Parts {
		sum := sha256.Sum256(p.Body)
		fmt.Fprintf(&m, "part %s %d %s %s %s %d %s\n", p.Kind, len(p.Body), hex.EncodeToString(sum[:]),
			strconv.QuoteToASCII(p.Stream), strconv.QuoteToASCII(p.Created), p.Seq, strconv.QuoteToASCII(p.Name))
	}
	signed, err := note.Sign(&note.Note{Text: m.String()}, signer)
	if err != nil {
		return fmt.Errorf("sign the bundle: %w", err)
	}
	if len(signed) > maxManifest || len(b.Parts) > maxParts {
		return fmt.Errorf("bundle of %d parts: %w", len(b.Parts), journal.ErrSize)
	}
	if _, err := fmt.Fprintf(w, "%s%d\n%s", Title, len(signed), signed); err != nil {
		return err
	}
	for _, p := range b.Parts {
		if _, err := w.Write(p.Body); err != nil {
			return err
		}
	}
	return nil
}

// Signer is the name of the key that a bundle says it was signed with, before
// anything is believed.
func Signer(data []byte) (string, error) {
	manifest, _, err := split(data)
	if err != nil {
		return "", err
	}
	n, err := note.Open(manifest, note.VerifierList())
	var unverified *note.UnverifiedNoteError
	if errors.As(err, &unverified) && len(unverified.Note.UnverifiedSigs) > 0 {
		return unverified.Note.UnverifiedSigs[0].Name, nil
	}
	if err == nil && len(n.Sigs) > 0 {
		return n.Sigs[0].Name, nil
	}
	return "", fmt.Errorf("%w: it bears no signature", ErrBundle)
}

// Read checks a bundle against the keys that are believed, and gives it with
// the name of the key.
func Read(data []byte, keys note.Verifiers) (Bundle, string, error) {
	manifest, rest, err := split(data)
	if err != nil {
		return Bundle{}, "", err
	}
	n, err := note.Open(manifest, keys)
	if err != nil {
		return Bundle{}, "", fmt.Errorf("%w: %w", ErrBundle, err)
	}
	b, err := parse(n.Text, rest)
	if err != nil {
		return Bundle{}, "", fmt.Errorf("%w: %w", ErrBundle, err)
	}
	return b, n.Sigs[0].Name, nil
}

func split(data []byte) (manifest, rest []byte, err error) {
	rest, is := bytes.CutPrefix(data, []byte(Title))
	length, rest, cut := bytes.Cut(rest, []byte("\n"))
	size, err := strconv.ParseUint(string(length), 10, 32)
	if !is || !cut || err != nil || size > maxManifest || size > uint64(len(rest)) || len(data) > MaxFile {
		return nil, nil, fmt.Errorf("%w: it does not begin as one", ErrBundle)
	}
	return rest[:size], rest[size:], nil
}

func parse(text string, rest []byte) (b Bundle, err error) {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	title := strings.Fields(lines[0])
	if len(lines) < 2 || len(lines) > maxParts+2 || len(title) != 4 || title[0] != "postern" || title[1] != "bundle" {
		return b, errors.New("another title")
	}
	b.From = title[2]
	if b.Epoch, err = journal.ParseEpoch(title[3]); err != nil {
		return b, err
	}
	ms, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return b, err
	}
	b.At = time.UnixMilli(ms)
	for i, line := range lines[2:] {
		var p link.Message
		if p, rest, err = part(line, rest); err != nil {
			return b, fmt.Errorf("part %d: %w", i+1, err)
		}
		b.Parts = append(b.Parts, p)
	}
	if len(rest) != 0 {
		return b, errors.New("more than its parts")
	}
	return b, nil
}

func part(line string, rest []byte) (p link.Message, after []byte, err error) {
	var size uint64
	var kind, sum string
	if n, err := fmt.Sscanf(line, "part %s %d %s %q %q %d %q", &kind, &size, &sum, &p.Stream, &p.Created, &p.Seq, &p.Name); err != nil || n != 7 {
		return p, nil, errors.New("the manifest does not say what it is")
	}
	p.Kind = link.Kind(kind)
	if size > uint64(len(rest)) {
		return p, nil, errors.New("the file is cut")
	}
	p.Body = rest[:size:size]
	if got := sha256.Sum256(p.Body); hex.EncodeToString(got[:]) != sum {
		return p, nil, errors.New("its bytes were changed")
	}
	return p, rest[size:], nil
}

// Events is how a station hands in a batch.
func Events(b wire.Batch) (link.Message, error) {
	packed, err := b.Pack()
	return link.Message{Kind: link.KindEvents, Body: packed}, err
}
