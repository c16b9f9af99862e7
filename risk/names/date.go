package names

import (
	"strings"
	"time"
)

// layouts are the ways lists write a day, the most exact first.
func layouts() []string {
	return []string{
		"2006-01-02", "02/01/2006", "2/1/2006", "02-Jan-2006", "2-Jan-2006", "02 Jan 2006", "2 Jan 2006", "2 January 2006",
		"20060102", "January 2, 2006",
	}
}

// day reads a day as lists write it; zero where it is none.
func day(s string) time.Time {
	s = strings.TrimSpace(s)
	for _, layout := range layouts() {
		if t, err := time.Parse(layout, s); err == nil {
			return t
		}
	}
	return time.Time{}
}

// born is a birth date as far as it is known: YYYY-MM-DD or YYYY.
func born(s string) string {
	s = strings.TrimSpace(s)
	if t := day(s); !t.IsZero() {
		return t.Format(time.DateOnly)
	}
	s = strings.TrimPrefix(strings.TrimPrefix(s, "circa "), "c. ")
	if strings.HasPrefix(s, "00/00/") || strings.HasPrefix(s, "dd/mm/") {
		s = s[6:]
	}
	if t, err := time.Parse("Jan 2006", s); err == nil {
		return t.Format("2006-01")
	}
	if t, err := time.Parse("2006-01", s); err == nil {
		return t.Format("2006-01")
	}
	if len(s) >= 4 && isYear(s[:4]) && (len(s) == 4 || !isDigit(s[4])) {
		return s[:4]
	}
	return ""
}

func isYear(s string) bool {
	return len(s) == 4 && isDigit(s[0]) && isDigit(s[1]) && isDigit(s[2]) && isDigit(s[3]) && s >= "1850" && s < "2100"
}

// births reads what fields say of a birth, those that are empty left out.
func births(fields ...string) []string {
	var out []string
	for _, f := range fields {
		if b := born(f); b != "" {
			out = append(out, b)
		}
	}
	return out
}
