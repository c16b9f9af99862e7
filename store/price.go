package store

import (
	"context"
	"database/sql/driver"
	"hash/fnv"
	"math"
	"slices"

	"postern/parcel"
)

// What is learned of prices and masses of goods is a sample: of each kind of
// goods at most priceSlots a day are kept, whichever items fall into them.
const (
	priceSlots = 32
	priceNorm  = 64 // of the last that a norm is made of
	mostNorms  = 3  // lines of an item that are compared
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

// The earliest that falls into a slot of the day stands, in whatever order they
// come.
const priceTail = ` ON CONFLICT (key, day, slot) DO UPDATE
 SET at = excluded.at, item = excluded.item, kilo = excluded.kilo, piece = excluded.piece, grams = excluded.grams WHERE excluded.at < at`

const samplesText = "SELECT item, kilo, piece, grams FROM price WHERE key = ? AND day BETWEEN ? AND ? AND at <= ? ORDER BY day DESC LIMIT ?"

// sample is what was declared of one kind of goods, and the norm that makes.
type sample struct {
	rows [][4]int64 // item, kilo, piece, grams
	norm parcel.Norm
	ok   bool
}

// learnPrices reads samples of an item's goods: those of any origin only where
// there are too few of the same.
func (k *known) learnPrices(ctx context.Context, on *direct, a *asked) error {
	for _, p := range pricedLines(a.d) {
		if err := k.learnSample(ctx, on, p.key); err != nil {
			return err
		}
		if _, ok := k.norms[p.key].without(a.no); ok {
			continue
		}
		if err := k.learnSample(ctx, on, p.wide); err != nil {
			return err
		}
	}
	return nil
}

func (k *known) learnSample(ctx context.Context, on *direct, key int64) error {
	if k.norms[key] != nil {
		return nil
	}
	s := &sample{}
	err := on.values(ctx, func(row []driver.Value) {
		s.rows = append(s.rows, [4]int64{integer(row[0]), integer(row[1]), integer(row[2]), integer(row[3])})
	}, samplesText, key, dayOf(k.at)-int64(senderWindow.Hours()/24), dayOf(k.at), moment(k.at), int64(priceNorm))
	s.norm, s.ok = normOf(s.rows)
	k.norms[key] = s
	return err
}

// without is the norm an item is held against: its own lines do not count.
func (s *sample) without(item int64) (parcel.Norm, bool) {
	if s == nil {
		return parcel.Norm{}, false
	}
	own := func(row [4]int64) bool { return row[0] == item }
	if !slices.ContainsFunc(s.rows, own) {
		return s.norm, s.ok
	}
	return normOf(slices.DeleteFunc(slices.Clone(s.rows), own))
}

// normsOf are what the goods of an item's lines are declared to be at this
// station: goods of the same origin where there are enough, else of any.
func (k *known) normsOf(a asked) []parcel.Norm {
	var all []parcel.Norm
	for _, p := range pricedLines(a.d) {
		for i, key := range []int64{p.key, p.wide} {
			if n, ok := k.norms[key].without(a.no); ok {
				n.Line, n.Wide = p.line, i == 1
				all = append(all, n)
				break
			}
		}
	}
	return all
}

// normOf makes a norm of rows of item, kilo, piece and grams.
func normOf(rows [][4]int64) (n parcel.Norm, ok bool) {
	n.N = len(rows)
	if n.N < parcel.LeastNorm {
		return parcel.Norm{}, false
	}
	column := make([]int64, n.N)
	middle := func(c int) (int64, int) {
		for i := range column {
			column[i] = rows[i][c]
		}
		return medianAndSpread(column)
	}
	n.Kilo, n.KiloSpread = middle(1)
	n.Piece, n.PieceSpread = middle(2)
	n.Grams, n.GramsSpread = middle(3)
	return n, true
}

// medianAndSpread is the median, and the median distance from it on the
// logarithmic scale in thousandths: one absurd value in three moves neither far.
func medianAndSpread(values []int64) (median int64, spread int) {
	slices.Sort(values)
	middle := len(values) / 2
	median = max(1, values[middle])
	// In order of value the distances grow to both sides: the nearest half is walked.
	below, above, far := middle-1, middle, 1.0
	for range middle + 1 {
		up, down := math.Inf(1), math.Inf(1)
		if above < len(values) {
			up = float64(max(1, values[above])) / float64(median)
		}
		if below >= 0 {
			down = float64(median) / float64(max(1, values[below]))
		}
		if far = min(up, down); up <= down {
			above++
		} else {
			below--
		}
	}
	return median, int(math.Round(1_000 * math.Log(far)))
}
