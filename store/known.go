package store

import (
	"context"
	"database/sql/driver"
	"slices"

	"postern/journal"
	"postern/parcel"
)

// asked is an item of which the facts are wanted, with its keys.
type asked struct {
	no                int64
	d                 *parcel.Declaration
	sender, addressee int64
	shared            [3]shared
}

func (db *DB) asked(no int64, d *parcel.Declaration) asked {
	a := asked{no: no, d: d, sender: db.senderKey(d), addressee: db.addresseeKey(d)}
	a.shared = db.sharedKeys(d, a.sender, a.addressee)
	return a
}

// known is what the tables say, as of a moment, of all that items name. What
// items have in common is read once.
type known struct {
	at      journal.HLC
	parties map[int64]*party
	shared  map[int64][]int64  // other names, by the key of an address or a telephone
	idents  map[string]bearing // by identifier
	norms   map[int64]*sample  // by the key of the goods
}

func knownAt(at journal.HLC) *known {
	return &known{at: at, parties: map[int64]*party{}, shared: map[int64][]int64{}, idents: map[string]bearing{}, norms: map[int64]*sample{}}
}

// mostKnown bounds the parties, and the kinds of goods, held in memory.
const mostKnown = 4096

// bearing is what is known of an identifier: the first item that had it, 0 for
// none, and whether trade papers name it.
type bearing struct {
	first  int64
	papers bool
}

// The newest rows come first.
const (
	sightsText  = "SELECT item, at, other, minor, gross, currency FROM sight WHERE key = ? AND at <= ? ORDER BY at DESC LIMIT ?"
	resultsText = "SELECT item, examined, found FROM result WHERE key = ? AND at BETWEEN ? AND ? ORDER BY at DESC LIMIT ?"
	sharedText  = "SELECT other FROM shared WHERE key = ? AND day BETWEEN ? AND ? AND at <= ? LIMIT ?"
	bearingText = `SELECT coalesce((SELECT min(no) FROM item WHERE ident = ?1), 0),
 EXISTS (SELECT 1 FROM paper WHERE number = ?1 AND number <> '' AND at <= ?2)`
)

// learn reads what facts about items are made of. What it knows of parties and
// goods it keeps: nothing is noted as of the same moment in between.
func (k *known) learn(ctx context.Context, on *direct, items []asked) error {
	clear(k.shared)
	clear(k.idents)
	if len(k.parties) > mostKnown {
		clear(k.parties)
	}
	if len(k.norms) > mostKnown {
		clear(k.norms)
	}
	for i := range items {
		if err := k.learnOf(ctx, on, &items[i]); err != nil {
			return err
		}
	}
	return nil
}

func (k *known) learnOf(ctx context.Context, on *direct, a *asked) error {
	if err := k.learnParty(ctx, on, a.sender, true); err != nil {
		return err
	}
	if err := k.learnParty(ctx, on, a.addressee, false); err != nil {
		return err
	}
	for _, s := range a.shared {
		if err := k.learnShared(ctx, on, s.key); err != nil {
			return err
		}
	}
	ident := a.d.Identifier.Text
	err := on.values(ctx, func(row []driver.Value) {
		k.idents[ident] = bearing{first: integer(row[0]), papers: integer(row[1]) == 1}
	}, bearingText, ident, moment(k.at))
	if err != nil {
		return err
	}
	return k.learnPrices(ctx, on, a)
}

// learnParty reads the sights of a party, and for a sender what came of them.
func (k *known) learnParty(ctx context.Context, on *direct, key int64, sender bool) error {
	if key == 0 || k.parties[key] != nil { // nobody, or known
		return nil
	}
	since := ago(k.at, senderWindow)
	var sights []seen
	var results []result
	err := on.values(ctx, func(row []driver.Value) {
		sights = append(sights, seen{
			item: integer(row[0]), at: integer(row[1]), other: integer(row[2]), minor: integer(row[3]), gross: integer(row[4]), currency: text(row[5]),
		})
	}, sightsText, key, moment(k.at), int64(mostCounted))
	if err == nil && sender {
		err = on.values(ctx, func(row []driver.Value) {
			results = append(results, result{integer(row[0]), integer(row[1]), integer(row[2])})
		}, resultsText, key, since, moment(k.at), int64(mostCounted))
	}
	k.parties[key] = newParty(sights, results, since)
	return err
}

func (k *known) learnShared(ctx context.Context, on *direct, key int64) error {
	if _, done := k.shared[key]; done || key == 0 {
		return nil
	}
	var others []int64
	err := on.values(ctx, func(row []driver.Value) { others = append(others, integer(row[0])) },
		sharedText, key, dayOf(k.at)-int64(addresseeWindow.Hours()/24), dayOf(k.at), moment(k.at), int64(mostCounted))
	slices.Sort(others)
	k.shared[key] = slices.Compact(others) // one has a row for each day
	return err
}

// others counts the names that share a key, one aside.
func (k *known) others(s shared) int {
	n := len(k.shared[s.key])
	if _, own := slices.BinarySearch(k.shared[s.key], s.other); own {
		n--
	}
	return n
}

// reused reports whether an item before this one had its identifier.
func (k *known) reused(a asked) bool {
	first := k.idents[a.d.Identifier.Text].first
	return first != 0 && first < a.no
}
