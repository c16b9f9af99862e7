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

	"golang.org/x/mod/sumdb/note"
)

// keys are what the station knows alone: files in keys/, readable by it only.
type keys struct {
	secret []byte        // wraps data keys, keys blind indexes and PINs
	draw   []byte        // makes the random draws
	signer note.Signer   // the station's: heads and exports
	public string        // its verifier key
	packs  note.Signer   // signs rule packs made here
	trust  []string      // verifier keys whose packs are adopted
	check  note.Verifier // of public
}

const secretBytes = 32

var errNoStation = errors.New("no station here")

// makeKeys writes the keys of a new station. Keys that are there stay.
func makeKeys(dir, station string) error {
	if err := os.MkdirAll(filepath.Join(dir, "trusted"), 0o700); err != nil {
		return err
	}
	for _, name := range []string{"station.secret", "draw.secret"} {
		raw := make([]byte, secretBytes)
		random(raw)
		if err := writeOnce(filepath.Join(dir, name), hex.EncodeToString(raw)+"\n"); err != nil {
			return err
		}
	}
	for file, name := range map[string]string{"station": "postern." + station, "pack": "packs." + station} {
		private, public, err := note.GenerateKey(rand.Reader, name)
		if err != nil {
			return err
		}
		path := filepath.Join(dir, file)
		if _, err := os.Stat(path + ".key"); err == nil {
			continue
		}
		if err := errors.Join(writeOnce(path+".pub", public+"\n"), writeOnce(path+".key", private+"\n")); err != nil {
			return err
		}
	}
	return syncDir(dir)
}

func readKeys(dir string) (keys, error) {
	var k keys
	var err error
	if k.secret, err = readSecret(filepath.Join(dir, "station.secret")); err != nil {
		return k, err
	}
	if k.draw, err = readSecret(filepath.Join(dir, "draw.secret")); err != nil {
		return k, err
	}
	if k.signer, err = readSigner(filepath.Join(dir, "station.key")); err != nil {
		return k, err
	}
	if k.packs, err = readSigner(filepath.Join(dir, "pack.key")); err != nil {
		return k, err
	}
	if k.public, err = readLine(filepath.Join(dir, "station.pub")); err != nil {
		return k, err
	}
	if k.check, err = note.NewVerifier(k.public); err != nil {
		return k, fmt.Errorf("%s: %w", filepath.Join(dir, "station.pub"), err)
	}
	k.trust, err = readTrusted(dir)
	return k, err
}

// readTrusted lists the keys whose packs this station adopts: its own and
// those in trusted/.
func readTrusted(dir string) ([]string, error) {
	own, err := readLine(filepath.Join(dir, "pack.pub"))
	if err != nil {
		return nil, err
	}
	all := []string{own}
	files, err := filepath.Glob(filepath.Join(dir, "trusted", "*.pub"))
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		line, err := readLine(f)
		if err != nil {
			return nil, err
		}
		all = append(all, line)
	}
	return all, nil
}

// verifiers makes the trusted keys usable; one that is no key is named.
func verifiers(lines []string) (note.Verifiers, error) {
	var all []note.Verifier
	for _, line := range lines {
		v, err := note.NewVerifier(line)
		if err != nil {
			return nil, fmt.Errorf("trusted key %q: %w", line, err)
		}
		all = append(all, v)
	}
	return note.VerifierList(all...), nil
}

func readSecret(path string) ([]byte, error) {
	line, err := readLine(path)
	if err != nil {
		return nil, err
	}
	raw, err := hex.DecodeString(line)
	if err != nil || len(raw) != secretBytes {
		return nil, fmt.Errorf("%s: not a key of %d bytes in hexadecimal; restore keys/ from its backup", path, secretBytes)
	}
	return raw, nil
}

func readSigner(path string) (note.Signer, error) {
	line, err := readLine(path)
	if err != nil {
		return nil, err
	}
	signer, err := note.NewSigner(line)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return signer, nil
}

func readLine(path string) (string, error) {
	data, err := os.ReadFile(path) //nolint:gosec // our own folder, or named by the user
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("%s is missing: %w", path, err)
	}
	return strings.TrimSpace(string(data)), err
}

// writeOnce writes a private file durably; one that is there stays.
func writeOnce(path, text string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) //nolint:gosec // our own folder
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Sync(), f.Close())
}

func syncDir(dir string) error {
	f, err := os.Open(dir) //nolint:gosec // our own folder
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
