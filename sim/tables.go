package sim

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
)

var (
	//go:embed goods.csv
	goodsTable string
	//go:embed planted.csv
	plantedTable string
	//go:embed origins.csv
	originsTable string
	//go:embed tongues.csv
	tonguesTable string
)

// good is a kind of goods, ordinary or planted.
type good struct {
	words, hs    string
	grams, cents [2]int // of one: least, most
	units        int    // most
	note         string
}

// origin is a country that sends mail.
type origin struct {
	country, currency, office string
	rate                      int // minor units for one euro
	share                     int
	customs                   string // country code of China customs
	tongue                    *tongue
}

// tongue makes names and places up.
type tongue struct {
	given, first, second, ends []string
	streets                    []string // with * for a name
}

type tables struct {
	goods   []good
	planted map[Kind][]good
	origins []*origin
	shares  int
	tongues map[string]*tongue
}

func loadTables() *tables {
	t := &tables{planted: map[Kind][]good{}, tongues: map[string]*tongue{}}
	for _, f := range rows(goodsTable) {
		t.goods = append(t.goods, newGood(f))
	}
	for _, f := range rows(plantedTable) {
		g := newGood(f[1:8])
		g.note = f[8]
		t.planted[Kind(f[0])] = append(t.planted[Kind(f[0])], g)
	}
	for _, f := range rows(tonguesTable) {
		t.tongues[f[0]] = &tongue{
			given: strings.Fields(f[1]), first: strings.Fields(f[2]), second: strings.Fields(f[3]),
			ends: strings.Fields(f[4]), streets: strings.Split(f[5], "|"),
		}
	}
	for _, f := range rows(originsTable) {
		o := &origin{
			country: f[0], currency: f[1], rate: number(f[2]), office: f[3],
			share: number(f[4]), customs: f[5], tongue: t.tongues[f[6]],
		}
		t.origins = append(t.origins, o)
		t.shares += o.share
	}
	return t
}

func newGood(f []string) good {
	return good{
		words: f[0], hs: f[1], units: number(f[6]),
		grams: [2]int{number(f[2]), number(f[3])}, cents: [2]int{number(f[4]), number(f[5])},
	}
}

// home is the tongue of the country the mail goes to.
func (t *tables) home(country string) *tongue {
	for _, o := range t.origins {
		if o.country == country {
			return o.tongue
		}
	}
	return t.tongues["dutch"]
}

func (t *tables) drawOrigin(c *chance) *origin {
	at := c.n(t.shares)
	for _, o := range t.origins {
		if at -= o.share; at < 0 {
			return o
		}
	}
	return t.origins[0]
}

func rows(table string) [][]string {
	var all [][]string
	for line := range strings.Lines(table) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			all = append(all, strings.Split(line, ";"))
		}
	}
	return all
}

// number reads our own tables: a bad one is a broken build.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic(fmt.Sprintf("sim: table: %v", err))
	}
	return n
}
