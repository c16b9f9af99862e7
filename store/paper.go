package store

import (
	"context"
	"encoding/json"

	"postern/journal"
	"postern/parcel"
)

// mostPapers bounds how many papers are joined to one item: numbers are
// outside text and may be shared by thousands.
const mostPapers = 8

// keepPaper adds a trade paper. Later ones of the same name do not overwrite
// it: the newest is read, the others stay for the facts of their day.
func (w *writer) keepPaper(ctx context.Context, at journal.HLC, p parcel.Paper) error {
	data, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return w.exec(ctx, "INSERT INTO paper (kind, platform, ord, number, at, name, paper) VALUES (?, ?, ?, ?, ?, ?, ?)",
		string(p.Kind), p.Platform, p.Order, paperNumber(p), int64(at), paperName(p), data) //nolint:gosec // under 2^63
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

// papersOf joins the papers that name an item: shipments by its number, orders
// by the shipment's order, payments by the order.
func papersOf(ctx context.Context, on *prepared, ident string, at journal.HLC) ([]parcel.Paper, error) {
	shipments, err := papersBy(ctx, on, "SELECT name, paper FROM paper WHERE number = ? AND at <= ? ORDER BY at DESC, no DESC LIMIT ?", ident, int64(at), mostPapers) //nolint:gosec // under 2^63
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
		more, err := papersBy(ctx, on, "SELECT name, paper FROM paper WHERE ord = ? AND kind <> 'shipment' AND at <= ? ORDER BY kind, at DESC, no DESC LIMIT ?",
			s.Order, int64(at), mostPapers) //nolint:gosec // under 2^63
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
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

func (db *DB) paperFacts(ctx context.Context, on *prepared, d parcel.Declaration, at journal.HLC, f *parcel.Facts) error {
	papers, err := papersOf(ctx, on, d.Identifier.Text, at)
	if err != nil || len(papers) == 0 {
		return err
	}
	f.Papers = len(papers)
	match := parcel.MatchPapers(d, papers)
	f.OrderTotal, f.PaperProblems = match.OrderTotal, match.Problems
	if match.Order == "" {
		return nil
	}
	return on.row(ctx, "SELECT count(DISTINCT number) FROM paper WHERE ord = ? AND kind = 'shipment' AND at <= ?", match.Order, int64(at)).Scan(&f.OrderItems) //nolint:gosec // under 2^63
}

// Papers are the trade papers that name an item.
func (db *DB) Papers(ctx context.Context, ident string) ([]parcel.Paper, error) {
	return papersOf(ctx, db.reads, ident, 1<<62)
}

// judgeNamed assesses again the open items that new papers speak of.
func (w *writer) judgeNamed(ctx context.Context, at journal.HLC, papers []parcel.Paper) error {
	numbers := map[string]bool{}
	for _, p := range papers {
		if n := paperNumber(p); n != "" {
			numbers[n] = true
		}
	}
	if err := w.numbersOf(ctx, papers, numbers); err != nil {
		return err
	}
	for n := range numbers {
		r, err := rowByID(ctx, w.prepared, parcel.ItemID(n))
		if err != nil {
			return err
		}
		if r == nil {
			continue
		}
		if err := w.judge(ctx, at, []*itemRow{r}); err != nil {
			return err
		}
		if err := w.save(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// numbersOf adds the numbers of the shipments that share an order with a paper.
func (w *writer) numbersOf(ctx context.Context, papers []parcel.Paper, into map[string]bool) error {
	for _, p := range papers {
		if p.Kind == parcel.Shipment || p.Order == "" {
			continue
		}
		err := w.each(ctx, func(row scanner) error {
			var n string
			err := row.Scan(&n)
			into[n] = true
			return err
		}, "SELECT DISTINCT number FROM paper WHERE ord = ? AND kind = 'shipment' AND number <> '' LIMIT ?", p.Order, mostPapers)
		if err != nil {
			return err
		}
	}
	return nil
}
