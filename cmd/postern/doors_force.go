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
	models, err := d.modelsForce(ctx)
	return force.InForce{Packs: packs, Lists: lists, Models: models}, err
}

// sinceWhen is when each pack was put in force last, by the digest of its file.
func (s *station) sinceWhen(ctx context.Context) (map[string]time.Time, error) {
	events, err := s.own(ctx, journal.KindPackAdopted)
	since := map[string]time.Time{}
	for _, e := range events {
		if b, ok := e.Body.(journal.PackAdopted); ok && e.Wall.After(since[b.Digest]) {
			since[b.Digest] = e.Wall
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

func (s *station) modelsForce(ctx context.Context) ([]force.Model, error) {
	cards, err := s.modelCards(ctx)
	all := make([]force.Model, 0, len(cards))
	for _, c := range cards {
		card, measured := c.Card, c.Card.Measured
		m := force.Model{
			Agency: c.Agency, Adopted: c.Adopted, By: c.By, Budget: c.Budget, Cut: c.Cut, Digest: c.Digest, Trouble: c.Problem, Moved: c.Moved,
			Form: string(card.Form), Rows: card.Rows, Found: card.Found, From: parcel.Day(card.From), Until: parcel.Day(card.Until),
			Calibration: card.Calibration, Columns: card.Columns, Key: card.Key,
			Tried: measured.Rows, AUC: float64(measured.AUC), Brier: float64(measured.Brier), AUCNew: float64(measured.AUCCold),
			New: float64(card.Drift.Unseen), CameLater: float64(card.Drift.Found), CameThen: float64(card.Drift.Trained),
		}
		for _, r := range measured.Reliability {
			m.Reliability = append(m.Reliability, force.Reliability{Said: float64(r.Said), Came: float64(r.Came), Rows: r.Rows})
		}
		for _, d := range card.Drift.Columns {
			m.Drift = append(m.Drift, force.Drift{Column: d.Column, PSI: float64(d.PSI)})
		}
		all = append(all, m)
	}
	return all, err
}
