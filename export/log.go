package export

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"postern/journal"
	"postern/parcel"
)

// ShiftLog is a shift with all that its log tells: the counts and decisions,
// and the shift's events as stored with the edge of the tree before them.
// Times on the printed page are in the zone of Made.
type ShiftLog struct {
	Station   string
	Office    parcel.Office
	Epoch     journal.Epoch
	Key       string // verifier key of the station (sumdb/note form)
	Shift     parcel.Shift
	Names     map[parcel.OfficerID]string
	OpenHolds []parcel.Hold // when the log was made
	Edge      journal.Edge
	Events    []journal.Stored // from the opening to the close, or to now
	Made      time.Time
}

// Lines tell the log's identity and counts in "key value" lines, for the
// signature that goes beside a file. The head is the signed note in base64.
func (l ShiftLog) Lines() []string {
	lines := []string{
		"station " + l.Station,
		"office " + string(l.Office),
		"epoch " + l.Epoch.String(),
		"shift " + l.Shift.ID,
		"opened " + utc(l.Shift.Opened),
	}
	if !l.Shift.Closed.IsZero() {
		lines = append(lines, "closed "+utc(l.Shift.Closed))
	}
	tally := l.Shift.Tally()
	for _, name := range sorted(tally) {
		lines = append(lines, fmt.Sprintf("count %s %d", name, tally[name]))
	}
	if l.Shift.Root != "" {
		lines = append(lines, "root "+l.Shift.Root)
	}
	if l.Shift.Signature != "" {
		lines = append(lines, "head "+base64Text(l.Shift.Signature))
	}
	return lines
}

// Format is a form a shift log is written in.
type Format string

// The formats.
const (
	CSV  Format = "csv"  // decisions as a table, for spreadsheets
	JSON Format = "json" // everything, with its proof
	HTML Format = "html" // a page to print
	PDF  Format = "pdf"  // the same page on paper
	XLSX Format = "xlsx" // a workbook: decisions, and the shift with its counts
)

// Formats lists the closed set.
func Formats() []Format { return []Format{CSV, HTML, JSON, PDF, XLSX} }

// ParseFormat reads a format by its token.
func ParseFormat(s string) (Format, error) {
	if slices.Contains(Formats(), Format(s)) {
		return Format(s), nil
	}
	var all []string
	for _, f := range Formats() {
		all = append(all, string(f))
	}
	return "", fmt.Errorf("%q is not a format of a shift log: there are %s", s, strings.Join(all, ", "))
}

// Write writes the log of a shift in a format. An open shift is written too:
// it has no root and no signature yet, and does not verify.
func Write(w io.Writer, f Format, log ShiftLog) error {
	var err error
	switch f {
	case CSV:
		err = writeCSV(w, log)
	case JSON:
		err = writeJSON(w, log)
	case HTML:
		err = writeHTML(w, log)
	case PDF:
		err = writePDF(w, log)
	case XLSX:
		err = writeXLSX(w, log)
	default:
		_, err = ParseFormat(string(f))
	}
	if err != nil {
		return fmt.Errorf("write log of shift %s: %w", log.Shift.ID, err)
	}
	return nil
}

// utc is how files say a time: RFC 3339 in UTC, to the millisecond where there
// is one, as records hold it.
func utc(t time.Time) string { return stamp(t).Format(time.RFC3339Nano) }

func stamp(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }
