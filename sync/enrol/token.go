package enrol

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"strings"
)

// secretSize is that of a token's secret, in bytes.
const secretSize = 32

// Token lets one station enrol once.
type Token struct {
	Secret [secretSize]byte  // of which the hub keeps the hash
	CA     [sha256.Size]byte // SHA-256 of the authority's certificate (DER)
	Hub    string            // address, host:port
}

// ErrToken is for a text that is no token.
var ErrToken = errors.New("this is no enrolment token: copy it again, whole")

const (
	tokenMark = "PT1" // and all of it in capitals and digits: a QR code packs these tightly
	mostHub   = 128   // bytes of an address
	checkSize = crc32.Size
)

var tokenText = base32.StdEncoding.WithPadding(base32.NoPadding) //nolint:gochecknoglobals // constant

// Hash is what the hub keeps of the token.
func (t Token) Hash() [sha256.Size]byte { return sha256.Sum256(t.Secret[:]) }

// String writes the token as text, with a checksum against slips of the pen.
func (t Token) String() string {
	b := append(append(t.Secret[:len(t.Secret):len(t.Secret)], t.CA[:]...), t.Hub...)
	return tokenMark + tokenText.EncodeToString(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b)))
}

// ParseToken reads a token's text; case, spaces and dashes do not matter.
func ParseToken(s string) (Token, error) {
	s = strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "\n", "", "\r", "", "\t", "").Replace(s))
	s, marked := strings.CutPrefix(s, tokenMark)
	const fixed = secretSize + sha256.Size
	if !marked || len(s) > tokenText.EncodedLen(fixed+mostHub+checkSize) {
		return Token{}, ErrToken
	}
	b, err := tokenText.DecodeString(s)
	if err != nil || len(b) < fixed+1+checkSize {
		return Token{}, ErrToken
	}
	b, sum := b[:len(b)-checkSize], b[len(b)-checkSize:]
	if crc32.ChecksumIEEE(b) != binary.BigEndian.Uint32(sum) {
		return Token{}, ErrToken
	}
	t := Token{Hub: string(b[fixed:])}
	copy(t.Secret[:], b)
	copy(t.CA[:], b[secretSize:])
	if t.String() != tokenMark+s { // one token, one text
		return Token{}, ErrToken
	}
	return t, nil
}
