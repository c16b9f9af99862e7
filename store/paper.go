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
	return w.exec(ctx, "INSERT INTO paper (kind, platform, ord, number, at, name, paper, pay) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		string(p.Kind), p.Platform, p.Order, paperNumber(p), moment(at), paperName(p), data, paperPay(p))
}

// paperPay is the transaction by which order and payment meet.
func paperPay(p parcel.Paper) string {
	if p.Kind == parcel.Shipment || p.Transaction == "" {
		return ""
	}
	return p.Payer + "\x00" + p.Transaction
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
	papersByPay    = "SELECT name, paper FROM paper WHERE pay = ? AND pay <> '' AND kind = 'payment' AND at <= ? ORDER BY at DESC, no DESC LIMIT ?"
	ordersByPay    = "SELECT ord FROM paper WHERE pay = ? AND pay <> '' AND kind = 'order' ORDER BY at, no LIMIT ?"
	sharingText    = `SELECT count(DISTINCT number) FROM
		(SELECT number FROM paper WHERE ord = ? AND ord <> '' AND kind = 'shipment' AND at <= ? ORDER BY at, no LIMIT ?)`
	shippedText = "SELECT number FROM paper WHERE ord = ? AND ord <> '' AND kind = 'shipment' AND number <> '' ORDER BY at, no LIMIT ?"
	orderedText = "SELECT ident FROM ordered CROSS JOIN item ON no = item WHERE ord = ? ORDER BY item LIMIT ?"
)

// papersOf joins the papers that name an item: shipments by its number, orders
// by the shipment's order or by what a declaration says that names its
// platform, payments by the order and by the transaction. Which of them are the
// item's, parcel.MatchPapers tells.
func papersOf(ctx context.Context, on asks, ident string, d *parcel.Declaration, at journal.HLC) ([]parcel.Paper, error) {
	all, err := papersBy(ctx, on, papersByNumber, ident, moment(at), mostPapers)
	if err != nil {
		return nil, err
	}
	var numbers []string
	for _, s := range all {
		numbers = append(numbers, s.Order)
	}
	if d != nil && d.PlatformCode != "" {
		numbers = append(numbers, d.References...)
	}
	slices.Sort(numbers)
	for _, number := range slices.Compact(numbers) {
		if number == "" || len(all) > mostJoined {
			continue
		}
		more, err := papersOfOrder(ctx, on, number, at)
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	if d != nil {
		all = slices.DeleteFunc(all, func(p parcel.Paper) bool { return d.Strange(&p) })
	}
	return all, nil
}

// mostJoined is how many papers are enough, however many orders are named.
const mostJoined = 4 * mostPapers

// papersOfOrder are the orders of a number, and the payments that name it or
// settle one of them.
func papersOfOrder(ctx context.Context, on asks, number string, at journal.HLC) ([]parcel.Paper, error) {
	all, err := papersBy(ctx, on, papersByOrder, number, string(parcel.Order), moment(at), mostPapers)
	if err != nil {
		return nil, err
	}
	paid, err := papersBy(ctx, on, papersByOrder, number, string(parcel.Payment), moment(at), mostPapers)
	if err != nil {
		return nil, err
	}
	named := map[string]bool{}
	for _, p := range paid {
		named[paperPay(p)] = true
	}
	for _, o := range all {
		pay := paperPay(o)
		if pay == "" || named[pay] {
			continue
		}
		named[pay] = true
		more, err := papersBy(ctx, on, papersByPay, pay, moment(at), mostPapers)
		if err != nil {
			return nil, err
		}
		paid = append(paid, more...)
	}
	return append(all, paid...), nil
}

// papersBy reads papers, the newest of each name, leaving out withdrawn ones.
func papersBy(ctx context.Context, on asks, query string, args ...any) ([]parcel.Paper, error) {
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

func paperFacts(ctx context.Context, on asks, d *parcel.Declaration, at journal.HLC, f *parcel.Facts) error {
	papers, err := papersOf(ctx, on, d.Identifier.Text, d, at)
	if err != nil || len(papers) == 0 {
		return err
	}
	f.Papers = len(papers)
	match := parcel.MatchPapers(*d, papers)
	f.OrderTotal, f.PaperProblems = match.OrderTotal, match.Problems
	if match.Order == "" {
		return nil
	}
	return on.each(ctx, func(row scanner) error { return row.Scan(&f.OrderItems) }, sharingText, match.Order, moment(at), mostCounted)
}

// ever is after every event.
const ever journal.HLC = 1<<63 - 1

// Papers are the trade papers that name an item of which nothing else is known.
func (db *DB) Papers(ctx context.Context, ident string) ([]parcel.Paper, error) {
	return papersOf(ctx, db.reads, ident, nil, ever)
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

// ordered notes the orders that an item's declaration names with their platform.
func (w *writer) ordered(ctx context.Context, r *itemRow) error {
	if r.declared == nil || r.declared.PlatformCode == "" {
		return nil
	}
	for _, order := range r.declared.References {
		if err := w.exec(ctx, "INSERT OR IGNORE INTO ordered (ord, item) VALUES (?, ?)", order, r.no); err != nil {
			return err
		}
	}
	return nil
}

// named lists the item numbers that papers speak of: a shipment by its own, the
// others by the shipments that share their order and the declarations that name it.
func (w *writer) named(ctx context.Context, papers []parcel.Paper) ([]string, error) {
	numbers, orders := map[string]bool{}, map[string]bool{}
	for _, p := range papers {
		if n := paperNumber(p); n != "" {
			numbers[n] = true
		}
		if p.Kind != parcel.Shipment && p.Order != "" {
			orders[p.Order] = true
		}
		if err := w.settled(ctx, p, orders); err != nil {
			return nil, err
		}
	}
	take := func(row scanner) error {
		var n string
		err := row.Scan(&n)
		numbers[n] = true
		return err
	}
	for order := range orders {
		for _, text := range [...]string{shippedText, orderedText} {
			if err := w.each(ctx, take, text, order, mostCounted); err != nil {
				return nil, err
			}
		}
	}
	return slices.Sorted(maps.Keys(numbers)), nil
}

// settled adds the orders that a payment settles, whatever order it names.
func (w *writer) settled(ctx context.Context, p parcel.Paper, orders map[string]bool) error {
	pay := paperPay(p)
	if p.Kind != parcel.Payment || pay == "" {
		return nil
	}
	return w.each(ctx, func(row scanner) error {
		var order string
		err := row.Scan(&order)
		if order != "" {
			orders[order] = true
		}
		return err
	}, ordersByPay, pay, mostPapers)
}
