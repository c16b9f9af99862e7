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
	"postern/store"
)

func (r *run) restoreCommand() *cobra.Command {
	return &cobra.Command{
		Use: "restore FILE", Short: "Make a station of a backup, under a new epoch", Args: cobra.ExactArgs(1),
		Long: "Make a station of a backup in an empty data folder (--data), under a new epoch, so that no event\n" +
			"written since the backup can be mistaken for a new one. FILE.keys and FILE.archive/ stand beside FILE.",
		RunE: func(cmd *cobra.Command, args []string) error { return r.restore(cmd.Context(), args[0]) },
	}
}

// restore makes the station in a folder of its own and moves it into its place
// last: a restore that is cut short leaves no station behind that would go on
// under the old epoch.
func (r *run) restore(ctx context.Context, file string) error {
	dir, err := r.folder()
	if err != nil {
		return err
	}
	if err := vacated(dir); err != nil {
		return err
	}
	k, err := readKeyBackup(file)
	if err != nil {
		return err
	}
	stage := filepath.Join(dir, ".restoring")
	if err := os.RemoveAll(stage); err != nil {
		return err
	}
	err = layOut(stage, file, k)
	var a backupAnswer
	if err == nil {
		a, err = r.revive(ctx, dir, stage, k)
	}
	if store.IsDamaged(err) {
		err = coded{fmt.Errorf("%s is no backup, or a damaged one: take the one before it: %w", file, err), exitBadInput}
	}
	if err != nil {
		return errors.Join(err, os.RemoveAll(stage))
	}
	if err := moveIn(stage, dir); err != nil {
		return err
	}
	return r.give(a, a.say)
}

// parts are what a station's folder holds, in the order they move in: the
// database last, since it is what makes a folder a station.
func parts() []string {
	return []string{"inbox", "rejected", "exports", "keys", "archive", "packs", "postern.db"}
}

// vacated refuses a folder that has any part of a station in it.
func vacated(dir string) error {
	for _, part := range parts() {
		path := filepath.Join(dir, part)
		st, err := os.Stat(path)
		if err != nil {
			continue
		}
		if inside, err := os.ReadDir(path); !st.IsDir() || err != nil || len(inside) > 0 {
			return coded{fmt.Errorf("%s has a station: move it away, or restore into another folder with --data", dir), exitRefused}
		}
	}
	return nil
}

func readKeyBackup(file string) (k keyBackup, err error) {
	data, err := os.ReadFile(file + ".keys") //nolint:gosec // named by the user
	if err != nil {
		return k, fmt.Errorf("the keys of the backup stand in %s.keys: %w", file, err)
	}
	if err := json.Unmarshal(data, &k); err != nil {
		return k, coded{fmt.Errorf("%s.keys: %w", file, err), exitBadInput}
	}
	return k, nil
}

// layOut puts the files of a backup where a station has them.
func layOut(dir, file string, k keyBackup) error {
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
	if _, err := os.Stat(file + ".archive"); err != nil {
		return fmt.Errorf("the message files and packs of the backup stand in %s.archive/: put it beside, %w", file, err)
	}
	if err := copyNew(file+".archive", dir); err != nil {
		return err
	}
	in, err := os.Open(file) //nolint:gosec // named by the user
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // only read
	return copyDurably(filepath.Join(dir, "postern.db"), in)
}

// revive gives the station its keys back and begins its new epoch.
func (r *run) revive(ctx context.Context, dir, stage string, k keyBackup) (a backupAnswer, err error) {
	from := stage
	if _, err := os.Stat(filepath.Join(dir, settingsFile)); err == nil {
		from = dir
	}
	c, err := r.settings(from)
	if err != nil {
		return a, err
	}
	c.Mirror = "" // it is filled up when the station is whole
	s, err := r.openStation(ctx, stage, c)
	if err != nil {
		return a, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if err := s.sound(ctx); err != nil {
		return a, err
	}
	if err := s.db.AttachKeys(ctx, k.Data); err != nil {
		return a, err
	}
	done, err := s.db.Replay(ctx) // the lists are no part of a backup
	if err != nil {
		return a, err
	}
	a.Unread = done.Unread
	office, err := s.db.Office(ctx)
	if err != nil {
		return a, err
	}
	if _, err := s.db.Begin(ctx, journal.StationOpened{Office: office, Key: s.keys.public, Restored: true}); err != nil {
		return a, err
	}
	if a.Events, err = s.db.Count(ctx); err != nil {
		return a, err
	}
	st, err := os.Stat(s.path("postern.db"))
	if err != nil {
		return a, err
	}
	a.Bytes = st.Size()
	return a, nil
}

// sound refuses a copy that SQLite finds broken, or whose journal is not what
// it claims to be.
func (s *station) sound(ctx context.Context) error {
	v, err := s.db.Verify(ctx, s.keys.check)
	if err == nil {
		err = s.db.Check(ctx, false)
	}
	if err == nil && v.Bad != nil {
		err = coded{fmt.Errorf("the backup does not verify: %w", v.Bad), exitBadInput}
	}
	return err
}

// moveIn moves a station that is whole into its place.
func moveIn(stage, dir string) error {
	if _, err := os.Stat(filepath.Join(dir, settingsFile)); errors.Is(err, fs.ErrNotExist) {
		err := os.Rename(filepath.Join(stage, settingsFile), filepath.Join(dir, settingsFile))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	for _, part := range parts() {
		if err := os.Remove(filepath.Join(dir, part)); err != nil && !errors.Is(err, fs.ErrNotExist) { // an empty folder
			return err
		}
		err := os.Rename(filepath.Join(stage, part), filepath.Join(dir, part))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return errors.Join(syncDir(dir), os.RemoveAll(stage))
}

func copyDurably(to string, in io.Reader) error {
	f, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) //nolint:gosec // our own folder
	if err != nil {
		return err
	}
	_, err = io.Copy(f, in)
	return errors.Join(err, f.Sync(), f.Close())
}
