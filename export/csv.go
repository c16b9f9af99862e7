package export

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"postern/parcel"
)

// bom makes spreadsheets read the file as UTF-8. Without it Excel takes the
// station's code page and spoils every name and ground beyond ASCII. Programs
// that want no mark read the JSON.
const bom = "\ufeff"

// writeCSV writes a row for each decision (RFC 4180, UTF-8 with a byte order
// mark, CR LF). It is a clean table: counts, root and signature go into the
// signature file beside it.
func writeCSV(w io.Writer, log ShiftLog) error {
	if _, err := io.WriteString(w, bom); err != nil {
		return fmt.Errorf("byte order mark: %w", err)
	}
	table := csv.NewWriter(w)
	table.UseCRLF = true
	if err := table.WriteAll(append([][]string{columns()}, rows(log.Shift.Decisions)...)); err != nil {
		return fmt.Errorf("table: %w", err)
	}
	return nil
}

func columns() []string {
	return []string{
		"seq", "event", "at", "item", "lane", "selected_by", "outcome", "agency", "ground", "findings", "officers", "superseded",
	}
}

func rows(decisions []parcel.ShiftDecision) [][]string {
	all := make([][]string, 0, len(decisions))
	for _, d := range decisions {
		row := []string{
			strconv.FormatUint(d.Seq, 10), d.Event, utc(d.At), string(d.Item), string(d.Lane), string(d.Reason),
			string(d.Outcome), string(d.Agency), d.Ground, findings(d.Findings), officers(d.Officers), yes(d.Lifted),
		}
		for i := range row {
			row[i] = cell(row[i])
		}
		all = append(all, row)
	}
	return all
}

const between = " | " // not ; or , which some spreadsheets split at

func findings(all []parcel.Finding) string {
	words := make([]string, 0, len(all))
	for _, f := range all {
		if f.Text == "" {
			words = append(words, f.Code)
		} else {
			words = append(words, f.Code+": "+f.Text)
		}
	}
	return strings.Join(words, between)
}

func officers(all []parcel.OfficerID) string {
	words := make([]string, 0, len(all))
	for _, o := range all {
		words = append(words, string(o))
	}
	return strings.Join(words, between)
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// cell makes text safe in a spreadsheet: what would be taken for a formula is
// led by an apostrophe. So is what follows a line break or a semicolon, since a
// spreadsheet of a country that separates by semicolons begins a cell there,
// whatever is quoted.
func cell(s string) string {
	s = clean(s)
	var b strings.Builder
	for s != "" {
		part := s
		if i := strings.IndexAny(s, ";\n"); i >= 0 {
			part = s[:i+1]
		}
		if formula(part) {
			b.WriteByte('\'')
		}
		b.WriteString(part)
		s = s[len(part):]
	}
	return b.String()
}

// formula reports whether a spreadsheet might run the text. TAB and CR, which
// also begin one, are gone when it is asked.
func formula(s string) bool {
	s = strings.TrimLeftFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '"' || unicode.Is(unicode.M, r) })
	return s != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(s)[0])
}
