package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"postern/tui"
)

// reports is where a station's folder has reports of breakdowns.
const reports = "reports"

// breakdown writes the report of a screen that broke down, and says where it
// lies. It may hold what an officer typed, so only the station reads it.
func (r *run) breakdown(dir string, b *tui.Broken) error {
	name := filepath.Join(dir, reports, "breakdown-"+r.now().UTC().Format("20060102-150405")+".txt")
	var text strings.Builder
	fmt.Fprintf(&text, "Postern %s broke down at %s: %s\n\n", r.version, r.now().UTC().Format("2006-01-02 15:04:05Z"), scrub(b.Why))
	text.WriteString("Typed and not recorded:\n")
	for _, t := range b.Typed {
		fmt.Fprintf(&text, "  %s\n", scrub(t))
	}
	fmt.Fprintf(&text, "\n%s\n", b.Stack)
	err := os.MkdirAll(filepath.Dir(name), 0o700)
	if err == nil {
		err = os.WriteFile(name, []byte(text.String()), 0o600)
	}
	if err != nil {
		return fmt.Errorf("the screen broke down: %s; its report cannot be written: %w", b.Why, err)
	}
	return fmt.Errorf("the screen broke down: %s\nevery decision shown as recorded is recorded; what was typed, and what to send us, lies in %s", b.Why, name)
}
