package journal

import "postern/parcel"

// facts writes the counts that are not what the ones before make likely, and
// then the amounts.
func (c *fields) facts(f *parcel.Facts) {
	is := c.flags(
		f.SenderItems != 0, f.SenderLight != 0, f.SenderReached != f.SenderItems, f.SenderRecent != f.SenderItems, f.SenderDays != 0,
		f.AddresseeItems != 0, f.SenderFound != 0 || f.SenderExamined != 0, f.Papers != 0 || f.OrderItems != 0 || f.OrderTotal != parcel.Money{},
		f.AddresseeToday != f.AddresseeItems || f.AddresseeWeek != f.AddresseeItems, f.AddresseeDays != 0, f.Reused, amounts(f),
		f.PairItems != 0 || f.PairToday != 0, f.AddressNames != 0, f.PhoneNames != 0, f.SenderPhoneNames != 0,
		len(f.PaperProblems) > 0, len(f.SenderValues) > 0, len(f.Norms) > 0)
	c.optional(is[0], &f.SenderItems, 0)
	c.optional(is[1], &f.SenderLight, 0)
	c.optional(is[2], &f.SenderReached, f.SenderItems)
	c.optional(is[3], &f.SenderRecent, f.SenderItems)
	c.optional(is[4], &f.SenderDays, 0)
	c.optional(is[5], &f.AddresseeItems, 0)
	c.optional(is[6], &f.SenderFound, 0)
	c.optional(is[6], &f.SenderExamined, 0)
	c.optional(is[8], &f.AddresseeToday, f.AddresseeItems)
	c.optional(is[8], &f.AddresseeWeek, f.AddresseeItems)
	c.optional(is[9], &f.AddresseeDays, 0)
	f.Reused = is[10]
	c.optional(is[12], &f.PairItems, 0)
	c.optional(is[12], &f.PairToday, f.PairItems)
	c.optional(is[13], &f.AddressNames, 0)
	c.optional(is[14], &f.PhoneNames, 0)
	c.optional(is[15], &f.SenderPhoneNames, 0)
	if is[7] {
		c.int(&f.Papers)
		c.int(&f.OrderItems)
		c.money(&f.OrderTotal)
	}
	if is[11] {
		c.sums(f)
	}
	c.lists(f, is[16], is[17], is[18])
}

// optional is a count that differs from what was expected.
func (c *fields) optional(differs bool, n *int, expected int) {
	if !differs {
		*n = expected
		return
	}
	c.less(n, expected)
}

func amounts(f *parcel.Facts) bool {
	for _, m := range sumsOf(f) {
		if *m != (parcel.Money{}) {
			return true
		}
	}
	return false
}

func sumsOf(f *parcel.Facts) [5]*parcel.Money {
	return [...]*parcel.Money{&f.AddresseeValue, &f.WeekValue, &f.TodayValue, &f.PairValue, &f.PairTodayValue}
}

// sums are mostly one amount, or none for the pair.
func (c *fields) sums(f *parcel.Facts) {
	sums := sumsOf(f)
	var differs, none [len(sums)]bool
	before := parcel.Money{}
	for i, m := range sums {
		differs[i], none[i] = *m != before, *m == parcel.Money{}
		before = *m
	}
	is := c.flags(append(differs[:], none[:]...)...)
	before = parcel.Money{}
	for i, m := range sums {
		switch {
		case !is[i]:
			*m = before
		case is[len(sums)+i]:
			*m = parcel.Money{}
		default:
			c.money(m)
		}
		before = *m
	}
}

// lists are what a scan seldom keeps.
func (c *fields) lists(f *parcel.Facts, problems, values, norms bool) {
	if problems {
		for i := range length(c, &f.PaperProblems) {
			token(c, &f.PaperProblems[i])
		}
	}
	if values {
		for i := range length(c, &f.SenderValues) {
			c.signed(&f.SenderValues[i])
		}
	}
	if norms {
		for i := range length(c, &f.Norms) {
			c.norm(&f.Norms[i])
		}
	}
}

func (c *fields) norm(n *parcel.Norm) {
	n.Wide = c.flags(n.Wide)[0]
	c.int(&n.Line)
	c.int(&n.N)
	c.signed(&n.Kilo)
	c.int(&n.KiloSpread)
	c.signed(&n.Piece)
	c.int(&n.PieceSpread)
	c.signed(&n.Grams)
	c.int(&n.GramsSpread)
}
