package sheet

import (
	"strings"

	"postern/message"
)

// number is the cell of a field with its decimal mark made a point and the
// marks between thousands taken out. What cannot be told apart is left as it
// is, to be reported rather than guessed at.
func (r *reading) number(f Field, l message.Leaf) message.Leaf {
	dots, digits := plainNumber(l.Text)
	if digits && dots == 0 {
		return l
	}
	mark := ""
	if c := r.layout.bound[f].column; c != nil {
		mark = c.Decimal
	}
	if digits && dots == 1 && mark != "," {
		return l
	}
	if mark == "" {
		mark = guess(l.Text, r.comma)
	}
	switch mark {
	case ".":
		l.Text = decimal(l.Text, ".", ",")
	case ",":
		l.Text = decimal(l.Text, ",", ".")
	}
	return l
}

// plainNumber counts the points of a text that has nothing else but digits.
func plainNumber(text string) (points int, is bool) {
	for i := range len(text) {
		if text[i] == '.' {
			points++
		} else if text[i] < '0' || text[i] > '9' {
			return 0, false
		}
	}
	return points, true
}

// guess tells the decimal mark of a number where the map does not: the last of
// two different ones; not one that stands twice; a lone comma only in a file
// whose writer uses commas so, since 1,500 may be one and a half or many.
func guess(text string, comma bool) string {
	dots, commas := strings.Count(text, "."), strings.Count(text, ",")
	switch {
	case dots > 0 && commas > 0:
		if strings.LastIndex(text, ",") > strings.LastIndex(text, ".") {
			return ","
		}
		return "."
	case commas > 1:
		return "."
	case commas == 1 && comma, dots > 1:
		return ","
	case commas == 1:
		return ""
	}
	return "."
}

// decimal writes text with a point and without groups; as it is where the
// groups are not of three digits.
func decimal(text, mark, group string) string {
	whole, frac, pointed := strings.Cut(text, mark)
	if strings.Contains(frac, mark) || strings.Contains(frac, group) {
		return text
	}
	parts := strings.Split(whole, group)
	for i, p := range parts {
		first := i == 0
		if !first && len(p) != 3 || first && len(parts) > 1 && (p == "" || len(p) > 3 || p[0] == '0') {
			return text
		}
	}
	whole = strings.Join(parts, "")
	if !pointed {
		return whole
	}
	return whole + "." + frac
}

func (p place) unit() string {
	if p.column == nil {
		return ""
	}
	return p.column.Unit
}
