package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"postern/journal"
	"postern/parcel"
	"postern/sync/hub"
	"postern/sync/hub/record"
)

// exported is one event as an export tells it. What stands in a sealed body is
// told where the station gave the hub its key; names of people are not told.
type exported struct {
	Event    string             `json:"event"`
	Station  string             `json:"station"`
	Office   string             `json:"office"`
	Seq      uint64             `json:"seq"`
	Kind     journal.Kind       `json:"kind"`
	Item     parcel.ItemID      `json:"item,omitempty"`
	At       time.Time          `json:"at"`
	Officers []parcel.OfficerID `json:"officers,omitempty"`
	Outcome  parcel.Outcome     `json:"outcome,omitempty"`
	Lane     parcel.Lane        `json:"lane,omitempty"`
	Agency   parcel.Agency      `json:"agency,omitempty"`
	Undoes   []journal.Name     `json:"supersedes,omitempty"`
}

func (r *run) exportCommand() *cobra.Command {
	var office, from, to, format, out string
	cmd := &cobra.Command{
		Use: "export --format csv|json --out FILE", Short: "Write what is recorded, an event a line", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if format != "csv" && format != "json" {
				return usage("--format: csv or json")
			}
			q := record.Query{}
			for _, day := range []struct {
				text string
				to   *parcel.Day
			}{{from, &q.From}, {to, &q.To}} {
				d, err := parseDay(day.text)
				if err != nil {
					return err
				}
				*day.to = d
			}
			return r.with(cmd.Context(), func(ctx context.Context, h *house) error { return r.export(ctx, h, q, office, format, out) })
		},
	}
	cmd.Flags().StringVar(&office, "office", "", "of this office only")
	cmd.Flags().StringVar(&from, "from", "", "from this day on, YYYY-MM-DD or RFC 3339")
	cmd.Flags().StringVar(&to, "to", "", "to this day, itself included")
	cmd.Flags().StringVar(&format, "format", "json", "csv, or json: an object a line")
	cmd.Flags().StringVar(&out, "out", "", "file to write")
	require(cmd, "out")
	return cmd
}

func parseDay(s string) (parcel.Day, error) {
	if s == "" {
		return "", nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if t, err := time.Parse(layout, s); err == nil {
			return parcel.DayOf(t.UTC()), nil
		}
	}
	return "", usage(parcel.Excerpt(s) + " is no day: want YYYY-MM-DD")
}

func (r *run) export(ctx context.Context, h *house, q record.Query, office, format, out string) (err error) {
	members, err := h.record.Members(ctx)
	if err != nil {
		return err
	}
	offices := map[string]string{}
	if office != "" {
		q.Stations = []string{}
	}
	for _, m := range members {
		offices[m.Station] = string(m.Office)
		if office != "" && string(m.Office) == office {
			q.Stations = append(q.Stations, m.Station)
		}
	}
	f, err := os.OpenFile(out, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600) //nolint:gosec // named by the user
	if err != nil {
		return err
	}
	write := writerOf(format, f)
	bodies, n := hub.NewBodies(h.record, h.keys.reader), 0
	err = h.record.Each(ctx, q, func(e record.Row) error {
		x, err := tellOf(ctx, bodies, e, offices[e.Station])
		if err != nil {
			return err
		}
		n++
		return write(x)
	})
	if err == nil {
		err = write(exported{})
	}
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	a := struct {
		File   string `json:"file"`
		Events int    `json:"events"`
	}{out, n}
	return r.give(a, func(say func(string, ...any)) { say("%d events in %s\n", n, out) })
}

func tellOf(ctx context.Context, bodies *hub.Bodies, e record.Row, office string) (exported, error) {
	rec, err := journal.DecodeRecord(e.Record)
	if err != nil {
		return exported{}, fmt.Errorf("event %d of %s: %w", e.Seq, e.Station, err)
	}
	x := exported{
		Event: rec.String(), Station: e.Station, Office: office, Seq: e.Seq, Kind: rec.Kind, Item: rec.Item, At: rec.Wall.UTC(), Officers: rec.Officers, Undoes: rec.Supersedes,
	}
	body, err := bodies.Open(ctx, rec, e.Body)
	if d, is := body.(journal.ItemDecided); err == nil && is {
		x.Outcome, x.Lane, x.Agency = d.Outcome, d.Lane, d.Agency
	}
	return x, nil
}

// writerOf writes one event each time it is called, and ends with an empty one.
func writerOf(format string, to io.Writer) func(exported) error {
	if format == "json" {
		e := json.NewEncoder(to)
		e.SetEscapeHTML(false)
		return func(x exported) error {
			if x.Event == "" {
				return nil
			}
			return e.Encode(x)
		}
	}
	w, began := csv.NewWriter(to), false
	return func(x exported) error {
		if !began {
			began = true
			if err := w.Write([]string{"event", "station", "office", "kind", "item", "at", "officers", "outcome", "lane", "agency"}); err != nil {
				return err
			}
		}
		if x.Event == "" {
			w.Flush()
			return w.Error()
		}
		var officers []string
		for _, o := range x.Officers {
			officers = append(officers, string(o))
		}
		row := []string{x.Event, x.Station, x.Office, string(x.Kind), string(x.Item), x.At.Format(time.RFC3339), strings.Join(officers, " "), string(x.Outcome), string(x.Lane), string(x.Agency)}
		for i := range row {
			row[i] = quoted(row[i])
		}
		return w.Write(row)
	}
}

// quoted keeps a spreadsheet from reading outside text as a formula.
func quoted(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
