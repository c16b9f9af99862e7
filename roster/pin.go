package roster

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
)

// Cost is how dear a PIN is to guess (argon2id, RFC 9106).
type Cost struct {
	Memory uint32 // KiB
	Time   uint32
}

// DefaultCost takes about a sixth of a second on an ordinary desk machine.
func DefaultCost() Cost { return Cost{Memory: 64 << 10, Time: 3} }

const (
	leastPIN = 4
	mostPIN  = 64
	saltSize = 16
	hashSize = 32
)

// ErrPIN is for a PIN that cannot be one.
var ErrPIN = errors.New("a PIN has 4 to 64 characters")

// verifier makes what is kept of a PIN: the argon2id of it under a salt, mixed
// with the station's pepper, so that the journal alone is no use for guessing.
func (r *Roster) verifier(pin string) (string, error) {
	if err := checkPIN(pin); err != nil {
		return "", err
	}
	salt := make([]byte, saltSize)
	r.opt.Random(salt)
	c := r.opt.Cost
	hash := argon2.IDKey(r.pepper(pin), salt, c.Time, c.Memory, 1, hashSize)
	return fmt.Sprintf("argon2id$%d$%d$%s$%s", c.Memory, c.Time,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(hash)), nil
}

func checkPIN(pin string) error {
	if n := utf8.RuneCountInString(pin); n < leastPIN || n > mostPIN {
		return ErrPIN
	}
	return nil
}

// matches checks a PIN against its verifier. One that this program cannot read
// matches nothing.
func (r *Roster) matches(pin, verifier string) bool {
	var c Cost
	parts := strings.Split(verifier, "$")
	if len(parts) != 5 || parts[0] != "argon2id" {
		return false
	}
	if _, err := fmt.Sscanf(parts[1]+" "+parts[2], "%d %d", &c.Memory, &c.Time); err != nil || c.Memory > 1<<20 || c.Time == 0 || c.Time > 64 {
		return false
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[3])
	want, err2 := base64.RawStdEncoding.DecodeString(parts[4])
	if err1 != nil || err2 != nil || len(want) != hashSize {
		return false
	}
	got := argon2.IDKey(r.pepper(pin), salt, c.Time, c.Memory, 1, hashSize)
	return subtle.ConstantTimeCompare(got, want) == 1
}

func (r *Roster) pepper(pin string) []byte {
	h := hmac.New(sha256.New, r.opt.Pepper)
	h.Write([]byte(pin))
	return h.Sum(nil)
}
