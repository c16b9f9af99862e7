package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/mod/sumdb/note"

	"postern/archive"
	"postern/export"
	"postern/journal"
	"postern/store"
	"postern/sync/bundle"
)

// verifyAnswer says whether evidence is what it claims to be.
type verifyAnswer struct {
	OK       bool         `json:"ok"`
	Events   int          `json:"events"`
	Head     string       `json:"head"`
	FirstBad *journal.Bad `json:"first_bad"`
	Key      string       `json:"key,omitempty"`   // whose signature it stands on
	Notes    []string     `json:"notes,omitempty"` // what was not checked
}

func (r *run) verifyCommand() *cobra.Command {
	var keyFile string
	cmd := &cobra.Command{
		Use: "verify PATH", Short: "Verify a station folder, an exported shift log or a bundle, offline", Args: cobra.ExactArgs(1),
		Long: "Verify that no event was changed, left out or put in order anew, and that the signatures hold.\n" +
			"Without --key the key is taken from what is verified: that shows that it agrees with itself, not who made it.",
		RunE: func(cmd *cobra.Command, args []string) error {
			a, err := r.verify(cmd.Context(), args[0], keyFile)
			if err != nil {
				return err
			}
			told := r.give(a, a.say)
			if told == nil && !a.OK {
				return silent(exitRefused)
			}
			return told
		},
	}
	cmd.Flags().StringVar(&keyFile, "key", "", "file with the station's public key (keys/station.pub)")
	return cmd
}

func (a verifyAnswer) say(p *page) {
	if a.OK {
		p.say("verified: %d events, head %s\n", a.Events, a.Head)
	} else {
		p.say("DOES NOT VERIFY: event %d: %s\n", a.FirstBad.Seq, cell(a.FirstBad.Why, 300))
	}
	if a.Key != "" {
		p.say("under the key %s\n", cell(a.Key, 200))
	}
	for _, n := range a.Notes {
		p.say("note: %s\n", cell(n, 300))
	}
}

func (r *run) verify(ctx context.Context, path, keyFile string) (verifyAnswer, error) {
	var key note.Verifier
	if keyFile != "" {
		line, err := readLine(keyFile)
		if err != nil {
			return verifyAnswer{}, err
		}
		if key, err = note.NewVerifier(line); err != nil {
			return verifyAnswer{}, usage("--key " + keyFile + ": " + err.Error())
		}
	}
	st, err := os.Stat(path)
	switch {
	case err != nil:
		return verifyAnswer{}, err
	case st.IsDir():
		return r.verifyFolder(ctx, path, key)
	}
	if begins(path, bundle.Title) {
		data, err := readBounded(path, bundle.MaxFile)
		if err != nil {
			return verifyAnswer{}, err
		}
		return r.verifyBundle(data, key)
	}
	return r.verifyFile(path, key)
}

// begins reports whether a file begins with a text.
func begins(path, text string) bool {
	f, err := os.Open(path) //nolint:gosec // named by the user
	if err != nil {
		return false
	}
	defer f.Close() //nolint:errcheck // read only
	head := make([]byte, len(text))
	_, err = io.ReadFull(f, head)
	return err == nil && string(head) == text
}

// verifyFolder checks a station's journal and its archive. It needs none of
// the station's secrets.
func (r *run) verifyFolder(ctx context.Context, dir string, key note.Verifier) (_ verifyAnswer, err error) {
	path := filepath.Join(dir, "postern.db")
	if _, err := os.Stat(path); err != nil {
		return verifyAnswer{}, coded{fmt.Errorf("%s is no station's folder: %w", dir, err), exitNotFound}
	}
	if key == nil {
		line, err := readLine(filepath.Join(dir, "keys", "station.pub"))
		if err == nil {
			key, err = note.NewVerifier(line)
		}
		if err != nil {
			return verifyAnswer{}, fmt.Errorf("no key to verify with; give --key FILE: %w", err)
		}
	}
	secret, err := readSecret(filepath.Join(dir, "keys", "station.secret"))
	knows := err == nil
	if !knows {
		secret = make([]byte, secretBytes)
	}
	db, err := r.examine(ctx, path, secret)
	if err != nil {
		return damaged(key, err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	v, err := db.Verify(ctx, key)
	if store.IsDamaged(err) {
		return damaged(key, err)
	}
	a := verifyAnswer{OK: err == nil && v.Bad == nil, Events: v.Events, Head: v.Head, FirstBad: v.Bad, Key: key.Name()}
	if err != nil || !a.OK {
		return a, err
	}
	return a, verifyArchive(ctx, dir, db, knows, &a)
}

// damaged is what is said of a database that cannot be read: it does not
// verify.
func damaged(key note.Verifier, err error) (verifyAnswer, error) {
	if !store.IsDamaged(err) {
		return verifyAnswer{}, err
	}
	return verifyAnswer{Key: key.Name(), FirstBad: &journal.Bad{Why: "the database file is damaged: " + err.Error()}}, nil
}

// verifyArchive reads every archived file against its name.
func verifyArchive(ctx context.Context, dir string, db *store.DB, knows bool, a *verifyAnswer) error {
	if _, err := os.Stat(filepath.Join(dir, "archive")); errors.Is(err, fs.ErrNotExist) && !knows {
		return nil // a copy of the database alone
	}
	files := archive.At(filepath.Join(dir, "archive"))
	for name, err := range files.Names() {
		if errors.Is(err, fs.ErrNotExist) {
			break // the files that are named are missed below
		}
		if err != nil {
			return err
		}
		var damaged *archive.DamagedError
		if _, err := files.Get(ctx, name); errors.As(err, &damaged) {
			a.OK, a.FirstBad = false, &journal.Bad{Why: damaged.Error()}
			return nil
		} else if err != nil {
			return err
		}
	}
	if !knows {
		return nil // the names of the files stand in sealed bodies
	}
	return verifyKept(ctx, db, files, a)
}

// verifyKept looks for the file of every message that the journal names.
func verifyKept(ctx context.Context, db *store.DB, files *archive.Archive, a *verifyAnswer) error {
	missing := errors.New("missing") // ends the walk
	err := db.All(ctx, func(e journal.Event) error {
		if e.Station != db.Station() { // its files lie there
			return nil
		}
		for _, name := range filesOf(e) {
			kept, err := files.Has(name)
			if err == nil && !kept {
				a.OK, a.FirstBad = false, &journal.Bad{Seq: e.Seq, Why: "its file " + name + " is missing from the archive"}
				err = missing
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if errors.Is(err, missing) {
		return nil
	}
	return err
}

// filesOf are the files in the archive that an event of this station names.
func filesOf(e journal.Event) []string {
	switch b := e.Body.(type) {
	case journal.MessageReceived:
		return []string{b.Archive}
	case journal.FileAttached:
		return slices.DeleteFunc([]string{b.Preview.Archive, b.Original.Archive}, func(s string) bool { return s == "" })
	default:
		return nil
	}
}

// verifyFile checks an exported log: a JSON log by its own proof, any format
// by the signature beside it.
func (r *run) verifyFile(path string, key note.Verifier) (verifyAnswer, error) {
	const most = 1 << 30
	if st, err := os.Stat(path); err != nil || st.Size() > most {
		return verifyAnswer{}, errors.Join(err, coded{fmt.Errorf("%s is too large to be a shift log", path), exitBadInput})
	}
	data, err := os.ReadFile(path) //nolint:gosec // named by the user
	if err != nil {
		return verifyAnswer{}, err
	}
	if strings.HasPrefix(strings.TrimSpace(string(data[:min(len(data), 16)])), "{") {
		v, err := export.VerifyShift(data, key)
		if err != nil {
			return verifyAnswer{}, coded{err, exitBadInput}
		}
		a := verifyAnswer{OK: v.OK, Events: v.Events, Head: v.Head, FirstBad: v.FirstBad, Key: v.Key, Notes: v.Notes}
		return a, a.beside(path, data, key)
	}
	return verifySigned(path, data, key)
}

// beside holds a log against the signature that lies beside it: it vouches for
// the officers' own words too, which the log's proof does not cover.
func (a *verifyAnswer) beside(path string, data []byte, key note.Verifier) error {
	if !a.OK {
		return nil
	}
	sig, err := os.ReadFile(path + ".sig") //nolint:gosec // named by the user
	if errors.Is(err, fs.ErrNotExist) {
		a.Notes = append(a.Notes, "grounds, finding texts and names are vouched for by "+filepath.Base(path)+".sig, which is not here")
		return nil
	}
	if err != nil {
		return err
	}
	if key == nil {
		if key, err = note.NewVerifier(a.Key); err != nil {
			return err
		}
	}
	if err := export.VerifyFile(data, sig, key); err != nil {
		a.OK, a.FirstBad = false, &journal.Bad{Why: err.Error()}
	}
	return nil
}

func verifySigned(path string, data []byte, key note.Verifier) (verifyAnswer, error) {
	sig, err := os.ReadFile(path + ".sig") //nolint:gosec // named by the user
	if err != nil {
		if filepath.Base(path) == "postern.db" {
			return verifyAnswer{}, usage("a station is verified as a whole: give its folder, " + filepath.Dir(path))
		}
		return verifyAnswer{}, fmt.Errorf("a log of this format is checked with the signature beside it: %w", err)
	}
	if key == nil {
		return verifyAnswer{}, usage("a log of this format does not hold its key: give --key FILE (keys/station.pub of the station)")
	}
	if err := export.VerifyFile(data, sig, key); err != nil {
		return verifyAnswer{FirstBad: &journal.Bad{Why: err.Error()}, Key: key.Name()}, nil //nolint:nilerr // that is the answer
	}
	return verifyAnswer{OK: true, Key: key.Name()}, nil
}
