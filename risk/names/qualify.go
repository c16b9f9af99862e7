package names

import (
	"slices"
	"strings"
	"unicode"
)

// Fact is what a birth date, number or country says of a hit that the name
// has made.
type Fact struct {
	What     string `json:"what"`     // born, id or country
	Confirms bool   `json:"confirms"` // else it weakens
}

// qualify moves the score of a name that is near enough by what else is known
// of both sides. What only one side knows moves nothing.
func qualify(score float64, q Query, e Entry) (float64, []Fact) {
	var facts []Fact
	say := func(what string, confirms bool, by float64) {
		if confirms {
			score += (1 - score) * by
		} else {
			score -= by
		}
		facts = append(facts, Fact{what, confirms})
	}
	if b := born(q.Born); b != "" && len(e.Born) > 0 {
		if slices.ContainsFunc(e.Born, func(s string) bool { return sameBirth(b, s) }) {
			say("born", true, 0.5)
		} else if !slices.ContainsFunc(e.Born, func(s string) bool { return nearBirth(b, s) }) {
			say("born", false, 0.08)
		}
	}
	if id := plainID(q.ID); id != "" && slices.ContainsFunc(e.IDs, func(s string) bool { return plainID(s) == id }) {
		say("id", true, 0.9)
	}
	if c := country(q.Country); c != "" && len(e.Countries) > 0 {
		if slices.Contains(e.Countries, c) {
			say("country", true, 0.1)
		} else {
			say("country", false, 0.02)
		}
	}
	return max(score, 0), facts
}

// sameBirth compares two dates as far as both are known.
func sameBirth(a, b string) bool {
	n := min(len(a), len(b))
	return n >= 4 && a[:n] == b[:n]
}

// nearBirth forgives a year more or less, and day and month put the other way
// round: lists are often told so.
func nearBirth(a, b string) bool {
	if len(a) < 4 || len(b) < 4 {
		return true
	}
	if y := year(a) - year(b); y >= -1 && y <= 1 && (len(a) == 4 || len(b) == 4) {
		return true
	}
	return len(a) == 10 && len(b) == 10 && a[:4] == b[:4] && a[5:7] == b[8:] && a[8:] == b[5:7]
}

func year(s string) int {
	n := 0
	for i := range 4 {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// plainID is a number without its points and spaces; empty where it is too
// short to tell anybody apart.
func plainID(s string) string {
	digits := 0
	id := strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			digits++
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, s)
	if digits < 4 || len(id) > 64 {
		return ""
	}
	return id
}
