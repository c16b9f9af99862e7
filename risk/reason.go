package risk

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// Bounds of what an officer is shown of one hit.
const (
	maxReason = 70  // characters of a reason as written
	maxFilled = 40  // characters a placeholder becomes
	maxShown  = 160 // characters of evidence
)

// template is a reason cut at its placeholders: every second part names one.
type template []string

// parseTemplate cuts "{a} of {b}" at its braces.
func parseTemplate(text string) (template, error) {
	var parts template
	for {
		plain, rest, open := strings.Cut(text, "{")
		if strings.Contains(plain, "}") {
			return nil, fmt.Errorf("a } without its {")
		}
		parts = append(parts, plain)
		if !open {
			return parts, nil
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed || name == "" || strings.Contains(name, "{") {
			return nil, fmt.Errorf("a { without a name and its }")
		}
		parts, text = append(parts, name), after
	}
}

// names are the placeholders.
func (t template) names() []string {
	var names []string
	for i := 1; i < len(t); i += 2 {
		names = append(names, t[i])
	}
	return names
}

// fill puts values in; what has no value is left out.
func (t template) fill(value func(name string) string) string {
	if len(t) == 1 {
		return t[0]
	}
	var b strings.Builder
	for i, part := range t {
		if i%2 == 1 {
			part = printable(value(part), maxFilled)
		}
		b.WriteString(part)
	}
	return b.String()
}

// printable makes outside text safe to show on one line: no control or
// invisible characters, at most so many characters.
func printable(s string, most int) string {
	var b strings.Builder
	n := 0
	for _, r := range s {
		if unicode.IsSpace(r) {
			r = ' '
		}
		if !unicode.IsGraphic(r) || r == unicode.ReplacementChar {
			continue
		}
		if n++; n > most {
			b.WriteString("...")
			break
		}
		b.WriteRune(r)
	}
	return b.String()
}

// written is a value in words.
func written(v ref.Val) string {
	switch v := v.(type) {
	case types.String:
		return string(v)
	case types.Bool:
		if v {
			return "yes"
		}
		return "no"
	case types.Double:
		return strings.TrimSuffix(strconv.FormatFloat(float64(v), 'f', 2, 64), ".00")
	case types.Int:
		return strconv.FormatInt(int64(v), 10)
	case types.Timestamp:
		return v.UTC().Format(time.DateOnly)
	}
	return strings.Join(strs(v), ", ")
}
