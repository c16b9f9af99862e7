package wire

import (
	"crypto/ecdh"
	"crypto/hpke"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"postern/journal"
	"postern/parcel"
)

// Reader opens data keys that were sealed for it (HPKE, RFC 9180: X25519,
// HKDF-SHA256, AES-256-GCM).
type Reader struct{ private hpke.PrivateKey }

// NewReader makes the key pair that follows from a seed of 32 secret bytes.
func NewReader(seed []byte) (*Reader, error) {
	private, err := hpke.DHKEM(ecdh.X25519()).DeriveKeyPair(seed)
	if err != nil {
		return nil, fmt.Errorf("key to read data keys with: %w", err)
	}
	return &Reader{private}, nil
}

// Public is what others seal with.
func (r *Reader) Public() []byte { return r.private.PublicKey().Bytes() }

// Open gives the data key that was sealed for this reader.
func (r *Reader) Open(k Key) ([]byte, error) {
	raw, err := hpke.Open(r.private, hpke.HKDFSHA256(), hpke.AES256GCM(), k.bound(), k.Sealed)
	if err != nil {
		return nil, fmt.Errorf("data key %s was not sealed for this reader: %w", parcel.Excerpt(k.ID), err)
	}
	return raw, nil
}

// SealKey seals a data key for the reader of a public key.
func SealKey(id string, class journal.Class, day parcel.Day, raw, public []byte) (Key, error) {
	k := Key{ID: id, Class: class, Day: day, For: KeyName(public)}
	reader, err := hpke.DHKEM(ecdh.X25519()).NewPublicKey(public)
	if err == nil {
		k.Sealed, err = hpke.Seal(reader, hpke.HKDFSHA256(), hpke.AES256GCM(), k.bound(), raw)
	}
	if err != nil {
		return Key{}, fmt.Errorf("seal data key %s: %w", parcel.Excerpt(id), err)
	}
	return k, nil
}

// Reseal opens a key and seals it for another reader: what a hub does for the
// stations that may read.
func (r *Reader) Reseal(k Key, public []byte) (Key, error) {
	raw, err := r.Open(k)
	if err != nil {
		return Key{}, err
	}
	return SealKey(k.ID, k.Class, k.Day, raw, public)
}

// bound ties a sealed key to its name, so that it opens under no other.
func (k Key) bound() []byte {
	return []byte("postern data key " + k.ID + " " + string(k.Class) + " " + string(k.Day))
}

// KeyName is a short name of a public key.
func KeyName(public []byte) string {
	sum := sha256.Sum256(public)
	return hex.EncodeToString(sum[:8])
}
