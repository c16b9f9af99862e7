package risk

import (
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

// guard tells cheaply whether a condition may hold for an item. It looks at
// words found, HS codes and single values, and takes what it does not
// understand for possible: CEL judges only what passes, and most rules end here.
type guard func(*view) bool

// worth is what an operand of a comparison comes to.
type worth func(*view) ref.Val

// guardOf makes the guard of an expression coming out as want; nil where nothing can be told.
func (b *book) guardOf(e ast.Expr, want bool) guard {
	if e.Kind() == ast.IdentKind {
		return heldBy(b.worthOf(e), want)
	}
	if e.Kind() != ast.CallKind {
		return nil
	}
	call := e.AsCall()
	args := call.Args()
	switch call.FunctionName() {
	case operators.LogicalNot:
		return b.guardOf(args[0], !want)
	case operators.LogicalAnd:
		return both(b.guardOf(args[0], want), b.guardOf(args[1], want), want)
	case operators.LogicalOr:
		return both(b.guardOf(args[0], want), b.guardOf(args[1], want), !want)
	case operators.In:
		return b.guardIn(args[0], args[1], want)
	case "under":
		return b.guardUnder(call.Target(), args[0], want)
	}
	if test, ok := tests[call.FunctionName()]; ok {
		return compared(b.worthOf(args[0]), b.worthOf(args[1]), test, want)
	}
	return nil
}

// both joins two guards: where all must hold either can deny it; where one is
// enough both must deny it.
func both(x, y guard, all bool) guard {
	switch {
	case all && x == nil:
		return y
	case all && y == nil:
		return x
	case x == nil || y == nil:
		return nil
	case all:
		return func(v *view) bool { return x(v) && y(v) }
	}
	return func(v *view) bool { return x(v) || y(v) }
}

func heldBy(x worth, want bool) guard {
	if x == nil {
		return nil
	}
	return func(v *view) bool {
		is, ok := x(v).(types.Bool)
		return !ok || bool(is) == want
	}
}

// guardIn tells membership: a theme among the words found, a value in a list
// that is written down, a text that is written down in a list of the item.
func (b *book) guardIn(one, all ast.Expr, want bool) guard {
	if all.Kind() == ast.IdentKind && all.AsIdent() == terms && one.Kind() == ast.LiteralKind {
		theme, _ := one.AsLiteral().(types.String)
		return func(v *view) bool { return (v.words(string(theme)) != nil) == want }
	}
	is, list := b.worthOf(one), b.worthOf(all)
	if is == nil || list == nil {
		return nil
	}
	return func(v *view) bool {
		l, ok := list(v).(traits.Container)
		if !ok {
			return true
		}
		in, ok := l.Contains(is(v)).(types.Bool)
		return !ok || bool(in) == want
	}
}

// guardUnder tells whether HS codes begin with prefixes that are written down.
func (b *book) guardUnder(codes, list ast.Expr, want bool) guard {
	declared := b.worthOf(codes)
	prefixes := literals(list)
	if declared == nil || prefixes == nil {
		return nil
	}
	begin := make([]string, len(prefixes))
	for i, p := range prefixes {
		text, ok := p.(types.String)
		if !ok || text == "" {
			return nil
		}
		begin[i] = string(text)
	}
	begins := func(code string) bool {
		return slices.ContainsFunc(begin, func(p string) bool { return strings.HasPrefix(code, p) })
	}
	return func(v *view) bool { return slices.ContainsFunc(strs(declared(v)), begins) == want }
}

// tests are the comparisons, by what comparing gives.
//
//nolint:gochecknoglobals // a constant table
var tests = map[string]func(order ref.Val) bool{
	operators.Equals:        func(o ref.Val) bool { return o == types.IntZero },
	operators.NotEquals:     func(o ref.Val) bool { return o != types.IntZero },
	operators.Less:          func(o ref.Val) bool { return o == types.IntNegOne },
	operators.LessEquals:    func(o ref.Val) bool { return o != types.IntOne },
	operators.Greater:       func(o ref.Val) bool { return o == types.IntOne },
	operators.GreaterEquals: func(o ref.Val) bool { return o != types.IntNegOne },
}

// compared compares as CEL does; what has no order, as what is no number, may be either.
func compared(x, y worth, test func(ref.Val) bool, want bool) guard {
	if x == nil || y == nil {
		return nil
	}
	return func(v *view) bool {
		left, ok := x(v).(traits.Comparer)
		if !ok {
			return true
		}
		order := left.Compare(y(v))
		if _, ok := order.(types.Int); !ok {
			return true
		}
		return test(order) == want
	}
}

// worthOf makes an operand: a variable, something written down, a sum, a
// product, the length of a list. It is nil for anything else.
func (b *book) worthOf(e ast.Expr) worth {
	switch e.Kind() {
	case ast.LiteralKind:
		is := e.AsLiteral()
		return func(*view) ref.Val { return is }
	case ast.ListKind:
		if all := literals(e); all != nil {
			list := types.NewRefValList(types.DefaultTypeAdapter, all)
			return func(*view) ref.Val { return list }
		}
	case ast.IdentKind:
		if at, ok := b.slots[e.AsIdent()]; ok {
			return func(v *view) ref.Val { return v.at(at) }
		}
	case ast.CallKind:
		return b.worthOfCall(e.AsCall())
	case ast.UnspecifiedExprKind, ast.ComprehensionKind, ast.MapKind, ast.SelectKind, ast.StructKind:
	}
	return nil
}

func (b *book) worthOfCall(call ast.CallExpr) worth {
	if call.FunctionName() == operators.Multiply || call.FunctionName() == operators.Add {
		x, y := b.worthOf(call.Args()[0]), b.worthOf(call.Args()[1])
		if x == nil || y == nil {
			return nil
		}
		return func(v *view) ref.Val { return worked(call.FunctionName(), x(v), y(v)) }
	}
	if call.FunctionName() != "size" || !call.IsMemberFunction() {
		return nil
	}
	list := b.worthOf(call.Target())
	if list == nil {
		return nil
	}
	return func(v *view) ref.Val {
		if l, ok := list(v).(traits.Sizer); ok {
			return l.Size()
		}
		return types.NullValue
	}
}

// worked adds or multiplies as CEL does.
func worked(operator string, x, y ref.Val) ref.Val {
	if m, ok := x.(traits.Multiplier); ok && operator == operators.Multiply {
		return m.Multiply(y)
	}
	if a, ok := x.(traits.Adder); ok && operator == operators.Add {
		return a.Add(y)
	}
	return types.NullValue
}

// literals are the members of a list that is written down; nil where it is not.
func literals(e ast.Expr) []ref.Val {
	if e.Kind() != ast.ListKind {
		return nil
	}
	all := make([]ref.Val, 0, e.AsList().Size())
	for _, m := range e.AsList().Elements() {
		if m.Kind() != ast.LiteralKind {
			return nil
		}
		all = append(all, m.AsLiteral())
	}
	return all
}
