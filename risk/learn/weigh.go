package learn

import "math"

// condense bounds the rows trained on: all that were found and a fair share of
// the rest, whose weight makes up for those left out.
func (t *Table) condense(seed uint64) *Table {
	if t.Rows() <= trainRows {
		return t
	}
	found := t.Found()
	keepFound := min(1, trainRows/2/float64(max(found, 1)))
	keepRest := min(1, (trainRows-keepFound*float64(found))/float64(max(t.Rows()-found, 1)))
	draw := chance(seed)
	var rows []int
	var weight []float64
	for i, y := range t.found {
		share := keepRest
		if y > 0 {
			share = keepFound
		}
		if draw.unit() < share {
			rows, weight = append(rows, i), append(weight, t.weight[i]/share)
		}
	}
	p := t.part(rows)
	p.weight = weight
	return p
}

// worth is how many rows of equal weight the rows of a table are worth (Kish).
func (t *Table) worth() float64 {
	squares, sum := 0.0, t.weighs()
	for _, w := range t.weight {
		squares += w * w
	}
	return ratio(sum*sum, squares)
}

// weighs is what all rows of a table weigh.
func (t *Table) weighs() float64 {
	sum := 0.0
	for _, w := range t.weight {
		sum += w
	}
	return sum
}

// fair are the weights, scaled so that they sum to what the rows are worth:
// what draws a model towards saying less is measured in rows.
func (t *Table) fair() []float64 {
	scale, out := ratio(t.worth(), t.weighs()), make([]float64, t.Rows())
	for i, w := range t.weight {
		out[i] = w * scale
	}
	return out
}

// rareFirst weighs rows by one over the root of how many share their key.
func rareFirst(table *counts, rows *Table, parts []int) []float64 {
	weight := rows.fair()
	for i := range weight {
		weight[i] /= math.Sqrt(max(table.get(rows.key(i, parts)).rows(), 1))
	}
	return weight
}

// coldRows are the rows whose strongest key the model has never seen.
func (m *Model) coldRows(t *Table) []int {
	var rows []int
	if m.strongest < 0 {
		return nil
	}
	parts, table := m.profiles.keys[m.strongest].Parts, m.profiles.tables[m.strongest]
	for i := range t.Rows() {
		if table.get(t.key(i, parts)).n == 0 {
			rows = append(rows, i)
		}
	}
	return rows
}

// calibrations fits one calibration to the known and one to the cold held rows.
func (t *trainer) calibrations(m *Model, known scorer, cold *forest, held matrix) [2]calibration {
	out := [2]calibration{plain(), plain()}
	isCold, weight := make([]bool, t.held.Rows()), t.held.fair()
	if cold != nil {
		rows := m.coldRows(t.held)
		for _, i := range rows {
			isCold[i] = true
		}
		out[1] = calibrate(rawScores(cold, held.part(rows)), pick(t.held.found, rows), pick(weight, rows))
	}
	var rows []int
	for i, c := range isCold {
		if !c {
			rows = append(rows, i)
		}
	}
	out[0] = calibrate(rawScores(known, held.part(rows)), pick(t.held.found, rows), pick(weight, rows))
	return out
}

// part is the rows at the places given.
func (m matrix) part(rows []int) matrix {
	p := matrix{rows: len(rows), cols: make([][]float32, len(m.cols))}
	for f, col := range m.cols {
		p.cols[f] = pick(col, rows)
	}
	return p
}

// rawScores are the log-odds of rows before calibration.
func rawScores(s scorer, m matrix) []float64 {
	z, x, worth := make([]float64, m.rows), make([]float32, len(m.cols)), make([]float64, len(m.cols))
	bias := s.bias()
	for i := range z {
		for f, col := range m.cols {
			x[f] = col[i]
		}
		clear(worth)
		s.add(x, worth)
		z[i] = bias
		for _, w := range worth {
			z[i] += w
		}
	}
	return z
}

// meanLoss is the weighted log-loss of log-odds over a table's rows.
func meanLoss(z []float64, t *Table) float64 {
	var sum, n float64
	for i, v := range z {
		sum += t.weight[i] * logLoss(t.found[i], sigmoid(v))
		n += t.weight[i]
	}
	return ratio(sum, n)
}
