package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"postern/risk/names"
)

// Denied-party lists lie in lists/NAME/, as the files they came as: a list may
// have several (OFAC publishes its entries and their other names apart).

func (r *run) listCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "list", Short: "Denied-party lists: import, match", Args: cobra.NoArgs, RunE: needSubcommand}
	cmd.AddCommand(r.listImportCommand(), r.listMatchCommand())
	return cmd
}

func (r *run) listImportCommand() *cobra.Command {
	return &cobra.Command{
		Use: "import NAME FILE", Short: "Import a list: an official layout by its content, or CSV with the header id,name", Args: cobra.ExactArgs(2),
		Long: "Import a denied-party list under a name: OFAC, UN, EU and UK layouts are told by content; plain CSV has the header\n" +
			"id,name and may have aliases (separated by ;), schema, country and born. A file of the same name replaces the one before.",
		RunE: func(_ *cobra.Command, args []string) error {
			dir, err := r.folder()
			if err != nil {
				return err
			}
			return r.importList(filepath.Join(dir, "lists"), args[0], args[1])
		},
	}
}

const mostList = 256 << 20 // bytes; the largest official list has a tenth of it

func (r *run) importList(lists, name, file string) error {
	if !regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$`).MatchString(name) {
		return usage("a list's name has 1 to 32 letters, digits, . _ and -")
	}
	if st, err := os.Stat(file); err != nil {
		return err
	} else if st.Size() > mostList {
		return coded{fmt.Errorf("%s has %d bytes; a list has at most %d", file, st.Size(), mostList), exitBadInput}
	}
	data, err := os.ReadFile(file) //nolint:gosec // named by the user
	if err != nil {
		return err
	}
	l, skips, err := names.ReadList(name, data)
	if err != nil {
		return coded{fmt.Errorf("%s: %w", file, err), exitBadInput}
	}
	if err := os.MkdirAll(filepath.Join(lists, name), 0o700); err != nil {
		return err
	}
	if err := writeFile(filepath.Join(lists, name, plainName(file)), data); err != nil {
		return err
	}
	report := l.Report(skips)
	return r.give(report, func(p *page) {
		p.say("%s, %s: %d entries, %d names, %d skipped\n", report.List, report.Layout, report.Entries, report.Names, len(report.Skipped))
		for _, s := range report.Skipped[:min(len(report.Skipped), 20)] {
			p.say("  line %d: %s\n", s.Line, s.Why)
		}
	})
}

// plainName is a file's name that is safe in our folder.
func plainName(file string) string {
	return strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.' {
			return c
		}
		return '_'
	}, "list-"+filepath.Base(file))
}

// readLists reads the lists that were imported; only names one of them.
func readLists(lists, only string) ([]names.List, error) {
	folders, err := os.ReadDir(lists)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("no list was imported yet: 'postern list import NAME FILE': %w", fs.ErrNotExist)
	}
	if err != nil {
		return nil, err
	}
	var all []names.List
	for _, folder := range folders {
		if only != "" && folder.Name() != only {
			continue
		}
		l, err := readList(filepath.Join(lists, folder.Name()), folder.Name())
		if err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("list %q was not imported: %w", only, fs.ErrNotExist)
	}
	return all, nil
}

func readList(dir, name string) (names.List, error) {
	files, err := filepath.Glob(filepath.Join(dir, "list-*"))
	if err != nil {
		return names.List{}, err
	}
	var parts []names.List
	for _, file := range files {
		if strings.HasSuffix(file, ".tmp") {
			continue
		}
		data, err := os.ReadFile(file) //nolint:gosec // our own folder
		if err != nil {
			return names.List{}, err
		}
		part, _, err := names.ReadList(name, data)
		if err != nil {
			return names.List{}, fmt.Errorf("%s: %w", file, err)
		}
		parts = append(parts, part)
	}
	if len(parts) == 0 {
		return names.List{Name: name}, nil
	}
	return names.Join(parts[0], parts[1:]...), nil
}

func (r *run) listMatchCommand() *cobra.Command {
	var only string
	var threshold float64
	cmd := &cobra.Command{
		Use: "match TEXT...", Short: "Match names against the lists ('-': one a line from standard input), best first", Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if threshold <= 0 || threshold > 1 {
				return usage("--threshold: a number above 0, at most 1")
			}
			dir, err := r.folder()
			if err != nil {
				return err
			}
			return r.matchLists(cmd.Context(), filepath.Join(dir, "lists"), only, threshold, args)
		},
	}
	cmd.Flags().StringVar(&only, "list", "", "only this list")
	cmd.Flags().Float64Var(&threshold, "threshold", names.Threshold, "least score of a hit")
	return cmd
}

func (r *run) matchLists(ctx context.Context, lists, only string, threshold float64, queries []string) error {
	all, err := readLists(lists, only)
	if err != nil {
		return err
	}
	index := names.NewIndex(all...)
	if len(queries) != 1 || queries[0] != "-" {
		return r.match(index, strings.Join(queries, " "), threshold)
	}
	lines := bufio.NewScanner(r.in)
	for lines.Scan() {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if text := strings.TrimSpace(lines.Text()); text != "" {
			if err := r.match(index, text, threshold); err != nil {
				return err
			}
		}
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return coded{fmt.Errorf("a line has more than %d bytes: one name a line", bufio.MaxScanTokenSize), exitBadInput}
	}
	return lines.Err()
}

func (r *run) match(index *names.Index, text string, threshold float64) error {
	for _, hit := range index.Match(names.Query{Name: text}, threshold) {
		if r.json {
			if err := r.line(hit); err != nil {
				return err
			}
			continue
		}
		if _, err := io.WriteString(r.w, fmt.Sprintf("%.3f  %s %s  %s\n", hit.Score, hit.List, cell(hit.Entry, 20), cell(hit.Name, 80))); err != nil {
			return err
		}
	}
	return nil
}
