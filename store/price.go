package store

import (
	"context"
	"database/sql"
	"hash/fnv"
	"math"
	"slices"

	"postern/journal"
	"postern/parcel"
)

// What is learned of prices and masses of goods is a sample: of each kind of
// goods at most priceSlots a day are kept, whichever items fall into them.
const (
	priceSlots = 32
	priceNorm  = 128 // of the last that a norm is made of
	mostNorms  = 3   // lines of an item that are compared
)

// priced is one line of goods that says what it costs and weighs.
type priced struct {
	key, wide          int64 // HS subheading, origin, currency; and of any origin
	line               int
	kilo, piece, grams int64
}

// pricedLines are the lines of an item that can be compared with others: HS
// subheading, origin, currency, value, mass and number are all said. A
// declaration of one line whose mass is not said has the item's.
func pricedLines(d *parcel.Declaration) []priced {
	var all []priced
	for i := range d.Contents {
		c := &d.Contents[i]
		net, units := int64(c.Net), int64(max(c.Units, 1))
		if net == 0 && len(d.Contents) == 1 {
			net = int64(d.Gross)
		}
		hs := digitsOf(c.HS)
		if len(hs) < 6 || net <= 0 || net > mostGrams || c.Value.Minor <= 0 || c.Value.Minor > mostMinor || units > net {
			continue
		}
		all = append(all, priced{
			key: priceKey(hs[:6], c.Origin, c.Value.Currency), wide: priceKey(hs[:6], "*", c.Value.Currency), line: c.Index,
			kilo: c.Value.Minor * 1_000 / net, piece: c.Value.Minor / units, grams: net / units,
		})
		if len(all) == mostNorms {
			break
		}
	}
	return all
}

func digitsOf(hs string) string {
	b := make([]byte, 0, 10)
	for i := 0; i < len(hs) && len(b) < 10; i++ {
		if hs[i] >= '0' && hs[i] <= '9' {
			b = append(b, hs[i])
		}
	}
	return string(b)
}

func priceKey(parts ...string) int64 {
	h := fnv.New64a()
	for _, p := range parts {
		h.Write([]byte(p)) //nolint:gosec // it never fails
		h.Write([]byte{0}) //nolint:gosec // it never fails
	}
	return int64(h.Sum64()) //nolint:gosec // any 64 bits
}

// price learns from a declaration. The earliest that falls into a slot of the
// day stands, in whatever order they come.
func (w *writer) price(ctx context.Context, no int64, d *parcel.Declaration, at journal.HLC) error {
	slot := priceKey(d.Identifier.Text) & (priceSlots - 1)
	for _, p := range pricedLines(d) {
		for _, key := range []int64{p.key, p.wide} {
			if err := w.learn(ctx, key, slot, no, &p, at); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *writer) learn(ctx context.Context, key, slot, no int64, p *priced, at journal.HLC) error {
	return w.exec(ctx, `INSERT INTO price (key, day, slot, at, item, kilo, piece, grams) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (key, day, slot) DO UPDATE SET at = excluded.at, item = excluded.item, kilo = excluded.kilo, piece = excluded.piece, grams = excluded.grams
		WHERE excluded.at < at`, key, dayOf(at), slot, moment(at), no, p.kilo, p.piece, p.grams)
}

const normText = `SELECT group_concat(kilo || ' ' || piece || ' ' || grams, ' ') FROM
 (SELECT kilo, piece, grams FROM price WHERE key = ? AND day BETWEEN ? AND ? AND at <= ? AND item <> ? ORDER BY day DESC LIMIT ?)`

// norms are what the goods of an item's lines are declared to be at this
// station, as of a moment: goods of the same origin where there are enough,
// else of any.
func (db *DB) norms(ctx context.Context, on *prepared, no int64, d *parcel.Declaration, at journal.HLC) ([]parcel.Norm, error) {
	var all []parcel.Norm
	for _, p := range pricedLines(d) {
		for i, key := range []int64{p.key, p.wide} {
			var sample sql.NullString
			err := on.row(ctx, normText, key, dayOf(at)-int64(senderWindow.Hours()/24), dayOf(at), moment(at), no, priceNorm).Scan(&sample)
			if err != nil {
				return nil, err
			}
			if n, ok := normOf(numbers(sample.String)); ok {
				n.Line, n.Wide = p.line, i == 1
				all = append(all, n)
				break
			}
		}
	}
	return all, nil
}

// normOf reads a sample of kilo, piece, grams, kilo, ...
func normOf(sample []int64) (n parcel.Norm, ok bool) {
	n.N = len(sample) / 3
	if n.N < parcel.LeastNorm {
		return n, false
	}
	column := make([]int64, n.N)
	middle := func(c int) (int64, int) {
		for i := range column {
			column[i] = sample[3*i+c]
		}
		return medianAndSpread(column)
	}
	n.Kilo, n.KiloSpread = middle(0)
	n.Piece, n.PieceSpread = middle(1)
	n.Grams, n.GramsSpread = middle(2)
	return n, true
}

// medianAndSpread is the median, and the median distance from it on the
// logarithmic scale in thousandths: one absurd value in three moves neither far.
func medianAndSpread(values []int64) (median int64, spread int) {
	slices.Sort(values)
	median = max(1, values[len(values)/2])
	far := make([]float64, len(values))
	for i, v := range values {
		far[i] = math.Abs(math.Log(float64(max(1, v)) / float64(median)))
	}
	slices.Sort(far)
	return median, int(math.Round(1_000 * far[len(far)/2]))
}
