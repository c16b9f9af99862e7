package names

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed tables/countries.txt
var countryTable string

//nolint:gochecknoglobals // read once from what is embedded above, never changed after
var countries = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(countryTable) {
		code, names, _ := strings.Cut(strings.TrimSpace(line), " ")
		if code == "#" {
			continue
		}
		out[strings.ToLower(code)] = code
		for name := range strings.SplitSeq(names, "|") {
			out[name] = code
		}
	}
	return out
})

// country is the code of a country that is written as lists write it, or what
// is written where no country is known by it.
func country(s string) string {
	var b strings.Builder
	for _, p := range fold(s) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(p.text)
	}
	if code, ok := countries()[b.String()]; ok {
		return code
	}
	return tidy(s)
}
