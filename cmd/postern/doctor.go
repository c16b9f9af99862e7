package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"postern/journal"
)

// checkAnswer is one thing the doctor looked at.
type checkAnswer struct {
	Check  string `json:"check"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"`
}

func (r *run) doctorCommand() *cobra.Command {
	return &cobra.Command{
		Use: "doctor", Short: "Check clock, disk, keys, packs and database", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return r.with(cmd.Context(), func(ctx context.Context, s *station) error {
				checks := s.examine(ctx)
				err := list(r.answers, checks, "CHECK\tSTATE\tDETAIL", func(c checkAnswer) string {
					return fmt.Sprintf("%s\t%s\t%s", c.Check, map[bool]string{true: "ok", false: "NOT OK"}[c.OK], cell(c.Detail, 160))
				})
				for _, c := range checks {
					if !c.OK && err == nil {
						err = silent(exitFailed)
					}
				}
				return err
			})
		},
	}
}

func (s *station) examine(ctx context.Context) []checkAnswer {
	type check struct {
		name string
		look func(context.Context) (string, error)
	}
	var out []checkAnswer
	for _, c := range []check{
		{"database", s.checkDatabase},
		{"journal", s.checkJournal},
		{"last_stop", s.checkStop},
		{"mirror", s.checkWholeMirror},
		{"archive", s.checkArchive},
		{"fsync", s.checkSync},
		{"disk", s.checkDisk},
		{"clock", s.checkClock},
		{"keys", s.checkKeys},
		{"packs", s.checkPacks},
		{"lists", s.checkLists},
		{"inbox", s.checkInbox},
		{"devices", checkDevices},
		{"link", checkLink},
	} {
		detail, err := c.look(ctx)
		if err != nil {
			detail = err.Error()
		}
		out = append(out, checkAnswer{Check: c.name, OK: err == nil, Detail: detail})
	}
	return out
}

func (s *station) checkDatabase(ctx context.Context) (string, error) {
	n, err := s.db.Count(ctx)
	if err != nil {
		return "", err
	}
	synchronous, mode, version, err := s.db.Settings(ctx)
	if err != nil {
		return "", err
	}
	if synchronous != 2 || mode != "wal" {
		return "", fmt.Errorf("not durable: synchronous=%d, journal_mode=%s", synchronous, mode)
	}
	return fmt.Sprintf("%d events, sound, local disk, synchronous=%d, %s, SQLite %s", n, synchronous, mode, version), s.db.Check(ctx, true)
}

// checkArchive reads every archived file that the journal names.
func (s *station) checkArchive(ctx context.Context) (string, error) {
	broken, first := 0, ""
	err := s.brokenFiles(ctx, func(_ journal.Event, name string, _ error) error {
		if broken++; broken == 1 {
			first = name
		}
		return nil
	})
	if err == nil && broken > 0 {
		err = fmt.Errorf("%d files are damaged or gone, %s the first: 'postern mend --from BACKUP.archive'", broken, first)
	}
	return "every file is whole", err
}

// checkStop looks for the mark of a workstation or watcher that did not end
// well; while one is at work the mark is its own.
func (s *station) checkStop(context.Context) (string, error) {
	release, err := lockFolder(s.dir)
	if err != nil {
		return "a workstation or watcher is at work", nil
	}
	defer release()
	left, err := os.ReadFile(s.path("lock"))
	if err == nil && len(left) > 0 {
		err = errors.New("the last workstation or watcher did not end well: the next start checks the database")
	}
	return "clean", err
}

func (s *station) checkSync(context.Context) (string, error) {
	f, err := os.CreateTemp(s.dir, "fsync-*")
	if err != nil {
		return "", err
	}
	defer os.Remove(f.Name()) //nolint:errcheck // a leftover of some bytes
	const rounds = 8
	start := s.now()
	for range rounds {
		if _, err := f.Write(make([]byte, 4096)); err != nil {
			return "", errors.Join(err, f.Close())
		}
		if err := f.Sync(); err != nil {
			return "", errors.Join(err, f.Close())
		}
	}
	each := s.now().Sub(start) / rounds
	return fmt.Sprintf("%.1f ms for 4 KiB", float64(each.Microseconds())/1000), f.Close()
}

func (s *station) checkKeys(context.Context) (string, error) {
	for _, name := range []string{"station.secret", "draw.secret", "station.key", "pack.key"} {
		st, err := os.Stat(s.path("keys", name))
		if err != nil {
			return "", err
		}
		if st.Mode().Perm()&0o077 != 0 {
			return "", fmt.Errorf("keys/%s can be read by others: chmod 600 %s", name, filepath.Join(s.dir, "keys", name))
		}
	}
	if _, err := verifiers(s.keys.trust); err != nil {
		return "", err
	}
	return fmt.Sprintf("%s, %d trusted pack signers", s.keys.signer.Name(), len(s.keys.trust)), nil
}

func (s *station) checkPacks(ctx context.Context) (string, error) {
	packs, err := s.packsInForce(ctx)
	if err == nil {
		err = s.engine.problem()
	}
	for _, p := range packs {
		if p.Expired(s.now()) {
			err = errors.Join(err, fmt.Errorf("pack %s was valid until %s: adopt a newer one", p.Name(), p.ValidUntil))
		}
	}
	return fmt.Sprintf("%d in force", len(packs)), err
}

func (s *station) checkInbox(context.Context) (string, error) {
	for _, dir := range s.inboxes() {
		f, err := os.CreateTemp(dir, ".doctor-*")
		if err != nil {
			return "", err
		}
		if err := errors.Join(f.Close(), os.Remove(f.Name())); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%d, writable", len(s.inboxes())), nil
}

func checkDevices(context.Context) (string, error) { return "keyboard wedge", nil }

func checkLink(context.Context) (string, error) { return "this station works alone", nil }
