package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestScript plays the scripts, which are the tutorial too. Beside the usual
// commands of testscript they have those below, and invented mail in mail/.
func TestScript(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			settings := filepath.Join(e.WorkDir, ".settings.yaml")
			e.Setenv("POSTERN_DATA", filepath.Join(e.WorkDir, "station"))
			e.Setenv("POSTERN_CONFIG", settings)
			return errors.Join(
				os.CopyFS(filepath.Join(e.WorkDir, "mail"), os.DirFS("testdata/mail")),
				os.WriteFile(settings, []byte(calm), 0o600),
			)
		},
		RequireUniqueNames: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":     exits,
			"json":      jsonIs,
			"jsonl":     jsonLines,
			"keep":      keep,
			"row":       row,
			"query":     query,
			"swap":      swap,
			"hides":     hides,
			"await":     await,
			"until":     until,
			"terminate": terminate,
			"long":      long,
			"dribble":   dribble,
			"cpdir":     cpdir,
			"spoil":     spoil,
			"tame":      harmless,
			"photo":     photo,
			"outcomes":  manyOutcomes,
			"aged":      aged,
		},
	})
}

// calm are the settings of the scripts: no item of theirs is drawn at random,
// and the drop folder does not wait long.
const calm = "selection: {random_share: 0.01, capacity: 1, expected: 1000000000}\nintake: {settle_ms: 100, rescan_s: 1}\n"

// exits CODE PROGRAM ARG...: the program ends with this very code. It complains
// once at most, and standard error has no control characters.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARG...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var ended *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &ended) {
		got = ended.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
	harmless(ts, false, []string{"stderr"})
	said := ts.ReadFile("stderr")
	complaints := strings.Count("\n"+said, "\npostern: ")
	if complaints > 1 || want == exitUsage && complaints == 0 {
		ts.Fatalf("%d complaints: %q", complaints, said)
	}
}

// tame FILE: nothing in it acts on a terminal or hides text.
func harmless(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: tame FILE")
	}
	said := ts.ReadFile(args[0])
	if strings.ContainsFunc(said, func(c rune) bool { return c != '\n' && !unicode.IsGraphic(c) }) {
		ts.Fatalf("%s has characters that a terminal acts on: %q", args[0], said)
	}
}

// json PATH [VALUE]: the answer has something at a path like hits.0.rule;
// len is the length of a list, * any of its elements.
func jsonIs(ts *testscript.TestScript, neg bool, args []string) {
	var doc any
	if err := json.Unmarshal([]byte(ts.ReadFile("stdout")), &doc); err != nil {
		ts.Fatalf("not one JSON document: %v", err)
	}
	compare(ts, neg, doc, args)
}

// jsonl PATH [VALUE]: likewise for an answer of one object a line; the path
// begins with the number of the line, *, or len.
func jsonLines(ts *testscript.TestScript, neg bool, args []string) {
	doc := []any{}
	for line := range strings.Lines(ts.ReadFile("stdout")) {
		var object map[string]any
		if err := json.Unmarshal([]byte(line), &object); err != nil {
			ts.Fatalf("not a JSON object: %s: %v", line, err)
		}
		doc = append(doc, object)
	}
	compare(ts, neg, doc, args)
}

func compare(ts *testscript.TestScript, neg bool, doc any, args []string) {
	if len(args) < 1 || len(args) > 2 {
		ts.Fatalf("usage: json PATH [VALUE]")
	}
	all := at(doc, strings.Split(args[0], "."))
	found := len(all) > 0
	if len(args) == 2 {
		found = false
		for _, v := range all {
			found = found || words(v) == args[1]
		}
	}
	if found == neg {
		var got []string
		for _, v := range all {
			got = append(got, words(v))
		}
		ts.Fatalf("%s is %q", args[0], got)
	}
}

// at is what stands at a path.
func at(doc any, path []string) []any {
	if len(path) == 0 {
		return []any{doc}
	}
	switch d := doc.(type) {
	case map[string]any:
		if v, ok := d[path[0]]; ok {
			return at(v, path[1:])
		}
	case []any:
		if path[0] == "len" {
			return []any{float64(len(d))}
		}
		var all []any
		for i, v := range d {
			if path[0] == "*" || path[0] == strconv.Itoa(i) {
				all = append(all, at(v, path[1:])...)
			}
		}
		return all
	}
	return nil
}

func words(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// keep NAME PATH: keeps a value of the JSON answer as an environment variable.
func keep(ts *testscript.TestScript, neg bool, args []string) {
	var doc any
	if neg || len(args) != 2 || json.Unmarshal([]byte(ts.ReadFile("stdout")), &doc) != nil {
		ts.Fatalf("usage after a JSON answer: keep NAME PATH")
	}
	all := at(doc, strings.Split(args[1], "."))
	if len(all) != 1 {
		ts.Fatalf("%s is %v", args[1], all)
	}
	ts.Setenv(args[0], words(all[0]))
}

// row DATABASE SQL: changes a row of a database behind the program's back, and
// takes away what would have kept it from that.
func row(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: row DATABASE SQL")
	}
	db, err := sql.Open("sqlite3", "file:"+ts.MkAbs(args[0])+"?_journal_mode=WAL")
	ts.Check(err)
	db.SetMaxOpenConns(1)
	for _, guard := range guards(ts, db) {
		_, err := db.ExecContext(context.Background(), "DROP TRIGGER "+guard)
		ts.Check(err)
	}
	res, err := db.ExecContext(context.Background(), args[1])
	ts.Check(err)
	n, err := res.RowsAffected()
	ts.Check(errors.Join(err, db.Close()))
	if n != 1 {
		ts.Fatalf("%d rows changed, want 1", n)
	}
}

func guards(ts *testscript.TestScript, db *sql.DB) []string {
	rows, err := db.QueryContext(context.Background(), "SELECT name FROM sqlite_master WHERE type = 'trigger'")
	ts.Check(err)
	defer func() { ts.Check(rows.Close()) }()
	var names []string
	for rows.Next() {
		var name string
		ts.Check(rows.Scan(&name))
		names = append(names, name)
	}
	ts.Check(rows.Err())
	return names
}

// query DATABASE SQL VALUE: asks a database one thing.
func query(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: query DATABASE SQL VALUE")
	}
	db, err := sql.Open("sqlite3", "file:"+ts.MkAbs(args[0])+"?mode=ro")
	ts.Check(err)
	var got string
	err = db.QueryRowContext(context.Background(), args[1]).Scan(&got)
	ts.Check(errors.Join(err, db.Close()))
	if (got == args[2]) == neg {
		ts.Fatalf("the answer is %q", got)
	}
}

// swap FILE OLD NEW: changes a file where it has OLD, which must be once.
func swap(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: swap FILE OLD NEW")
	}
	path := ts.MkAbs(args[0])
	data, err := os.ReadFile(path)
	ts.Check(err)
	if bytes.Count(data, []byte(args[1])) < 1 {
		ts.Fatalf("%s has no %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(path, bytes.Replace(data, []byte(args[1]), []byte(args[2]), 1), 0o600))
}

// hides TEXT PATH...: no file here has the text in plain. Negated: one has.
func hides(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: hides TEXT PATH...")
	}
	var where []string
	files := 0
	for _, root := range args[1:] {
		ts.Check(filepath.WalkDir(ts.MkAbs(root), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			files++
			data, err := os.ReadFile(path)
			if bytes.Contains(data, []byte(args[0])) {
				where = append(where, path)
			}
			return err
		}))
	}
	if files == 0 {
		ts.Fatalf("there are no files to look at")
	}
	if (len(where) > 0) != neg {
		ts.Fatalf("%q stands in %v", args[0], where)
	}
}

// outcomes N: makes the station with N items that were drawn, examined and decided.
func manyOutcomes(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: outcomes N")
	}
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	s, err := outcomesIn(context.Background(), ts.Getenv("POSTERN_DATA"), n)
	ts.Check(err)
	ts.Check(s.Close())
}

// await GLOB: waits until a file is there; negated, until none is.
func await(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: await GLOB")
	}
	for range 400 {
		found, err := filepath.Glob(ts.MkAbs(args[0]))
		ts.Check(err)
		if (len(found) > 0) != neg {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	ts.Fatalf("waited in vain for %s", args[0])
}

// until PATTERN PROGRAM ARG...: runs a program again until its answer matches.
func until(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: until PATTERN PROGRAM ARG...")
	}
	pattern := regexp.MustCompile("(?m)" + args[0])
	for range 100 {
		ts.Check(ts.Exec(args[1], args[2:]...))
		if pattern.MatchString(ts.ReadFile("stdout")) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	ts.Fatalf("no match for %s", args[0])
}

// terminate: sends SIGTERM to what runs in the background.
func terminate(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: terminate")
	}
	for _, cmd := range ts.BackgroundCmds() {
		ts.Check(cmd.Process.Signal(syscall.SIGTERM))
	}
}

// long NAME TEXT N: sets NAME to N times the text, in which \x1b and the like
// stand for the characters they name.
func long(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: long NAME TEXT N")
	}
	text, err := strconv.Unquote(`"` + args[1] + `"`)
	ts.Check(err)
	n, err := strconv.Atoi(args[2])
	ts.Check(err)
	ts.Setenv(args[0], strings.Repeat(text, n))
}

// dribble FILE TO: writes a file in pieces, with pauses between.
func dribble(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: dribble FILE TO")
	}
	data := ts.ReadFile(args[0])
	f, err := os.Create(ts.MkAbs(args[1]))
	ts.Check(err)
	for len(data) > 0 {
		n := min(len(data), 10)
		_, err := f.WriteString(data[:n])
		ts.Check(err)
		data = data[n:]
		time.Sleep(50 * time.Millisecond)
	}
	ts.Check(f.Close())
}

// cpdir FROM TO: copies a folder.
func cpdir(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: cpdir FROM TO")
	}
	ts.Check(os.CopyFS(ts.MkAbs(args[1]), os.DirFS(ts.MkAbs(args[0]))))
}

// spoil DIR: changes a byte in the middle of one file below it.
func spoil(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: spoil DIR")
	}
	done := false
	ts.Check(filepath.WalkDir(ts.MkAbs(args[0]), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || done {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil || len(data) == 0 {
			return err
		}
		data[len(data)/2] ^= 1
		done = true
		return errors.Join(os.Chmod(path, 0o600), os.WriteFile(path, data, 0o600))
	}))
	if !done {
		ts.Fatalf("there is no file in %s", args[0])
	}
}

func TestJSONPath(t *testing.T) {
	t.Parallel()
	var doc any
	if err := json.Unmarshal([]byte(`{"a":[{"b":1},{"b":"x"}],"c":null}`), &doc); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string][]any{
		"a.len": {2.0}, "a.0.b": {1.0}, "a.*.b": {1.0, "x"}, "a.2.b": nil, "c": {nil}, "d": nil, "c.e": nil,
	} {
		if got := at(doc, strings.Split(path, ".")); !reflect.DeepEqual(got, want) {
			t.Errorf("at %s: %s", path, fmt.Sprint(got))
		}
	}
}
