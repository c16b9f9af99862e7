package journal

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Head is the root of a station's journal at a size, with lines of text about
// the shift whose close it signs.
type Head struct {
	Station string
	Epoch   Epoch
	Size    uint64
	Root    tlog.Hash
	Lines   []string // "key value", no line breaks
}

// Text is the note text of the head, as it is signed: a title, size, root and
// the lines. Not tlog's own form, whose title names another kind of tree.
func (h Head) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "postern journal %s %s\n%d\n%s\n", h.Station, h.Epoch, h.Size, h.Root)
	for _, line := range h.Lines {
		b.WriteString(strings.Map(oneLine, line) + "\n")
	}
	return b.String()
}

func oneLine(r rune) rune {
	if r < ' ' || r == 0x7f {
		return ' '
	}
	return r
}

// Sign makes the signed note of a head (golang.org/x/mod/sumdb/note, Ed25519).
func (h Head) Sign(signer note.Signer) (string, error) {
	signed, err := note.Sign(&note.Note{Text: h.Text()}, signer)
	if err != nil {
		return "", fmt.Errorf("sign head %d: %w", h.Size, err)
	}
	return string(signed), nil
}

// ReadHead checks the signature of a head and reads it.
func ReadHead(signed string, key note.Verifier) (Head, error) {
	n, err := note.Open([]byte(signed), note.VerifierList(key))
	if err != nil {
		return Head{}, fmt.Errorf("the signature of the head does not verify: %w", err)
	}
	if len(n.UnverifiedSigs) > 0 || string(canonical(n)) != signed { // one head, one note: base64 has unused bits
		return Head{}, errors.New("the signature of the head is not written as notes are")
	}
	return parseHead(n.Text)
}

// canonical writes an opened note again, its signature in the one right form.
func canonical(n *note.Note) []byte {
	for i, s := range n.Sigs {
		raw, err := base64.StdEncoding.DecodeString(s.Base64)
		if err != nil {
			return nil
		}
		n.Sigs[i].Base64 = base64.StdEncoding.EncodeToString(raw)
	}
	written, err := note.Sign(n)
	if err != nil {
		return nil
	}
	return written
}

func parseHead(text string) (Head, error) {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(lines) < 3 {
		return Head{}, fmt.Errorf("a head has at least 3 lines, not %d", len(lines))
	}
	title := strings.Fields(lines[0])
	if len(title) != 4 || title[0] != "postern" || title[1] != "journal" {
		return Head{}, fmt.Errorf("%q is not the title of a journal head", lines[0])
	}
	epoch, err := ParseEpoch(title[3])
	if err != nil {
		return Head{}, err
	}
	size, err := strconv.ParseUint(lines[1], 10, 63)
	if err != nil {
		return Head{}, fmt.Errorf("size of head: %w", err)
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return Head{}, fmt.Errorf("%q is not the root of a head", lines[2])
	}
	h := Head{Station: title[2], Epoch: epoch, Size: size, Root: tlog.Hash(root), Lines: lines[3:]}
	if h.Text() != text { // one head, one text
		return Head{}, fmt.Errorf("the head of %d events is not written as heads are", size)
	}
	return h, nil
}
