package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"postern/archive"
	"postern/journal/wire"
	"postern/sync/enrol"
)

// keys are what a hub knows alone: files in keys/. Hubs of one record have the
// same ones: they are copied by their keeper.
type keys struct {
	authority *enrol.Authority
	signer    note.Signer // of receipts
	public    string
	packs     note.Signer // of packs that come unsigned
	trust     []note.Verifier
	reader    *wire.Reader
	digest    []byte // keys the hashes in digests
}

const secretBytes = 32

// openKeys reads the keys; what is missing is made.
func openKeys(dir string, now time.Time) (k keys, err error) {
	if err := os.MkdirAll(filepath.Join(dir, "trusted"), 0o700); err != nil {
		return k, err
	}
	if k.authority, err = openAuthority(dir, now); err != nil {
		return k, err
	}
	if k.signer, k.public, err = openSigner(dir, "receipts", "hub.receipts"); err != nil {
		return k, err
	}
	var packs string
	if k.packs, packs, err = openSigner(dir, "packs", "hub.packs"); err != nil {
		return k, err
	}
	if k.trust, err = openTrusted(dir, packs); err != nil {
		return k, err
	}
	seed, err := openSecret(filepath.Join(dir, "sealing.secret"))
	if err != nil {
		return k, err
	}
	if k.reader, err = wire.NewReader(seed); err != nil {
		return k, err
	}
	k.digest, err = openSecret(filepath.Join(dir, "digest.secret"))
	return k, err
}

func openAuthority(dir string, now time.Time) (*enrol.Authority, error) {
	certFile, keyFile := filepath.Join(dir, "authority.crt"), filepath.Join(dir, "authority.key")
	cert, err := os.ReadFile(certFile) //nolint:gosec // the hub's own folder
	if err == nil {
		key, err := os.ReadFile(keyFile) //nolint:gosec // the hub's own folder
		if err != nil {
			return nil, err
		}
		return enrol.LoadAuthority(cert, key)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	a, err := enrol.NewAuthority("postern hub", now)
	if err != nil {
		return nil, err
	}
	cert, key, err := a.PEM()
	if err != nil {
		return nil, err
	}
	return a, errors.Join(archive.WriteFile(keyFile, key), archive.WriteFile(certFile, cert)) // the certificate last: it says that both are there
}

func openSigner(dir, file, name string) (note.Signer, string, error) {
	path := filepath.Join(dir, file)
	text, err := os.ReadFile(path + ".key") //nolint:gosec // the hub's own folder
	if errors.Is(err, fs.ErrNotExist) {
		private, public, err := note.GenerateKey(rand.Reader, name)
		if err != nil {
			return nil, "", err
		}
		text = []byte(private + "\n")
		if err := errors.Join(archive.WriteFile(path+".pub", []byte(public+"\n")), archive.WriteFile(path+".key", text)); err != nil {
			return nil, "", err
		}
	} else if err != nil {
		return nil, "", err
	}
	public, err := os.ReadFile(path + ".pub") //nolint:gosec // the hub's own folder
	if err != nil {
		return nil, "", err
	}
	s, err := note.NewSigner(strings.TrimSpace(string(text)))
	if err != nil {
		return nil, "", fmt.Errorf("%s.key: %w", path, err)
	}
	return s, strings.TrimSpace(string(public)), nil
}

// openTrusted reads the keys whose packs the hub publishes: its own and those
// in trusted/.
func openTrusted(dir, own string) ([]note.Verifier, error) {
	lines := []string{own}
	files, err := filepath.Glob(filepath.Join(dir, "trusted", "*.pub"))
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		text, err := os.ReadFile(f) //nolint:gosec // the hub's own folder
		if err != nil {
			return nil, err
		}
		lines = append(lines, strings.TrimSpace(string(text)))
	}
	var all []note.Verifier
	for _, line := range lines {
		v, err := note.NewVerifier(line)
		if err != nil {
			return nil, fmt.Errorf("trusted key %q: %w", line, err)
		}
		all = append(all, v)
	}
	return all, nil
}

func openSecret(path string) ([]byte, error) {
	text, err := os.ReadFile(path) //nolint:gosec // the hub's own folder
	if errors.Is(err, fs.ErrNotExist) {
		raw := make([]byte, secretBytes)
		_, _ = rand.Read(raw) // it never fails, see crypto/rand.Read
		return raw, archive.WriteFile(path, []byte(hex.EncodeToString(raw)+"\n"))
	}
	if err != nil {
		return nil, err
	}
	raw, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(raw) != secretBytes {
		return nil, fmt.Errorf("%s: not a key of %d bytes in hexadecimal; restore keys/ from its backup", path, secretBytes)
	}
	return raw, nil
}
