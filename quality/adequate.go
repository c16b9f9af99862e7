package quality

import (
	"strings"
	"unicode"

	"postern/parcel"
)

// test looks at one side of a declaration; got is what is wrong with it.
type test func(b *Book, c *Case) (got string, good bool)

// tests are what the codes of the list mean.
//
//nolint:gochecknoglobals // a constant table
var tests = map[string]test{
	"sender_name":       func(_ *Book, c *Case) (string, bool) { return "", c.Decl.Sender.Name != "" },
	"sender_address":    func(_ *Book, c *Case) (string, bool) { return "", addressed(c.Decl.Sender) },
	"addressee_name":    func(_ *Book, c *Case) (string, bool) { return "", c.Decl.Addressee.Name != "" },
	"addressee_address": func(_ *Book, c *Case) (string, bool) { return "", addressed(c.Decl.Addressee) },
	"party_filler":      partyFiller,
	"addressee_phone": func(_ *Book, c *Case) (string, bool) {
		return "", c.Decl.Addressee.Phone != ""
	},
	"description_missing": described,
	"description_vague":   words(func(b *Book, text string) bool { return !b.vague[plain(text)] }),
	"description_digits":  words(func(_ *Book, text string) bool { return strings.ContainsFunc(text, unicode.IsLetter) }),
	"description_filler":  words(func(_ *Book, text string) bool { return !filler(text) }),
	"pieces":              pieces,
	"gross":               func(_ *Book, c *Case) (string, bool) { return "", c.Decl.Gross > 0 },
	"identifier": func(_ *Book, c *Case) (string, bool) {
		id := parcel.ParseIdentifier(c.Decl.Identifier.Text)
		_, s10 := parcel.ParseS10(id.Text) // whose check digit is judged by itself
		return id.Text, id.Valid || s10
	},
	"s10_digit": func(_ *Book, c *Case) (string, bool) {
		id, _ := parcel.ParseS10(c.Decl.Identifier.Text)
		return string(id), id.Valid()
	},
	"identifier_reused": func(_ *Book, c *Case) (string, bool) { return "", !c.Reused },
	"hs":                lines(func(l *parcel.Content) (string, bool) { return l.HS, len(l.HS) >= 6 }),
	"hs_chapter":        lines(chapter),
	"gross_below_net":   grossBelowNet,
	"value": func(_ *Book, c *Case) (string, bool) {
		total := c.Decl.Total()
		return "", total.Minor > 0 || valued(c.Decl.Contents)
	},
	"sum": sum,
	"currency": func(_ *Book, c *Case) (string, bool) {
		for _, m := range append(values(c.Decl.Contents), c.Decl.Value) {
			if m.Minor != 0 && !within(currencies, m.Currency) {
				return m.Currency, false
			}
		}
		return "", true
	},
	"origin": lines(func(l *parcel.Content) (string, bool) { return l.Origin, within(countries, l.Origin) }),
	"nature": func(_ *Book, c *Case) (string, bool) { return "", c.Decl.Nature != "" },
}

func (b *Book) adequate(code string, c *Case) (got string, good bool) { return tests[code](b, c) }

func addressed(p parcel.Party) bool { return len(p.Address) > 0 || p.City != "" || p.Zip != "" }

// partyFiller looks for names that stand for none.
func partyFiller(_ *Book, c *Case) (string, bool) {
	for _, name := range []string{c.Decl.Sender.Name, c.Decl.Addressee.Name} {
		switch p := plain(name); {
		case p == "":
		case p == "private", p == "unknown", p == "na", p == "n a", p == "none", p == "sender", p == "addressee", p == "customer", filler(name):
			return name, false
		}
	}
	return "", true
}

// described asks every content for words; an item of none has none.
func described(_ *Book, c *Case) (string, bool) {
	for i := range c.Decl.Contents {
		if strings.TrimSpace(c.Decl.Contents[i].Words) == "" {
			return "", false
		}
	}
	return "", len(c.Decl.Contents) > 0
}

// words holds every description that is there against a rule.
func words(rule func(b *Book, text string) bool) test {
	return func(b *Book, c *Case) (string, bool) {
		for i := range c.Decl.Contents {
			if text := c.Decl.Contents[i].Words; strings.TrimSpace(text) != "" && !rule(b, text) {
				return text, false
			}
		}
		return "", true
	}
}

// lines holds every content against a rule.
func lines(rule func(l *parcel.Content) (string, bool)) test {
	return func(_ *Book, c *Case) (string, bool) {
		for i := range c.Decl.Contents {
			if got, good := rule(&c.Decl.Contents[i]); !good {
				return got, false
			}
		}
		return "", len(c.Decl.Contents) > 0
	}
}

func pieces(_ *Book, c *Case) (string, bool) {
	for i := range c.Decl.Contents {
		if c.Decl.Contents[i].Units <= 0 {
			return "", false
		}
	}
	return "", len(c.Decl.Contents) > 0
}

// chapter is right where a code is missing: that is another check's.
func chapter(l *parcel.Content) (string, bool) {
	const reserved = "77"
	if len(l.HS) < 2 {
		return "", true
	}
	c := l.HS[:2]
	return l.HS, c >= "01" && c <= "97" && c != reserved
}

func grossBelowNet(_ *Book, c *Case) (string, bool) {
	var net parcel.Mass
	for i := range c.Decl.Contents {
		net += c.Decl.Contents[i].Net
	}
	return c.Decl.Gross.String() + " gross, " + net.String() + " net", c.Decl.Gross == 0 || net <= c.Decl.Gross
}

// sum is judged where a total and every line stand in one currency.
func sum(_ *Book, c *Case) (string, bool) {
	d := c.Decl
	total := d.Value
	if total.IsZero() || len(d.Contents) == 0 {
		return "", true
	}
	d.Value = parcel.Money{}
	lines := d.Total()
	if lines.IsZero() || lines.Currency != total.Currency {
		return "", true
	}
	return total.String() + " in all, " + lines.String() + " by line", lines == total
}

func values(contents []parcel.Content) []parcel.Money {
	all := make([]parcel.Money, 0, len(contents)+1)
	for i := range contents {
		all = append(all, contents[i].Value)
	}
	return all
}

func valued(contents []parcel.Content) bool {
	for _, v := range values(contents) {
		if v.Minor > 0 {
			return true
		}
	}
	return false
}

// plain is text as terms are compared: lower case, letters and digits, single
// spaces.
func plain(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
}

// filler is text that somebody typed to have typed something: one character
// over and over, a row of keys, a word for none.
func filler(text string) bool {
	p := plain(text)
	switch p {
	case "":
		return true
	case "test", "asdf", "asdfg", "qwerty", "abc", "abcd", "n a", "na", "none", "nil", "null", "tbd", "tba", "dummy":
		return true
	}
	letters := []rune(strings.ReplaceAll(p, " ", ""))
	const least = 3
	for _, r := range letters {
		if r != letters[0] {
			return false
		}
	}
	return len(letters) >= least && unicode.IsLetter(letters[0])
}
