package names_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"postern/risk/names"
)

// shared is a file of the reference data, where POSTERN_SHARED names its folder.
func shared(tb testing.TB, file string) []byte {
	tb.Helper()
	dir := os.Getenv("POSTERN_SHARED")
	if dir == "" {
		tb.Skip("POSTERN_SHARED does not name a folder with data/denied-party and data/name-match")
	}
	data, err := os.ReadFile(filepath.Join(dir, "data", file))
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

func rows(tb testing.TB, file string) [][]string {
	tb.Helper()
	all, err := csv.NewReader(bytes.NewReader(shared(tb, file))).ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	return all[1:]
}

// published are the OFAC and UN lists as issued: 9,043 and 1,003 entries,
// 25,646 names.
func published(tb testing.TB) (un, ofac names.List) {
	tb.Helper()
	un, skips, err := names.ReadList("un", shared(tb, "denied-party/UN_consolidated.xml"))
	if err != nil || len(skips) > 0 || len(un.Entries) != 1003 {
		tb.Fatalf("UN: %v, %d entries, skipped %v", err, len(un.Entries), skips)
	}
	ofac, skips, err = names.ReadList("ofac", append(shared(tb, "denied-party/sdn.csv"), shared(tb, "denied-party/alt.csv")...))
	if err != nil || len(skips) > 1 || len(ofac.Entries) < 9043 {
		tb.Fatalf("OFAC: %v, %d entries, skipped %v", err, len(ofac.Entries), skips)
	}
	return un, ofac
}

// TestTargetsOnPublishedLists holds recall, false alarms, speed and size
// against what was promised, over both lists together.
func TestTargetsOnPublishedLists(t *testing.T) {
	un, ofac := published(t)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	x := names.NewIndex(un, ofac)
	runtime.GC()
	runtime.ReadMemStats(&after)
	mb := float64(after.HeapAlloc-before.HeapAlloc) / 1e6
	if mb >= 40 {
		t.Errorf("index takes %.1f MB, want < 40", mb)
	}

	called := map[string][]string{}
	for _, l := range []names.List{un, ofac} {
		for _, e := range l.Entries {
			called[l.Name+e.ID] = e.Names
		}
	}
	first, changed, firstChanged := 0, 0, 0
	pairs := rows(t, "name-match/un_treated_pairs.csv")
	for _, r := range pairs {
		hit := slices.ContainsFunc(best(x.Match(names.Query{Name: r[0], Kind: names.Person}, names.Threshold)), func(h names.Hit) bool {
			return slices.ContainsFunc(called[h.List+h.Entry], func(n string) bool {
				return strings.EqualFold(n, strings.Join(strings.Fields(r[1]), " "))
			})
		})
		if r[2] == "1" {
			changed++
		}
		if hit {
			first++
			if r[2] == "1" {
				firstChanged++
			}
		} else {
			t.Logf("missed: %s (%s)", r[0], r[1])
		}
	}
	recall := float64(first) / float64(len(pairs))
	if recall < 0.99 {
		t.Errorf("recall@1 %.4f, want >= .99", recall)
	}

	strangers := rows(t, "name-match/negatives_us.csv")
	alarms, dated := 0, 0
	for _, r := range strangers {
		if len(x.Match(names.Query{Name: r[0], Kind: names.Person}, names.Threshold)) > 0 {
			alarms++
		}
		if len(x.Match(names.Query{Name: r[0], Kind: names.Person, Born: r[5]}, names.Threshold)) > 0 {
			dated++
		}
	}
	share := float64(alarms) / float64(len(strangers))
	if share > 0.003 {
		t.Errorf("false alarms %.2f %%, want <= .3", 100*share)
	}
	t.Logf("recall@1 %.4f, on changed rows %.4f of %d; false alarms %d (%.2f %%), with birth dates %d; %.1f MB",
		recall, float64(firstChanged)/float64(changed), changed, alarms, 100*share, dated, mb)
}

// best are the hits that share the first place.
func best(hits []names.Hit) []names.Hit {
	for i := range hits {
		if hits[i].Score < hits[0].Score {
			return hits[:i]
		}
	}
	return hits
}

// TestTargetPairs builds pairs from the published names: the same name
// written otherwise, and other names that share a word. The threshold was not
// chosen on them.
func TestTargetPairs(t *testing.T) {
	people, firms := personPairs(t), firmPairs(t)
	for _, c := range []struct {
		of    string
		pairs []pair
	}{{"persons", people}, {"organisations", firms}, {"both", append(people, firms...)}} {
		var right, wrong, missed float64
		for _, p := range c.pairs {
			switch hit := score(p.a, p.b, p.kind) >= names.Threshold; {
			case hit && p.same:
				right++
			case hit:
				wrong++
			case p.same:
				missed++
			}
		}
		f1 := 2 * right / (2*right + wrong + missed)
		t.Logf("%s: %d pairs, F1 %.3f, precision %.3f, recall %.3f", c.of, len(c.pairs), f1, right/(right+wrong), right/(right+missed))
		if f1 <= 0.80 {
			t.Errorf("%s: F1 %.3f, want > .80", c.of, f1)
		}
	}
}

type pair struct {
	a, b string
	kind names.Kind
	same bool
}

func personPairs(t *testing.T) []pair {
	t.Helper()
	var out []pair
	for _, r := range rows(t, "name-match/un_treated_pairs.csv") {
		if r[2] == "1" {
			out = append(out, pair{r[0], r[1], names.Person, true})
		}
	}
	given, family := map[string]string{}, map[string]string{}
	for i, r := range rows(t, "name-match/negatives_us.csv") {
		full, first, last := r[0], r[1], r[3]
		if !latin(full) || first == "" || last == "" || len(first) < 3 || len(last) < 3 {
			continue
		}
		if i%10 == 0 {
			out = append(out, pair{otherwise(full, i/10), full, names.Person, true})
		}
		for _, seen := range []struct {
			by   map[string]string
			word string
		}{{given, first}, {family, last}} {
			if other, ok := seen.by[seen.word]; ok && other != full && i%3 == 0 {
				out = append(out, pair{full, other, names.Person, false})
			}
			seen.by[seen.word] = full
		}
	}
	return out
}

func firmPairs(t *testing.T) []pair {
	t.Helper()
	_, ofac := published(t)
	var out []pair
	seen := map[string]string{}
	for i, e := range ofac.Entries {
		if e.Kind != names.Organisation {
			continue
		}
		name := e.Names[0]
		if i%10 == 0 && latin(name) {
			out = append(out, pair{otherwise(name, i/10), name, names.Organisation, true})
		}
		for w := range strings.FieldsSeq(name) {
			if len(w) < 6 {
				continue
			}
			if other, ok := seen[w]; ok && i%3 == 0 {
				out = append(out, pair{name, other, names.Organisation, false})
			}
			seen[w] = name
		}
	}
	return out
}

func latin(s string) bool {
	for i := range len(s) {
		if s[i] > 127 {
			return false
		}
	}
	return true
}

// otherwise writes a name another way: a slip in its longest word, two words
// joined, the last word first, a letter doubled, in turn.
func otherwise(name string, turn int) string {
	words := strings.Fields(name)
	long := 0
	for i := range words {
		if len(words[i]) > len(words[long]) {
			long = i
		}
	}
	w := words[long]
	at := len(w) / 2
	switch turn % 4 {
	case 0:
		words[long] = w[:at] + w[at+1:]
	case 1:
		if len(words) > 1 {
			words = append([]string{words[0] + words[1]}, words[2:]...)
		}
	case 2:
		words = append([]string{words[len(words)-1] + ","}, words[:len(words)-1]...)
	default:
		words[long] = fmt.Sprint(w[:at], string(w[at]), w[at:])
	}
	return strings.Join(words, " ")
}
