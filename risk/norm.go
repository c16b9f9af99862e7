package risk

import (
	"math"

	"postern/parcel"
)

// comparison is how an item's lines stand to what such goods are declared to
// be: the cheapest line by price, the oddest by mass.
type comparison struct {
	n       int     // declarations the cheapest line is compared with
	percent float64 // its price per kg, of the median
	low     float64 // usual distances below the median, per kg and per piece
	mass    float64 // grams per piece of the oddest line, of the median
	odd     float64 // usual distances from the median
}

// narrowest is the least usual distance: where nearly all declare the same,
// every small difference would be an outlier. A tenth, on the scale of e.
const narrowest = 0.1

// compare holds the lines against their norms. Both prices must be low, since a
// light item is dear by the kilogram and a large one dear by the piece.
func compare(d *parcel.Declaration, norms []parcel.Norm) comparison {
	var c comparison
	for _, n := range norms {
		line := lineAt(d, n.Line)
		if line == nil || n.N < parcel.LeastNorm {
			continue
		}
		net, units := float64(line.Net), float64(max(line.Units, 1))
		if net <= 0 {
			net = float64(d.Gross)
		}
		price := float64(line.Value.Minor)
		if price <= 0 || net <= 0 {
			continue
		}
		kilo := distance(price*1_000/net, n.Kilo, n.KiloSpread)
		piece := distance(price/units, n.Piece, n.PieceSpread)
		if low := max(0, -max(kilo, piece)); c.n == 0 || low > c.low {
			c.n, c.low, c.percent = n.N, low, 100*price*1_000/net/float64(max(1, n.Kilo))
		}
		if odd := math.Abs(distance(net/units, n.Grams, n.GramsSpread)); c.mass == 0 || odd > c.odd {
			c.odd, c.mass = odd, 100*net/units/float64(max(1, n.Grams))
		}
	}
	return c
}

// distance is how many usual distances a value is from the median, on the
// logarithmic scale.
func distance(value float64, median int64, spread int) float64 {
	if value <= 0 || median <= 0 {
		return 0
	}
	return math.Log(value/float64(median)) / max(narrowest, float64(spread)/1_000)
}

func lineAt(d *parcel.Declaration, index int) *parcel.Content {
	for i := range d.Contents {
		if d.Contents[i].Index == index {
			return &d.Contents[i]
		}
	}
	return nil
}
