package hubtest

import (
	"context"
	"crypto/sha256"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"postern/journal/wire"
	"postern/parcel"
	"postern/sync/enrol"
	"postern/sync/hub/record"
)

// Kind is a record as the suite opens it.
type Kind interface {
	record.Record
	record.Directory
	record.Heads
	enrol.Register
}

// Opener opens a record: the same one each time it is called.
type Opener func(ctx context.Context, generation string, again bool) (Kind, error)

// Record tries a kind of record. fresh gives an empty one each time.
func Record(t *testing.T, fresh func(*testing.T) Opener) {
	t.Helper()
	for name, try := range map[string]func(*testing.T, Opener){
		"an event is kept once":             once,
		"copies in any order":               anyOrder,
		"gaps are named":                    gaps,
		"another event of the same name":    forks,
		"what does not fit is refused":      unfit,
		"a record restored begins anew":     generations,
		"a token is spent once":             tokens,
		"revoked members":                   members,
		"what stations say of themselves":   cards,
		"a query chooses":                   queries,
		"many writers at once":              together,
		"nothing is kept of half an intake": whole,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			try(t, fresh(t))
		})
	}
}

//nolint:gochecknoglobals // constant
var moment = time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)

func must(t *testing.T, open Opener) Kind {
	t.Helper()
	r, err := open(t.Context(), "g1", false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

func keep(t *testing.T, r Kind, at time.Time, batches ...wire.Batch) record.Kept {
	t.Helper()
	var in record.Intake
	for _, b := range batches {
		in.Take(b)
	}
	kept, err := r.Keep(t.Context(), in, at)
	if err != nil {
		t.Fatal(err)
	}
	return kept
}

func progress(t *testing.T, r Kind, of wire.Source, at time.Time) record.Progress {
	t.Helper()
	p, err := r.Progress(t.Context(), of, at)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

func rows(t *testing.T, r Kind, q record.Query) []record.Row {
	t.Helper()
	var all []record.Row
	if err := r.Each(t.Context(), q, func(e record.Row) error {
		all = append(all, e)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

func once(t *testing.T, open Opener) {
	t.Helper()
	r, of := must(t, open), Source("bench-1")
	b := Events(t, of, moment, "", Run(1, 20)...)
	same(t, "first", keep(t, r, moment, b), record.Kept{New: 20})
	same(t, "again", keep(t, r, moment, b), record.Kept{Copies: 20})
	same(t, "progress", progress(t, r, of, moment), record.Progress{Upto: 20, Generation: "g1"})
	all := rows(t, r, record.Query{})
	if len(all) != 20 {
		t.Fatalf("%d rows", len(all))
	}
	for i, e := range all {
		in := b.Events[i]
		same(t, "bytes", [][]byte{e.Record, e.Body}, [][]byte{in.Record, in.Body})
		if e.Source != of || e.Seq != in.Seq || e.Item == "" || e.Day != parcel.DayOf(moment) {
			t.Errorf("row %d: %+v", i, e)
		}
	}
	standings, err := r.Standings(t.Context())
	if err != nil || len(standings) != 1 || standings[0].Events != 20 || standings[0].Upto != 20 || !standings[0].Contact.Equal(moment) {
		t.Errorf("standings: %+v, %v", standings, err)
	}
}

func anyOrder(t *testing.T, open Opener) {
	t.Helper()
	r, of := must(t, open), Source("cage.2")
	for _, seqs := range [][]uint64{{7, 9}, {8}, Run(4, 6), {9, 10}, Run(1, 3), Run(1, 10)} {
		keep(t, r, moment, Events(t, of, moment, "", seqs...))
	}
	same(t, "progress", progress(t, r, of, moment), record.Progress{Upto: 10, Generation: "g1"})
	if n, err := r.Receipted(t.Context()); err != nil || n != 10 {
		t.Errorf("%d events receipted, %v", n, err)
	}
	same(t, "a journal nobody sent", progress(t, r, Source("nobody"), moment), record.Progress{Generation: "g1"})
}

func gaps(t *testing.T, open Opener) {
	t.Helper()
	r, of := must(t, open), Source("bench-1")
	keep(t, r, moment, Events(t, of, moment, "", 1, 2, 5, 6, 9))
	beyond := []wire.Range{{First: 5, Last: 6}, {First: 9, Last: 9}}
	same(t, "at once", progress(t, r, of, moment), record.Progress{Upto: 2, Beyond: beyond, Generation: "g1"})
	later := moment.Add(record.Patience + time.Second)
	same(t, "when overdue", progress(t, r, of, later), record.Progress{
		Upto: 2, Beyond: beyond, Missing: []wire.Range{{First: 3, Last: 4}, {First: 7, Last: 8}}, Generation: "g1",
	})
	keep(t, r, later, Events(t, of, moment, "", 3, 4))
	same(t, "one closed", progress(t, r, of, later).Upto, uint64(6))
}

func forks(t *testing.T, open Opener) {
	t.Helper()
	r, of := must(t, open), Source("bench-1")
	keep(t, r, moment, Events(t, of, moment, "", Run(1, 4)...))
	progress(t, r, of, moment)
	same(t, "a fork", keep(t, r, moment, Events(t, of, moment, "other", 4, 6)), record.Kept{New: 1, Forks: 1})
	same(t, "again", keep(t, r, moment, Events(t, of, moment, "other", 4)), record.Kept{Copies: 1})
	same(t, "within one intake", keep(t, r, moment, Events(t, of, moment, "", 7), Events(t, of, moment, "other", 7)), record.Kept{New: 1, Forks: 1})
	keep(t, r, moment, Events(t, of, moment, "", 5, 8))
	p := progress(t, r, of, moment)
	if p.Upto != 6 {
		t.Errorf("receipts go on to %d over the fork at 7", p.Upto)
	}
	same(t, "refused", p.Refused, []wire.Refusal{{Seq: 4, Why: record.Forked}, {Seq: 7, Why: record.Forked}})
	first := Events(t, of, moment, "", 4).Events[0]
	for _, e := range rows(t, r, record.Query{}) {
		if e.Seq == 4 {
			same(t, "the first stays", [][]byte{e.Record, e.Body}, [][]byte{first.Record, first.Body})
		}
	}
}

func unfit(t *testing.T, open Opener) {
	t.Helper()
	r, of := must(t, open), Source("bench-1")
	b := Events(t, of, moment, "", Run(1, 6)...)
	b.Events[1].Record = []byte("no record")
	b.Events[2].Record = Events(t, Source("bench-2"), moment, "", 3).Events[0].Record
	b.Events[3].Body = []byte("another body")
	b.Events[4].Body = nil // taken away: that is no fault
	same(t, "the good are kept", keep(t, r, moment, b), record.Kept{New: 3})
	p := progress(t, r, of, moment)
	var seqs []uint64
	for _, x := range p.Refused {
		seqs = append(seqs, x.Seq)
		if x.Why == "" {
			t.Errorf("%d is refused without a reason", x.Seq)
		}
	}
	same(t, "refused", seqs, []uint64{2, 3, 4})
	same(t, "whole", p.Upto, uint64(1))
	same(t, "none of them is asked for", progress(t, r, of, moment.Add(time.Hour)).Missing, []wire.Range(nil))
	if _, err := p.Receipt(of).Sign(signer(t)); err != nil {
		t.Errorf("the receipt cannot be signed: %v", err)
	}
}

func generations(t *testing.T, open Opener) {
	t.Helper()
	for _, step := range []struct {
		give  string
		again bool
		want  string
	}{{"g1", false, "g1"}, {"g2", false, "g1"}, {"g3", true, "g3"}, {"g4", false, "g3"}} {
		r, err := open(t.Context(), step.give, step.again)
		if err != nil {
			t.Fatal(err)
		}
		p := progress(t, r, Source("bench-1"), moment)
		if err := r.Close(); err != nil || p.Generation != step.want {
			t.Errorf("%+v: generation %s, %v", step, p.Generation, err)
		}
	}
}

func tokens(t *testing.T, open Opener) {
	t.Helper()
	r, ctx := must(t, open), t.Context()
	offer := enrol.Offer{Hash: sha256.Sum256([]byte("a")), Station: "bench-1", Office: "NLAMSA", Expires: moment.Add(time.Hour)}
	if err := r.Offer(ctx, offer); err != nil {
		t.Fatal(err)
	}
	good := enrol.Claim{Hash: offer.Hash, Station: "bench-1", Key: sha256.Sum256([]byte("key")), At: moment}
	late, other, wrong := good, good, good
	late.At = moment.Add(2 * time.Hour)
	other.Station = "bench-2"
	wrong.Hash[0] ^= 1
	for name, c := range map[string]enrol.Claim{"late": late, "other": other, "wrong": wrong, "empty": {}} {
		if _, err := r.Redeem(ctx, c); !errors.Is(err, enrol.ErrSpent) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for range 2 { // the answer may have been lost
		if m, err := r.Redeem(ctx, good); err != nil || m.Station != "bench-1" || m.Office != "NLAMSA" {
			t.Errorf("%+v, %v", m, err)
		}
	}
	thief := good
	thief.Key[0] ^= 1
	if _, err := r.Redeem(ctx, thief); !errors.Is(err, enrol.ErrSpent) {
		t.Errorf("spent a second time: %v", err)
	}
	newer := offer
	newer.Hash = sha256.Sum256([]byte("b"))
	if err := r.Offer(ctx, newer); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Redeem(ctx, good); !errors.Is(err, enrol.ErrSpent) {
		t.Errorf("a newer offer leaves the old one valid: %v", err)
	}
}

func enrolled(t *testing.T, r Kind, station string, office parcel.Office) {
	t.Helper()
	o := enrol.Offer{Hash: sha256.Sum256([]byte(station)), Station: station, Office: office, Expires: moment.Add(time.Hour)}
	if err := r.Offer(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Redeem(t.Context(), enrol.Claim{Hash: o.Hash, Station: station, At: moment}); err != nil {
		t.Fatal(err)
	}
}

func members(t *testing.T, open Opener) {
	t.Helper()
	r, ctx := must(t, open), t.Context()
	enrolled(t, r, "b-2", "NLAMSA")
	enrolled(t, r, "B.1", "DEFRAA")
	if err := r.Revoke(ctx, "nobody"); !errors.Is(err, enrol.ErrStranger) {
		t.Errorf("a stranger: %v", err)
	}
	if err := r.Revoke(ctx, "b-2"); err != nil {
		t.Fatal(err)
	}
	all, err := r.Members(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		if !all[i].Since.Equal(moment) {
			t.Errorf("since %s", all[i].Since)
		}
		all[i].Since = time.Time{}
	}
	same(t, "members", all, []enrol.Member{{Station: "B.1", Office: "DEFRAA"}, {Station: "b-2", Office: "NLAMSA", Revoked: true}})
	if _, err := r.Redeem(ctx, enrol.Claim{Hash: sha256.Sum256([]byte("b-2")), Station: "b-2", At: moment}); !errors.Is(err, enrol.ErrSpent) {
		t.Errorf("a revoked station came back with its old token: %v", err)
	}
	enrolled(t, r, "b-2", "NLAMSA")
	if all, err := r.Members(ctx); err != nil || all[1].Revoked {
		t.Errorf("a new token lets it in again: %+v, %v", all, err)
	}
}

func cards(t *testing.T, open Opener) {
	t.Helper()
	r, ctx := must(t, open), t.Context()
	for _, c := range []record.Card{{Station: "b", Key: "k1", At: moment}, {Station: "a", Key: "k", Sealing: []byte{1}, At: moment}, {Station: "b", Key: "k2", Sealing: []byte{2}, At: moment}} {
		if err := r.Greet(ctx, c); err != nil {
			t.Fatal(err)
		}
	}
	all, err := r.Cards(ctx)
	if err != nil || len(all) != 2 || all[1].Key != "k2" || all[1].Sealing[0] != 2 || !all[0].At.Equal(moment) {
		t.Errorf("%+v, %v", all, err)
	}
	dataKeys(t, r)
}

func dataKeys(t *testing.T, r Kind) {
	t.Helper()
	ctx := t.Context()
	b := Events(t, Source("a"), moment, "")
	b.Keys = []wire.Key{{ID: "case-1", Class: "case", Day: "2026-11-26", For: "hub", Sealed: []byte{7}}}
	keep(t, r, moment, b)
	if k, known, err := r.Key(ctx, "a", "case-1"); err != nil || !known || k.Sealed[0] != 7 || k.Class != "case" || k.Day != "2026-11-26" {
		t.Errorf("%+v %v %v", k, known, err)
	}
	if _, known, err := r.Key(ctx, "b", "case-1"); known || err != nil {
		t.Errorf("the key of another station: %v %v", known, err)
	}
	if err := r.Destroy(ctx, "a", []string{"case-1", "never-came", "case-1"}); err != nil {
		t.Fatal(err)
	}
	b.Keys = append(b.Keys, wire.Key{ID: "never-came", Class: "case", Day: "2026-11-26", For: "hub", Sealed: []byte{8}})
	keep(t, r, moment, b)
	for _, id := range []string{"case-1", "never-came"} {
		if k, known, err := r.Key(ctx, "a", id); known || err != nil {
			t.Errorf("%s was destroyed: %+v %v", id, k, err)
		}
	}
}

func queries(t *testing.T, open Opener) {
	t.Helper()
	r := must(t, open)
	for i, s := range []string{"a", "b", "c"} {
		keep(t, r, moment, Events(t, Source(s), moment.AddDate(0, 0, i), "", 1, 2))
	}
	far := time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	keep(t, r, moment, Events(t, Source("z"), far, "", 1)) // a wrong clock loses nothing
	for name, c := range map[string]struct {
		q    record.Query
		want int
	}{
		"all": {record.Query{}, 7}, "one": {record.Query{Stations: []string{"b"}}, 2}, "none": {record.Query{Stations: []string{}}, 0},
		"from": {record.Query{From: "2026-11-27", To: "2027-01-01"}, 4}, "to": {record.Query{To: "2026-11-26"}, 2},
		"both": {record.Query{From: "2026-11-27", To: "2026-11-27", Stations: []string{"a", "b"}}, 2},
	} {
		if got := rows(t, r, c.q); len(got) != c.want {
			t.Errorf("%s: %d rows, want %d", name, len(got), c.want)
		} else if c.want > 0 && got[0].Body == nil {
			t.Errorf("%s: a body is missing", name)
		}
	}
}

func together(t *testing.T, open Opener) {
	t.Helper()
	r := must(t, open)
	var all sync.WaitGroup
	for range 4 {
		for _, s := range []string{"a", "b", "c"} {
			b := Events(t, Source(s), moment, "", Run(1, 50)...)
			all.Go(func() {
				var in record.Intake
				in.Take(b)
				if _, err := r.Keep(context.WithoutCancel(t.Context()), in, moment); err != nil {
					t.Error(err)
				}
			})
		}
	}
	all.Wait()
	if got := len(rows(t, r, record.Query{})); got != 150 {
		t.Errorf("%d rows", got)
	}
	same(t, "whole", progress(t, r, Source("b"), moment).Upto, uint64(50))
}

func whole(t *testing.T, open Opener) {
	t.Helper()
	r := must(t, open)
	var in record.Intake
	in.Take(Events(t, Source("a"), moment, "", 1, 2))
	in.Rows[1].Seq = 0 // which no table takes
	if _, err := r.Keep(t.Context(), in, moment); err == nil {
		t.Fatal("an impossible row was kept")
	}
	if got := len(rows(t, r, record.Query{})); got != 0 {
		t.Errorf("%d rows of an intake that failed", got)
	}
}
