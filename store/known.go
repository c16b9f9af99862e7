package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"

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

// known is what the tables say, as of a moment, of all that several items name.
// It is read in a few statements however many the items are: what a statement
// costs besides its rows is more than the rows.
type known struct {
	at      journal.HLC
	parties map[int64]*party
	shared  map[int64][]int64  // other names, by the key of an address or a telephone
	idents  map[string]bearing // by identifier
	norms   map[int64]*sample  // by the key of the goods
}

// bearing is what is known of an identifier: the first item that had it, 0 for
// none, and whether trade papers name it.
type bearing struct {
	first  int64
	papers bool
}

// knownText asks all in one go, rows as text. Party key 0 is nobody and is not
// asked for. The newest rows come first.
const knownText = `SELECT 0, k.value, '',
  (SELECT group_concat(concat_ws(' ', item, at, other, minor, gross, hex(currency)), ' ')
   FROM (SELECT item, at, other, minor, gross, currency FROM sight WHERE key = k.value AND at <= ?2 ORDER BY at DESC LIMIT ?4)),
  (SELECT group_concat(concat_ws(' ', item, examined, found), ' ')
   FROM (SELECT item, examined, found FROM result WHERE key = k.value AND at BETWEEN ?3 AND ?2 ORDER BY at DESC LIMIT ?4))
FROM json_each(?1) k
UNION ALL SELECT 1, k.value, '',
  (SELECT group_concat(other, ' ') FROM (SELECT other FROM shared WHERE key = k.value AND day BETWEEN ?6 AND ?7 AND at <= ?2 LIMIT ?4)), ''
FROM json_each(?5) k
UNION ALL SELECT 2, (SELECT min(no) FROM item WHERE ident = k.value), k.value,
  EXISTS (SELECT 1 FROM paper WHERE number = k.value AND number <> '' AND at <= ?2), ''
FROM json_each(?8) k`

// what the rows of knownText are.
const (
	ofParty = iota
	ofShared
	ofIdent
)

// know reads what facts about items are made of.
func (db *DB) know(ctx context.Context, on *prepared, at journal.HLC, items []asked) (*known, error) {
	k := &known{
		at: at, parties: map[int64]*party{}, shared: map[int64][]int64{}, idents: map[string]bearing{}, norms: map[int64]*sample{},
	}
	for i := range items {
		a := &items[i]
		k.parties[a.sender], k.parties[a.addressee] = nil, nil
		for _, s := range a.shared {
			k.shared[s.key] = nil
		}
		k.idents[a.d.Identifier.Text] = bearing{}
	}
	delete(k.parties, 0)
	delete(k.shared, 0)
	err := on.each(ctx, k.row, knownText, keys(k.parties), moment(at), ago(at, senderWindow), mostCounted,
		keys(k.shared), dayOf(at)-int64(addresseeWindow.Hours()/24), dayOf(at), keys(k.idents))
	if err != nil {
		return nil, err
	}
	return k, db.knowPrices(ctx, on, k, items)
}

// keys writes the keys of a map for json_each.
func keys[K comparable, V any](of map[K]V) string {
	all := make([]K, 0, len(of))
	for key := range of {
		all = append(all, key)
	}
	text, err := json.Marshal(all)
	if err != nil {
		return "[]" // numbers and text can always be written
	}
	return string(text)
}

func (k *known) row(row scanner) error {
	var kind int
	var key sql.NullInt64
	var ident string
	var one, two sql.NullString
	if err := row.Scan(&kind, &key, &ident, &one, &two); err != nil {
		return err
	}
	switch kind {
	case ofParty:
		k.parties[key.Int64] = newParty(one.String, two.String, ago(k.at, senderWindow))
	case ofShared:
		k.shared[key.Int64] = numbers(one.String)
	case ofIdent:
		k.idents[ident] = bearing{first: key.Int64, papers: one.String == "1"}
	}
	return nil
}

// others counts the names that share a key, one aside.
func (k *known) others(s shared) int {
	n := 0
	seen := make(map[int64]bool, len(k.shared[s.key]))
	for _, other := range k.shared[s.key] {
		if other != s.other && !seen[other] {
			seen[other] = true
			n++
		}
	}
	return n
}

// reused reports whether an item before this one had its identifier.
func (k *known) reused(a asked) bool {
	first := k.idents[a.d.Identifier.Text].first
	return first != 0 && first < a.no
}

func hexOf(currency string) string {
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(currency) {
		b.WriteByte(digits[currency[i]>>4])
		b.WriteByte(digits[currency[i]&15])
	}
	return b.String()
}
