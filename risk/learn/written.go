package learn

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// parseNumber reads a finite number. Its decimals stand behind a point, or
// behind a comma where the column's do; the other of the two may group its
// thousands.
func parseNumber(v string, comma bool) (float64, bool) {
	if v == "" || v[0] > '9' || strings.ContainsAny(v, "xX_pP") {
		return 0, false
	}
	if strings.Contains(v, ",") {
		point, group := ".", ","
		if comma {
			point, group = ",", "."
		}
		whole, part, _ := strings.Cut(v, point)
		if !grouped(whole, group) || strings.Contains(part, group) {
			return 0, false
		}
		v = strings.ReplaceAll(whole, group, "")
		if part != "" {
			v += "." + part
		}
	}
	f, err := strconv.ParseFloat(v, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return 0, false
	}
	return f, true
}

// grouped reports whether a whole number is written with its thousands parted,
// or not at all.
func grouped(whole, by string) bool {
	groups := strings.Split(strings.TrimLeft(whole, "+-"), by)
	for i, g := range groups {
		if i > 0 && len(g) != 3 || i == 0 && len(groups) > 1 && (g == "" || len(g) > 3) {
			return false
		}
	}
	return true
}

// decimalComma reports whether a column writes decimals behind a comma: some
// value has one comma where none would group thousands, and none has one that
// could only group.
func decimalComma(values []string) bool {
	only := false
	for _, v := range values {
		whole, part, ok := strings.Cut(v, ",")
		if !ok {
			continue
		}
		if strings.ContainsAny(part, ",.") {
			return false
		}
		digits := strings.TrimLeft(whole, "+-")
		only = only || len(part) != 3 || strings.HasPrefix(digits, "0") || len(digits) > 3 || digits == ""
	}
	return only
}

// dayForm is how most dates of a column are written, and how many of them are:
// 03/04/2024 is told by the others of its column. Of equal ways the earlier
// counts: the day before the month.
func dayForm(values []string) (form string, count int) {
	for _, f := range [...]string{
		"2006-1-2", "20060102", "2006/1/2", "2006.1.2", "2.1.2006", "2/1/2006", "1/2/2006", "2-1-2006", "1-2-2006",
		"2-Jan-2006", "2 Jan 2006", "Jan 2, 2006", "2/1/06", "1/2/06", "2.1.06", "2-Jan-06",
	} {
		n := 0
		for i, v := range values {
			if _, ok := parseDay(v, f); ok {
				n++
			}
			if n == 0 && i == 1000 {
				break
			}
		}
		if n > count {
			form, count = f, n
		}
	}
	return form, count
}

// parseDay reads a date of a form as days since 1970; a clock time behind it is
// dropped.
func parseDay(v, form string) (int32, bool) {
	if form == "" || len(v) < 6 {
		return 0, false
	}
	if !strings.Contains(form, " ") {
		if at := strings.IndexAny(v, " T"); at > 0 {
			v = v[:at]
		}
	}
	if len(v) > len(form)+2 {
		return 0, false
	}
	t, err := time.Parse(form, v)
	if err != nil {
		return 0, false
	}
	return int32(t.Unix() / 86400), true //nolint:gosec // four-digit years fit
}
