package risk

import (
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/env"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

// Bounds of one rule.
const (
	maxExpression = 2_000  // characters
	maxCost       = 20_000 // in CEL's units of work, for one item
)

// language is CEL with the declared variables. It has no regular expressions:
// words are the matcher's business.
func language() (*cel.Env, error) {
	opts := []cel.EnvOption{
		cel.StdLib(cel.StdLibSubset(env.NewLibrarySubset().AddExcludedFunctions(env.NewFunction("matches")))),
		cel.CrossTypeNumericComparisons(true),
		cel.DefaultUTCTimeZone(true),
		cel.ParserExpressionSizeLimit(maxExpression),
		cel.ParserRecursionLimit(60),
		cel.ExpressionNodeLimit(2_000),
		cel.ASTValidators(
			cel.ValidateComprehensionNestingLimit(2),
			cel.ValidateHomogeneousAggregateLiterals(),
			cel.ValidateTimestampLiterals(),
			cel.ValidateDurationLiterals(),
		),
		cel.Function("under",
			cel.MemberOverload("codes_under", []*cel.Type{cel.ListType(cel.StringType), cel.ListType(cel.StringType)},
				cel.BoolType, cel.BinaryBinding(under))),
	}
	for _, v := range declared() {
		opts = append(opts, cel.VariableWithDoc(v.name, v.kind, v.about))
	}
	e, err := cel.NewCustomEnv(opts...)
	if err != nil {
		return nil, fmt.Errorf("set up the rule language: %w", err)
	}
	return e, nil
}

// tableFields are what a rule may read of the row in force in a table.
func tableFields() []variable {
	return []variable{
		{name: "in_force", kind: cel.BoolType, about: "a checked row is in force at the destination today"},
		{name: "applies", kind: cel.BoolType, about: "and it is in the item's currency"},
		{name: "scale", kind: cel.DoubleType, about: "what an amount of the item is times, to compare it with the limit; 0 unknown"},
		{name: "margin", kind: cel.DoubleType, about: "how far that may be off: 0 in one currency, 0.2 is a fifth at rough rates"},
		{name: "near", kind: cel.IntType, about: "of the sender's last 50 values, those at 90-100 % of the limit"},
		{name: "below", kind: cel.IntType, about: "and those at 80-90 %"},
		{name: "limit", kind: cel.DoubleType, about: "its limit"},
		{name: "currency", kind: cel.StringType, about: "its currency"},
		{name: "unit", kind: cel.StringType, about: "what the limit counts for"},
		{name: "basis", kind: cel.StringType, about: "which value it means"},
		{name: "source", kind: cel.StringType, about: "where the limit stands"},
	}
}

func tableVariable(table, field string) string { return "table." + table + "." + field }

// dialect is the language with the tables of one pack.
func dialect(base *cel.Env, p *Pack) (*cel.Env, error) {
	var opts []cel.EnvOption
	for _, t := range p.Tables {
		for _, f := range tableFields() {
			opts = append(opts, cel.VariableWithDoc(tableVariable(t.Name, f.name), f.kind, f.about))
		}
	}
	e, err := base.Extend(opts...)
	if err != nil {
		return nil, fmt.Errorf("declare the tables of %s: %w", p.ID, err)
	}
	return e, nil
}

// under reports whether any code begins with any prefix: codes.under(["93"]).
func under(codes, prefixes ref.Val) ref.Val {
	declared := strs(codes)
	if len(declared) == 0 {
		return types.False
	}
	begins := func(prefix string) bool {
		return prefix != "" && slices.ContainsFunc(declared, func(code string) bool { return strings.HasPrefix(code, prefix) })
	}
	written, ok := prefixes.Value().([]ref.Val) // a list in the rule itself: the usual case, without a copy
	if !ok {
		return types.Bool(slices.ContainsFunc(strs(prefixes), begins))
	}
	for _, w := range written {
		if prefix, ok := w.(types.String); ok && begins(string(prefix)) {
			return types.True
		}
	}
	return types.False
}

// strs is a CEL list of text as Go's.
func strs(list ref.Val) []string {
	if plain, ok := list.Value().([]string); ok {
		return plain
	}
	l, ok := list.(traits.Lister)
	if !ok {
		return nil
	}
	n, ok := l.Size().(types.Int)
	if !ok {
		return nil
	}
	out := make([]string, 0, n)
	for i := range n {
		if s, ok := l.Get(i).(types.String); ok {
			out = append(out, string(s))
		}
	}
	return out
}

// source is a checked expression.
type source struct {
	env *cel.Env
	ast *cel.Ast
}

// compile checks an expression of a rule; the problems carry their place.
func compile(e *cel.Env, text, what string, line int, want *cel.Type) (*source, []Problem) {
	checked, issues := e.Compile(text)
	if issues != nil && issues.Err() != nil {
		var problems []Problem
		for _, issue := range issues.Errors() {
			problems = append(problems, Problem{
				Line: line + max(0, issue.Location.Line()-1),
				Text: fmt.Sprintf("%s: at column %d: %s", what, issue.Location.Column()+1, clip(issue.Message, 200)),
			})
		}
		return nil, problems
	}
	if got := checked.OutputType(); got.String() != want.String() {
		return nil, []Problem{{Line: line, Text: fmt.Sprintf("%s: gives %s, wanted %s", what, got, want)}}
	}
	return &source{env: e, ast: checked}, nil
}

// themes are the themes an expression asks for, "x" in terms and terms["x"],
// in the order they stand.
func (s *source) themes() []string {
	var found []string
	visitor := ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() != ast.CallKind || len(e.AsCall().Args()) != 2 {
			return
		}
		call := e.AsCall()
		list, key := call.Args()[0], call.Args()[1]
		switch call.FunctionName() {
		case operators.In:
			list, key = key, list
		case operators.Index:
		default:
			return
		}
		if list.Kind() != ast.IdentKind || list.AsIdent() != terms && list.AsIdent() != alone || key.Kind() != ast.LiteralKind {
			return
		}
		if theme, ok := key.AsLiteral().(types.String); ok {
			found = append(found, string(theme))
		}
	})
	ast.PreOrderVisit(s.ast.NativeRep().Expr(), visitor)
	return found
}
