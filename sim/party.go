package sim

import (
	"strconv"
	"strings"
)

// party is somebody who does not exist.
type party struct {
	given, family, firm string // a person or a firm
	street, city, zip   string
	country             string
	phone, email        string
}

func (p *party) name() string {
	if p.firm != "" {
		return p.firm
	}
	return p.given + " " + p.family
}

func (t *tongue) invented(c *chance) string { return pick(c, t.first) + pick(c, t.second) }

func (t *tongue) person(c *chance, country string) party {
	p := t.address(c, country)
	p.given, p.family = pick(c, t.given), t.invented(c)
	p.phone = "+999" + digits(c, 9)
	if c.percent(60) {
		p.email = "m" + digits(c, 7) + pick(c, []string{"@example.org", "@example.net", "@example.com"})
	}
	return p
}

func (t *tongue) company(c *chance, country string) party {
	p := t.address(c, country)
	p.firm = t.invented(c) + pick(c, []string{" Trading Co., Ltd", " & Sons", " E-Commerce", " Home <Direct>", " Store", " Supplies"})
	p.phone = "+999" + digits(c, 9)
	return p
}

func (t *tongue) address(c *chance, country string) party {
	street := strings.Replace(pick(c, t.streets), "*", t.invented(c), 1)
	return party{
		street:  street + " " + strconv.Itoa(1+c.n(240)),
		city:    t.invented(c) + pick(c, t.ends),
		zip:     strconv.Itoa(1+c.n(9)) + digits(c, 4),
		country: country,
	}
}

func digits(c *chance, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('0' + c.n(10)) //nolint:gosec // one digit
	}
	return string(b)
}

// crowd is a set of parties that come again: shops that send much, people who
// order often. A few of them come much more often than the others.
type crowd struct {
	all  []party
	most int
	make func() party
}

func (w *crowd) someone(c *chance) party {
	i := c.within(0, w.most-1)
	for len(w.all) <= i {
		w.all = append(w.all, w.make())
	}
	return w.all[i]
}
