package store_test

import (
	"strings"
	"testing"

	"postern/store"
)

// What is asked for every item must not read through a table, nor sort more
// than the few rows it found.
func TestQuestionsAreAnsweredByIndex(t *testing.T) {
	s := setUp(t)
	for name, text := range store.Questions {
		steps, err := s.Plan(t.Context(), text)
		if err != nil || len(steps) == 0 {
			t.Errorf("%s: %v", name, err)
		}
		for _, step := range steps {
			for _, table := range []string{"item", "paper", "sight", "result", "shared", "price"} {
				if step == "SCAN "+table || strings.HasPrefix(step, "SCAN "+table+" USING") {
					t.Errorf("%s: %s", name, strings.Join(steps, "; "))
				}
			}
			if name != "facts" && name != "bearers" && name != "sharing" && strings.Contains(step, "TEMP B-TREE") {
				t.Errorf("%s sorts everything first: %s", name, strings.Join(steps, "; "))
			}
		}
	}
}
