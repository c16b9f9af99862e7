package export

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

const signedTitle = "postern export "

// maxSignature bounds a signature file in bytes.
const maxSignature = 1 << 20

// SignFile makes the signature that goes beside an exported file (FILE.sig): a
// signed note of the file's name, its SHA-256 and lines about what it holds,
// see ShiftLog.Lines. It vouches for every byte of the file.
func SignFile(name string, data []byte, lines []string, signer note.Signer) ([]byte, error) {
	var text strings.Builder
	text.WriteString(signedTitle + oneLine(name) + "\nsha256 " + digest(data) + "\n")
	for _, line := range lines {
		text.WriteString(oneLine(line) + "\n")
	}
	sig, err := note.Sign(&note.Note{Text: text.String()}, signer)
	if err != nil {
		return nil, fmt.Errorf("sign export %s: %w", name, err)
	}
	if len(sig) > maxSignature {
		return nil, fmt.Errorf("sign export %s: the signature would have %d bytes, more than %d", name, len(sig), maxSignature)
	}
	return sig, nil
}

// ErrChanged is for a file that is not the one that was signed.
var ErrChanged = errors.New("the file was changed: it is not the one that was signed")

// VerifyFile checks an exported file against the signature beside it. The
// file's name is not compared: files may be renamed.
func VerifyFile(data, sig []byte, key note.Verifier) error {
	if len(sig) > maxSignature {
		return fmt.Errorf("a signature of %d bytes: want at most %d", len(sig), maxSignature)
	}
	if key == nil {
		return errors.New("a signature is checked with the station's key: none was given")
	}
	n, err := note.Open(sig, note.VerifierList(key))
	if err != nil {
		return fmt.Errorf("the signature does not verify: %w", err)
	}
	title, rest, _ := strings.Cut(n.Text, "\n")
	sum, _, _ := strings.Cut(rest, "\n")
	sum, named := strings.CutPrefix(sum, "sha256 ")
	if !strings.HasPrefix(title, signedTitle) || !named {
		return errors.New("the signature is of something else than an exported file")
	}
	if sum != digest(data) {
		return ErrChanged
	}
	return nil
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
