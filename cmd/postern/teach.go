package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// teacher writes what the set-up page learned into the settings. The keeper's
// file is changed line by line, so that his remarks stay.
type teacher struct {
	run *run
	dir string
}

// TeachWedge implements scanner.Settings.
func (t teacher) TeachWedge(_ context.Context, gap time.Duration, prefix string) error {
	path := t.run.settingsPath(t.dir)
	old, err := os.ReadFile(path) //nolint:gosec // the station's own settings
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	text := string(old)
	for _, s := range []struct{ name, value string }{
		{"wedge_gap_ms", strconv.FormatInt(gap.Milliseconds(), 10)}, {"wedge_prefix", strconv.Quote(prefix)},
	} {
		if text, err = withScreen(text, s.name, s.value); err != nil {
			return fmt.Errorf("settings %s: %w; write there by hand under screen: %s: %s", path, err, s.name, s.value)
		}
	}
	if err := writeFile(path, []byte(text)); err != nil {
		return err
	}
	if _, err := t.run.settings(t.dir); err != nil {
		return errors.Join(err, writeFile(path, old))
	}
	return nil
}

var (
	screenPart  = regexp.MustCompile(`(?m)^screen:[ \t]*(#.*)?$\n?`)
	screenAtAll = regexp.MustCompile(`(?m)^screen:`)
	nextPart    = regexp.MustCompile(`(?m)^[^ \t#\n]`)
	indented    = regexp.MustCompile(`(?m)^([ \t]+)\S`)
)

// withScreen is the settings' text with one value of the part screen set.
func withScreen(text, name, value string) (string, error) {
	at := screenPart.FindStringIndex(text)
	switch {
	case at == nil && screenAtAll.MatchString(text):
		return "", errors.New("screen stands there in one row")
	case at == nil:
		if text != "" && !strings.HasSuffix(text, "\n") {
			text += "\n"
		}
		return text + "screen:\n  " + name + ": " + value + "\n", nil
	}
	end := len(text)
	if next := nextPart.FindStringIndex(text[at[1]:]); next != nil {
		end = at[1] + next[0]
	}
	part := text[at[1]:end]
	line := regexp.MustCompile(`(?m)^([ \t]+` + name + `:).*$`)
	if line.MatchString(part) {
		part = line.ReplaceAllString(part, "${1} "+value)
	} else {
		indent := "  "
		if m := indented.FindStringSubmatch(part); m != nil {
			indent = m[1]
		}
		part = indent + name + ": " + value + "\n" + part
	}
	head := text[:at[1]]
	if !strings.HasSuffix(head, "\n") {
		head += "\n"
	}
	return head + part + text[end:], nil
}
