package risk

import (
	"errors"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// ErrSignature is returned for a signature that does not fit the pack or the
// keys that are trusted.
var ErrSignature = errors.New("the pack's signature is not good")

// SignPack signs a pack file: an Ed25519 signed note (golang.org/x/mod/sumdb/note)
// over its id, version and SHA-256. The signature is stored beside the pack,
// as FILE.sig.
func SignPack(data []byte, signer note.Signer) ([]byte, error) {
	text, err := attestation(data)
	if err != nil {
		return nil, err
	}
	sig, err := note.Sign(&note.Note{Text: text}, signer)
	if err != nil {
		return nil, fmt.Errorf("sign the pack: %w", err)
	}
	return sig, nil
}

// VerifyPack answers the name of the signer, or ErrSignature.
func VerifyPack(data, sig []byte, keys note.Verifiers) (string, error) {
	text, err := attestation(data)
	if err != nil {
		return "", err
	}
	n, err := note.Open(sig, keys)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrSignature, err)
	}
	if n.Text != text {
		return "", fmt.Errorf("%w: it is for another file", ErrSignature)
	}
	return n.Sigs[0].Name, nil
}

// attestation is the text that is signed.
func attestation(data []byte) (string, error) {
	p, problems := ParsePack("", data)
	if p == nil || !isName(p.ID) || !isVersion(p.Version) {
		return "", fmt.Errorf("the pack has no id and version that can be signed: %v", problems)
	}
	return fmt.Sprintf("postern pack %s %s\nsha256 %s\n", p.ID, p.Version, p.Digest), nil
}

// CheckAdoption says why a pack may not take the place of the one in force
// (nil for none); the one in force then stays. The same file again is fine.
func CheckAdoption(next, inForce *Pack, now time.Time) error {
	switch {
	case next.Expired(now):
		return fmt.Errorf("pack %s expired on %s", next.Name(), next.ValidUntil)
	case next.Early(now):
		return fmt.Errorf("pack %s is not valid before %s", next.Name(), next.ValidFrom)
	case inForce == nil || inForce.ID != next.ID || inForce.Digest == next.Digest:
		return nil
	case CompareVersions(next.Version, inForce.Version) <= 0:
		return fmt.Errorf("pack %s is not newer than version %s in force", next.Name(), inForce.Version)
	}
	return nil
}
