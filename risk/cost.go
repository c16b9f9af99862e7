package risk

import (
	"fmt"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/cost"
	"cel.dev/cel-go/common/types"
)

// program makes the expression ready to run. Counting its work takes longer
// than doing it, so it is only counted, and stopped at its limit, where it
// could pass the limit on some item.
func (s *source) program() (cel.Program, error) {
	opts := []cel.ProgramOption{cel.EvalOptions(cel.OptOptimize)}
	if most, err := s.env.EstimateCost(s.ast, sizes{}); err != nil || most.Max > maxCost {
		opts = append(opts, cel.CostLimit(maxCost))
	}
	p, err := s.env.Program(s.ast, opts...)
	if err != nil {
		return nil, fmt.Errorf("plan an expression: %w", err)
	}
	return p, nil
}

// sizes tells the most that a variable can hold, so that the work of an
// expression on any item can be told beforehand.
type sizes struct{}

// EstimateSize implements cost.Estimator.
func (sizes) EstimateSize(node cost.AstNode) *cost.SizeEstimate {
	path := node.Path()
	if len(path) == 0 {
		return nil // worked out by the expression: CEL knows
	}
	most := uint64(maxText)
	switch {
	case path[0] == terms, path[0] == alone, path[0] == "item.words":
		most = maxWords // no more words are found than stand there
	case node.Type().Kind() == types.ListKind:
		most = maxCodes
	}
	return &cost.SizeEstimate{Max: most}
}

// EstimateCallCost implements cost.Estimator: CEL knows what its functions cost.
func (sizes) EstimateCallCost(string, string, *cost.AstNode, []cost.AstNode) *cost.CallEstimate {
	return nil
}
