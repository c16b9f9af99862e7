package names_test

import (
	"testing"

	"postern/risk/names"
)

// BenchmarkMatch looks for names that are on no list among the published ones.
func BenchmarkMatch(b *testing.B) {
	un, ofac := published(b)
	x := names.NewIndex(un, ofac)
	strangers := rows(b, "name-match/negatives_us.csv")
	for _, kind := range []names.Kind{names.Person, names.Organisation, names.Any} {
		b.Run("kind="+string(kind), func(b *testing.B) {
			i := 0
			for b.Loop() {
				x.Match(names.Query{Name: strangers[i%len(strangers)][0], Kind: kind}, names.Threshold)
				i++
			}
		})
	}
}
