package store

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"postern/parcel"
)

const (
	mostNear  = 5
	mostAlike = 200 // items a part of a label may fit before they are ranked
	leastPart = 4   // characters that must have been read of one
)

// near is an item that a label may have been meant for.
type near struct {
	ident string
	open  bool
	in    bool // declared to be in the receptacle at hand
	rank  int  // how likely the mistake is, from 0
}

// Near lists identifiers of items here that a damaged or mistyped label may
// have meant: one character wrong, missing, too many, or two exchanged, the
// check digit deciding; or, where '?' and '*' stand in it or its receptacle or
// despatch is named, those it is part of. Items declared to be within come
// first, then open ones, then by how likely the mistake is; at most five.
func (db *DB) Near(ctx context.Context, label, within string) ([]string, error) {
	label, within = parcel.Squeeze(label), parcel.Squeeze(within)
	all, err := db.mistaken(ctx, label, within)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		if all, err = db.partsOf(ctx, label, within); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(all, func(a, b near) int {
		return 4*(one(b.in)-one(a.in)) + 2*(one(b.open)-one(a.open)) + sign(a.rank-b.rank)
	})
	var out []string
	for _, f := range all {
		if len(out) < mostNear && !slices.Contains(out, f.ident) {
			out = append(out, f.ident)
		}
	}
	return out, nil
}

func sign(n int) int { return one(n > 0) - one(n < 0) }

// isIn is whether an item is declared to be in a receptacle, or in any of a despatch.
const isIn = "(receptacle <> '' AND ?2 <> '' AND substr(receptacle, 1, length(?2)) = ?2)"

// mistaken are the items here that bear what the label may have been.
func (db *DB) mistaken(ctx context.Context, label, within string) ([]near, error) {
	candidates := parcel.Misreadings(label)
	if len(candidates) == 0 {
		return nil, nil
	}
	rank := make(map[string]int, len(candidates))
	for i, c := range candidates {
		rank[c] = i
	}
	asked, err := json.Marshal(candidates)
	if err != nil {
		return nil, err
	}
	return db.nearBy(ctx, func(f *near) { f.rank = rank[f.ident] },
		"SELECT ident, open, "+isIn+" FROM item WHERE ident IN (SELECT value FROM json_each(?1)) ORDER BY no DESC", string(asked), within)
}

// partsOf are the items here whose identifier the label is a part of. Without
// a receptacle only a label that says it is a part is looked for, since every
// identifier is gone through.
func (db *DB) partsOf(ctx context.Context, label, within string) ([]near, error) {
	partial := parcel.Partial(label)
	if read := strings.NewReplacer("?", "", "*", "").Replace(label); len(read) < leastPart || !partial && within == "" {
		return nil, nil
	}
	pattern := strings.ReplaceAll(label, "[", "[[]")
	if !partial {
		pattern = "*" + pattern + "*"
	}
	const text = "SELECT ident, open, " + isIn + " FROM item WHERE ident GLOB ?1"
	if within != "" {
		found, err := db.nearBy(ctx, nil, text+" AND "+isIn+" AND receptacle >= ?2 ORDER BY no DESC LIMIT ?3", pattern, within, mostAlike)
		if err != nil || len(found) > 0 || !partial {
			return found, err
		}
	}
	return db.nearBy(ctx, nil, text+" ORDER BY open DESC, no DESC LIMIT ?3", pattern, within, mostAlike)
}

func (db *DB) nearBy(ctx context.Context, each func(*near), text string, args ...any) (all []near, err error) {
	err = db.reads.each(ctx, func(row scanner) error {
		var f near
		err := row.Scan(&f.ident, &f.open, &f.in)
		if each != nil {
			each(&f)
		}
		all = append(all, f)
		return err
	}, text, args...)
	return all, err
}
