package learn

import (
	"cmp"
	"math"
	"slices"
)

// auc is the chance that a found row scores above one that is not, by weight;
// ties count half. NaN where one of the two is missing.
func auc(score, found, weight []float64) float64 {
	order := ranked(score)
	var pos, neg, area float64
	for i := len(order) - 1; i >= 0; {
		var tiePos, tieNeg float64
		at := score[order[i]]
		for ; i >= 0 && score[order[i]] == at; i-- {
			w := weight[order[i]]
			tiePos += w * found[order[i]]
			tieNeg += w * (1 - found[order[i]])
		}
		area += tiePos * (neg + tieNeg/2)
		pos, neg = pos+tiePos, neg+tieNeg
	}
	if pos == 0 || neg == 0 {
		return math.NaN()
	}
	return area / (pos * neg)
}

// ranked orders rows by score, highest first; ties keep their order.
func ranked(score []float64) []int {
	order := make([]int, len(score))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(score[b], score[a]) })
	return order
}

// atBudget is precision and recall of the highest share of rows. Where equal
// scores stand across the edge, it takes its part of all of them: which of them
// come first says nothing.
func atBudget(score, found, weight []float64, share float64) (precision, recall float64) {
	order := ranked(score)
	take := max(1, int(math.Round(share*float64(len(order)))))
	var n, hits, all float64
	for i := 0; i < len(order); {
		var tie, tieHits float64
		from := i
		for ; i < len(order) && score[order[i]] == score[order[from]]; i++ {
			w := weight[order[i]]
			tie += w
			tieHits += w * found[order[i]]
		}
		all += tieHits
		part := min(max(float64(take-from)/float64(i-from), 0), 1)
		n += part * tie
		hits += part * tieHits
	}
	return ratio(hits, n), ratio(hits, all)
}

// brier is the mean squared distance of probability from outcome.
func brier(p, found, weight []float64) float64 {
	var sum, n float64
	for i, v := range p {
		sum += weight[i] * (v - found[i]) * (v - found[i])
		n += weight[i]
	}
	return ratio(sum, n)
}

func ratio(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}
