package postern_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func readText(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

var (
	linkRE    = regexp.MustCompile(`\]\(([^)#:\s]+)(#[^)]*)?\)`)
	makeRE    = regexp.MustCompile("`?make ([a-z]+)`?")
	commandRE = regexp.MustCompile("(?m)(?:^|`)postern ([a-z]+)(?: ([a-z]+))?")
)

// TestDocsNameWhatExists holds every path, make target and command that the
// documents name against the tree.
func TestDocsNameWhatExists(t *testing.T) {
	makefile := readText(t, "Makefile")
	commands := knownCommands(t)
	docs, err := filepath.Glob("docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	adrs, err := filepath.Glob("docs/adr/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, doc := range append(append([]string{"README.md"}, docs...), adrs...) {
		text := readText(t, doc)
		for _, m := range linkRE.FindAllStringSubmatch(text, -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(doc), m[1])); err != nil {
				t.Errorf("%s names %s, which is not there", doc, m[1])
			}
		}
		for _, m := range makeRE.FindAllStringSubmatch(text, -1) {
			if strings.HasPrefix(m[0], "`") && !strings.Contains(makefile, "\n"+m[1]+":") {
				t.Errorf("%s names make %s, which is no target", doc, m[1])
			}
		}
		for _, m := range commandRE.FindAllStringSubmatch(text, -1) {
			if !commands[m[1]] {
				t.Errorf("%s names postern %s, which is no command", doc, m[1])
			}
		}
	}
}

var useRE = regexp.MustCompile(`Use:\s+"([a-z]+)`)

// knownCommands are the commands the program defines, and those its
// command-line library adds.
func knownCommands(t *testing.T) map[string]bool {
	t.Helper()
	known := map[string]bool{"completion": true, "man": true, "help": true}
	files, err := filepath.Glob("cmd/postern/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		for _, m := range useRE.FindAllStringSubmatch(readText(t, f), -1) {
			known[m[1]] = true
		}
	}
	return known
}
