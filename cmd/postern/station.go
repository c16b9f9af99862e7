package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"postern/archive"
	"postern/desk"
	"postern/journal"
	"postern/mirror"
	"postern/parcel"
	"postern/risk"
	"postern/roster"
	"postern/store"
)

// station is an open data folder: the rooms put together.
type station struct {
	dir     string
	config  config
	keys    keys
	db      *store.DB
	archive *archive.Archive
	roster  *roster.Roster
	shifts  *roster.Shifts
	desk    *desk.Desk
	engine  *engineRoom
	mirror  *mirror.Log // nil where the settings name none
	up      *uplink     // nil but in a workstation or watcher
	now     func() time.Time
}

func (p *program) openStation(ctx context.Context, dir string, c config) (*station, error) {
	if _, err := os.Stat(filepath.Join(dir, "postern.db")); errors.Is(err, fs.ErrNotExist) { //nolint:gosec // the user names the folder
		return nil, coded{fmt.Errorf("%w in %s: make one with 'postern init --office CODE --station NAME', or look around with 'postern demo'", errNoStation, dir), exitNotFound}
	}
	return p.assemble(ctx, dir, "", c)
}

// examine opens a database only to read it. With another secret than the
// station's, names and hashes can be read, sealed words cannot.
func (p *program) examine(ctx context.Context, path string, secret []byte) (*store.DB, error) {
	return store.Examine(ctx, store.Options{Path: path, Secret: secret, Now: p.now, Random: random})
}

// peek opens a database alone. With another secret than the station's, names
// and hashes can be read, sealed words cannot.
func (p *program) peek(ctx context.Context, path string, secret []byte) (*store.DB, error) {
	return store.Open(ctx, store.Options{Path: path, Secret: secret, Now: p.now, Random: random})
}

// assemble puts the rooms of a data folder together. name is for a folder that
// has no station yet.
func (p *program) assemble(ctx context.Context, dir, name string, c config) (_ *station, err error) {
	s := &station{dir: dir, config: c, now: p.now}
	if s.keys, err = readKeys(filepath.Join(dir, "keys")); err != nil {
		return nil, err
	}
	if err := localFileSystem(dir); err != nil {
		return nil, err
	}
	if s.archive, err = archive.Open(filepath.Join(dir, "archive")); err != nil {
		return nil, err
	}
	s.engine = &engineRoom{}
	var second store.Mirror
	if c.Mirror != "" {
		s.mirror = mirror.New(mirror.Options{Path: c.Mirror, House: dir, Now: p.now})
		second = s.mirror
	}
	s.db, err = store.Open(ctx, store.Options{
		Path: filepath.Join(dir, "postern.db"), Station: name, Secret: s.keys.secret, Now: p.now, Zone: zone(p.now()), Boot: bootID(),
		Random: random, Assess: s.assess, Decode: s.decode, Mirror: second,
	})
	if err != nil {
		return nil, fmt.Errorf("%w: if it is damaged restore the last backup, if it may not be written let this user write it", err)
	}
	if s.mirror != nil {
		s.mirror.Open(ctx, s.db, false)
	}
	s.engine.load = sync.OnceValues(func() (*risk.Engine, error) { return s.loadEngine(context.WithoutCancel(ctx)) })
	s.roster = roster.New(s.db, roster.Options{Now: p.now, Random: random, Pepper: s.keys.secret, Cost: p.pins})
	s.shifts = roster.NewShifts(s.db, roster.ShiftOptions{
		Now: p.now, Epoch: s.db.Epoch, Office: s.db.Office, DrawKey: s.keys.draw, Rate: c.Selection.rateAt, Capacity: c.Selection.usual(), Place: c.Place, Signer: s.keys.signer, Business: s.db.Business,
	})
	s.desk = s.deskOver(s.db)
	return s, nil
}

func (s *station) deskOver(book desk.Book) *desk.Desk {
	return desk.New(book, s.db, s.shifts, vault{s}, desk.Options{
		Now: s.now, Engine: s.engine.get, Rate: s.config.Selection.rate(), Place: s.config.Place, Policy: policy(s.config), Last: s.db.Last, Register: s.db,
	})
}

func policy(c config) desk.Policy {
	var p desk.Policy
	for _, o := range c.TwoOf {
		if o == exhibitMove {
			p.TwoMove = true
			continue
		}
		outcome, _ := parcel.ParseOutcome(o) // checked with the settings
		p.Two = append(p.Two, outcome)
	}
	return p
}

// Close closes the database and its mirror.
func (s *station) Close() error {
	if s.mirror != nil {
		s.mirror.Close()
	}
	return s.db.Close()
}

func (s *station) path(parts ...string) string {
	return filepath.Join(append([]string{s.dir}, parts...)...)
}

// assess is how the store judges items as they come in.
func (s *station) assess(cases []store.Case) ([]parcel.Verdict, string) {
	engine := s.engine.get()
	all := make([]desk.Case, len(cases))
	for i, c := range cases {
		all[i] = desk.Case{Decl: c.Decl, Facts: c.Facts, Holds: c.Holds, At: c.At}
	}
	return desk.JudgeAll(engine, s.config.Selection.rate(), all), engine.Version()
}

// decode reads a message file from the archive again, for replay.
func (s *station) decode(ctx context.Context, m journal.MessageReceived) (parcel.Mail, error) {
	raw, err := s.archived(ctx, m)
	if err != nil {
		return parcel.Mail{}, err
	}
	decoder, err := s.decoder()
	if err != nil {
		return parcel.Mail{}, err
	}
	batch, err := decoder.Decode(raw)
	return batch.Mail(), err
}

func (s *station) archived(ctx context.Context, m journal.MessageReceived) ([]byte, error) {
	stored, err := s.archive.Get(ctx, m.Archive)
	if err != nil {
		return nil, err
	}
	return s.db.Unseal(ctx, m.Key, stored, int(m.Size))
}

// vault keeps sealed bytes in the archive.
type vault struct{ s *station }

// Keep implements desk.Vault.
func (v vault) Keep(ctx context.Context, raw []byte) (name, key string, err error) {
	stored, key, err := v.s.db.Seal(ctx, journal.Goods, raw)
	if err != nil {
		return "", "", err
	}
	name, err = v.s.archive.Put(ctx, stored)
	return name, key, err
}

// Received implements desk.Vault.
func (v vault) Received(ctx context.Context, digest string) (journal.Name, bool, error) {
	return v.s.db.Received(ctx, digest)
}

// zone is the time zone of the station as records name it.
func zone(now time.Time) string {
	name, _ := now.Zone()
	return name + now.Format("-07:00")
}

// bootID changes with each start of the machine; empty where the system does
// not tell.
func bootID() string {
	data, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil || len(data) < 36 {
		return ""
	}
	return string(data[:36])
}
