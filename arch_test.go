package postern_test

import (
	"go/build"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

const module = "postern/"

// plan says which rooms there are and which others each may enter. A room is
// drawn here before it is built. "x/..." is x and every room below it.
var plan = map[string][]string{
	"parcel":              {},
	"journal":             {"parcel"},
	"journal/wire":        {"parcel", "journal"},
	"fold":                {"parcel", "journal"},
	"risk":                {"parcel", "risk/..."},
	"risk/words":          {"parcel"},
	"risk/names":          {"parcel"},
	"risk/learn":          {"parcel"},
	"message":             {"parcel"},
	"message/markup":      {"parcel", "message"},
	"message/messagetest": {"parcel", "message"},
	"message/object":      {"parcel", "message"},
	"message/edifact":     {"parcel", "message"},
	"message/cds":         {"parcel", "message", "message/markup"},
	"message/ceb":         {"parcel", "message", "message/markup", "message/object"},
	"message/ips":         {"parcel", "message", "message/markup", "message/object"},
	"message/ics2":        {"parcel", "message", "message/markup"},
	"message/post":        {"parcel", "message", "message/edifact"},
	"message/feed":        {"parcel", "message", "message/markup", "message/object"},
	"message/container":   {"parcel", "message"},
	"message/sheet":       {"parcel", "message", "message/container", "message/markup", "message/object"},
	"message/sniff":       {"parcel", "message", "message/..."},
	"quality":             {"parcel"},
	"store":               {"parcel", "journal", "journal/wire", "fold", "quality"},
	"archive":             {},
	"mirror":              {"journal"},
	"lossy":               {},
	"lossy/line":          {},
	"desk":                {"parcel", "journal", "risk"},
	"roster":              {"parcel", "journal", "fold"},
	"intake":              {"parcel", "message", "message/sniff", "archive"},
	"export":              {"parcel", "journal", "fold", "message", "message/..."},
	"scanners":            {"parcel", "scanners/..."},
	"scanners/wedge":      {"parcel"},
	"scanners/device":     {"parcel"},
	"scanners/serial":     {"parcel", "scanners/device"},
	"scanners/tcp":        {"parcel", "scanners/device"},
	"scanners/evdev":      {"parcel", "scanners/device"},
	"scanners/replay":     {"parcel", "scanners/device"},
	"tui":                 {"parcel", "scanners/wedge", "tui/..."},
	"tui/words":           {},
	"tui/look":            {"tui/words"},
	"tui/task":            {},
	"tui/keys":            {},
	"tui/field":           {"tui/look"},
	"tui/window":          {"parcel", "tui/look", "tui/line", "tui/task"},
	"tui/line":            {"parcel", "tui/look"},
	"tui/choice":          {"parcel", "tui/look"},
	"tui/capture":         {"parcel", "scanners/wedge", "tui/field", "tui/look"},
	"tui/overlay":         {"parcel", "tui/field", "tui/look", "tui/task"},
	"tui/plain":           {"tui", "tui/field", "tui/keys", "tui/look"},
	"tui/screentest":      {"tui/keys", "tui/look", "tui/task"},
	"tui/signin":          screen,
	"tui/scan":            screen,
	"tui/queue":           screen,
	"tui/inspect":         screen,
	"tui/enter":           screen,
	"tui/shift":           screen,
	"tui/link":            screen,
	"tui/receptacle":      screen,
	"tui/holds":           screen,
	"tui/messages":        screen,
	"tui/walk":            screen,
	"tui/force":           screen,
	"tui/exhibits":        screen,
	"tui/scanner":         {"scanners/wedge", "tui/choice", "tui/field", "tui/look", "tui/task"},
	"sync/link":           {"parcel", "journal", "journal/wire"},
	"sync/bundle":         {"journal", "journal/wire", "sync/link"},
	"sync/simulation":     {"parcel", "journal", "journal/wire", "fold", "sync/link"},
	"sim":                 {"parcel", "message", "message/..."},
	"packs":               {},
	"bench":               {"parcel", "message", "message/sniff", "risk", "risk/learn", "risk/names", "risk/words", "sim", "journal", "journal/wire", "lossy/line", "sync/enrol", "sync/hub/record/..."},
	"cmd/postern":         {"..."},

	// The hub: what each room may enter stands apart, since its names are long.
	"sync/enrol":               {"archive", "parcel", "journal"},
	"sync/jetstream":           {"parcel", "journal", "journal/wire", "sync/link", "sync/enrol"},
	"sync/hub":                 {"parcel", "journal", "journal/wire", "sync/link", "sync/enrol", "sync/hub/record"},
	"sync/hub/files":           {"archive", "journal/wire", "sync/link"},
	"sync/hub/record":          {"parcel", "journal", "journal/wire"},
	"sync/hub/record/sqlite":   {"parcel", "journal", "journal/wire", "sync/enrol", "sync/hub/record"},
	"sync/hub/record/postgres": {"parcel", "journal", "journal/wire", "sync/enrol", "sync/hub/record"},
	"cmd/postern-hub":          {"..."},
	"sync/hubtest":             {"parcel", "journal", "journal/wire", "store", "desk", "sync/..."},
}

// A screen sees the nouns and the screen's own furniture, never another screen.
var screen = []string{"parcel", "tui/look", "tui/task", "tui/field", "tui/line", "tui/choice", "tui/window"}

// Pure rooms compute and never touch the world, so their tests need no world.
var (
	pure  = []string{"parcel", "journal/...", "fold", "quality", "risk/...", "message/...", "sim"}
	world = []string{"os", "os/...", "net", "net/...", "database/sql", "log", "log/...", "math/rand", "math/rand/...", "syscall"}
)

// keepers says who may hold each outside dependency.
var keepers = map[string][]string{
	"github.com/mattn/go-sqlite3":              {"store", "bench", "sync/hub/record/sqlite"},
	"github.com/pressly/goose/...":             {"store"},
	"database/sql":                             {"store", "bench", "sync/hub/record/sqlite"},
	"github.com/fsnotify/fsnotify":             {"intake"},
	"golang.org/x/sync/semaphore":              {"intake"},
	"go.bug.st/serial/...":                     {"scanners/serial"},
	"github.com/holoplot/go-evdev":             {"scanners/evdev"},
	"github.com/klauspost/compress/...":        {"journal", "journal/wire"},
	"golang.org/x/crypto/...":                  {"roster"},
	"golang.org/x/mod/sumdb/tlog":              {"journal", "store", "export"},
	"golang.org/x/text/...":                    {"message/...", "risk/...", "tui/look"},
	"github.com/mozillazg/go-unidecode":        {"tui/look", "risk/names"},
	"golang.org/x/term":                        {"cmd/postern"},
	"charm.land/bubbletea/...":                 {"tui/...", "bench", "cmd/postern"},
	"github.com/jackc/pgx/...":                 {"sync/hub/record/postgres", "bench"},
	"github.com/boombuler/barcode/...":         {"sync/enrol"},
	"github.com/nats-io/...":                   {"sync/jetstream", "sync/hubtest", "cmd/postern-hub"},
	"github.com/prometheus/...":                {"sync/hub", "sync/hubtest", "cmd/postern-hub"},
	"github.com/creack/pty":                    {"bench"},
	"github.com/hbollon/go-edlib":              {"bench"},
	"github.com/charmbracelet/ultraviolet":     {"tui/...", "bench"},
	"charm.land/bubbles/...":                   {"tui/..."},
	"charm.land/lipgloss/...":                  {"tui/look"},
	"charm.land/fang/...":                      {"cmd/postern", "cmd/postern-hub"},
	"github.com/spf13/cobra":                   {"cmd/postern", "cmd/postern-hub"},
	"cel.dev/...":                              {"risk"},
	"github.com/google/cel-go/...":             {},
	"github.com/goccy/go-yaml/...":             {"risk", "message/sheet", "message/post", "cmd/postern"},
	"github.com/hanwen/go-fuse/...":            {"lossy"},  // a disk that loses power, for tests
	"github.com/xuri/excelize/...":             {"export"}, // writes only: what it reads it does not bound
	"codeberg.org/go-pdf/fpdf":                 {"export"},
	"golang.org/x/image/...":                   {"export"}, // the Go fonts, and what they have
	"github.com/BobuSumisu/aho-corasick":       {"bench"},  // what our matcher is measured beside
	"github.com/invopop/jsonschema":            {"cmd/postern"},
	"github.com/clipperhouse/displaywidth/...": {"tui/look"},
}

func TestHousePlan(t *testing.T) {
	built := rooms(t)
	for room := range plan {
		if built[room] == nil {
			t.Errorf("%s is drawn but not built: build it, or take it off the plan", room)
		}
	}
	for room, files := range built {
		allowed, drawn := plan[room]
		if !drawn {
			t.Errorf("%s is not on the plan: draw it in arch_test.go, doc.go and docs/architecture.md", room)
		}
		documented := false
		for file, f := range files {
			documented = documented || f.documented
			if f.name != "main" && isStandard(f.name) {
				t.Errorf("%s: package %s hides the standard library's: give it another name", file, f.name)
			}
			for _, imported := range f.imports {
				checkImport(t, room, file, imported, allowed)
			}
		}
		if !documented {
			t.Errorf("%s has no package comment: say what it is, what it is not, and how it fails", room)
		}
	}
}

func checkImport(t *testing.T, room, file, imported string, allowed []string) {
	t.Helper()
	if other, ours := strings.CutPrefix(imported, module); ours {
		if !match(allowed, other) {
			t.Errorf("%s imports %s: %s may enter only %v; turn the arrow, or change the plan and say why in docs/adr", file, other, room, allowed)
		}
		return
	}
	if match(pure, room) && match(world, imported) {
		t.Errorf("%s imports %q: %s is pure; take it from the caller", file, imported, room)
	}
	for dependency, who := range keepers {
		if match([]string{dependency}, imported) && !match(who, room) {
			t.Errorf("%s imports %q: only %v may hold it", file, imported, who)
		}
	}
}

type source struct {
	name       string
	documented bool
	imports    []string
}

// rooms reads the tree in this process: the test cache sees the files it opens
// and runs the test again when one changes, which it could not know of another
// program's reading.
func rooms(t *testing.T) map[string]map[string]source {
	t.Helper()
	found := map[string]map[string]source{}
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() {
			if name == "testdata" || name == "docs" || name != "." && strings.HasPrefix(name, ".") {
				return filepath.SkipDir
			}
			return nil
		}
		if path.Dir(filepath.ToSlash(file)) == "." || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		s, err := read(file)
		room := path.Dir(filepath.ToSlash(file))
		if found[room] == nil {
			found[room] = map[string]source{}
		}
		found[room][file] = s
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func read(file string) (source, error) {
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly|parser.ParseComments)
	if err != nil {
		return source{}, err
	}
	s := source{name: f.Name.Name, documented: f.Doc != nil}
	for _, i := range f.Imports {
		s.imports = append(s.imports, strings.Trim(i.Path.Value, `"`))
	}
	return s, nil
}

func isStandard(name string) bool {
	p, err := build.Import(name, "", 0) // a folder without files of its own hides nothing
	return err == nil && p.Goroot
}

// match reports whether s is one of the names, or below one that ends in "...".
func match(names []string, s string) bool {
	for _, n := range names {
		if n == s || n == "..." {
			return true
		}
		if below, ok := strings.CutSuffix(n, "/..."); ok && (s == below || strings.HasPrefix(s, below+"/")) {
			return true
		}
	}
	return false
}

// TestPlanIsTold holds the map in doc.go and the picture in the docs against
// the plan.
func TestPlanIsTold(t *testing.T) {
	files := map[string]string{}
	for _, name := range []string{"doc.go", "docs/architecture.md"} {
		data, err := filepath.Abs(name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = readText(t, data)
	}
	for room := range plan {
		top, _, nested := strings.Cut(room, "/")
		if !strings.Contains(files["doc.go"], "\t"+top+" ") {
			t.Errorf("doc.go does not tell of %s", top)
		}
		if picture := files["docs/architecture.md"]; !strings.Contains(picture, room) && (!nested || !strings.Contains(picture, path.Base(room))) {
			t.Errorf("docs/architecture.md does not show %s", room)
		}
	}
}
