package store

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"sync"

	"postern/journal"
	"postern/journal/wire"
	"postern/parcel"
)

const secretSize = 32

// keyring holds the data keys: one for each retention class and day, wrapped
// by the station's secret, so that destroying one shreds what it sealed.
type keyring struct {
	secret []byte
	hashes sync.Pool // keyed with the secret: keying costs as much as a name
	wrap   cipher.AEAD
	reader *wire.Reader // of data keys that others share with this station
	mu     sync.Mutex
	open   map[string]cipher.AEAD
	today  map[string]string // class and day -> id
}

func newKeyring(secret []byte) *keyring {
	reader, err := wire.NewReader(derive(secret, "read data keys"))
	if err != nil {
		panic(err) // our seeds have 32 bytes
	}
	return &keyring{reader: reader, secret: secret, wrap: aead(derive(secret, "wrap data keys")), open: map[string]cipher.AEAD{}, today: map[string]string{}}
}

// derive makes a key for one purpose of the station's secret.
func derive(secret []byte, purpose string) []byte {
	h := hmac.New(sha256.New, secret)
	h.Write([]byte(purpose))
	return h.Sum(nil)
}

// aead is AES-256-GCM that draws its nonces itself.
func aead(key []byte) cipher.AEAD {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // our keys have 32 bytes
	}
	gcm, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err)
	}
	return gcm
}

// current is the key of a class for a day, made when it is first wanted. It
// runs inside the writer's transaction.
func (k *keyring) current(ctx context.Context, w *writer, class journal.Class, day parcel.Day) (string, cipher.AEAD, error) {
	if class == journal.Plain {
		return "", nil, nil
	}
	slot := string(class) + "/" + string(day)
	k.mu.Lock()
	id := k.today[slot]
	k.mu.Unlock()
	if id != "" {
		key, err := k.sealing(ctx, w, id)
		return id, key, err
	}
	err := w.row(ctx, "SELECT id FROM datakey WHERE class = ? AND day = ? AND station = '' AND wrapped IS NOT NULL ORDER BY id LIMIT 1", class, day).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		id, err = k.create(ctx, w, class, day)
	}
	if err != nil {
		return "", nil, fmt.Errorf("data key of %s: %w", slot, err)
	}
	w.onCommit(func() {
		k.mu.Lock()
		k.today[slot] = id
		k.mu.Unlock()
	})
	key, err := k.sealing(ctx, w, id)
	return id, key, err
}

// sealing is a key to seal with: without it a body would be written plain.
func (k *keyring) sealing(ctx context.Context, w *writer, id string) (cipher.AEAD, error) {
	key, err := k.get(ctx, w.prepared, id)
	if err == nil && key == nil {
		err = fmt.Errorf("data key %s: %w", id, ErrShredded)
	}
	return key, err
}

func (k *keyring) create(ctx context.Context, w *writer, class journal.Class, day parcel.Day) (string, error) {
	var raw [secretSize + 8]byte
	w.db.opt.Random(raw[:])
	id := string(class) + "-" + string(day) + "-" + hex.EncodeToString(raw[secretSize:])
	wrapped := k.wrap.Seal(nil, nil, raw[:secretSize], []byte(id)) //nolint:gosec // the key draws its own nonce
	w.onCommit(func() { w.rekeyed = true })
	return id, w.exec(ctx, "INSERT INTO datakey (id, class, day, wrapped) VALUES (?, ?, ?, ?)", id, string(class), string(day), wrapped)
}

// get opens a data key; nil without an error where it was destroyed.
func (k *keyring) get(ctx context.Context, on *prepared, id string) (cipher.AEAD, error) {
	if id == "" {
		return nil, nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if key := k.open[id]; key != nil {
		return key, nil
	}
	var wrapped []byte
	err := on.row(ctx, "SELECT wrapped FROM datakey WHERE id = ?", id).Scan(&wrapped)
	if errors.Is(err, sql.ErrNoRows) || err == nil && wrapped == nil {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	raw, err := k.wrap.Open(nil, nil, wrapped, []byte(id))
	if err != nil {
		return nil, fmt.Errorf("data key %s was wrapped by another station's secret: restore keys/ from its backup", id)
	}
	k.open[id] = aead(raw)
	return k.open[id], nil
}

// blind is a keyed fingerprint of text, for indexes that must not tell it.
func (k *keyring) blind(purpose, text string) int64 {
	h, ok := k.hashes.Get().(hash.Hash)
	if !ok {
		h = hmac.New(sha256.New, k.secret)
	}
	defer k.hashes.Put(h)
	h.Reset()
	var room [256]byte
	var sum [sha256.Size]byte
	h.Write(append(append(append(room[:0], purpose...), 0), text...))
	return int64(binary.BigEndian.Uint64(h.Sum(sum[:0]))) //nolint:gosec // any 64 bits
}

// Seal packs and seals the bytes of a file for the archive with today's key of
// the class, and names the key.
func (db *DB) Seal(ctx context.Context, class journal.Class, plain []byte) (stored []byte, keyID string, err error) {
	if class == journal.Plain {
		return nil, "", errors.New("seal: the plain class has no key")
	}
	var id string
	var key cipher.AEAD
	if err := db.writer.do(ctx, func(ctx context.Context, w *writer) (err error) {
		id, key, err = db.keys.current(ctx, w, class, parcel.DayOf(db.opt.Now().UTC()))
		return err
	}); err != nil {
		return nil, "", fmt.Errorf("seal: %w", err)
	}
	return journal.SealFile(plain, key), id, nil
}

// Unseal gives back the bytes of an archived file, refusing more than most.
func (db *DB) Unseal(ctx context.Context, keyID string, stored []byte, most int) ([]byte, error) {
	key, err := db.keys.get(ctx, db.reads, keyID)
	if err != nil {
		return nil, fmt.Errorf("unseal: %w", err)
	}
	if key == nil {
		return nil, ErrShredded
	}
	return journal.OpenFile(stored, key, most)
}

// ErrShredded is for personal data whose key was destroyed.
var ErrShredded = errors.New("its data key was destroyed")
