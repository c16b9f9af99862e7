package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"time"

	"postern/journal"
	"postern/parcel"
	"postern/tui/force"
)

// InForce implements tui.Book.
func (d doors) InForce(ctx context.Context) (force.InForce, error) {
	since, err := d.sinceWhen(ctx)
	if err != nil {
		return force.InForce{}, err
	}
	packs, err := d.packsForce(ctx, since)
	if err != nil {
		return force.InForce{}, err
	}
	lists, err := d.listsForce(ctx)
	if err != nil {
		return force.InForce{}, err
	}
	models, err := d.modelsForce(ctx, since)
	return force.InForce{Packs: packs, Lists: lists, Models: models}, err
}

// sinceWhen is when each pack and model was put in force last, by the digest of
// its file.
func (s *station) sinceWhen(ctx context.Context) (map[string]time.Time, error) {
	events, err := s.own(ctx, journal.KindPackAdopted, journal.KindModelAdopted)
	since := map[string]time.Time{}
	for _, e := range events {
		digest := ""
		switch b := e.Body.(type) {
		case journal.PackAdopted:
			digest = b.Digest
		case journal.ModelAdopted:
			digest = b.Digest
		default: // no other kind was asked for
		}
		if e.Wall.After(since[digest]) {
			since[digest] = e.Wall
		}
	}
	return since, err
}

func (s *station) packsForce(ctx context.Context, since map[string]time.Time) ([]force.Pack, error) {
	adopted, err := s.adopted(ctx)
	all := make([]force.Pack, 0, len(adopted))
	for _, a := range adopted {
		p := force.Pack{
			ID: a.ID, Version: a.Version, Agency: a.Agency, Signer: a.Signer, Adopted: since[a.Digest], ValidUntil: a.ValidUntil, Digest: a.Digest,
		}
		read, err := s.readPack(a)
		if err != nil {
			p.Trouble = err.Error()
			all = append(all, p)
			continue
		}
		p.Examples = read.Examples()
		for i := range read.Rules {
			r := &read.Rules[i]
			p.Rules = append(p.Rules, force.Rule{ID: r.ID, Reason: r.Reason, Points: r.Points, Mandatory: r.Mandatory, Expired: r.Expired(s.now())})
		}
		all = append(all, p)
	}
	return all, err
}

func (s *station) listsForce(ctx context.Context) ([]force.List, error) {
	files, err := s.lists(ctx)
	if err != nil {
		return nil, err
	}
	called, err := s.roster.Names(ctx)
	all := make([]force.List, 0, len(files))
	for _, f := range files {
		l := force.List{
			Name: f.List, Part: f.Part, Layout: f.Layout, Agency: f.Agency, Dated: f.Dated, Imported: f.At,
			Entries: f.Entries, Names: f.Names, Skipped: f.Skipped, Digest: f.Digest, Stale: s.stale(f), By: officersCalled(called, f.By),
		}
		if err := wholeFile(s.listFile(f.Digest), f.Digest); err != nil {
			l.Trouble = err.Error()
		}
		all = append(all, l)
	}
	return all, err
}

// wholeFile holds a file against the digest that the journal names.
func wholeFile(path, digest string) error {
	data, err := os.ReadFile(path) //nolint:gosec // our own folder
	if sum := sha256.Sum256(data); err == nil && hex.EncodeToString(sum[:]) != digest {
		err = errors.New("its file was changed after it was imported: import it again")
	}
	return err
}

func officersCalled(called map[parcel.OfficerID]string, ids []parcel.OfficerID) []string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = firstOf(called[id], string(id))
	}
	return names
}

func (s *station) modelsForce(ctx context.Context, since map[string]time.Time) ([]force.Model, error) {
	adopted, err := s.models(ctx)
	all := make([]force.Model, 0, len(adopted))
	for _, a := range adopted {
		m := force.Model{
			Agency: a.Agency, Form: a.Form, Adopted: since[a.Digest], Rows: a.Rows, Found: a.Found,
			From: a.From, Until: a.Until, Budget: a.Budget, Cut: a.Cut, Digest: a.Digest,
		}
		if _, err := s.readModel(a); err != nil {
			m.Trouble = err.Error()
		}
		all = append(all, m)
	}
	return all, err
}
