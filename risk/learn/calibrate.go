package learn

import (
	"cmp"
	"math"
	"slices"
	"sort"
)

// calibration maps raw log-odds to log-odds that hold: a straight line (Platt)
// or a rising broken one (isotonic). It never turns an order round.
type calibration struct {
	Slope float64   `json:"slope"`
	Shift float64   `json:"shift"`
	At    []float64 `json:"at,omitempty"` // knots of the broken line; none: the straight one
	To    []float64 `json:"to,omitempty"`
}

const (
	leastToCalibrate = 200 // rows held, and
	leastFound       = 20  // found among them, below which scores stay as they are
)

func plain() calibration { return calibration{Slope: 1} }

// kind names the calibration in the card.
func (c calibration) kind() string {
	switch {
	case len(c.At) > 0:
		return "isotonic"
	case c.Slope == 1 && c.Shift == 0:
		return "none"
	}
	return "platt"
}

// apply maps one raw log-odds.
func (c calibration) apply(z float64) float64 {
	if len(c.At) == 0 {
		return c.Slope*z + c.Shift
	}
	last := len(c.At) - 1
	switch i := sort.SearchFloat64s(c.At, z); {
	case i == 0:
		return c.To[0] + z - c.At[0]
	case i > last:
		return c.To[last] + z - c.At[last]
	default:
		share := (z - c.At[i-1]) / (c.At[i] - c.At[i-1])
		return c.To[i-1] + share*(c.To[i]-c.To[i-1])
	}
}

// calibrate chooses a calibration on held rows: each kind is fitted on one half
// of them and judged by its Brier score on the other; none wins ties.
func calibrate(z, found, weight []float64) calibration {
	var sum float64
	for _, y := range found {
		sum += y
	}
	if len(z) < leastToCalibrate || sum < leastFound || float64(len(z))-sum < leastFound {
		return plain()
	}
	even, odd := halves(len(z))
	best, low := plain(), math.Inf(1)
	for _, fit := range []func(z, found, weight []float64) calibration{unchanged, platt, isotonic} {
		loss := crossLoss(fit, z, found, weight, even, odd) + crossLoss(fit, z, found, weight, odd, even)
		if loss < low*(1-1e-4) {
			best, low = fit(z, found, weight), loss
		}
	}
	return best
}

func halves(n int) (even, odd []int) {
	for i := range n {
		if i%2 == 0 {
			even = append(even, i)
		} else {
			odd = append(odd, i)
		}
	}
	return even, odd
}

func crossLoss(fit func(z, found, weight []float64) calibration, z, found, weight []float64, on, off []int) float64 {
	c := fit(pick(z, on), pick(found, on), pick(weight, on))
	var loss float64
	for _, i := range off {
		d := sigmoid(c.apply(z[i])) - found[i]
		loss += weight[i] * d * d
	}
	return loss
}

func unchanged(_, _, _ []float64) calibration { return plain() }

// platt fits slope and shift by Newton's method, drawn towards no change.
func platt(z, found, weight []float64) calibration {
	a, b := 1.0, 0.0
	for range 20 {
		ga, gb, haa, hab, hbb := 1-a, -b, 1.0, 0.0, 1.0
		for i, v := range z {
			p := sigmoid(a*v + b)
			d, h := weight[i]*(found[i]-p), weight[i]*max(p*(1-p), 1e-6)
			ga, gb = ga+d*v, gb+d
			haa, hab, hbb = haa+h*v*v, hab+h*v, hbb+h
		}
		det := haa*hbb - hab*hab
		if det <= 0 {
			return plain()
		}
		da, db := (hbb*ga-hab*gb)/det, (haa*gb-hab*ga)/det
		a, b = a+da, b+db
		if math.Abs(da)+math.Abs(db) < 1e-9 {
			break
		}
	}
	if !(a > 0.01) || math.IsInf(a, 0) || math.IsNaN(b) {
		return plain()
	}
	return calibration{Slope: a, Shift: b}
}

// block is neighbouring rows pooled to one rate.
type block struct{ z, n, hits float64 }

func (b block) rate() float64 { return (b.hits + .5) / (b.n + 1) }

// isotonic pools adjacent violators and joins the blocks' middles.
func isotonic(z, found, weight []float64) calibration {
	order := make([]int, len(z))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(z[a], z[b]) })
	group := max(20, len(z)/100)
	var blocks []block
	var now block
	for i, r := range order {
		now.z += z[r] * weight[r]
		now.n += weight[r]
		now.hits += weight[r] * found[r]
		if (i+1)%group == 0 || i == len(order)-1 {
			blocks = pool(append(blocks, now))
			now = block{}
		}
	}
	c := calibration{Slope: 1}
	for _, b := range blocks {
		at, to := b.z/b.n, logit(b.rate())
		if n := len(c.At); n > 0 && (at-c.At[n-1] < 1e-6 || to-c.To[n-1] < 1e-6) {
			continue
		}
		c.At, c.To = append(c.At, at), append(c.To, to)
	}
	return c
}

// pool merges the last block into those before it while it is not above them.
func pool(blocks []block) []block {
	for n := len(blocks); n > 1 && blocks[n-1].rate() <= blocks[n-2].rate(); n = len(blocks) {
		a, b := blocks[n-2], blocks[n-1]
		blocks = append(blocks[:n-2], block{a.z + b.z, a.n + b.n, a.hits + b.hits})
	}
	return blocks
}
