package message

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// digest takes the groups in turn. Those that came later stand under a name of
// their own, so that a batch without them has the digest it always had.
func digest(b *Batch) string {
	h := sha256.New()
	enc := json.NewEncoder(h)
	write(enc, "", b.Items)
	write(enc, "", b.Papers)
	write(enc, "receptacles", b.Receptacles)
	write(enc, "events", b.Events)
	write(enc, "statuses", b.Statuses)
	write(enc, "referrals", b.Referrals)
	return hex.EncodeToString(h.Sum(nil))
}

func write[T any](enc *json.Encoder, name string, group []T) {
	if name != "" && len(group) > 0 {
		_ = enc.Encode(name) // a hash takes everything and our nouns always encode
	}
	for i := range group {
		_ = enc.Encode(&group[i])
	}
}
