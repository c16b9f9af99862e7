package bench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"postern/parcel"
	"postern/risk"
)

// Weigher is a station that tells apart what a verdict is made of, and judges
// everything again.
type Weigher interface {
	// Weigh tells how long the facts of an item take to fetch, and all packs to
	// judge it by them.
	Weigh(ctx context.Context, label string) (facts, rules time.Duration, err error)
	// Reassess has other packs judge at most so many open items again, and tells
	// how many, and when the first and the last of them were done.
	Reassess(ctx context.Context, most int) (items int, first, last time.Duration, err error)
}

// What is promised of the rules, in the unit of its line.
const (
	limitWeigh50 = 250 // us, facts and all packs
	limitWeigh99 = 800
	limitRules   = 100 // us, 200 rules
	limitFirst   = 1   // s, re-assessment of 100,000 items
	limitLast    = 30
	again        = 100_000
)

// risk measures facts and packs at the large station, 200 rules beside the same
// in Go, and re-assessment.
func (r *runner) risk(ctx context.Context) error {
	if err := r.rules(ctx); err != nil {
		return err
	}
	b, err := r.largeStation(ctx)
	if err != nil {
		return err
	}
	w, ok := b.Station.(Weigher)
	if !ok || len(b.labels) == 0 {
		return errors.New("no item to weigh: ask for more items")
	}
	if err := r.weigh(ctx, b, w); err != nil {
		return err
	}
	n, first, last, err := w.Reassess(ctx, again)
	if err != nil {
		return err
	}
	name := fmt.Sprintf("re-assess %d items, ", n)
	return r.give(beside(name+"to the first", first.Seconds(), "s", "limit", limitFirst), beside(name+"to the last", last.Seconds(), "s", "limit", limitLast))
}

func (r *runner) weigh(ctx context.Context, b *large, w Weigher) error {
	const warm, reads = 300, 3000
	facts, all := make([]time.Duration, 0, reads), make([]time.Duration, 0, reads)
	for i := range warm + reads {
		f, p, err := w.Weigh(ctx, b.pick(i))
		if err != nil {
			return err
		}
		if i >= warm {
			facts, all = append(facts, f), append(all, f+p)
		}
	}
	us := func(d time.Duration) float64 { return ms(d) * 1_000 }
	what := fmt.Sprintf(", %d items", b.items)
	return r.give(
		beside("facts p50"+what, us(quantile(facts, .5)), "us", "limit of facts and packs", limitWeigh50),
		beside("facts and packs p50"+what, us(quantile(all, .5)), "us", "limit", limitWeigh50),
		beside("facts and packs p99"+what, us(quantile(all, .99)), "us", "limit", limitWeigh99))
}

// rules measures 200 rules of a pack beside the same conditions written in Go.
func (r *runner) rules(ctx context.Context) error {
	const rules = 200
	pack, byHand := twoHundred(rules)
	p, problems := risk.ParsePack("bench", []byte(pack))
	if p == nil || len(problems) > 0 {
		return fmt.Errorf("the pack of the measurement: %v", problems)
	}
	engine, err := risk.NewEngine([]*risk.Pack{p})
	if err != nil {
		return err
	}
	all := declarations(r.Now(), 3000)
	hits, same := 0, 0
	ruled, err := r.timed(func() error {
		for i := range all {
			for _, a := range engine.Assess(all[i], parcel.Facts{SenderItems: i % 50}, r.Now()) {
				hits += len(a.Hits)
			}
		}
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	hand, err := r.timed(func() error {
		for i := range all {
			x := plainOf(&all[i], i%50)
			for _, fires := range byHand {
				if fires(&x) {
					same++
				}
			}
		}
		return ctx.Err()
	})
	if err != nil || hits != same {
		return fmt.Errorf("the rules fire %d times, written by hand %d: %w", hits, same, err)
	}
	each := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1_000 / float64(len(all)) }
	return r.give(beside("200 rules", each(ruled), "us/item", "limit", limitRules), beside("200 rules", each(ruled), "us/item", "the same in Go, no words", each(hand)))
}

// plain is what the conditions by hand read, worked out once.
type plain struct {
	gross, units, lines, sender int64
	value                       float64
	nature, origin              string
	hs                          []string
}

func plainOf(d *parcel.Declaration, sender int) plain {
	x := plain{gross: int64(d.Gross), lines: int64(len(d.Contents)), sender: int64(sender), nature: string(d.Nature), origin: d.Origin}
	for _, c := range d.Contents {
		x.units += int64(c.Units)
		if c.HS != "" {
			x.hs = append(x.hs, c.HS)
		}
	}
	total := d.Total()
	x.value = float64(total.Minor)
	for range parcel.Exponent(total.Currency) {
		x.value /= 10
	}
	return x
}

func (x *plain) under(prefix string) bool {
	for _, code := range x.hs {
		if strings.HasPrefix(code, prefix) {
			return true
		}
	}
	return false
}

// twoHundred writes rules of four kinds, and the same conditions in Go.
func twoHundred(n int) (pack string, byHand []func(*plain) bool) {
	var b strings.Builder
	b.WriteString("pack: bench\nagency: revenue\njurisdiction: bench\nversion: 1.0\nvalid_from: 2026-01-01\nvalid_until: 2098-12-31\nowner: bench\n" +
		"thresholds: {blue: 20, yellow: 40, red: 70}\nrules:\n")
	for i := range n {
		k, when := int64(i), ""
		switch i % 4 {
		case 0:
			when = fmt.Sprintf("item.gross_g > %d && item.units >= %d", 100*k, 1+k%9)
			byHand = append(byHand, func(x *plain) bool { return x.gross > 100*k && x.units >= 1+k%9 })
		case 1:
			prefix := fmt.Sprintf("%02d", 1+k%97)
			when = fmt.Sprintf("item.hs.under([%q]) && item.value > %d.0", prefix, k)
			byHand = append(byHand, func(x *plain) bool { return x.under(prefix) && x.value > float64(k) })
		case 2:
			when = fmt.Sprintf(`item.nature == "gift" && item.lines > %d && item.origin in ["CN", "US", "GB"]`, k%3)
			byHand = append(byHand, func(x *plain) bool {
				return x.nature == "gift" && x.lines > k%3 && slices.Contains([]string{"CN", "US", "GB"}, x.origin)
			})
		default:
			when = fmt.Sprintf("facts.sender_items == %d && item.value >= 5.0", k%50)
			byHand = append(byHand, func(x *plain) bool { return x.sender == k%50 && x.value >= 5 })
		}
		fmt.Fprintf(&b, "  - {id: r%d, when: '%s', points: 1, reason: it fires, ground: bench, expires: 2098-12-31}\n", i, when)
	}
	return b.String(), byHand
}
