package look

import (
	"fmt"
	"reflect"
	"strings"
)

// W is words of the officer's language, by their key.
func (l *Look) W(key literal) Text { return Text{l.keyed(l.words.Text(string(key)))} }

// F formats with words of the officer's language; arguments that are text are
// cleaned.
func (l *Look) F(key literal, args ...any) Text {
	return formatted(l.keyed(l.words.Text(string(key))), l.named(args))
}

// keyed names the keys that a text tells of, which stand between backticks, as
// they are on the screen in sight: a station may have given them others.
func (l *Look) keyed(text string) string {
	if strings.IndexByte(text, '`') < 0 {
		return text
	}
	parts := strings.Split(text, "`")
	for i := 1; i < len(parts); i += 2 {
		if now, changed := l.Keys[parts[i]]; changed {
			parts[i] = now
		}
	}
	return strings.Join(parts, "")
}

// Word is words of the officer's language for a list of keys.
func (l *Look) Word(key literal) string { return l.keyed(l.words.Text(string(key))) }

// Name is what a token of a closed set is called: an agency, lane, state,
// place, outcome, role. One that has no name here goes by itself.
func (l *Look) Name(token string) Text {
	if t, ok := l.Find("name", token); ok {
		return t
	}
	return Clean(token)
}

// Find is the words under a token, where there are any.
func (l *Look) Find(section literal, token string) (Text, bool) {
	text, ok := l.words.Find(string(section) + "." + token)
	return Text{text}, ok
}

// Language is the one the words are of.
func (l *Look) Language() string { return l.words.Language }

// named puts the names of tokens in their place: what is of a string type of
// its own is of a closed set.
func (l *Look) named(args []any) []any {
	named := make([]any, len(args))
	for i, arg := range args {
		named[i] = arg
		if v := reflect.ValueOf(arg); v.Kind() == reflect.String && v.Type().PkgPath() != "" {
			named[i] = l.Name(v.String())
		}
	}
	return named
}

func formatted(text string, args []any) Text {
	safe := make([]any, len(args))
	for i, arg := range args {
		switch v := arg.(type) {
		case Text:
			safe[i] = v.s
		case int, int64, uint64, float64, rune:
			safe[i] = v
		default:
			safe[i] = Clean(fmt.Sprint(v)).s
		}
	}
	return Text{fmt.Sprintf(text, safe...)}
}
