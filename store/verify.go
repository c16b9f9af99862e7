package store

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"slices"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"postern/journal"
)

// Verified says whether the journal is what it claims to be.
type Verified struct {
	Events int
	Head   string // root of the own journal, and its size
	Bad    *journal.Bad
}

// Verify checks every journal here event by event against its tree, and the
// signed heads against the roots. The key, where given, must have signed every
// head of the station; without it only their sizes are held to account.
func (db *DB) Verify(ctx context.Context, key note.Verifier) (Verified, error) {
	var v Verified
	heads, err := db.heads(ctx, key) // first: none is then newer than the events read after it
	if errors.As(err, &v.Bad) {
		return v, nil
	}
	if err != nil {
		return v, err
	}
	claims, err := db.claims(ctx, heads)
	if err != nil {
		return v, err
	}
	for _, c := range claims {
		whole := c
		if c.Station != db.opt.Station { // what others sent may have gaps still: its tree goes as far as the first
			c.Seq = min(c.Seq, treeSize(c.hashes))
		}
		head, err := db.verifyOne(ctx, c, heads[c.of()], &v)
		if err == nil {
			err = db.verifyLoose(ctx, whole, c.Seq, &v)
		}
		if errors.As(err, &v.Bad) {
			return v, nil
		}
		if err != nil {
			return v, err
		}
		if c.of() == db.own() {
			v.Head = head
		}
	}
	return v, nil
}

// source names the journal of one station in one epoch.
type source struct {
	station string
	epoch   journal.Epoch
}

func (db *DB) own() source { return source{db.opt.Station, db.Epoch()} }

// claim is a journal that should be here: its last event, and how many hashes
// its tree has.
type claim struct {
	journal.Name
	hashes int64
}

func (c claim) of() source { return source{c.Station, c.Epoch} }

// claims lists the journals, also those of which nothing but a tree, a signed
// head or the name is left.
func (db *DB) claims(ctx context.Context, heads map[source]map[uint64]*journal.Head) ([]claim, error) {
	var all []claim
	here := map[source]bool{}
	err := db.reads.each(ctx, func(row scanner) error {
		var c claim
		var epoch []byte
		err := row.Scan(&c.Station, &epoch, &c.Seq, &c.hashes)
		copy(c.Epoch[:], epoch)
		all = append(all, c)
		here[c.of()] = true
		return err
	}, `SELECT station, epoch, max(seq), max(hashes) FROM (
		SELECT station, epoch, max(seq) AS seq, 0 AS hashes FROM event GROUP BY station, epoch UNION ALL
		SELECT station, epoch, 0, max(idx) + 1 FROM tree GROUP BY station, epoch) GROUP BY station, epoch`)
	expected := slices.Collect(maps.Keys(heads))
	if own := db.own(); own.epoch != (journal.Epoch{}) {
		expected = append(expected, own)
	}
	for _, of := range expected {
		if !here[of] {
			all = append(all, claim{Name: journal.Name{Station: of.station, Epoch: of.epoch}})
			here[of] = true
		}
	}
	return all, err
}

const page = 1000

// verifyLoose checks the events of another station after the first gap, each
// by itself.
func (db *DB) verifyLoose(ctx context.Context, c claim, after uint64, v *Verified) error {
	for first := after + 1; first <= c.Seq; first += page {
		lain, err := db.stored(ctx, c.Name, first, min(first+page-1, c.Seq))
		if err != nil {
			return err
		}
		for _, e := range lain {
			if why := e.alone(journal.Name{Station: c.Station, Epoch: c.Epoch, Seq: e.Seq}); why != "" {
				return &journal.Bad{Seq: e.Seq, Why: c.Station + ": " + why}
			}
			v.Events++
		}
	}
	return nil
}

func (db *DB) verifyOne(ctx context.Context, c claim, heads map[uint64]*journal.Head, v *Verified) (string, error) {
	check, err := journal.NewVerifier(c.Station, c.Epoch, 0, nil)
	if err != nil {
		return "", err
	}
	trusted := uint64(0) // everything up to here stands under a signature
	for check.Size() < c.Seq {
		first, last := check.Size()+1, min(check.Size()+page, c.Seq)
		lain, err := db.stored(ctx, c.Name, first, last)
		if err != nil {
			return "", err
		}
		tree, err := db.hashes(ctx, c.Name, first, last)
		if err != nil {
			return "", err
		}
		for _, e := range lain {
			if err := grow(check, e, tree); err != nil {
				return "", err
			}
			v.Events++
			if trusted, err = underHead(check, heads, trusted); err != nil {
				return "", err
			}
		}
		if check.Size() < last {
			return "", &journal.Bad{Seq: check.Size() + 1, Why: "missing"}
		}
	}
	if err := whole(check.Size(), c, heads); err != nil {
		return "", err
	}
	root, err := check.Root()
	return fmt.Sprintf("%s %d", root, check.Size()), err
}

// alone tells what is wrong with an event without looking at others.
func (e lain) alone(name journal.Name) string {
	if e.bad != "" {
		return e.bad
	}
	if journal.Leaf(e.Record) != e.Leaf {
		return "the record was changed: it is not the one that was hashed"
	}
	r, err := journal.DecodeRecord(e.Record)
	switch {
	case err != nil:
		return err.Error()
	case r.Name != name:
		return "the record is that of " + r.String()
	case e.Body != nil && sha256.Sum256(e.Body) != r.BodyHash:
		return "the " + journal.ErrBody.Error()
	}
	return ""
}

// grow checks one event and holds the hashes it adds against the stored tree.
func grow(check *journal.Verifier, e lain, tree map[int64]tlog.Hash) error {
	if e.bad != "" {
		return &journal.Bad{Seq: e.Seq, Why: e.bad}
	}
	if err := check.Add(e.Stored); err != nil {
		return err
	}
	at, grown := check.Grown()
	for i, h := range grown {
		if tree[at+int64(i)] == h {
			continue
		}
		if i == 0 {
			return &journal.Bad{Seq: e.Seq, Why: "its leaf is not the one in the tree"}
		}
		return &journal.Bad{Seq: e.Seq, Why: "the tree above it was changed"}
	}
	return nil
}

// underHead holds the root against the head signed at this size, if one was,
// and answers up to where events now stand under a signature.
func underHead(check *journal.Verifier, heads map[uint64]*journal.Head, trusted uint64) (uint64, error) {
	h := heads[check.Size()]
	if h == nil {
		return trusted, nil
	}
	root, err := check.Root()
	if err != nil {
		return trusted, err
	}
	if root != h.Root {
		return trusted, &journal.Bad{Seq: trusted + 1, Why: fmt.Sprintf("an event from %d to %d is not the one that stood under the head signed at %d", trusted+1, h.Size, h.Size)}
	}
	return h.Size, nil
}

// whole finds a journal that lost its end.
func whole(size uint64, c claim, heads map[uint64]*journal.Head) error {
	if size == 0 {
		return &journal.Bad{Seq: 1, Why: "missing: nothing is left of the journal"}
	}
	for signed := range heads {
		if signed > size {
			return &journal.Bad{Seq: size + 1, Why: fmt.Sprintf("missing: a head of %d events was signed", signed)}
		}
	}
	if c.hashes > tlog.StoredHashCount(int64(size)) { //nolint:gosec // seq is under 2^63
		return &journal.Bad{Seq: size + 1, Why: "missing: the tree has grown beyond the last event"}
	}
	return nil
}

// heads reads the signed heads by journal and size: nil for one that no key
// here can check. One whose signature fails is bad.
func (db *DB) heads(ctx context.Context, key note.Verifier) (map[source]map[uint64]*journal.Head, error) {
	all := map[source]map[uint64]*journal.Head{}
	err := db.reads.each(ctx, func(row scanner) error {
		var of source
		var epoch []byte
		var size uint64
		var signed string
		if err := row.Scan(&of.station, &epoch, &size, &signed); err != nil {
			return err
		}
		copy(of.epoch[:], epoch)
		if all[of] == nil {
			all[of] = map[uint64]*journal.Head{}
		}
		all[of][size] = nil
		if key == nil || of.station != db.opt.Station {
			return nil
		}
		h, err := journal.ReadHead(signed, key)
		if err == nil && (h.Size != size || h.Station != of.station || h.Epoch != of.epoch) {
			err = errors.New("the head is of another journal or size")
		}
		if err != nil {
			return &journal.Bad{Seq: size, Why: err.Error()}
		}
		all[of][size] = &h
		return nil
	}, "SELECT station, epoch, size, note FROM head ORDER BY size")
	return all, err
}

// lain is an event as it lies in the tables, and what is wrong with it at sight.
type lain struct {
	journal.Stored
	bad string
}

// stored reads events as they lie.
func (db *DB) stored(ctx context.Context, of journal.Name, first, last uint64) ([]lain, error) {
	var all []lain
	err := db.reads.each(ctx, func(row scanner) error {
		var e lain
		var leaf []byte
		err := row.Scan(&e.Seq, &e.Record, &leaf, &e.Body)
		if len(leaf) == tlog.HashSize {
			e.Leaf = tlog.Hash(leaf)
		} else {
			e.bad = "its leaf is no hash"
		}
		all = append(all, e)
		return err
	}, `SELECT e.seq, e.record, e.leaf, b.bytes FROM event e LEFT JOIN body b USING (station, epoch, seq)
		WHERE e.station = ? AND e.epoch = ? AND e.seq BETWEEN ? AND ? ORDER BY e.seq`, of.Station, of.Epoch[:], first, last)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].Body != nil || all[i].bad != "" || of.Station != db.opt.Station { // others may have taken theirs away
			continue
		}
		erased, err := db.erased(ctx, all[i].Record)
		if err != nil {
			return nil, err
		}
		if !erased {
			all[i].bad = "its body is missing"
		}
	}
	return all, nil
}

// erased reports whether a body may be missing: it was sealed, and its key was
// destroyed.
func (db *DB) erased(ctx context.Context, record []byte) (erased bool, err error) {
	r, err := journal.DecodeRecord(record)
	if err != nil {
		return false, nil //nolint:nilerr // a damaged record is found by its leaf
	}
	err = db.reads.row(ctx, "SELECT EXISTS (SELECT 1 FROM datakey WHERE id = ? AND wrapped IS NULL)", r.Key).Scan(&erased)
	return erased, err
}

// hashes reads what the tree has for a run of events.
func (db *DB) hashes(ctx context.Context, of journal.Name, first, last uint64) (map[int64]tlog.Hash, error) {
	from, to := tlog.StoredHashCount(int64(first-1)), tlog.StoredHashCount(int64(last)) //nolint:gosec // seq is under 2^63
	all := make(map[int64]tlog.Hash, to-from)
	err := db.reads.each(ctx, func(row scanner) error {
		var at int64
		var hash []byte
		err := row.Scan(&at, &hash)
		if len(hash) == tlog.HashSize {
			all[at] = tlog.Hash(hash)
		}
		return err
	}, "SELECT idx, hash FROM tree WHERE station = ? AND epoch = ? AND idx >= ? AND idx < ?", of.Station, of.Epoch[:], from, to)
	return all, err
}

// Proof is a run of own events as stored, and the edge of the tree before it:
// all that a stranger needs to check it against a signed head.
type Proof struct {
	Edge   journal.Edge
	Events []journal.Stored
	Heard  []journal.Event // the same, opened
}

// Prove takes the own events of an epoch from first to last with their proof.
func (db *DB) Prove(ctx context.Context, epoch journal.Epoch, first, last uint64) (Proof, error) {
	if first == 0 || last < first {
		return Proof{}, fmt.Errorf("there are no events from %d to %d", first, last)
	}
	of := journal.Name{Station: db.opt.Station, Epoch: epoch, Seq: last}
	edge, err := journal.NewEdge(first-1, db.tree(ctx, db.reads, of))
	if err != nil {
		return Proof{}, err
	}
	p := Proof{Edge: edge}
	lain, err := db.stored(ctx, of, first, last)
	if err != nil {
		return p, err
	}
	if uint64(len(lain)) != last-first+1 {
		return p, fmt.Errorf("events %d to %d: %d of them are here: %w", first, last, len(lain), ErrNotFound)
	}
	for _, e := range lain {
		if e.bad != "" {
			return p, &journal.Bad{Seq: e.Seq, Why: e.bad}
		}
		p.Events = append(p.Events, e.Stored)
	}
	err = db.Between(ctx, epoch, first, last, func(e journal.Event) error {
		p.Heard = append(p.Heard, e)
		return nil
	})
	return p, err
}
