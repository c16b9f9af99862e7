package message

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"hash"
)

// sum is a SHA-256 over nouns as JSON, one a line.
type sum struct {
	hash  hash.Hash
	lines *json.Encoder
}

func newSum() *sum { return sumOn(sha256.New()) }

func sumOn(h hash.Hash) *sum { return &sum{hash: h, lines: json.NewEncoder(h)} }

// digest takes the groups in turn. Those that came later stand under a name of
// their own, so that a batch without them has the digest it always had.
func digest(b *Batch) string {
	s := newSum()
	if p := b.passed.sum; p != nil {
		if c, err := p.hash.(hash.Cloner).Clone(); err == nil { // it always can
			s = sumOn(c)
		}
	}
	write(s, "", b.Items)
	write(s, "", b.Papers)
	write(s, "receptacles", b.Receptacles)
	write(s, "events", b.Events)
	write(s, "statuses", b.Statuses)
	write(s, "referrals", b.Referrals)
	return hex.EncodeToString(s.hash.Sum(nil))
}

func write[T any](s *sum, name string, group []T) {
	if name != "" && len(group) > 0 {
		_ = s.lines.Encode(name) // a hash takes everything and our nouns always encode
	}
	for i := range group {
		_ = s.lines.Encode(&group[i])
	}
}
