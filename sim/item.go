package sim

import (
	"strconv"
	"time"

	"postern/parcel"
)

// item is one postal item before it is written into any file.
type item struct {
	id         string
	class      string
	from       *origin
	nature     string // code of UPU list 136, as seen in use
	posted     time.Time
	sender, to party
	lines      []line
	currency   string
	gross      int // grams
	postage    int
	insured    bool
	kind       Kind
	note       string
	advice     Advice
	papers     bool
	worth      []int // price of one in each line of the order, where it differs from the declared
	order      string
	platform   int
	receptacle parcel.S9
}

// line is one declared content; amounts in minor units.
type line struct {
	words, hs string
	units     int
	net       int // grams in all
	each      int
	origin    *origin
}

func (l line) value() int { return l.each * l.units }

// ordinary draws an item with nothing wrong, not yet announced.
func (g *generator) ordinary(b *bag) item {
	c := &g.chance
	it := item{
		id: g.identifier(b), class: b.class, from: b.from, kind: Ordinary, currency: b.from.currency,
		nature: g.nature(), posted: g.o.Day.Add(-time.Duration(60+c.n(24*16*60)) * time.Minute),
		sender: g.senders[b.from.country].someone(c),
	}
	if c.percent(12) {
		it.to = g.addressees.someone(c)
	} else {
		it.to = g.local.person(c, g.o.Dest)
	}
	if it.nature != "32" && c.percent(80) {
		it.sender = b.from.tongue.person(c, b.from.country)
	}
	if b.from.country == "CN" && c.percent(40) {
		it.currency = "USD"
	}
	lines := 1
	if c.percent(22) {
		lines = 2 + c.n(3)
	}
	for range lines {
		it.lines = append(it.lines, g.line(&it, pick(c, g.goods)))
	}
	g.weigh(&it)
	it.insured = b.class != "U" && c.percent(6)
	return it
}

// line draws one content of an item from a kind of goods.
func (g *generator) line(it *item, what good) line {
	c := &g.chance
	l := line{words: what.words, hs: what.hs, units: 1, origin: it.from}
	if what.units > 1 && c.percent(35) {
		l.units = 2 + c.n(what.units-1)
	}
	l.net = l.units * c.within(what.grams[0], what.grams[1])
	l.each = max(c.within(what.cents[0], what.cents[1])*g.rate(it)/100, 1)
	if what.note == "" && c.percent(45) {
		l.words += pick(c, []string{", blue", ", black", ", white", ", with box", ", new", ", set", ", green", ", red"})
	}
	if c.percent(8) {
		l.origin = pick(c, g.origins)
	}
	return l
}

func (g *generator) rate(it *item) int { return g.rateOf(it.currency) }

func (g *generator) rateOf(currency string) int {
	for _, o := range g.origins {
		if o.currency == currency {
			return o.rate
		}
	}
	return 100
}

// weigh gives the packed item a mass, and postage to go with it.
func (g *generator) weigh(it *item) {
	net := 0
	for _, l := range it.lines {
		net += l.net
	}
	it.gross = net + 15 + net*(3+g.chance.n(20))/100
	it.postage = max((200+it.gross*9/10)*g.rateOf(it.from.currency)/100, 1)
}

func (g *generator) nature() string {
	switch at := g.chance.n(100); {
	case at < 80:
		return "32" // sale of goods
	case at < 94:
		return "11" // gift
	case at < 96:
		return "31" // commercial sample
	case at < 98:
		return "91" // returned goods
	default:
		return "991" // other
	}
}

// identifier is the next S10 of a country; its serial numbers rise, so none
// comes twice.
func (g *generator) identifier(b *bag) string {
	c := &g.chance
	service := map[string][]string{"U": {"LX", "UA", "RR", "LB"}, "C": {"CX", "CP", "CN"}, "E": {"EE", "EA"}}[b.class]
	g.serials[b.from.country] += 1 + c.n(7)
	serial := strconv.Itoa(100_000_000 + g.serials[b.from.country]%100_000_000)[1:]
	return pick(c, service) + serial + string(parcel.S10CheckDigit(serial)) + b.from.country
}
