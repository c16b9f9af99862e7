package sim

import (
	"strconv"

	"postern/parcel"
)

// generator is the state of one New.
type generator struct {
	*tables
	o          Options
	chance     chance
	local      *tongue
	senders    map[string]*crowd // by country
	addressees *crowd
	brusher    party
	hugger     party
	splitGood  int
	serials    map[string]int // by country
	orders     int
	earlier    []item
	cds        cdsFiles
	ceb        cebFiles
	csv, lines sheetFiles
	out        Despatch
}

// New makes a despatch. Equal seeds and options give equal bytes.
func New(seed uint64, o Options) *Despatch {
	g := newGenerator(seed, o.filled())
	bags := g.bags(g.plan())
	for i := range bags {
		g.fill(&bags[i])
	}
	g.finish()
	return &g.out
}

func newGenerator(seed uint64, o Options) *generator {
	g := &generator{
		tables: loadTables(), o: o, chance: chance{seed},
		senders: map[string]*crowd{}, serials: map[string]int{},
	}
	g.local = g.home(o.Dest)
	for _, from := range g.origins {
		g.senders[from.country] = &crowd{
			most: 8 + o.Items/200,
			make: func() party { return from.tongue.company(&g.chance, from.country) },
		}
		g.serials[from.country] = g.chance.n(100_000_000)
	}
	g.addressees = &crowd{
		most: 10 + o.Items/40,
		make: func() party { return g.local.person(&g.chance, o.Dest) },
	}
	g.brusher = g.origins[0].tongue.company(&g.chance, g.origins[0].country)
	g.hugger = g.origins[0].tongue.company(&g.chance, g.origins[0].country)
	g.orders = 1_000_000 * g.chance.n(900)
	prefix := "synthetic-" + o.Day.Format("20060102") + "-"
	g.cds = cdsFiles{prefix: prefix + "cds-", most: o.PerFile}
	g.ceb = cebFiles{prefix: prefix + "ceb", most: min(o.PerFile, cebMost)}
	g.csv = sheetFiles{prefix: prefix + "platform-", form: csvForm{}, most: o.PerFile}
	g.lines = sheetFiles{prefix: prefix + "platform-", form: jsonForm{}, most: o.PerFile}
	g.out.Summary.Planted = map[Kind]int{}
	return g
}

// fill puts items into a bag, announces them and writes the label.
func (g *generator) fill(b *bag) {
	var items []item
	for _, u := range b.units {
		it := g.ordinary(b)
		g.plant(&it, u.kind)
		g.announce(&it)
		g.splitGood = g.chance.n(len(g.goods))
		if u.kind == Split {
			g.startSplit(&it, u.count)
		}
		items = append(items, it)
		for range u.count - 1 {
			next := g.ordinary(b)
			g.split(&it, &next)
			items = append(items, next)
		}
	}
	grams, insured := 0, false
	for i := range items {
		grams += items[i].gross
		insured = insured || items[i].insured
	}
	r := Receptacle{ID: b.label(grams, insured)}
	g.out.Labels = append(g.out.Labels, string(r.ID))
	for i := range items {
		items[i].receptacle = r.ID
		r.Items = append(r.Items, items[i].id)
		g.send(&items[i])
	}
	g.out.Labels = append(g.out.Labels, r.Items...)
	g.out.Receptacles = append(g.out.Receptacles, r)
}

// startSplit makes the item the first of an order in several parcels.
func (g *generator) startSplit(it *item, count int) {
	it.nature, it.note = "32", "one of "+strconv.Itoa(count)+" parcels of one order to one addressee on one day"
	it.lines = []line{g.line(it, g.goods[g.splitGood])}
	g.splitPrice(it)
	g.weigh(it)
	if it.order == "" {
		g.order(it)
	}
}

// announce decides who says what about an item beforehand.
func (g *generator) announce(it *item) {
	switch it.kind {
	case Undervalued, Broken, Reused, Brushing:
		it.advice = ByCDS
	case Ordinary:
		it.advice = g.advice(8, 3)
	case Seeds, Split, Underpriced, Hugging, Misdeclared, Battery, Vague, Impossible, Wildlife, Brand, Firearm, Precursor, BadCheck:
		it.advice = g.advice(0, 0)
	}
	if it.papers = g.hasPapers(it); it.papers {
		it.nature = "32"
		g.inYuan(it)
	}
	if it.papers || it.nature == "32" && (it.advice == ByCSV || it.advice == ByJSON) {
		g.order(it)
	}
}

func (g *generator) hasPapers(it *item) bool {
	if it.kind == Undervalued || it.advice == ByPapers {
		return true
	}
	return it.kind == Ordinary && it.advice == ByCDS && it.nature == "32" && g.chance.percent(6)
}

func (g *generator) advice(none, papers int) Advice {
	switch at := g.chance.n(100); {
	case at < none:
		return NotAtAll
	case at < none+papers:
		return ByPapers
	case at < none+papers+9:
		return ByCSV
	case at < none+papers+14:
		return ByJSON
	}
	return ByCDS
}

func (g *generator) order(it *item) {
	g.orders++
	it.order = "SYN" + strconv.Itoa(1_000_000_000 + g.orders)[1:]
	it.platform = g.chance.n(len(platforms()))
}

// inYuan turns the declaration into the currency of the papers.
func (g *generator) inYuan(it *item) {
	rate := g.rate(it)
	for i := range it.lines {
		it.lines[i].each = max(it.lines[i].each*g.rateOf("CNY")/rate, 1)
	}
	it.currency = "CNY"
}

// send writes the item into the files of its advice and records the truth.
func (g *generator) send(it *item) {
	s := &g.out.Summary
	s.Items++
	switch it.advice {
	case ByCDS:
		g.cds.add(&g.out, it, &g.chance)
	case ByCSV:
		g.csv.add(&g.out, it)
	case ByJSON:
		g.lines.add(&g.out, it)
	case ByPapers:
		s.PapersOnly++
	case NotAtAll:
		s.Unknown++
	}
	if it.papers {
		g.ceb.add(&g.out, it, &g.chance)
	}
	if it.kind != Ordinary {
		s.Planted[it.kind]++
	}
	g.out.Truth = append(g.out.Truth, Truth{
		Identifier: it.id, Planted: it.kind, Note: it.note, Advice: it.advice, Papers: it.papers,
	})
	g.hold(it)
}

// hold lets an agency ask for some items beforehand.
func (g *generator) hold(it *item) {
	h := Hold{Identifier: it.id}
	switch {
	case (it.kind == Firearm || it.kind == Precursor) && g.chance.percent(50):
		h.Agency, h.Reason = parcel.Security, "partner report names the sender"
	case it.kind == Wildlife && g.chance.percent(25):
		h.Agency, h.Reason = parcel.Wildlife, "addressee known for protected species"
	case g.chance.n(400) == 0 || len(g.out.Truth) == g.o.Items && len(g.out.Holds) == 0:
		h.Agency = pick(&g.chance, []parcel.Agency{parcel.Revenue, parcel.Plant, parcel.IPR, parcel.Safety})
		h.Reason = "sample asked for by the agency"
	default:
		return
	}
	g.out.Holds = append(g.out.Holds, h)
}

// finish closes the files and counts.
func (g *generator) finish() {
	g.cds.close(&g.out)
	g.csv.close(&g.out)
	g.lines.close(&g.out)
	g.ceb.close(&g.out)
	if len(g.earlier) > 0 {
		before := cdsFiles{prefix: g.cds.prefix + "000-earlier-", most: len(g.earlier)}
		for i := range g.earlier {
			before.add(&g.out, &g.earlier[i], &g.chance)
		}
	}
	if g.o.Garbage {
		g.out.Files = append(g.out.Files, File{Name: g.cds.prefix + "garbage.xml", Data: garbage(&g.chance)})
	}
	sortFiles(g.out.Files)
	s := &g.out.Summary
	s.Advised = s.Items - s.Unknown - s.PapersOnly
	s.Receptacles, s.Holds, s.Files = len(g.out.Receptacles), len(g.out.Holds), len(g.out.Files)
}
