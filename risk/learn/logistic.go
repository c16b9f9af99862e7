package learn

import (
	"context"
	"math"
)

// logistic is a ridge logistic regression over a few features: what is used
// where outcomes are too few for trees.
type logistic struct {
	Base     float64   `json:"base"`
	Features []int     `json:"features"`
	Mean     []float64 `json:"mean"` // what stands for a missing value
	Weight   []float64 `json:"weight"`
}

const newtonSteps = 12

// add gives each feature its worth against the mean.
func (l *logistic) add(x []float32, worth []float64) {
	for j, f := range l.Features {
		if v := float64(x[f]); !math.IsNaN(v) {
			worth[f] += l.Weight[j] * (v - l.Mean[j])
		}
	}
}

func (l *logistic) bias() float64 { return l.Base }

// regress fits the features given by Newton's method.
func regress(ctx context.Context, m matrix, features []int, found, weight []float64, ridge float64) (*logistic, error) {
	cols, l, spread := standard(m, features, weight)
	n := len(features) + 1 // the last is the intercept
	beta := make([]float64, n)
	for range newtonSteps {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		grad, curve := normal(cols, beta, found, weight, ridge)
		step, ok := solve(curve, grad)
		if !ok {
			break
		}
		var size float64
		for j := range beta {
			beta[j] += step[j]
			size = max(size, math.Abs(step[j]))
		}
		if size < 1e-6 {
			break
		}
	}
	for j := range features {
		l.Weight[j] = beta[j] / spread[j]
	}
	l.Base = beta[n-1]
	return l, nil
}

// standard centres and scales the columns.
func standard(m matrix, features []int, weight []float64) (cols [][]float64, l *logistic, spread []float64) {
	l = &logistic{Features: features, Mean: make([]float64, len(features)), Weight: make([]float64, len(features))}
	cols, spread = make([][]float64, len(features)), make([]float64, len(features))
	for j, f := range features {
		var n, sum, square float64
		for i, v := range m.cols[f] {
			if !isNaN(v) {
				n += weight[i]
				sum += weight[i] * float64(v)
				square += weight[i] * float64(v) * float64(v)
			}
		}
		l.Mean[j] = ratio(sum, n)
		spread[j] = math.Sqrt(max(ratio(square, n)-l.Mean[j]*l.Mean[j], 0))
		if spread[j] < 1e-9 {
			spread[j] = 1e9 // a constant weighs nothing
		}
		cols[j] = make([]float64, m.rows)
		for i, v := range m.cols[f] {
			if !isNaN(v) {
				cols[j][i] = (float64(v) - l.Mean[j]) / spread[j]
			}
		}
	}
	return cols, l, spread
}

// normal is gradient and curvature of the penalised log-likelihood.
func normal(cols [][]float64, beta, found, weight []float64, ridge float64) ([]float64, [][]float64) {
	n := len(beta)
	grad, curve, x := make([]float64, n), make([][]float64, n), make([]float64, n)
	for j := range curve {
		curve[j] = make([]float64, n)
	}
	for i, y := range found {
		x[n-1] = 1
		z := beta[n-1]
		for j, col := range cols {
			x[j] = col[i]
			z += beta[j] * x[j]
		}
		p := sigmoid(z)
		h := weight[i] * max(p*(1-p), 1e-6)
		for j, v := range x {
			grad[j] += weight[i] * (y - p) * v
			for k := range j + 1 {
				curve[j][k] += h * v * x[k]
			}
		}
	}
	for j := range n - 1 {
		grad[j] -= ridge * beta[j]
		curve[j][j] += ridge
	}
	curve[n-1][n-1] += 1e-3
	grad[n-1] -= 1e-3 * beta[n-1]
	return grad, curve
}

// solve solves a x = b for a symmetric positive a given by its lower half
// (Cholesky); false where it is not positive.
func solve(a [][]float64, b []float64) ([]float64, bool) {
	n := len(b)
	for j := range n {
		for k := range j {
			for m := range k {
				a[j][k] -= a[j][m] * a[k][m]
			}
			a[j][k] /= a[k][k]
		}
		for m := range j {
			a[j][j] -= a[j][m] * a[j][m]
		}
		if !(a[j][j] > 0) {
			return nil, false
		}
		a[j][j] = math.Sqrt(a[j][j])
	}
	x := make([]float64, n)
	for j := range n {
		x[j] = b[j]
		for k := range j {
			x[j] -= a[j][k] * x[k]
		}
		x[j] /= a[j][j]
	}
	for j := n - 1; j >= 0; j-- {
		for k := j + 1; k < n; k++ {
			x[j] -= a[k][j] * x[k]
		}
		x[j] /= a[j][j]
	}
	return x, true
}
