package store

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"postern/journal"
	"postern/parcel"
)

// mostPapers bounds how many papers are joined to one item: numbers are
// outside text and may be shared by thousands.
const mostPapers = 8

// keepPaper adds a trade paper. Later ones of the same name do not overwrite
// it: the newest is read, the others stay for the facts of their day.
func (w *writer) keepPaper(ctx context.Context, at journal.HLC, p parcel.Paper) error {
	if !writable(p.At) {
		p.At = time.Time{}
	}
	data, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return w.exec(ctx, "INSERT INTO paper (kind, platform, ord, number, at, name, paper) VALUES (?, ?, ?, ?, ?, ?, ?)",
		string(p.Kind), p.Platform, p.Order, paperNumber(p), moment(at), paperName(p), data)
}

func paperNumber(p parcel.Paper) string {
	if p.Kind != parcel.Shipment {
		return ""
	}
	return parcel.ParseIdentifier(p.Number).Text
}

// paperName is what makes a paper the same paper: (platform, order), (payer,
// transaction), (carrier, number) with its order.
func paperName(p parcel.Paper) string {
	switch p.Kind {
	case parcel.Order:
		return "o\x00" + p.Platform + "\x00" + p.Order
	case parcel.Payment:
		return "p\x00" + p.Payer + "\x00" + p.Transaction
	case parcel.Shipment:
		return "s\x00" + p.Carrier + "\x00" + p.Number + "\x00" + p.Order
	}
	return ""
}

// The indexes leave out papers without a number or an order: only a question
// that says so too can use them.
const (
	papersByNumber = "SELECT name, paper FROM paper WHERE number = ? AND number <> '' AND at <= ? ORDER BY at DESC, no DESC LIMIT ?"
	papersByOrder  = "SELECT name, paper FROM paper WHERE ord = ? AND ord <> '' AND kind = ? AND at <= ? ORDER BY at DESC, no DESC LIMIT ?"
	sharingText    = `SELECT count(DISTINCT number) FROM
		(SELECT number FROM paper WHERE ord = ? AND ord <> '' AND kind = 'shipment' AND at <= ? ORDER BY at, no LIMIT ?)`
	shippedText = "SELECT number FROM paper WHERE ord = ? AND ord <> '' AND kind = 'shipment' AND number <> '' ORDER BY at, no LIMIT ?"
)

// papersOf joins the papers that name an item: shipments by its number, orders
// by the shipment's order, payments by the order.
func papersOf(ctx context.Context, on *prepared, ident string, at journal.HLC) ([]parcel.Paper, error) {
	shipments, err := papersBy(ctx, on, papersByNumber, ident, moment(at), mostPapers)
	if err != nil || len(shipments) == 0 {
		return nil, err
	}
	all := shipments
	seen := map[string]bool{}
	for _, s := range shipments {
		if s.Order == "" || seen[s.Order] {
			continue
		}
		seen[s.Order] = true
		for _, kind := range []parcel.PaperKind{parcel.Order, parcel.Payment} {
			more, err := papersBy(ctx, on, papersByOrder, s.Order, string(kind), moment(at), mostPapers)
			if err != nil {
				return nil, err
			}
			all = append(all, more...)
		}
	}
	return all, nil
}

// papersBy reads papers, the newest of each name, leaving out withdrawn ones.
func papersBy(ctx context.Context, on *prepared, query string, args ...any) ([]parcel.Paper, error) {
	var all []parcel.Paper
	seen := map[string]bool{}
	err := on.each(ctx, func(row scanner) error {
		var name string
		var data []byte
		if err := row.Scan(&name, &data); err != nil || seen[name] {
			return err
		}
		seen[name] = true
		var p parcel.Paper
		if err := json.Unmarshal(data, &p); err != nil || p.Delete {
			return err
		}
		all = append(all, p)
		return nil
	}, query, args...)
	return all, err
}

func (db *DB) paperFacts(ctx context.Context, on *prepared, d *parcel.Declaration, at journal.HLC, f *parcel.Facts) error {
	papers, err := papersOf(ctx, on, d.Identifier.Text, at)
	if err != nil || len(papers) == 0 {
		return err
	}
	f.Papers = len(papers)
	match := parcel.MatchPapers(*d, papers)
	f.OrderTotal, f.PaperProblems = match.OrderTotal, match.Problems
	if match.Order == "" {
		return nil
	}
	return on.row(ctx, sharingText, match.Order, moment(at), mostCounted).Scan(&f.OrderItems)
}

// ever is after every event.
const ever journal.HLC = 1<<63 - 1

// Papers are the trade papers that name an item.
func (db *DB) Papers(ctx context.Context, ident string) ([]parcel.Paper, error) {
	return papersOf(ctx, db.reads, ident, ever)
}

// judgeNamed assesses again the open items that new papers speak of.
func (w *writer) judgeNamed(ctx context.Context, e journal.Event, papers []parcel.Paper) error {
	numbers, err := w.named(ctx, papers)
	if err != nil {
		return err
	}
	for some := range slices.Chunk(numbers, chunk) {
		var rows []*itemRow
		for _, n := range some {
			r, err := rowByIdent(ctx, w.prepared, n)
			if err != nil {
				return err
			}
			if r != nil {
				rows = append(rows, r)
			}
		}
		if err := w.judge(ctx, e.HLC, rows); err != nil {
			return err
		}
		if err := w.tell(ctx, e, rows); err != nil {
			return err
		}
		if err := w.saveAll(ctx, rows); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) judgeAndSave(ctx context.Context, at journal.HLC, rows []*itemRow) error {
	if err := w.judge(ctx, at, rows); err != nil {
		return err
	}
	return w.saveAll(ctx, rows)
}

// named lists the item numbers that papers speak of: a shipment by its own, the
// others by the shipments that share their order.
func (w *writer) named(ctx context.Context, papers []parcel.Paper) ([]string, error) {
	numbers, orders := map[string]bool{}, map[string]bool{}
	for _, p := range papers {
		if n := paperNumber(p); n != "" {
			numbers[n] = true
		}
		if p.Kind != parcel.Shipment && p.Order != "" {
			orders[p.Order] = true
		}
	}
	for order := range orders {
		err := w.each(ctx, func(row scanner) error {
			var n string
			err := row.Scan(&n)
			numbers[n] = true
			return err
		}, shippedText, order, mostCounted)
		if err != nil {
			return nil, err
		}
	}
	return slices.Sorted(maps.Keys(numbers)), nil
}
