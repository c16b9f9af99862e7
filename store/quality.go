package store

import (
	"context"
	"time"

	"postern/parcel"
	"postern/quality"
)

// dataCase is an item as its data is judged. Whether its identifier was used
// before is not among the figures kept: that may become known later.
func (r *itemRow) dataCase() quality.Case {
	f := r.events()
	c := quality.Case{Source: r.source, Received: fromMillis(r.received), Presented: f.Presented, Checked: f.Checked, Arrived: fromMillis(r.arrived), Departed: fromMillis(r.departed)}
	if r.declared != nil {
		c.Decl = *r.declared
	}
	return c
}

const qualityHead = "INSERT OR REPLACE INTO quality (item, post, platform, adequate, timely, checked, truthful, at, office)"

// qualityRow is how good the data of an item is; nil where nothing can be said.
func (r *itemRow) qualityRow(book *quality.Book) []any {
	c := r.dataCase()
	q := book.Judge(c)
	if q.Adequacy.Of+q.Timeliness.Of+q.Truth.Of == 0 {
		return nil
	}
	at := r.received
	if at == 0 {
		at = millis(c.Presented)
	}
	return []any{r.no, sendingPost(r.id, &c.Decl), c.Decl.Platform, verdictOf(q.Adequacy), verdictOf(q.Timeliness), q.Truth.Of, q.Truth.Good, at, string(c.Decl.Receptacle.Origin())}
}

// verdictOf says of an item whether all that applied was good.
func verdictOf(s parcel.Portion) int {
	if s.Of == 0 {
		return -1
	}
	return one(s.Good == s.Of)
}

// sendingPost is the country of the post that sent an item: that its identifier
// names, else the declared origin.
func sendingPost(id parcel.ItemID, d *parcel.Declaration) string {
	if s10, ok := parcel.ParseS10(id.Ident()); ok {
		return s10.Issuer()
	}
	return d.Origin
}

// Figures are the data of one sending post, platform or office of exchange, in
// items; truth in fields.
type Figures struct {
	Post     string
	Platform string
	Office   string // that sent the receptacles
	Items    int
	parcel.Soundness
}

// FiguresAsked narrows figures. Empty fields ask for nothing.
type FiguresAsked struct {
	Post, Platform string
	From, To       time.Time // when data came; To is not included
}

// Quality sums up data by sending post, or by platform or office, the largest
// first.
func (db *DB) Quality(ctx context.Context, by string, asked FiguresAsked) (all []Figures, err error) {
	text := "SELECT post, '', '', " + figuresText + " GROUP BY post ORDER BY count(*) DESC, post"
	switch by {
	case "platform":
		text = "SELECT '', platform, '', " + figuresText + " AND platform <> '' GROUP BY platform ORDER BY count(*) DESC, platform"
	case "office":
		text = "SELECT '', '', office, " + figuresText + " AND office <> '' GROUP BY office ORDER BY count(*) DESC, office"
	}
	to := asked.To.UnixMilli()
	if asked.To.IsZero() {
		to = 1<<62 - 1
	}
	err = db.reads.each(ctx, func(row scanner) error {
		var f Figures
		err := row.Scan(&f.Post, &f.Platform, &f.Office, &f.Items, &f.Adequacy.Good, &f.Adequacy.Of, &f.Timeliness.Good, &f.Timeliness.Of, &f.Truth.Good, &f.Truth.Of)
		all = append(all, f)
		return err
	}, text, asked.Post, asked.Platform, millis(asked.From), to)
	return all, err
}

const figuresText = `count(*), sum(adequate = 1), sum(adequate >= 0), sum(timely = 1), sum(timely >= 0), sum(truthful), sum(checked)
FROM quality WHERE (?1 = '' OR post = ?1) AND (?2 = '' OR platform = ?2) AND at >= ?3 AND at < ?4`

// Poor calls f with every item whose data is bad in some way, and how. It
// judges each again, as it stands now.
func (db *DB) Poor(ctx context.Context, asked FiguresAsked, f func(Figures, parcel.Item) error) error {
	to := asked.To.UnixMilli()
	if asked.To.IsZero() {
		to = 1<<62 - 1
	}
	return db.reads.each(ctx, func(row scanner) error {
		r, err := scanRow(row)
		if err != nil {
			return err
		}
		c := r.dataCase()
		one := Figures{Post: sendingPost(r.id, &c.Decl), Platform: c.Decl.Platform, Items: 1, Soundness: db.book.Judge(c)}
		if len(one.Defects) == 0 {
			return nil
		}
		return f(one, r.item(false))
	}, "SELECT "+rowColumns+` FROM item WHERE no IN (SELECT item FROM quality WHERE (adequate = 0 OR timely = 0 OR truthful < checked)
		AND (?1 = '' OR post = ?1) AND (?2 = '' OR platform = ?2) AND at >= ?3 AND at < ?4) ORDER BY no`, asked.Post, asked.Platform, millis(asked.From), to)
}
