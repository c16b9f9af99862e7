package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"postern/journal"
)

type backupAnswer struct {
	Events int   `json:"events"`
	Bytes  int64 `json:"bytes"`
}

func (a backupAnswer) say(p *page) {
	p.say("%d events, %d bytes\n", a.Events, a.Bytes)
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
		Long: "Back up the station while it works. FILE is the journal and the lists; FILE.keys makes its sealed\n" +
			"parts readable: keep it apart, and only the newest; FILE.archive/ holds the message files and packs.",
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
	if err := errors.Join(writeFile(file+".keys", data), copyNew(s.path("archive"), file+".archive/archive"), copyNew(s.path("packs"), file+".archive/packs")); err != nil {
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

// copyNew copies the files of a folder that the other does not have yet.
func copyNew(from, to string) error {
	if _, err := os.Stat(from); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
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

func (r *run) restoreCommand() *cobra.Command {
	return &cobra.Command{
		Use: "restore FILE", Short: "Make a station of a backup, under a new epoch", Args: cobra.ExactArgs(1),
		Long: "Make a station of a backup in an empty data folder (--data), under a new epoch, so that no event\n" +
			"written since the backup can be mistaken for a new one. FILE.keys and FILE.archive/ stand beside FILE.",
		RunE: func(cmd *cobra.Command, args []string) error { return r.restore(cmd.Context(), args[0]) },
	}
}

func (r *run) restore(ctx context.Context, file string) (err error) {
	dir, err := r.folder()
	if err != nil {
		return err
	}
	c, err := r.settings(dir)
	if err != nil {
		return err
	}
	var k keyBackup
	data, err := os.ReadFile(file + ".keys") //nolint:gosec // named by the user
	if err != nil {
		return fmt.Errorf("the keys of the backup stand in %s.keys: %w", file, err)
	}
	if err := json.Unmarshal(data, &k); err != nil {
		return coded{fmt.Errorf("%s.keys: %w", file, err), exitBadInput}
	}
	if err := layOut(dir, file, k); err != nil {
		return err
	}
	s, err := r.openStation(ctx, dir, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if err := s.db.AttachKeys(ctx, k.Data); err != nil {
		return err
	}
	office, err := s.db.Office(ctx)
	if err != nil {
		return err
	}
	if _, err := s.db.Begin(ctx, journal.StationOpened{Office: office, Key: s.keys.public, Restored: true}); err != nil {
		return err
	}
	return r.restored(ctx, s)
}

func (r *run) restored(ctx context.Context, s *station) error {
	events, err := s.db.Count(ctx)
	if err != nil {
		return err
	}
	st, err := os.Stat(s.path("postern.db"))
	if err != nil {
		return err
	}
	a := backupAnswer{Events: events, Bytes: st.Size()}
	return r.give(a, a.say)
}

// layOut puts the files of a backup where a station has them. A folder that
// has a station is refused; nothing is overwritten.
func layOut(dir, file string, k keyBackup) error {
	if _, err := os.Stat(filepath.Join(dir, "postern.db")); err == nil {
		return coded{fmt.Errorf("%s has a station: move it away, or restore into another folder with --data", dir), exitRefused}
	}
	for _, sub := range []string{"inbox", "rejected", "exports", "keys/trusted"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o700); err != nil {
			return err
		}
	}
	keyDir, err := os.OpenRoot(filepath.Join(dir, "keys")) // names in a backup are outside text
	if err != nil {
		return err
	}
	defer keyDir.Close() //nolint:errcheck // nothing is left to flush
	for name, content := range k.Files {
		if err := keyDir.WriteFile(name, content, 0o600); err != nil {
			return err
		}
	}
	if err := errors.Join(copyNew(file+".archive/archive", filepath.Join(dir, "archive")), copyNew(file+".archive/packs", filepath.Join(dir, "packs"))); err != nil {
		return err
	}
	in, err := os.Open(file) //nolint:gosec // named by the user
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // only read
	return copyDurably(filepath.Join(dir, "postern.db"), in)
}

func copyDurably(to string, in io.Reader) error {
	f, err := os.OpenFile(to+".tmp", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600) //nolint:gosec // our own folder
	if err != nil {
		return err
	}
	_, err = io.Copy(f, in)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return errors.Join(os.Rename(to+".tmp", to), syncDir(filepath.Dir(to)))
}
