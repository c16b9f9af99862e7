package words_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"postern/tui/words"
)

func TestEveryLanguageSaysEverything(t *testing.T) {
	if all := words.Languages(); !slices.Contains(all, "en") || len(all) < 2 {
		t.Fatalf("languages %v: English and another are wanted", all)
	}
	for _, language := range words.Languages() {
		b, err := words.Load(language, fstest.MapFS{}) // a folder without files changes nothing
		if err != nil {
			t.Error(err)
			continue
		}
		firsts := map[string]string{}
		for _, sign := range []string{"stop", "hold", "examine", "unknown", "docs", "pass", "release"} {
			word := b.Text("sign." + sign)
			first := string([]rune(word)[:1])
			if other, twice := firsts[first]; twice {
				t.Errorf("%s: %s and %s begin alike", language, word, other)
			}
			firsts[first] = word
		}
	}
}

func TestAStationsOwnLanguage(t *testing.T) {
	german, err := os.ReadFile("de.yaml")
	if err != nil {
		t.Fatal(err)
	}
	file := func(text string) fs.FS { return fstest.MapFS{"xx.yaml": {Data: []byte(text)}} }
	if b, err := words.Load("xx", file(string(german))); err != nil || b.Text("name.release") != "frei" {
		t.Errorf("%v", err)
	}
	for text, want := range map[string]string{
		strings.Replace(string(german), "  stop:", "  stopp:", 1):                      "sign.stop is missing",
		strings.Replace(string(german), "%d von %d", "%d von %s", 1):                   "takes other arguments",
		strings.Replace(string(german), "sign:\n", "sign:\n  frown: \"runzeln\"\n", 1): "no text is called sign.frown",
		"scan:\n  do: [1\n":          "line 2",
		"  do: \"x\"\n":              "line 1",
		"a:\n  b: \"1\"\n  b: \"2\"": "twice",
		"":                           "is missing",
	} {
		if _, err := words.Load("xx", file(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
	for _, name := range []string{"yy", "../en", "a/b", "."} {
		if _, err := words.Load(name, file("")); err == nil {
			t.Errorf("%q was loaded", name)
		}
	}
}

var (
	verb   = regexp.MustCompile(`%[-+0-9.]*[a-zA-Z%]`)
	letter = regexp.MustCompile(`\p{L}\p{L}`) // two make a word; one may be a sign
)

// No word an officer reads stands in the code, every key the code asks for is
// there, and none is there that nobody asks for.
func TestWordsStandInTheLanguageFileOnly(t *testing.T) {
	english, err := words.Load("en", nil)
	if err != nil {
		t.Fatal(err)
	}
	asked := map[string]bool{}
	files, err := filepath.Glob("../*.go")
	if err != nil {
		t.Fatal(err)
	}
	below, err := filepath.Glob("../*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(files, below...) {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			name, on, text := said(call)
			switch {
			case name == "":
			case on == "look" || on == "" || name == "Join":
				if name != "Word" && letter.MatchString(verb.ReplaceAllString(text, "")) {
					t.Errorf("%s: %q belongs into the language file", set.Position(call.Pos()), text)
				}
			default:
				asked[text] = true
				if _, there := english.Find(text); !there {
					t.Errorf("%s: en.yaml has no %s", set.Position(call.Pos()), text)
				}
			}
			return true
		})
	}
	// These are asked for by the tokens of closed sets.
	bySets := []string{"name", "short", "narrow", "reason", "page", "purpose", "field", "traffic", "lesson"}
	for _, key := range english.Keys() {
		section, _, _ := strings.Cut(key, ".")
		if !asked[key] && !slices.Contains(bySets, section) {
			t.Errorf("en.yaml: nobody asks for %s", key)
		}
	}
}

// said is a call that makes words of a literal: W, F, Word or Join, and on
// what.
func said(call *ast.CallExpr) (name, on, text string) {
	if len(call.Args) == 0 {
		return "", "", ""
	}
	lit, ok := call.Args[0].(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", "", ""
	}
	switch fun := call.Fun.(type) {
	case *ast.SelectorExpr:
		name = fun.Sel.Name
		on = "value"
		if x, ok := fun.X.(*ast.Ident); ok && x.Name == "look" {
			on = "look"
		}
	case *ast.Ident:
		name = fun.Name
	}
	if name != "W" && name != "F" && name != "Word" && name != "Join" {
		return "", "", ""
	}
	if x, ok := call.Fun.(*ast.SelectorExpr); ok && name == "Join" {
		if id, ok := x.X.(*ast.Ident); !ok || id.Name != "look" {
			return "", "", ""
		}
	}
	text, err := strconv.Unquote(lit.Value)
	if err != nil {
		return "", "", ""
	}
	return name, on, text
}
