package export

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"time"

	"postern/parcel"
)

// Feedback is what is wrong with the data of one sending post or platform, for
// them to put right: a row for each defect of an item, as a table for
// spreadsheets. It names items and fields, no person.
type Feedback struct{ rows [][]string }

// mostFeedback bounds the rows of one file.
const mostFeedback = 1_000_000

// Add takes what is wrong with the data of an item.
func (f *Feedback) Add(ident string, received time.Time, defects []parcel.Defect) error {
	if len(f.rows)+len(defects) > mostFeedback {
		return fmt.Errorf("feedback: more than %d rows: ask for fewer days", mostFeedback)
	}
	at := ""
	if !received.IsZero() {
		at = utc(received)
	}
	for _, d := range defects {
		row := []string{ident, at, string(d.Figure), d.Field, d.Code, d.Text, d.Got, d.Source}
		for i := range row {
			row[i] = cell(row[i])
		}
		f.rows = append(f.rows, row)
	}
	return nil
}

// Bytes is the table.
func (f *Feedback) Bytes() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(bom)
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	head := []string{"item", "received", "figure", "field", "code", "what_is_wrong", "got", "source"}
	if err := w.WriteAll(append([][]string{head}, f.rows...)); err != nil {
		return nil, fmt.Errorf("feedback: %w", err)
	}
	return b.Bytes(), nil
}
