package risk

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"

	"postern/parcel"

	"github.com/goccy/go-yaml/ast"
)

//go:embed rates.txt
var rateTable string

// Rates are rough exchange rates of a day, so that a limit in one currency can
// be held against a value in another. They decide nothing by themselves: a rule
// reads how far they may be off. Duty is never worked out by them.
type Rates struct {
	AsOf   parcel.Day
	Margin int // percent that they may be off
	// Per is how many units of a currency are one euro.
	Per map[string]float64
}

// roughRates are those that serve where a pack has none of its own. A line that
// cannot be read is a broken build.
//
//nolint:gochecknoglobals // a compiled table
var roughRates = sync.OnceValue(func() *Rates {
	r := &Rates{Per: map[string]float64{"EUR": 1}}
	for line := range strings.Lines(rateTable) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		n, err := strconv.ParseFloat(value, 64)
		switch {
		case key == "as_of":
			r.AsOf = parcel.Day(value)
		case strings.HasPrefix(key, "#"):
		case err != nil || n <= 0:
			panic("risk: rates.txt: " + line)
		case key == "margin":
			r.Margin = int(n)
		default:
			r.Per[key] = n
		}
	}
	return r
})

// rates are the pack's own, or the rough ones.
func (p *Pack) rates() *Rates {
	if p.Rates.Per != nil {
		return &p.Rates
	}
	return roughRates()
}

// between is what an amount in one currency is times to be one in another, and
// how far that may be off; a scale of 0 where it is not known.
func (r *Rates) between(from, to string) (scale, margin float64) {
	switch {
	case from == "" || to == "":
		return 0, 0
	case from == to:
		return 1, 0
	}
	a, b := r.per(from), r.per(to)
	if a <= 0 || b <= 0 {
		return 0, 0
	}
	const percent = 100
	return b / a, float64(r.Margin) / percent
}

func (r *Rates) per(currency string) float64 {
	if currency == "EUR" {
		return 1
	}
	return r.Per[currency]
}

// euro is about what an amount is in euros; 0 where it is not known.
func euro(m parcel.Money) float64 {
	scale, _ := roughRates().between(m.Currency, "EUR")
	return scale * amount(m)
}

func (r *reader) rates(dst *Rates, n ast.Node) {
	dst.Per = map[string]float64{}
	where := r.object(n, "rates", fields{
		"as_of": r.day(&dst.AsOf), "margin": r.number(&dst.Margin, 1, 100),
		"per_euro": func(v ast.Node) {
			r.each(v, "rates", func(currency string, line int, v ast.Node) { r.rate(dst.Per, currency, line, v) })
		},
	})
	if dst.AsOf == "" || dst.Margin == 0 || where["per_euro"] == 0 {
		r.problem(lineOf(n), "rates need as_of, margin and per_euro")
	}
}

func (r *reader) rate(per map[string]float64, currency string, line int, v ast.Node) {
	var text string
	r.text(&text)(v)
	rate, err := strconv.ParseFloat(text, 64)
	if err != nil || rate <= 0 || rate > 1e9 || !parcel.IsCurrency(currency) {
		r.problem(line, "%s: %s is no rate like USD: 1.10", parcel.Excerpt(currency), parcel.Excerpt(text))
		return
	}
	per[currency] = rate
}
