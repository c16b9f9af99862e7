package message

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

func digest(b *Batch) string {
	h := sha256.New()
	enc := json.NewEncoder(h)
	for i := range b.Items {
		_ = enc.Encode(&b.Items[i]) // a hash takes everything and our nouns always encode
	}
	for i := range b.Papers {
		_ = enc.Encode(&b.Papers[i])
	}
	return hex.EncodeToString(h.Sum(nil))
}
