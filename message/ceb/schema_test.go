package ceb_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"postern/message"
	"postern/message/ceb"
	"postern/sim"
)

// TestWhatIsWrittenKeepsTheSchema holds answers, and the papers of the simulator,
// against the schema, where POSTERN_SHARED says that it is at hand.
func TestWhatIsWrittenKeepsTheSchema(t *testing.T) {
	shared := os.Getenv("POSTERN_SHARED")
	if shared == "" {
		t.Log("POSTERN_SHARED names no folder: the schema was not asked")
		return
	}
	files, _, err := ceb.Write(inventories(200), answersTo(200), message.DefaultCrosswalk(), message.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range sim.New(1, sim.Options{Items: 300, Day: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)}).Files {
		if strings.Contains(f.Name, "-ceb") {
			files = append(files, f.Data)
		}
	}
	if len(files) < 5 {
		t.Fatalf("%d files", len(files))
	}
	lint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Fatalf("POSTERN_SHARED is set and xmllint is not there: install libxml2-utils: %v", err)
	}
	for _, file := range files {
		path := filepath.Join(t.TempDir(), "file.xml")
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
		schema := filepath.Join(shared, "data", "ceb", "ceb-import-202205.xsd")
		if out, err := exec.CommandContext(t.Context(), lint, "--noout", "--nonet", "--schema", schema, path).CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	}
}
