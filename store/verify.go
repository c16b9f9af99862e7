package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"

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
// head of the station.
func (db *DB) Verify(ctx context.Context, key note.Verifier) (Verified, error) {
	var v Verified
	journals, err := db.journals(ctx)
	if err != nil {
		return v, err
	}
	for _, j := range journals {
		head, err := db.verifyOne(ctx, j, key, &v)
		if errors.As(err, &v.Bad) {
			return v, nil
		}
		if err != nil {
			return v, err
		}
		if j.Epoch == db.epoch && j.Station == db.opt.Station {
			v.Head = head
		}
	}
	return v, nil
}

func (db *DB) journals(ctx context.Context) ([]journal.Name, error) {
	var all []journal.Name
	err := db.reads.each(ctx, func(row scanner) error {
		var n journal.Name
		var epoch []byte
		err := row.Scan(&n.Station, &epoch, &n.Seq)
		copy(n.Epoch[:], epoch)
		all = append(all, n)
		return err
	}, "SELECT station, epoch, max(seq) FROM event GROUP BY station, epoch")
	return all, err
}

const page = 1000

func (db *DB) verifyOne(ctx context.Context, j journal.Name, key note.Verifier, v *Verified) (string, error) {
	check, err := journal.NewVerifier(j.Station, j.Epoch, 0, nil)
	if err != nil {
		return "", err
	}
	heads, err := db.heads(ctx, j, key)
	if err != nil {
		return "", err
	}
	trusted := uint64(0) // everything up to here stands under a signature
	for check.Size() < j.Seq {
		stored, err := db.stored(ctx, j, check.Size()+1, check.Size()+page)
		if err != nil {
			return "", err
		}
		if len(stored) == 0 {
			return "", &journal.Bad{Seq: check.Size() + 1, Why: "missing"}
		}
		for _, e := range stored {
			if err := check.Add(e); err != nil {
				return "", err
			}
			v.Events++
			if h, ok := heads[e.Seq]; ok {
				delete(heads, e.Seq)
				if err := against(check, h, trusted); err != nil {
					return "", err
				}
				trusted = e.Seq
			}
		}
	}
	for size := range heads {
		return "", &journal.Bad{Seq: check.Size() + 1, Why: fmt.Sprintf("missing: a head of %d events was signed", size)}
	}
	root, err := check.Root()
	return fmt.Sprintf("%s %d", root, check.Size()), err
}

func against(check *journal.Verifier, h journal.Head, trusted uint64) error {
	root, err := check.Root()
	if err != nil {
		return err
	}
	if root != h.Root {
		return &journal.Bad{Seq: trusted + 1, Why: fmt.Sprintf("an event from %d to %d is not the one that stood under the head signed at %d", trusted+1, h.Size, h.Size)}
	}
	return nil
}

// heads reads the signed heads of a journal. One whose signature fails is bad.
func (db *DB) heads(ctx context.Context, j journal.Name, key note.Verifier) (map[uint64]journal.Head, error) {
	all := map[uint64]journal.Head{}
	err := db.reads.each(ctx, func(row scanner) error {
		var size uint64
		var signed string
		if err := row.Scan(&size, &signed); err != nil {
			return err
		}
		if key == nil || j.Station != db.opt.Station {
			return nil
		}
		h, err := journal.ReadHead(signed, key)
		if err == nil && (h.Size != size || h.Station != j.Station || h.Epoch != j.Epoch) {
			err = errors.New("the head is of another journal or size")
		}
		if err != nil {
			return &journal.Bad{Seq: size, Why: err.Error()}
		}
		all[size] = h
		return nil
	}, "SELECT size, note FROM head WHERE station = ? AND epoch = ?", j.Station, j.Epoch[:])
	return all, err
}

// stored reads events as they lie, with the leaf the tree has for each.
func (db *DB) stored(ctx context.Context, j journal.Name, first, last uint64) ([]journal.Stored, error) {
	var all []journal.Stored
	var bad error
	err := db.reads.each(ctx, func(row scanner) error {
		var e journal.Stored
		var leaf []byte
		var shredded bool
		if err := row.Scan(&e.Seq, &e.Record, &leaf, &e.Body, &shredded); err != nil {
			return err
		}
		switch {
		case len(leaf) != tlog.HashSize:
			bad = cmp.Or(bad, error(&journal.Bad{Seq: e.Seq, Why: "its leaf is no hash"}))
		case e.Body == nil && !shredded:
			bad = cmp.Or(bad, error(&journal.Bad{Seq: e.Seq, Why: "its body is missing"}))
		default:
			e.Leaf = tlog.Hash(leaf)
		}
		all = append(all, e)
		return nil
	}, `SELECT e.seq, e.record, e.leaf, b.bytes, coalesce(b.key IS NOT NULL AND (SELECT wrapped IS NULL FROM datakey WHERE id = b.key), 0)
		FROM event e LEFT JOIN body b USING (station, epoch, seq) WHERE e.station = ? AND e.epoch = ? AND e.seq BETWEEN ? AND ? ORDER BY e.seq`,
		j.Station, j.Epoch[:], first, last)
	if err := errors.Join(err, bad); err != nil {
		return nil, err
	}
	return all, db.inTree(ctx, j, all)
}

// inTree holds the leaves against those the tree was grown from.
func (db *DB) inTree(ctx context.Context, j journal.Name, all []journal.Stored) error {
	for _, e := range all {
		var hash []byte
		err := db.reads.row(ctx, "SELECT hash FROM tree WHERE station = ? AND epoch = ? AND idx = ?",
			j.Station, j.Epoch[:], tlog.StoredHashIndex(0, int64(e.Seq-1))).Scan(&hash) //nolint:gosec // seq is under 2^63
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if string(hash) != string(e.Leaf[:]) {
			return &journal.Bad{Seq: e.Seq, Why: "its leaf is not the one in the tree"}
		}
	}
	return nil
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
	of := journal.Name{Station: db.opt.Station, Epoch: epoch, Seq: last}
	edge, err := journal.NewEdge(first-1, db.tree(ctx, db.reads, of))
	if err != nil {
		return Proof{}, err
	}
	p := Proof{Edge: edge}
	if p.Events, err = db.stored(ctx, of, first, last); err != nil {
		return p, err
	}
	err = db.Between(ctx, epoch, first, last, func(e journal.Event) error {
		p.Heard = append(p.Heard, e)
		return nil
	})
	return p, err
}
