package export

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/xuri/excelize/v2"
)

// The sheets of a workbook.
const (
	decisionsSheet = "Decisions"
	shiftSheet     = "Shift"
)

// writeXLSX writes a workbook of two sheets: the decisions, a row each as in the
// CSV table, and the shift with its counts. Numbers and times are typed; all
// else is text, so that nothing in it can be run as a formula.
func writeXLSX(w io.Writer, log ShiftLog) (err error) {
	book := excelize.NewFile()
	defer func() { err = errors.Join(err, book.Close()) }()
	if err := book.SetSheetName(book.GetSheetName(0), decisionsSheet); err != nil {
		return err
	}
	if _, err := book.NewSheet(shiftSheet); err != nil {
		return err
	}
	made := stamp(log.Made).Format(time.RFC3339)
	if err := book.SetDocProps(&excelize.DocProperties{Created: made, Modified: made, Creator: "postern", Title: "Shift " + clean(log.Shift.ID)}); err != nil {
		return err
	}
	layout := "yyyy-mm-dd hh:mm:ss"
	moment, err := book.NewStyle(&excelize.Style{CustomNumFmt: &layout})
	if err != nil {
		return err
	}
	if err := errors.Join(fill(book, decisionsSheet, decisionRows(log, moment)), fill(book, shiftSheet, shiftRows(log, moment))); err != nil {
		return err
	}
	_, err = book.WriteTo(w)
	return err
}

// mostSheet is how many rows a sheet holds.
const mostSheet = excelize.TotalRows

func fill(book *excelize.File, sheet string, rows [][]any) error {
	if len(rows) > mostSheet {
		return fmt.Errorf("%d rows, a sheet holds %d: write the log as csv or json", len(rows), mostSheet)
	}
	s, err := book.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	for i, row := range rows {
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return err
		}
		if err := s.SetRow(at, row); err != nil {
			return err
		}
	}
	return s.Flush()
}

// decisionRows are those of the CSV table, typed; times are in UTC.
func decisionRows(log ShiftLog, moment int) [][]any {
	head := make([]any, 0, len(columns()))
	for _, c := range columns() {
		head = append(head, c)
	}
	all := [][]any{head}
	for _, d := range log.Shift.Decisions {
		all = append(all, []any{
			d.Seq, clean(d.Event),
			excelize.Cell{StyleID: moment, Value: stamp(d.At)},
			clean(string(d.Item)),
			string(d.Lane), string(d.Reason), string(d.Outcome), string(d.Agency),
			clean(d.Ground), clean(findings(d.Findings)), clean(officers(d.Officers)), yes(d.Lifted),
		})
	}
	return all
}

// shiftRows are the shift's identity and counts, a name and a value each.
func shiftRows(log ShiftLog, moment int) [][]any {
	s := log.Shift
	all := [][]any{
		{"station", clean(log.Station)},
		{"office", clean(string(log.Office))},
		{"shift", clean(s.ID)},
		{"opened", excelize.Cell{StyleID: moment, Value: stamp(s.Opened)}},
	}
	if !s.Closed.IsZero() {
		all = append(all, []any{"closed", excelize.Cell{StyleID: moment, Value: stamp(s.Closed)}})
	}
	tally := s.Tally()
	for _, name := range sorted(tally) {
		all = append(all, []any{name, tally[name]})
	}
	for _, r := range s.Worth.ByReason {
		name := "found by " + clean(string(r.Reason))
		all = append(all, []any{name, r.Found}, []any{name + ", of examined", r.Examined}, []any{name + ", rate", r.Rate},
			[]any{name + ", 95 % from", r.Low}, []any{name + ", 95 % to", r.High})
	}
	if s.Root != "" {
		all = append(all, []any{"root", s.Root})
	}
	return all
}
