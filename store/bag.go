package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"postern/journal"
	"postern/parcel"
)

// What happens to a receptacle.
const (
	bagAnnounced = "announced"
	bagArrived   = "arrived"
	bagOpened    = "opened"
)

const keepBag = "INSERT OR REPLACE INTO bag (receptacle, what, at, station, wall, stated, gross, seal, place) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"

// announce notes what a despatch says of a receptacle.
func (w *writer) announce(ctx context.Context, e arrival, r *parcel.Receptacle) error {
	return w.exec(ctx, keepBag, string(r.ID), bagAnnounced, moment(e.HLC), e.Station, e.Wall.UnixMilli(), max(r.Stated, r.Items), int64(r.Gross), clip(r.Seal, parcel.MaxLabel), "")
}

// meetBag notes the read of a receptacle: at the dock or in a cage it has
// arrived, anywhere else it is opened.
func (w *writer) meetBag(ctx context.Context, e journal.Event, b journal.ItemScanned) error {
	bag, ok := parcel.ParseS9(parcel.ParseIdentifier(b.Scan.Code).Text)
	if !ok {
		return nil
	}
	what := bagOpened
	if b.Scan.Place.Arrival() {
		what = bagArrived
	}
	err := w.exec(ctx, keepBag, string(bag), what, moment(e.HLC), e.Station, e.Wall.UnixMilli(), 0, int64(b.Scan.Mass), "", string(b.Scan.Place))
	if err != nil {
		return err
	}
	return w.retime(ctx, itemsOfBag, string(bag))
}

// Progress tells how much of a receptacle has been seen. What was looked for
// and is missing has not.
func (db *DB) Progress(ctx context.Context, r parcel.S9) (parcel.Progress, error) {
	if r == "" {
		return parcel.Progress{}, nil
	}
	b, err := db.bag(ctx, r)
	return b.Progress, err
}

// Bag is a receptacle with all that is known of it; ErrNotFound where nothing
// is.
func (db *DB) Bag(ctx context.Context, r parcel.S9) (parcel.Bag, error) {
	b, err := db.bag(ctx, r)
	if err == nil && b.Expected == 0 && b.Over == 0 && b.Announced.IsZero() && b.Arrived.IsZero() {
		err = fmt.Errorf("receptacle %s: %w", r, ErrNotFound)
	}
	return b, err
}

func (db *DB) bag(ctx context.Context, r parcel.S9) (parcel.Bag, error) {
	b := parcel.Bag{Progress: parcel.Progress{Receptacle: r, Lane: parcel.Unknown}, Unseen: map[parcel.Lane]int{}}
	if err := db.within(ctx, &b); err != nil {
		return b, err
	}
	err := db.reads.row(ctx, "SELECT count(*) FROM item WHERE bag = ? AND bag <> '' AND receptacle <> bag", string(r)).Scan(&b.Over)
	if err != nil {
		return b, err
	}
	return b, db.met(ctx, &b)
}

// within counts what is declared to be in a receptacle, by lane.
func (db *DB) within(ctx context.Context, b *parcel.Bag) error {
	top := -1
	return db.reads.each(ctx, func(row scanner) error {
		var lane parcel.Lane
		var all, seen, held, found int
		if err := row.Scan(&lane, &all, &seen, &held, &found); err != nil {
			return err
		}
		b.Expected, b.Seen, b.Holds, b.HoldsSeen = b.Expected+all, b.Seen+seen, b.Holds+held, b.HoldsSeen+found
		b.Unseen[lane] += all - seen
		if lane.Rank() > top {
			b.Lane, top = lane, lane.Rank()
		}
		return nil
	}, `SELECT lane, count(*), sum(state NOT IN ('expected', 'missing')), sum(holds > 0), sum(holds > 0 AND state NOT IN ('expected', 'missing'))
		FROM item WHERE receptacle = ? AND receptacle <> '' GROUP BY lane`, string(b.Receptacle))
}

// met adds when a receptacle was announced, came and was opened, and what its
// despatch says of it.
func (db *DB) met(ctx context.Context, b *parcel.Bag) error {
	var announced, came, opened, stated sql.NullInt64
	var seal sql.NullString
	err := db.reads.row(ctx, `SELECT min(CASE what WHEN 'announced' THEN wall END), min(CASE WHEN what <> 'announced' THEN wall END),
		min(CASE what WHEN 'opened' THEN wall END), max(stated), max(seal) FROM bag WHERE receptacle = ?`, string(b.Receptacle)).
		Scan(&announced, &came, &opened, &stated, &seal)
	b.Announced, b.Arrived, b.Opened, b.Seal = fromMillis(announced.Int64), fromMillis(came.Int64), fromMillis(opened.Int64), seal.String
	b.Expected = max(b.Expected, int(stated.Int64))
	return err
}

// Bags lists receptacles by what a minute of work on each may bring: of those
// with something left to see, or of all.
func (db *DB) Bags(ctx context.Context, left bool, most int) ([]parcel.Bag, error) {
	var names []parcel.S9
	err := db.reads.each(ctx, func(row scanner) error {
		var r parcel.S9
		err := row.Scan(&r)
		names = append(names, r)
		return err
	}, bagsText, left, mostLines)
	if err != nil {
		return nil, err
	}
	var bags []parcel.Bag
	for _, r := range names {
		b, err := db.bag(ctx, r)
		if err != nil {
			return nil, err
		}
		if !left || b.Missing() > 0 {
			bags = append(bags, b)
		}
	}
	parcel.RankBags(bags)
	return bags[:min(len(bags), max(1, most))], nil
}

// Those that came last are asked for first, so that what is here is listed
// whatever else was ever announced.
const bagsText = `SELECT receptacle FROM (
	SELECT receptacle, max(CASE WHEN what <> 'announced' THEN wall ELSE 0 END) AS came, max(wall) AS last FROM bag GROUP BY receptacle
	UNION
	SELECT receptacle, 0, max(seen) FROM item WHERE receptacle <> '' AND (open = 1 OR NOT ?1) GROUP BY receptacle
) GROUP BY receptacle ORDER BY max(came) DESC, max(last) DESC LIMIT ?2`

// Unmatched lists the identifiers that a receptacle should hold and that were
// not seen, and those that came out of it and belong elsewhere, or nowhere.
func (db *DB) Unmatched(ctx context.Context, r parcel.S9) (missing, over []string, err error) {
	into := func(list *[]string) func(scanner) error {
		return func(row scanner) error {
			var ident string
			err := row.Scan(&ident)
			*list = append(*list, ident)
			return err
		}
	}
	if err = db.reads.each(ctx, into(&missing), "SELECT ident FROM item WHERE receptacle = ? AND receptacle <> '' AND state IN ('expected', 'missing') ORDER BY rank DESC, ident LIMIT ?", string(r), mostMembers); err != nil {
		return nil, nil, err
	}
	err = db.reads.each(ctx, into(&over), "SELECT ident FROM item WHERE bag = ? AND bag <> '' AND receptacle <> bag ORDER BY ident LIMIT ?", string(r), mostMembers)
	return missing, over, err
}

// mostMembers bounds how many items of one receptacle are listed.
const mostMembers = 10_000

// Emptying is the receptacle that was opened here last since a moment.
func (db *DB) Emptying(ctx context.Context, since time.Time) (r parcel.S9, err error) {
	err = db.reads.row(ctx, "SELECT receptacle FROM bag WHERE what = 'opened' AND station = ? AND wall >= ? ORDER BY wall DESC, at DESC LIMIT 1",
		db.opt.Station, since.UnixMilli()).Scan(&r)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return r, err
}

// About lists the items here that a referral is about: its own, those of its
// receptacle, or those of its filing.
func (db *DB) About(ctx context.Context, of parcel.Referral) (items []parcel.ItemID, err error) {
	take := func(row scanner) error {
		var ident string
		var day parcel.Day
		err := row.Scan(&ident, &day)
		items = append(items, parcel.NewItemID(ident, day))
		return err
	}
	const latest = "SELECT ident, day FROM item WHERE ident = ? ORDER BY day DESC LIMIT 1"
	switch {
	case of.Item != "":
		err = db.reads.each(ctx, take, latest, parcel.ParseIdentifier(of.Item).Text)
	case of.Receptacle != "":
		err = db.reads.each(ctx, take, "SELECT ident, day FROM item WHERE receptacle = ? AND receptacle <> '' AND open = 1 ORDER BY no LIMIT ?", string(of.Receptacle), mostMembers)
	case of.MRN != "":
		var others []parcel.Referral
		others, err = heard[parcel.Referral](ctx, db.reads, saidReferral, "m\x00"+of.MRN)
		for _, o := range others {
			if err != nil || o.Item == "" && o.Receptacle == "" {
				continue
			}
			var more []parcel.ItemID
			more, err = db.About(ctx, parcel.Referral{Item: o.Item, Receptacle: o.Receptacle})
			items = append(items, more...)
		}
	}
	slices.Sort(items)
	return slices.Compact(items), err
}

// Asked lists what was asked of a whole receptacle and stands: what came after
// the last word that nothing more is asked.
func (db *DB) Asked(ctx context.Context, r parcel.S9) ([]parcel.Referral, error) {
	all, err := heard[parcel.Referral](ctx, db.reads, saidReferral, bagName(r))
	for i, of := range slices.Backward(all) {
		if of.Kind.Answers() {
			return all[i+1:], err
		}
	}
	return all, err
}
