package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
)

type backupAnswer struct {
	Events int      `json:"events"`
	Bytes  int64    `json:"bytes"`
	Unread []string `json:"unread,omitempty"` // message files whose items could not be read again
}

func (a backupAnswer) say(p *page) {
	p.say("%d events, %d bytes\n", a.Events, a.Bytes)
	for _, line := range a.Unread {
		p.say("  %s\n", cell(line, 300))
	}
}

// keyBackup is FILE.keys: what makes sealed bodies readable. It is kept apart
// from the journal, so that a key destroyed here lives in no old backup of it.
type keyBackup struct {
	Data  json.RawMessage   `json:"data"`  // wrapped data keys by id
	Files map[string][]byte `json:"files"` // of keys/
}

func (r *run) backupCommand() *cobra.Command {
	return &cobra.Command{
		Use: "backup FILE", Short: "Back up a working station: FILE, FILE.keys and FILE.archive/", Args: cobra.ExactArgs(1),
		Long: "Back up the station while it works. FILE is the journal; FILE.keys makes its sealed\n" +
			"parts readable: keep it apart, and only the newest; FILE.archive/ holds the message files,\n" +
			"the packs and the settings.",
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.with(cmd.Context(), func(ctx context.Context, s *station) error { return r.backup(ctx, s, args[0]) })
		},
	}
}

func (r *run) backup(ctx context.Context, s *station, file string) error {
	if _, err := os.Lstat(file); err == nil {
		return coded{fmt.Errorf("%s is there already: name another file", file), exitRefused}
	}
	wrapped, err := s.db.Backup(ctx, file)
	if err != nil {
		return err
	}
	k := keyBackup{Data: wrapped, Files: map[string][]byte{}}
	err = filepath.WalkDir(s.path("keys"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(s.path("keys"), path)
		if err != nil {
			return err
		}
		k.Files[name], err = os.ReadFile(path) //nolint:gosec // our own folder
		return err
	})
	if err != nil {
		return err
	}
	data, err := json.Marshal(k)
	if err != nil {
		return err
	}
	if err := errors.Join(writeFile(file+".keys", data), s.copyFiles(file+".archive")); err != nil {
		return err
	}
	events, err := s.db.Count(ctx)
	if err != nil {
		return err
	}
	st, err := os.Stat(file)
	if err != nil {
		return err
	}
	a := backupAnswer{Events: events, Bytes: st.Size()}
	return r.give(a, a.say)
}

// copyFiles copies what stands beside the database.
func (s *station) copyFiles(to string) error {
	for _, dir := range []string{"archive", "packs"} {
		if err := copyNew(s.path(dir), filepath.Join(to, dir)); err != nil {
			return err
		}
	}
	settings, err := os.ReadFile(s.path(settingsFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return errors.Join(err, writeFile(filepath.Join(to, settingsFile), settings))
}

const unfinished = "unfinished" // where the archive writes a file before it names it

// copyNew copies the files of a folder that the other does not have yet.
func copyNew(from, to string) error {
	if _, err := os.Stat(from); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && d.Name() == unfinished {
			return fs.SkipDir // files that are just being written
		}
		name, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, name)
		if d.IsDir() {
			return os.MkdirAll(target, 0o700)
		}
		if _, err := os.Stat(target); err == nil {
			return nil
		}
		data, err := os.ReadFile(path) //nolint:gosec // our own folder
		if err != nil {
			return err
		}
		return writeFile(target, data)
	})
}
