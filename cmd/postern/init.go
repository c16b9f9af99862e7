package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"postern/journal"
	"postern/packs"
	"postern/parcel"
	"postern/risk"
	"postern/roster"
)

type initAnswer struct {
	Station string        `json:"station"`
	Office  parcel.Office `json:"office"`
	Epoch   string        `json:"epoch"`
	Key     string        `json:"key"`
}

func (r *run) initCommand() *cobra.Command {
	var office, name, first string
	cmd := &cobra.Command{
		Use: "init --office CODE --station NAME", Short: "Make a station: its folder, keys and rule packs", Args: cobra.NoArgs,
		Example: "postern init --office NLAMSA --station bench-3",
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := r.folder()
			if err != nil {
				return err
			}
			c, err := r.settings(dir)
			if err != nil {
				return err
			}
			if first == "" {
				first = r.officer
			}
			return r.initialise(cmd.Context(), dir, name, parcel.Office(office), first, c)
		},
	}
	cmd.Flags().StringVar(&office, "office", "", "IMPC code of the office, e.g. NLAMSA")
	cmd.Flags().StringVar(&name, "station", "", "name of this station: letters, digits, - and .")
	cmd.Flags().StringVar(&first, "officer", "", "also take on this first officer, as supervisor, with the PIN from POSTERN_PIN, --pin-file or the terminal")
	require(cmd, "office", "station")
	return cmd
}

func (r *run) initialise(ctx context.Context, dir, name string, office parcel.Office, first string, c config) (err error) {
	pin := ""
	if first != "" { // before anything is made
		if pin, err = r.pin("PIN for "+first, "POSTERN_PIN", r.pinFile, "--pin-file"); err != nil {
			return err
		}
		if err := roster.Check(first, pin); err != nil {
			return err
		}
	}
	s, err := r.makeStation(ctx, dir, name, office, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if first != "" {
		if _, err := s.roster.Add(ctx, nil, first, parcel.Supervisor, pin); err != nil {
			return err
		}
	}
	a := initAnswer{Station: name, Office: office, Epoch: s.db.Epoch().String(), Key: s.keys.public}
	return r.give(a, func(p *page) {
		p.say("station %s of office %s is ready in %s\nits public key: %s\nmessages go into %s; open the screen with: postern\n",
			a.Station, a.Office, dir, a.Key, filepath.Join(dir, "inbox"))
	})
}

// makeStation makes the folder and begins the journal. A folder that has a
// station is refused; one that is half made is finished.
func (p *program) makeStation(ctx context.Context, dir, name string, office parcel.Office, c config) (*station, error) {
	if err := journal.CheckStation(name); err != nil {
		return nil, usage("--station: " + err.Error())
	}
	if !isOffice(office) {
		return nil, usage("--office: " + parcel.Excerpt(string(office)) + " is no IMPC code of six letters or digits, e.g. NLAMSA")
	}
	if err := p.vacant(ctx, dir); err != nil {
		return nil, err
	}
	for _, sub := range []string{"inbox", "rejected", "packs", "keys", "exports"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o700); err != nil {
			return nil, err
		}
	}
	if err := makeKeys(filepath.Join(dir, "keys"), name); err != nil {
		return nil, err
	}
	s, err := p.assemble(ctx, dir, name, c)
	if err != nil {
		return nil, err
	}
	if err := s.begin(ctx, office); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// vacant refuses a folder that has a station.
func (p *program) vacant(ctx context.Context, dir string) (err error) {
	path := filepath.Join(dir, "postern.db")
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	db, err := p.peek(ctx, path, make([]byte, secretBytes))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if db.Epoch() != (journal.Epoch{}) {
		return coded{fmt.Errorf("%s has station %s already: use it, or name another folder with --data", dir, db.Station()), exitRefused}
	}
	return nil
}

func isOffice(o parcel.Office) bool {
	if len(o) != 6 {
		return false
	}
	for _, c := range o {
		if (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

func (s *station) begin(ctx context.Context, office parcel.Office) error {
	if _, err := s.db.Begin(ctx, journal.StationOpened{Office: office, Key: s.keys.public}); err != nil {
		return err
	}
	return s.adoptShipped(ctx)
}

// shippedBy is the signer that stands for the program itself.
const shippedBy = "shipped with postern"

// adoptShipped puts the packs in force that come with the program.
func (s *station) adoptShipped(ctx context.Context) error {
	files, err := fs.Glob(packs.Files(), "*.yaml")
	if err != nil {
		return err
	}
	for _, f := range files {
		data, err := fs.ReadFile(packs.Files(), f)
		if err != nil {
			return err
		}
		p, problems := risk.ParsePack(f, data)
		if p == nil || len(problems) > 0 {
			return fmt.Errorf("pack %s that is shipped: %v", f, problems)
		}
		if err := s.takePack(ctx, p, data, nil, shippedBy, nil); err != nil {
			return err
		}
	}
	return s.reload(ctx)
}
