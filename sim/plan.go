package sim

import (
	"fmt"

	"postern/parcel"
)

// unit is items that come together: one, or a split order.
type unit struct {
	kind  Kind
	count int
}

// plan says what is planted, in random order.
func (g *generator) plan() []unit {
	units, left := []unit{}, g.o.Items
	add := func(k Kind, count int) {
		if count = min(count, left); count > 0 {
			units = append(units, unit{k, count})
			left -= count
		}
	}
	for _, k := range Kinds() {
		quota := (g.o.Items*k.share() + 500) / 1000
		if g.o.Items >= 100 {
			quota = max(quota, 1)
		}
		for quota > 0 {
			count := 1
			if k == Split {
				count = 3 + g.chance.n(4)
			}
			add(k, count)
			quota -= count
		}
	}
	for left > 0 {
		add(Ordinary, 1)
	}
	shuffle(&g.chance, units)
	return units
}

// bag is a receptacle before it is filled.
type bag struct {
	from     *origin
	class    string
	units    []unit
	despatch string // S8
	serial   int
	last     bool
}

// bags deals the units out to receptacles and numbers these within their
// despatches.
func (g *generator) bags(units []unit) []bag {
	var all []bag
	for len(units) > 0 {
		b := bag{from: g.drawOrigin(&g.chance)}
		room := 0
		b.class, room = g.class()
		n := 0
		for n < len(units) && room > 0 {
			room -= units[n].count
			n++
		}
		b.units, units = units[:n], units[n:]
		all = append(all, b)
	}
	g.number(all)
	return all
}

func (g *generator) class() (class string, room int) {
	switch at := g.chance.n(100); {
	case at < 55:
		return "U", 50 + g.chance.n(60)
	case at < 92:
		return "C", 12 + g.chance.n(25)
	default:
		return "E", 6 + g.chance.n(12)
	}
}

// number gives each despatch its number and each bag its serial; a despatch
// holds at most 999 bags.
func (g *generator) number(all []bag) {
	newest, serials, despatches := map[string]int{}, map[string]int{}, map[string]int{}
	for i := range all {
		b := &all[i]
		route := b.from.office + string(g.o.Office) + "A" + b.class + "N"
		if serials[route] == 0 || serials[route] == 999 {
			despatches[route]++
			serials[route] = 0
		} else {
			all[newest[route]].last = false
		}
		serials[route]++
		b.serial, b.last = serials[route], true
		b.despatch = fmt.Sprintf("%s%d%04d", route, g.o.Day.Year()%10, (g.o.Day.YearDay()+despatches[route])%10000)
		newest[route] = i
	}
}

// label is the S9 of the filled bag (UPU S9): serial, last, registered or
// insured inside, gross mass in 0.1 kg.
func (b *bag) label(grams int, insured bool) parcel.S9 {
	return parcel.S9(fmt.Sprintf("%s%03d%d%d%04d", b.despatch, b.serial, digit(b.last), digit(insured), min((grams+99)/100, 9998)))
}

func digit(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
