package sim

import (
	"strconv"

	"postern/parcel"
)

// plant makes an ordinary item one of its kind.
func (g *generator) plant(it *item, k Kind) {
	it.kind = k
	if table := g.planted[k]; len(table) > 0 {
		what := pick(&g.chance, table)
		it.lines, it.note = []line{g.line(it, what)}, what.note
		g.weigh(it)
	}
	switch k {
	case Brushing:
		it.sender, it.nature = g.brusher, "11"
	case Undervalued:
		g.undervalue(it)
	case Underpriced:
		g.underprice(it)
	case Hugging:
		it.sender, it.nature, it.currency = g.hugger, "32", "EUR"
		it.lines[0].units, it.lines[0].each = 1, 13_550+g.chance.n(1_440)
	case Misdeclared:
		it.nature = "32"
	case Impossible:
		it.lines[0].net = it.gross + 100 + g.chance.n(2*it.gross)
		it.note = "contents declared heavier than the whole item"
	case BadCheck:
		it.id = g.misprint(it.id)
		it.note = "check digit of the identifier is wrong"
	case Reused:
		g.earlier = append(g.earlier, g.predecessor(it))
		it.note = "its identifier named another item 14 months ago"
	case Broken:
		it.note = "its gross mass is no number in the file"
	case Seeds, Battery, Vague, Wildlife, Brand, Firearm, Precursor, Split, Ordinary:
	}
}

// undervalue keeps what the buyer paid for the order and declares a fraction.
func (g *generator) undervalue(it *item) {
	it.nature, it.currency = "32", "CNY"
	part := 8 + g.chance.n(13)
	it.lines, it.worth = it.lines[:1], nil
	l := &it.lines[0]
	worth := (3000 + g.chance.n(9000)) * g.rateOf("CNY") / 100
	l.each = worth * part / 100
	it.worth = []int{worth}
	it.note = "declared at " + strconv.Itoa(part) + " % of what the buyer paid"
}

// underprice declares a small part of what such goods cost.
func (g *generator) underprice(it *item) {
	part := 4 + g.chance.n(8)
	it.nature, it.lines = "32", it.lines[:1]
	l := &it.lines[0]
	l.each = max(l.each*part/100, 1)
	g.weigh(it)
	it.note = "declared at " + strconv.Itoa(part) + " % of the price of such goods"
}

// splitPrice is a value below the limit, of which two or three pass it.
func (g *generator) splitPrice(it *item) {
	l := &it.lines[0]
	l.units = 1
	l.each = (6_500 + g.chance.n(7_500)) * g.rate(it) / 100
}

// split makes the followers of an order that comes in several parcels.
func (g *generator) split(first, next *item) {
	next.kind, next.note = Split, first.note
	next.sender, next.to, next.posted = first.sender, first.to, first.posted
	next.order, next.platform, next.nature = first.order, first.platform, "32"
	next.currency, next.advice = first.currency, first.advice
	next.lines = []line{g.line(next, g.goods[g.splitGood])}
	g.splitPrice(next)
	g.weigh(next)
}

func (g *generator) misprint(id string) string {
	right := parcel.S10CheckDigit(id[2:10])
	wrong := (right-'0'+1+byte(g.chance.n(9)))%10 + '0' //nolint:gosec // one digit
	return id[:10] + string(wrong) + id[11:]
}

// predecessor is the item that bore the identifier before.
func (g *generator) predecessor(it *item) item {
	before := g.ordinary(&bag{from: it.from, class: it.class})
	before.id = it.id
	before.posted = it.posted.AddDate(0, -14, 0)
	return before
}
