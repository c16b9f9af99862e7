package bench

import (
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	edlib "github.com/hbollon/go-edlib"

	"postern/risk/names"
)

const (
	limitNames = 5000 // names/s
	limitMatch = 5    // ms
	limitIndex = 40   // MB
)

// parties are lists of names, and names to be looked for in them.
type parties struct {
	lists   []names.List
	asked   []string  // on no list
	altered []altered // on one, written otherwise
}

// altered is a listed person's name as somebody wrote it.
type altered struct{ text, list, entry string }

// names measures a search for parties on denied-party lists: the published
// ones where the reference data are here, else made-up ones of 22,000 names.
func (r *runner) names(ctx context.Context) error {
	p, err := published(r.Shared)
	if errors.Is(err, fs.ErrNotExist) {
		p, err = madeUp(min(22_000, r.Items)), nil
	}
	if err != nil {
		return err
	}
	before := heap()
	index := names.NewIndex(p.lists...)
	taken := float64(heap()-before) / (1 << 20)
	nearest := newNearest(p.lists)
	search := func(k names.Kind) func(string) { // by an index that remembers nothing yet
		index := names.NewIndex(p.lists...)
		return func(text string) { index.Match(names.Query{Name: text, Kind: k}, names.Threshold) }
	}
	scanned := r.rate(p.asked[:min(len(p.asked), 100)], func(text string) { nearest.find(text) })
	at := func(what string) string { return fmt.Sprintf("names %s, among %d", what, len(nearest.texts)) }
	for _, k := range []struct {
		said string
		kind names.Kind
	}{{"of persons", names.Person}, {"of unsaid kind", names.Any}} {
		took := r.each(p.asked, search(k.kind))
		rate := r.rate(p.asked, search(k.kind))
		err := r.give(
			beside(at(k.said), rate, "names/s", "limit", limitNames),
			beside(at(k.said), rate, "names/s", "Jaro-Winkler with every name", scanned),
			beside(at(k.said)+" p50", ms(quantile(took, .5)), "ms", "limit", limitMatch),
			beside(at(k.said)+" p99", ms(quantile(took, .99)), "ms", "limit", limitMatch))
		if err := cmp.Or(err, ctx.Err()); err != nil {
			return err
		}
	}
	ours, theirs := found(p.altered, index, nearest)
	few := p.altered[:min(len(p.altered), 40)]
	kept, all := hits(few, index.Match), hits(few, index.MatchAll)
	return r.give(
		beside(fmt.Sprintf("names altered, found first of %d", len(p.altered)), ours, "%", "Jaro-Winkler, words sorted", theirs),
		beside(fmt.Sprintf("names altered, hits for %d", len(few)), kept, "hits", "every listed name aligned", all),
		beside(at("in memory"), taken, "MB", "limit", limitIndex))
}

// rate works through names on all cores and answers names a second.
func (r *runner) rate(all []string, work func(string)) float64 {
	var wait sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	began := r.Now()
	for w := range workers {
		wait.Go(func() {
			for i := w; i < len(all); i += workers {
				work(all[i])
			}
		})
	}
	wait.Wait()
	return float64(len(all)) / r.Now().Sub(began).Seconds()
}

// each tells how long each name took by itself.
func (r *runner) each(all []string, work func(string)) []time.Duration {
	took := make([]time.Duration, len(all))
	for i, text := range all {
		began := r.Now()
		work(text)
		took[i] = r.Now().Sub(began)
	}
	return took
}

// found is how many per cent of altered names were found, as the best hit or
// level with it, and how many by the nearest of all listed names.
func found(asked []altered, index *names.Index, all *nearest) (ours, theirs float64) {
	for _, a := range asked {
		hits := index.Match(names.Query{Name: a.text, Kind: names.Person}, names.Threshold)
		if slices.ContainsFunc(hits, func(h names.Hit) bool { return h.Score == hits[0].Score && h.List == a.list && h.Entry == a.entry }) {
			ours++
		}
		if near := all.find(a.text); near.list == a.list && near.entry == a.entry {
			theirs++
		}
	}
	n := float64(max(len(asked), 1)) / 100
	return ours / n, theirs / n
}

// hits counts what a way to look for names finds.
func hits(asked []altered, match func(names.Query, float64) []names.Hit) float64 {
	n := 0
	for _, a := range asked {
		n += len(match(names.Query{Name: a.text, Kind: names.Person}, names.Threshold))
	}
	return float64(n)
}

// nearest looks for a name by the distance of a kept library alone: what is
// done where there is no index and no alignment.
type nearest struct{ texts []altered }

func newNearest(lists []names.List) *nearest {
	n := &nearest{}
	for _, l := range lists {
		for _, e := range l.Entries {
			for _, text := range e.Names {
				n.texts = append(n.texts, altered{ordered(text), l.Name, e.ID})
			}
		}
	}
	return n
}

func (n *nearest) find(text string) (best altered) {
	text, high := ordered(text), float32(-1)
	for _, t := range n.texts {
		if s := edlib.JaroWinklerSimilarity(text, t.text); s > high {
			high, best = s, t
		}
	}
	return best
}

// ordered is a name in small letters with its words in the order of the
// alphabet.
func ordered(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return r == ' ' || r == ',' || r == '.' || r == '-' })
	slices.Sort(words)
	return strings.Join(words, " ")
}

// published reads the lists as OFAC and the United Nations issued them.
func published(shared string) (parties, error) {
	if shared == "" {
		return parties{}, fs.ErrNotExist
	}
	var p parties
	for _, of := range [][]string{{"un", "UN_consolidated.xml"}, {"ofac", "sdn.csv", "alt.csv"}} {
		var data []byte
		for _, file := range of[1:] {
			part, err := os.ReadFile(filepath.Join(shared, "data", "denied-party", file)) //nolint:gosec // named by the user
			if err != nil {
				return parties{}, err
			}
			data = append(data, part...)
		}
		l, _, err := names.ReadList(of[0], data)
		if err != nil {
			return parties{}, err
		}
		p.lists = append(p.lists, l)
	}
	f, err := os.Open(filepath.Join(shared, "data", "name-match", "negatives_us.csv")) //nolint:gosec // named by the user
	if err != nil {
		return parties{}, err
	}
	rows, err := csv.NewReader(f).ReadAll()
	if err := errors.Join(err, f.Close()); err != nil {
		return parties{}, err
	}
	for _, row := range rows[1:] {
		p.asked = append(p.asked, row[0])
	}
	p.alter()
	return p, nil
}

// madeUp is one list of people and firms that do not exist, and people who are
// not on it.
func madeUp(n int) parties {
	given := func(i int) string { return made(i * 7919 % 900) }
	family := func(i int) string { return made(1000+i*7%900) + made(i*104729%9000) }
	l := names.List{Name: "made"}
	for i := range n {
		e := names.Entry{ID: fmt.Sprint(i), Kind: names.Person, Names: []string{given(i) + " " + given(i*3+1) + " " + family(i)}}
		if i%3 == 2 {
			form := []string{"Ltd", "GmbH", "Trading Co", "Shipping S.A."}[i/3%4]
			e.Kind, e.Names = names.Organisation, []string{family(i) + " " + made(i*31%500) + " " + form}
		}
		l.Entries = append(l.Entries, e)
	}
	p := parties{lists: []names.List{l}}
	for i := range min(n, 5000) {
		p.asked = append(p.asked, given(i*5+2)+" "+family(i+500_000))
	}
	p.alter()
	return p
}

// alter writes listed people otherwise: a letter left out of the longest word,
// the last word first.
func (p *parties) alter() {
	const most = 200
	for _, l := range p.lists {
		step := max(1, len(l.Entries)*len(p.lists)/most)
		for i := 0; i < len(l.Entries); i += step {
			e := l.Entries[i]
			words := strings.Fields(strings.ReplaceAll(e.Names[0], ",", ""))
			if e.Kind != names.Person || len(words) < 2 {
				continue
			}
			long := slices.IndexFunc(words, func(w string) bool {
				return len(w) == len(slices.MaxFunc(words, func(a, b string) int { return cmp.Compare(len(a), len(b)) }))
			})
			letters := []rune(words[long])
			words[long] = string(slices.Delete(letters, len(letters)/2, len(letters)/2+1))
			p.altered = append(p.altered, altered{strings.Join(append(words[len(words)-1:], words[:len(words)-1]...), " "), l.Name, e.ID})
		}
	}
}
