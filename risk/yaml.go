package risk

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"postern/parcel"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Bounds of a pack file. The parser recurses with depth, and depth is bounded
// by the length of a line and the brackets open at a time.
const (
	maxPack    = 1 << 20
	maxLine    = 2_000
	maxNesting = 200
)

// maxProblems is how many problems are told; more than that help nobody.
const maxProblems = 100

// document reads the outline of a YAML file, whatever is in it. The parser is
// not ours and has been known to panic on odd text: that is one more way of
// being no YAML.
func document(data []byte) (root ast.Node, bad *Problem) {
	defer func() {
		if r := recover(); r != nil {
			root, bad = nil, &Problem{Text: "not YAML: the parser gave up"}
		}
	}()
	if p := tooDeep(data); p != nil {
		return nil, p
	}
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, syntaxProblem(err)
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		return nil, &Problem{Text: "the file must hold one YAML document"}
	}
	return file.Docs[0].Body, nil
}

func tooDeep(data []byte) *Problem {
	if len(data) > maxPack {
		return &Problem{Text: fmt.Sprintf("the file is larger than %d bytes", maxPack)}
	}
	line, column, open := 1, 0, 0
	for _, b := range data {
		column++
		switch b {
		case '\n':
			line, column = line+1, 0
		case '[', '{':
			open++
		case ']', '}':
			open = max(0, open-1)
		}
		if column > maxLine {
			return &Problem{Line: line, Text: fmt.Sprintf("the line is longer than %d bytes", maxLine)}
		}
		if open > maxNesting {
			return &Problem{Line: line, Text: fmt.Sprintf("more than %d brackets are open", maxNesting)}
		}
	}
	return nil
}

func syntaxProblem(err error) *Problem {
	var y yaml.Error
	if errors.As(err, &y) && y.GetToken() != nil && y.GetToken().Position != nil {
		return &Problem{Line: y.GetToken().Position.Line, Text: "not YAML: " + clip(y.GetMessage(), 200)}
	}
	return &Problem{Text: "not YAML: " + clip(err.Error(), 200)}
}

// reader takes a document apart and keeps what is wrong with it.
type reader struct{ problems []Problem }

// fields says what to do with the value of each key.
type fields map[string]func(ast.Node)

func (r *reader) problem(line int, format string, args ...any) {
	if len(r.problems) < maxProblems {
		r.problems = append(r.problems, Problem{Line: line, Text: fmt.Sprintf(format, args...)})
	}
}

// each walks the keys of a mapping.
func (r *reader) each(n ast.Node, what string, do func(key string, line int, value ast.Node)) {
	m, ok := n.(ast.MapNode)
	if !ok {
		r.problem(lineOf(n), "%s must be keys with values", what)
		return
	}
	for it := m.MapRange(); it.Next(); {
		key := it.Key()
		if key.GetToken() == nil {
			r.problem(lineOf(n), "%s has a key that cannot be read", what)
			continue
		}
		do(key.GetToken().Value, lineOf(key), it.Value())
	}
}

// object reads a mapping of known keys; it answers the line of each value.
func (r *reader) object(n ast.Node, what string, known fields) map[string]int {
	where := map[string]int{}
	r.each(n, what, func(key string, line int, value ast.Node) {
		read, ok := known[key]
		if !ok {
			r.problem(line, "%s has no field %s", what, parcel.Excerpt(key))
			return
		}
		where[key] = lineOf(value)
		read(value)
	})
	return where
}

// scalar is the text of a plain or quoted value.
func (r *reader) scalar(n ast.Node) (string, bool) {
	switch v := n.(type) {
	case *ast.StringNode:
		return strings.TrimSpace(v.Value), true
	case *ast.LiteralNode:
		return strings.TrimSpace(v.Value.Value), true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value, true
	case *ast.NullNode:
		return "", true
	}
	r.problem(lineOf(n), "a single value is wanted here; anchors, tags and lists are not")
	return "", false
}

func (r *reader) text(dst *string) func(ast.Node) {
	return func(n ast.Node) {
		if s, ok := r.scalar(n); ok {
			*dst = s
		}
	}
}

func (r *reader) number(dst *int, least, most int) func(ast.Node) {
	return func(n ast.Node) {
		s, ok := r.scalar(n)
		if !ok {
			return
		}
		v, err := strconv.Atoi(s)
		if err != nil || v < least || v > most {
			r.problem(lineOf(n), "%s is not a whole number from %d to %d", parcel.Excerpt(s), least, most)
			return
		}
		*dst = v
	}
}

func (r *reader) flag(dst *bool) func(ast.Node) {
	return func(n ast.Node) {
		b, ok := n.(*ast.BoolNode)
		if !ok {
			r.problem(lineOf(n), "true or false is wanted here")
			return
		}
		*dst = b.Value
	}
}

func (r *reader) day(dst *parcel.Day) func(ast.Node) {
	return func(n ast.Node) {
		s, ok := r.scalar(n)
		if !ok {
			return
		}
		if parcel.Day(s).Time().IsZero() {
			r.problem(lineOf(n), "%s is not a day like 2027-12-31", parcel.Excerpt(s))
			return
		}
		*dst = parcel.Day(s)
	}
}

func (r *reader) list(each func(ast.Node)) func(ast.Node) {
	return func(n ast.Node) {
		seq, ok := n.(*ast.SequenceNode)
		if !ok {
			r.problem(lineOf(n), "a list is wanted here")
			return
		}
		for _, v := range seq.Values {
			each(v)
		}
	}
}

func (r *reader) texts(dst *[]string) func(ast.Node) {
	return r.list(func(n ast.Node) {
		if s, ok := r.scalar(n); ok && s != "" && !slices.Contains(*dst, s) {
			*dst = append(*dst, s)
		}
	})
}

// lineOf is where a value begins. Block text begins a line below its mark.
func lineOf(n ast.Node) int {
	if n == nil || n.GetToken() == nil || n.GetToken().Position == nil {
		return 0
	}
	if lit, ok := n.(*ast.LiteralNode); ok && lit.Start != nil && lit.Start.Position != nil {
		return lit.Start.Position.Line + 1
	}
	return n.GetToken().Position.Line
}

// clip cuts outside text to a bound, on a whole character.
func clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && s[most]&0xc0 == 0x80 {
		most--
	}
	return s[:most] + "..."
}
