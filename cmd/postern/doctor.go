package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

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
	return fmt.Sprintf("%d events, sound, synchronous=FULL, WAL", n), s.db.Check(ctx, true)
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

func (s *station) checkDisk(context.Context) (string, error) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(s.dir, &st); err != nil {
		return "", err
	}
	free := int64(st.Bavail) * st.Bsize //nolint:gosec // disks are under 2^63 bytes
	const least = 1 << 30
	detail := fmt.Sprintf("%d MB free", free>>20)
	if free < least {
		return "", fmt.Errorf("%s: make room, at least %d MB", detail, least>>20)
	}
	return detail, nil
}

// checkClock holds the clock against the last event: a clock that was set back
// would misdate evidence.
func (s *station) checkClock(ctx context.Context) (string, error) {
	now := s.now()
	detail := now.Format(time.RFC3339)
	size, err := s.db.Size(ctx)
	if err != nil || size == 0 {
		return detail, err
	}
	last, err := s.db.Event(ctx, journal.Name{Station: s.db.Station(), Epoch: s.db.Epoch(), Seq: size})
	if err != nil {
		return detail, err
	}
	const skew = 2 * time.Minute
	if last.Wall.Sub(now) > skew {
		return detail, fmt.Errorf("%s lies before the last event, %s: set the clock", detail, last.Wall.Format(time.RFC3339))
	}
	return detail, nil
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
