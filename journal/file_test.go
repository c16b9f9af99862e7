package journal_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"testing"

	"postern/journal"
)

func TestAFileOfAnySizeOpensWithinItsOwnSize(t *testing.T) {
	block, err := aes.NewCipher(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	key, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{0, 1, 199, 300, 1_000, 70_000, 3_000_000} {
		plain := bytes.Repeat([]byte("parcel "), size/7+1)[:size]
		stored := journal.SealFile(plain, key)
		got, err := journal.OpenFile(stored, key, size)
		if err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%d bytes: got %d, %v", size, len(got), err)
		}
		if size == 0 {
			continue
		}
		if _, err := journal.OpenFile(stored, key, size-1); !errors.Is(err, journal.ErrSize) {
			t.Errorf("%d bytes within %d: %v, want %v", size, size-1, err, journal.ErrSize)
		}
	}
}
