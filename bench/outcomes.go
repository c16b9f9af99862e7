package bench

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"time"

	"postern/risk/learn"
)

const (
	limitTrain = 5  // s
	limitScore = 15 // us
)

// learn measures a training on labelled rows and the model's scores on later
// ones, beside the count table of the strongest key: the customs declarations
// of the reference data where they are here, else a made-up year.
func (r *runner) learn(ctx context.Context) error {
	said := "learn, synthetic rows"
	o, done, err := declared(r.Shared)
	if errors.Is(err, fs.ErrNotExist) {
		n := min(37_000, max(r.Items, 400))
		said, err = "learn, made-up year", nil
		o.Train, o.Test = bytes.NewReader(year(r.Now(), 0, n, n+n/3)), bytes.NewReader(year(r.Now(), n, n/3, n+n/3))
		o.Roles = learn.Roles{Label: "found", Date: "day"}
	}
	if err != nil {
		return err
	}
	defer done()
	o.Now = r.Now
	rep, err := learn.Eval(ctx, o)
	if err != nil {
		return err
	}
	lines := []Line{
		beside(fmt.Sprintf("%s: train on %d rows", said, rep.Card().Rows), rep.TrainSeconds, "s", "limit", limitTrain),
		beside(said+": score with reasons", rep.RowNanos/1000, "us/row", "limit", limitScore),
		beside(said+": AUC", float64(rep.AUC), "of 1", "count table", float64(rep.Profiles.AUC)),
	}
	for _, at := range []string{"1", "5", "10"} {
		lines = append(lines, beside(said+": precision at "+at+" %", float64(rep.PrecisionAt[at]), "of 1", "count table", float64(rep.Profiles.PrecisionAt[at])))
	}
	lines = append(lines, beside(said+": Brier score", float64(rep.Brier), "of 1", "count table", float64(rep.Profiles.Brier)))
	if !math.IsNaN(float64(rep.AUCCold)) {
		what := fmt.Sprintf("%s: AUC of new keys, %d rows", said, rep.RowsCold)
		lines = append(lines, beside(what, float64(rep.AUCCold), "of 1", "count table", float64(rep.Profiles.AUCCold)))
	}
	return r.give(lines...)
}

// declared opens the reference tables: 2020 to learn from, the first quarter
// of 2021 to be measured on.
func declared(shared string) (o learn.EvalOptions, done func(), err error) {
	done = func() {}
	if shared == "" {
		return o, done, fs.ErrNotExist
	}
	open := func(name string) (*os.File, error) { return os.Open(filepath.Join(shared, "data", "kcs", name)) } //nolint:gosec // named by the user
	train, err := open("df_syn_train_eng.csv")
	if err != nil {
		return o, done, err
	}
	test, err := open("df_syn_valid_eng.csv")
	if err != nil {
		return o, done, errors.Join(err, train.Close())
	}
	o.Train, o.Test = io.Reader(train), io.Reader(test)
	o.Roles = learn.Roles{Label: "Fraud", Date: "Date", Ignore: []string{"Declaration ID", "Critical Fraud"}}
	return o, func() { _, _ = train.Close(), test.Close() }, nil // only read
}

// year makes labelled rows: what is found hangs on tariff code and origin
// together, on the sender, and on the mass. They are rows of all of a year's.
func year(until time.Time, from, rows, all int) []byte {
	var b bytes.Buffer
	b.WriteString("day,hs,origin,office,sender,mass,value,found\n")
	for i := from; i < from+rows; i++ {
		hs, origin, sender := int(60*drawn(i, 1)*drawn(i, 2)), int(12*drawn(i, 3)), int(4000*drawn(i, 4)*drawn(i, 5))
		mass := math.Exp(3 * drawn(i, 6))
		odds := 6*drawn(hs, 7, origin) + 3*drawn(sender, 8) - 7.5 + math.Log(mass)/2
		found := 0
		if drawn(i, 9) < 1/(1+math.Exp(-odds)) {
			found = 1
		}
		day := until.AddDate(0, 0, -365+365*i/all)
		fmt.Fprintf(&b, "%s,%04d,C%02d,F%d,S%04d,%.3f,%.2f,%d\n", day.Format(time.DateOnly), 1000+hs*97, origin, i%5, sender, mass, 200*drawn(i, 10), found)
	}
	return b.Bytes()
}

// drawn is a number from 0 to 1, another for each that it is asked with.
func drawn(of ...int) float64 {
	h := fnv.New64a()
	for _, n := range of {
		_ = binary.Write(h, binary.LittleEndian, int64(n)) // a hash takes everything
	}
	const mix, bits = 0x9e3779b97f4a7c15, 53
	x := h.Sum64() * mix
	x ^= x >> 29
	return float64(x*mix>>(64-bits)) / (1 << bits)
}
