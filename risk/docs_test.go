package risk_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"postern/risk"
)

// TestManualListsTheVariables holds the table in docs/rules.md to the
// variables that are declared, in both directions.
func TestManualListsTheVariables(t *testing.T) {
	manual, err := os.ReadFile("../docs/rules.md")
	if err != nil {
		t.Fatal(err)
	}
	var want, got []string
	for _, v := range risk.Variables() {
		want = append(want, fmt.Sprintf("| `%s` | %s | %s |", v.Name, v.Type, v.About))
	}
	_, table, _ := strings.Cut(string(manual), "## What a rule may read")
	for line := range strings.Lines(table) {
		if strings.HasPrefix(line, "| `") {
			got = append(got, strings.TrimSpace(line))
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("docs/rules.md (-declared +listed):\n%s", diff)
	}
}

// TestManualExample reads the pack in the manual as an agency would copy it.
func TestManualExample(t *testing.T) {
	manual, err := os.ReadFile("../docs/rules.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(manual), "```yaml\n")
	text, _, _ = strings.Cut(text, "```")
	if problems := parse(t, text).Check(now); len(problems) > 0 {
		t.Errorf("problems: %v", problems)
	}
}
