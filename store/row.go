package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"postern/fold"
	"postern/journal"
	"postern/parcel"
)

// itemRow is an item's row: what lists sort and filter by in columns, the rest
// as JSON.
type itemRow struct {
	no       int64
	id       parcel.ItemID
	reused   bool // by an item of the same file, whose row is not written yet
	declared *parcel.Declaration
	source   parcel.Source
	received int64 // ms
	seen     int64 // ms
	arrived  int64 // ms, see journey
	departed int64 // ms
	judged   *parcel.Verdict
	judgedAt journal.HLC
	judgedBy string
	folded   *fold.Item
	message  int64
	lain     [3][]byte // declared, judged, folded as they were read
	panel    int64     // who judged, as it was read
	was      *shows    // as it was read, where it is only judged anew
}

// shows is what lists show of an item's judgement.
type shows struct {
	lane   parcel.Lane
	asks   int64
	agency parcel.Agency
	score  int
	walk   bool
}

func (r *itemRow) shows() shows {
	s := shows{lane: r.lane(), walk: r.raised()}
	s.asks, s.agency, s.score = top(r.verdict())
	return s
}

const rowColumns = `no, ident, day, source, received, seen, declared, judged, judged_at, judged_by, folded, message,
 arrived, departed, panel, coalesce((SELECT seats FROM panel WHERE panel.no = item.panel), '')`

func scanRow(s scanner) (*itemRow, error) {
	var r itemRow
	var ident string
	var day parcel.Day
	var declared, judged, folded []byte
	var by panel
	err := s.Scan(&r.no, &ident, &day, &r.source, &r.received, &r.seen, &declared, &judged, &r.judgedAt, &r.judgedBy, &folded, &r.message, &r.arrived, &r.departed, &by.no, &by.seats)
	if err != nil {
		return nil, err
	}
	r.id, r.lain, r.panel = parcel.NewItemID(ident, day), [3][]byte{declared, judged, folded}, by.no
	err = errors.Join(fromJSON(declared, &r.declared), fromJSON(judged, &r.judged), fromJSON(folded, &r.folded), by.full(r.judged))
	if err != nil {
		return nil, fmt.Errorf("item %s: %w", r.id, err)
	}
	return &r, nil
}

func fromJSON[T any](data []byte, into **T) error {
	if data == nil {
		return nil
	}
	*into = new(T)
	return json.Unmarshal(data, *into)
}

func toJSON[T any](v *T) ([]byte, error) {
	if v == nil {
		return nil, nil
	}
	return json.Marshal(v)
}

// rowByID finds an item by its full id, or by its identifier alone: then the
// one that has it now. nil where there is none.
func rowByID(ctx context.Context, on asks, id parcel.ItemID) (*itemRow, error) {
	if id.Day() == "" {
		return rowByIdent(ctx, on, id.Ident())
	}
	return oneRow(ctx, on, "SELECT "+rowColumns+" FROM item WHERE ident = ? AND day = ?", id.Ident(), string(id.Day()))
}

// rowByIdent finds the item that has an identifier now; nil where none has.
func rowByIdent(ctx context.Context, on asks, ident string) (*itemRow, error) {
	return oneRow(ctx, on, "SELECT "+rowColumns+" FROM item WHERE ident = ? ORDER BY day DESC LIMIT 1", ident)
}

func oneRow(ctx context.Context, on asks, text string, args ...any) (r *itemRow, err error) {
	err = on.each(ctx, func(row scanner) (err error) {
		r, err = scanRow(row)
		return err
	}, text, args...)
	return r, err
}

// fold is what the item's events say; that of an item without events where it
// has none.
func (r *itemRow) events() fold.Item {
	if r.folded != nil {
		return *r.folded
	}
	return fold.OfItem(nil)
}

// mark is the fingerprint of what the row knew when it was read.
func (r *itemRow) mark() parcel.Mark {
	if r == nil {
		return parcel.Unheard
	}
	h := sha256.New()
	for _, part := range r.lain {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
		h.Write(part)
	}
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(r.judgedAt)))
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(r.panel))) //nolint:gosec // its bits
	return max(parcel.Mark(binary.BigEndian.Uint64(h.Sum(nil))), parcel.Unheard+1)
}

// lane is the lane of the last scan or decision. While the item is open, data
// or packs that came since may raise it; before any scan they alone decide.
func (r *itemRow) lane() parcel.Lane {
	f := r.events()
	lane := f.Lane
	switch {
	case lane == "" && r.judged == nil:
		lane = parcel.Unknown
	case lane == "":
		lane = r.judged.Lane
	case r.judged != nil && f.State.Open() && r.judgedAt > f.Judged:
		lane = parcel.Highest(lane, r.judged.Lane)
	}
	if f.State.Open() && held(f.Holds) == heldOpen { // somebody waits for it, whatever else is known
		return parcel.Red
	}
	return lane
}

// verdict is the one the lane comes from.
func (r *itemRow) verdict() parcel.Verdict {
	f := r.events()
	if r.judged != nil && (f.Lane == "" || r.judgedAt > f.Judged) {
		return *r.judged
	}
	return f.Verdict
}

// top is the assessment that asks for most, and a bit for each agency that
// asks for more than green.
func top(v parcel.Verdict) (asks int64, agency parcel.Agency, score int) {
	best := parcel.Assessment{Lane: ""}
	for _, a := range v.Assessments {
		if a.Lane.Rank() > parcel.Green.Rank() {
			asks |= agencyBit(a.Agency)
		}
		if a.Lane.Rank() > best.Lane.Rank() || a.Lane == best.Lane && a.Score > best.Score {
			best = a
		}
	}
	return asks, best.Agency, best.Score
}

func agencyBit(a parcel.Agency) int64 {
	for i, other := range parcel.Agencies() {
		if a == other {
			return 1 << i
		}
	}
	return 0
}

// How the row says, in one column, whether an item is held.
const (
	heldNever = iota
	heldOnce
	heldOpen
)

func held(holds []parcel.Hold) int {
	switch {
	case len(holds) == 0:
		return heldNever
	case len(openHolds(holds)) == 0:
		return heldOnce
	}
	return heldOpen
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}

// clip cuts text to at most n bytes at a rune boundary.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xc0 == 0x80 {
		n--
	}
	return s[:n]
}

// item is the row as the rest of the house sees it.
func (r *itemRow) item(latest bool) parcel.Item {
	f := r.events()
	it := parcel.Item{
		ID: r.id, Known: r.declared != nil, Source: r.source, Received: fromMillis(r.received), State: f.State, Place: f.Place,
		Lane: r.lane(), Since: f.Since, Mass: f.Mass, Scans: f.Scans, Presented: f.Presented, Inspected: f.Inspected, Selection: f.Selection,
		Verdict: r.verdict(), Holds: f.Holds, Decisions: f.Open, Exhibits: f.Exhibits, Latest: latest, Seen: fromMillis(r.seen), Mark: r.mark(),
	}
	if r.declared != nil {
		it.Decl = *r.declared
	} else {
		it.Decl.Identifier = parcel.ParseIdentifier(r.id.Ident())
	}
	if it.Since.IsZero() {
		it.Since = it.Received
	}
	return it
}
