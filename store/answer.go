package store

import (
	"context"
	"errors"

	"postern/fold"
	"postern/journal"
	"postern/parcel"
)

// rule notes the decision that rules an item, for those who must be told of it.
// Two that contradict each other are told to nobody until a supervisor settles
// them.
func (w *writer) rule(ctx context.Context, no int64, f fold.Item, events []journal.Event) error {
	if f.State == parcel.Conflict {
		return w.exec(ctx, "DELETE FROM ruling WHERE item = ?", no)
	}
	var by parcel.Decision
	for _, d := range f.Open {
		if d.Outcome != parcel.Correct && (by.Event == "" || d.Outcome.Rank() > by.Outcome.Rank()) {
			by = d
		}
	}
	if by.Event == "" {
		if !everDecided(events) {
			return w.exec(ctx, "DELETE FROM ruling WHERE item = ?", no)
		}
		by.At = f.Since
	}
	return w.exec(ctx, "INSERT OR REPLACE INTO ruling (item, event, outcome, at) VALUES (?, ?, ?, ?)", no, by.Event, string(by.Outcome), millis(by.At))
}

func everDecided(events []journal.Event) bool {
	for _, e := range events {
		if b, ok := e.Body.(journal.ItemDecided); ok && b.Outcome != parcel.Correct {
			return true
		}
	}
	return false
}

// projectAnswered notes what was told. Of two answers in one form the later
// counts, in whatever order they come to be known.
func (w *writer) projectAnswered(ctx context.Context, e journal.Event, b journal.ItemsAnswered) error {
	for _, a := range b.Answers {
		if err := w.exec(ctx, `INSERT INTO answer (ident, day, format, event, outcome, file, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
			ON CONFLICT (ident, day, format) DO UPDATE SET event = ?4, outcome = ?5, file = ?6, at = ?7
			WHERE ?7 > at OR ?7 = at AND ?6 > file`,
			a.Item.Ident(), string(a.Item.Day()), b.Format, a.Decision, string(a.Outcome), b.File, moment(e.HLC)); err != nil {
			return err
		}
	}
	return nil
}

// Unanswered lists decided items, after the one numbered after, whose ruling
// decision is not told yet in a form, or in any where format is empty, and was
// made before a moment (ms): at most most, and the number of the last.
func (db *DB) Unanswered(ctx context.Context, format string, before, after int64, most int) (all []parcel.Ruling, last int64, err error) {
	last = after
	var errs []error
	err = db.reads.each(ctx, func(row scanner) error {
		var r parcel.Ruling
		var ident string
		var day parcel.Day
		var at int64
		if err := row.Scan(&last, &ident, &day, &r.Event, &r.Outcome, &at); err != nil {
			return err
		}
		r.Item.ID, r.At = parcel.NewItemID(ident, day), fromMillis(at)
		all = append(all, r)
		return nil
	}, unansweredText, after, before, format, most)
	for i := range all {
		var e error
		all[i].Item, e = db.Item(ctx, all[i].Item.ID)
		errs = append(errs, e)
	}
	return all, last, errors.Join(append(errs, err)...)
}

// What was decided and taken back before anybody was told of it, nobody is told.
const unansweredText = `SELECT r.item, i.ident, i.day, r.event, r.outcome, r.at FROM ruling r JOIN item i ON i.no = r.item
WHERE r.item > ?1 AND r.at <= ?2
  AND NOT EXISTS (SELECT 1 FROM answer a WHERE a.ident = i.ident AND a.day = i.day AND (?3 = '' OR a.format = ?3) AND a.event = r.event)
  AND (r.event <> '' OR EXISTS (SELECT 1 FROM answer a WHERE a.ident = i.ident AND a.day = i.day AND (?3 = '' OR a.format = ?3)))
ORDER BY r.item LIMIT ?4`

// IsAnswerFile reports whether the journal has a file of answers by that name.
func (db *DB) IsAnswerFile(ctx context.Context, name string) (is bool, err error) {
	err = db.reads.row(ctx, "SELECT EXISTS (SELECT 1 FROM answer WHERE file = ?)", name).Scan(&is)
	return is, err
}
