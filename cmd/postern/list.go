package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"postern/parcel"
	"postern/risk/names"
)

func (r *run) listCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "list", Short: "Denied-party lists: import, match, status", Args: cobra.NoArgs, RunE: needSubcommand}
	status := &cobra.Command{
		Use: "status", Short: "The lists in force: date, file, age", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return r.with(cmd.Context(), r.listStatus) },
	}
	cmd.AddCommand(r.listImportCommand(), r.listMatchCommand(), status)
	return cmd
}

func (r *run) listImportCommand() *cobra.Command {
	var agency string
	cmd := &cobra.Command{
		Use: "import NAME FILE", Short: "Import a list: an official layout by its content, or CSV with the header id,name", Args: cobra.ExactArgs(2),
		Long: "Import a denied-party list under a name: OFAC, UN, EU and UK layouts are told by content; plain CSV has the header\n" +
			"id,name and may have aliases (separated by ;), schema, country, born and ids. The file takes the place of the one before;\n" +
			"OFAC's SDN, ALT and ADD stand together. With --officer the import is recorded in that name. What is still in the\n" +
			"building is judged again at once.",
		RunE: func(cmd *cobra.Command, args []string) error {
			if !parcel.Agency(agency).Known() {
				return usage("--agency: " + parcel.Excerpt(agency) + " is none of: " + tokens(parcel.Agencies()))
			}
			return r.importList(cmd.Context(), args[0], args[1], parcel.Agency(agency))
		},
	}
	cmd.Flags().StringVar(&agency, "agency", string(parcel.Security), "who asks where a name is met")
	return cmd
}

func (r *run) importList(ctx context.Context, name, file string, agency parcel.Agency) error {
	if !listName.MatchString(name) {
		return usage("a list's name has 1 to 32 letters, digits, . _ and -")
	}
	data, err := readListFile(file)
	if err != nil {
		return err
	}
	l, skips, err := names.ReadList(name, data)
	if err != nil {
		return coded{fmt.Errorf("%s: %w", file, err), exitBadInput}
	}
	report := l.Report(skips)
	report.Replaces, err = r.takeList(ctx, listFile{list: l, data: data, skipped: len(report.Skipped), agency: agency})
	if err != nil {
		return err
	}
	return r.give(report, func(p *page) {
		p.say("%s, %s: %d entries, %d names, %d skipped\n", report.List, report.Layout, report.Entries, report.Names, len(report.Skipped))
		for _, s := range report.Replaces {
			p.say("  %s\n", s)
		}
		for _, s := range report.Skipped[:min(len(report.Skipped), 20)] {
			p.say("  line %d: %s\n", s.Line, cell(s.Why, 200))
		}
	})
}

const mostList = 256 << 20 // bytes; the largest official list has a tenth of it

func readListFile(file string) ([]byte, error) {
	st, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if st.Size() > mostList {
		return nil, coded{fmt.Errorf("%s has %d bytes; a list has at most %d", file, st.Size(), mostList), exitBadInput}
	}
	return os.ReadFile(file) //nolint:gosec // named by the user
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
			all, err := r.readLists(cmd.Context(), only)
			if err != nil {
				return err
			}
			return r.matchLists(cmd.Context(), all, threshold, args)
		},
	}
	cmd.Flags().StringVar(&only, "list", "", "only this list")
	cmd.Flags().Float64Var(&threshold, "threshold", names.Threshold, "least score of a hit")
	return cmd
}

func (r *run) matchLists(ctx context.Context, all []names.List, threshold float64, queries []string) error {
	index := names.NewIndex(all...)
	if len(queries) != 1 || queries[0] != "-" {
		return r.match([]string{strings.Join(queries, " ")}, index, threshold)
	}
	const together = 256 // lines, so that all cores have some
	lines := bufio.NewReaderSize(r.in, bufio.MaxScanTokenSize)
	var batch []string
	for {
		line, err := lines.ReadSlice('\n')
		if text := strings.TrimSpace(string(line)); text != "" {
			batch = append(batch, text)
		}
		if len(batch) == together || lines.Buffered() == 0 || err != nil { // who waits for an answer gets it
			if err := errors.Join(ctx.Err(), r.match(batch, index, threshold)); err != nil {
				return err
			}
			batch = batch[:0]
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, bufio.ErrBufferFull):
			return coded{fmt.Errorf("a line has more than %d bytes: one name a line", bufio.MaxScanTokenSize), exitBadInput}
		case err != nil:
			return err
		}
	}
}

// match looks for names on all cores and answers in their order.
func (r *run) match(queries []string, index *names.Index, threshold float64) error {
	found := make([][]names.Hit, len(queries))
	var wait sync.WaitGroup
	workers := min(runtime.GOMAXPROCS(0), len(queries))
	for w := range workers {
		wait.Go(func() {
			for i := w; i < len(queries); i += workers {
				found[i] = index.Match(names.Query{Name: queries[i]}, threshold)
			}
		})
	}
	wait.Wait()
	for _, hits := range found {
		for _, hit := range hits {
			if err := r.matched(hit); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *run) matched(hit names.Hit) error {
	if r.json {
		return r.line(hit)
	}
	_, err := io.WriteString(r.w, fmt.Sprintf("%.3f  %s %s  %s\n", hit.Score, hit.List, cell(hit.Entry, 20), cell(hit.Name, 80)))
	return err
}
