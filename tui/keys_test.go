package tui_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"charm.land/bubbles/v2/key"

	"postern/tui"
	"postern/tui/keys"
)

// No key means two things on one screen, and each has its help.
func TestKeysDoNotClash(t *testing.T) {
	declared := at(t, newStation()).f.Bindings()
	if _, err := keys.New(declared, nil); err != nil {
		t.Error(err)
	}
	for page, bindings := range declared {
		for _, b := range bindings {
			if b.Help().Key == "" || b.Help().Desc == "" {
				t.Errorf("%s: %v has no help", page, b.Keys())
			}
		}
	}
}

func TestKeysOfTheStation(t *testing.T) {
	s := newStation()
	h := at(t, s, func(o *tui.Options) {
		o.Keys = keys.Change{"scan": {"*": {"o"}}, keys.Everywhere: {"u": {"ctrl+z"}}}
	})
	h.reads(redLabel)
	h.keys("*")
	h.misses("Scan > Inspect")
	h.keys("o")
	h.sees("Scan > Inspect")
	h.keys("esc", "?")
	h.sees("o", "ctrl+z")
	h.keys("?", "6", "enter", "u")
	if len(s.undone) != 0 {
		t.Error("the key given away still undoes")
	}
	h.keys("ctrl+z")
	if len(s.undone) != 1 {
		t.Error("the new key does not undo")
	}
	h.keys("/", "u") // in a field a letter is a letter
	h.sees("label u")

	opt := options(newStation(), &hand{})
	opt.Keys = keys.Change{"scan": {"*": {"e"}}}
	if _, err := tui.New(opt); err == nil || !strings.Contains(err.Error(), "would mean both") {
		t.Errorf("a clash passed: %v", err)
	}
}

// Hints on the screens name the keys that are in force there.
func TestHintsNameTheKeysInForce(t *testing.T) {
	h := at(t, newStation(), func(o *tui.Options) {
		o.Keys = keys.Change{"queue": {"s": {"o"}, "y": {"ctrl+y"}}, keys.Everywhere: {"?": {"f11"}, "u": {"z"}}}
	})
	h.size(120, 40)
	h.keys("f3")
	h.sees("o sort", "/ filter", "ctrl+y copies", "f11 help")
	h.misses("s sort")
	h.keys("o")
	h.sees("queue, oldest first")
	h.keys("f2")
	h.sees("f11 help")
	h.reads(greenLabel)
	h.keys("enter")
	h.sees("z takes it back")
}

// docs/keys.md is made of the bindings; -update makes it anew.
func TestKeysAreTold(t *testing.T) {
	const file = "../docs/keys.md"
	told := keysPage(at(t, newStation()).f.Bindings())
	if *update {
		if err := os.WriteFile(file, []byte(told), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if page, err := os.ReadFile(file); err != nil || string(page) != told {
		t.Errorf("%s does not tell the keys as they are (%v): go test ./tui -run Told -update", file, err)
	}
}

func keysPage(declared map[string][]key.Binding) string {
	var out strings.Builder
	out.WriteString("# Keys\n\nMade of the bindings themselves. The whole path of an item works from the number pad; `?` shows this on the screen.\n" +
		"\nA station changes keys in its settings: page, then the key as it stands here, then the keys that take its place. The\n" +
		"digits, `enter`, `esc`, `.`, `,`, `+` and `-` stay. A key that would mean two things is refused at start.\n" +
		"\n```yaml\nkeys:\n  scan: {\"*\": [o, f9]}\n  everywhere: {u: [ctrl+z]}\n```\n")
	for _, page := range slices.Sorted(maps.Keys(declared)) {
		fmt.Fprintf(&out, "\n## %s\n\n| keys | |\n|---|---|\n", page)
		for _, b := range declared[page] {
			names := b.Keys()
			for i, n := range names {
				names[i] = "`" + n + "`"
			}
			fmt.Fprintf(&out, "| %s | %s |\n", strings.Join(names, " "), b.Help().Desc)
		}
	}
	return out.String()
}
