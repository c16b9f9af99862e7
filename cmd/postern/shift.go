package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"postern/export"
	"postern/parcel"
	"postern/roster"
)

// shiftAnswer is what the shift commands answer.
type shiftAnswer struct {
	Shift     string         `json:"shift"`
	Opened    time.Time      `json:"opened"`
	Closed    *time.Time     `json:"closed"`
	Root      string         `json:"root"`
	Signature string         `json:"signature"`
	Counts    map[string]any `json:"counts"`
	File      string         `json:"file,omitempty"`
}

// openAnswer is what close answers while business is open.
type openAnswer struct {
	Open []businessAnswer `json:"open"`
}

type businessAnswer struct {
	Kind string `json:"kind"`
	Item string `json:"item"`
	Text string `json:"text"`
}

func (s *station) openOf(ctx context.Context, all []parcel.Business) openAnswer {
	a := openAnswer{Open: []businessAnswer{}}
	for _, b := range all {
		a.Open = append(a.Open, businessAnswer{b.Kind, s.named(ctx, b.Item), b.Text})
	}
	return a
}

func (a openAnswer) say(p *page) {
	for _, b := range a.Open {
		p.say("%s %s: %s\n", b.Kind, cell(b.Item, 60), cell(b.Text, 200))
	}
}

func shiftOf(s parcel.Shift) shiftAnswer {
	a := shiftAnswer{Shift: s.ID, Opened: s.Opened, Root: s.Root, Signature: s.Signature, Counts: map[string]any{"lanes": s.Lanes, "outcomes": s.Outcomes}}
	for name, n := range (parcel.Shift{
		Scans: s.Scans, Items: s.Items, Advised: s.Advised, Entered: s.Entered, Selected: s.Selected, Examined: s.Examined,
		Waived: s.Waived, OpenItems: s.OpenItems, Found: s.Found, Drawn: s.Drawn, DrawnDone: s.DrawnDone, DrawnHits: s.DrawnHits,
		HoldsNew: s.HoldsNew, HoldsDone: s.HoldsDone, Withdrawn: s.Withdrawn, LateRaised: s.LateRaised, LateMissed: s.LateMissed,
	}).Tally() {
		a.Counts[name] = n
	}
	if !s.Closed.IsZero() {
		a.Closed = &s.Closed
	}
	return a
}

func (a shiftAnswer) say(p *page) {
	state := "open"
	if a.Closed != nil {
		state = "closed " + a.Closed.Format(time.DateTime)
	}
	p.say("shift %s  opened %s  %s\n", a.Shift, a.Opened.Format(time.DateTime), state)
	p.say("  items %v  selected %v = examined %v + waived %v + open %v\n",
		a.Counts["items"], a.Counts["selected"], a.Counts["examined"], a.Counts["waived"], a.Counts["open"])
	if a.Root != "" {
		p.say("  root %s\n", a.Root)
	}
	if a.File != "" {
		p.say("  written to %s; check it with: postern verify %s\n", cell(a.File, 200), cell(a.File, 200))
	}
}

func (r *run) shiftCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "shift", Short: "Shifts and their logs", Args: cobra.NoArgs, RunE: needSubcommand}
	closing := &cobra.Command{
		Use: "close", Short: "Close the shift and sign its head; open business stops it", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return r.acting(cmd.Context(), r.closeShift)
		},
	}
	listing := &cobra.Command{
		Use: "list", Short: "List the shifts", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return r.with(cmd.Context(), r.listShifts) },
	}
	cmd.AddCommand(r.openCommand(), closing, listing, r.exportCommand(), r.qualityCommand(), r.planCommand(), r.waiveCommand())
	return cmd
}

func (r *run) openCommand() *cobra.Command {
	can := parcel.Capacity{Minutes: -1, XRay: -1}
	cmd := &cobra.Command{
		Use: "open", Short: "Open a shift, and say what it can inspect where that is not as usual", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return r.acting(cmd.Context(), func(ctx context.Context, s *station, who parcel.Who) error {
				usual := s.config.Selection.usual()
				can.Each = usual.Each
				if !cmd.Flags().Changed("minutes") {
					can.Minutes = usual.Minutes
				}
				if !cmd.Flags().Changed("xray") {
					can.XRay = usual.XRay
				}
				const most = 1_000_000
				if can.Minutes < 0 || can.XRay < 0 || can.Minutes > most || can.XRay > most {
					return usage("--minutes and --xray: from 0 to a million")
				}
				if _, err := s.shifts.OpenWith(ctx, who, can); err != nil {
					return err
				}
				return r.sheet(ctx, s)
			})
		},
	}
	cmd.Flags().IntVar(&can.Minutes, "minutes", 0, "staff minutes for inspections (settings: capacity x minutes)")
	cmd.Flags().IntVar(&can.XRay, "xray", 0, "items that the X-ray takes besides (settings: xray)")
	return cmd
}

func (r *run) sheet(ctx context.Context, s *station) error {
	sheet, err := s.shifts.Sheet(ctx, "")
	if err != nil {
		return err
	}
	a := shiftOf(sheet)
	return r.give(a, a.say)
}

func (r *run) closeShift(ctx context.Context, s *station, who parcel.Who) error {
	_, err := s.shifts.Close(ctx, who)
	var business *roster.BusinessError
	if errors.As(err, &business) {
		a := s.openOf(ctx, business.Open)
		return errors.Join(r.give(a, a.say), err)
	}
	if err != nil {
		return err
	}
	return r.sheet(ctx, s)
}

func (r *run) listShifts(ctx context.Context, s *station) error {
	runs, err := s.shifts.All(ctx)
	if err != nil {
		return err
	}
	rows := make([]shiftAnswer, len(runs))
	for i, run := range runs {
		sheet, err := s.db.Shift(ctx, run)
		if err != nil {
			return err
		}
		rows[i] = shiftOf(sheet)
	}
	return list(r.answers, rows, "SHIFT\tOPENED\tCLOSED\tITEMS\tSELECTED\tOPEN", func(a shiftAnswer) string {
		closed := "-"
		if a.Closed != nil {
			closed = a.Closed.Format(time.DateTime)
		}
		return fmt.Sprintf("%s\t%s\t%s\t%v\t%v\t%v", a.Shift, a.Opened.Format(time.DateTime), closed, a.Counts["items"], a.Counts["selected"], a.Counts["open"])
	})
}

func (r *run) exportCommand() *cobra.Command {
	var format, out string
	cmd := &cobra.Command{
		Use: "export [SHIFT] --format csv|html|json|pdf|xlsx --out FILE", Short: "Write a shift's log; its signature goes beside it as FILE.sig", Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			f, err := export.ParseFormat(format)
			if err != nil {
				return usage("--format: " + err.Error())
			}
			return r.with(cmd.Context(), func(ctx context.Context, s *station) error {
				id := ""
				if len(args) > 0 {
					id = args[0]
				}
				sheet, err := s.exportShift(ctx, id, f, out)
				if err != nil {
					return err
				}
				a := shiftOf(sheet)
				a.File = out
				return r.give(a, a.say)
			})
		},
	}
	cmd.Flags().StringVar(&format, "format", "json", "csv, html, json, pdf or xlsx")
	cmd.Flags().StringVar(&out, "out", "", "file to write")
	require(cmd, "out")
	return cmd
}

// exportShift writes the log of a shift and its signature.
func (s *station) exportShift(ctx context.Context, id string, f export.Format, out string) (parcel.Shift, error) {
	log, err := s.shiftLog(ctx, id)
	if err != nil {
		return log.Shift, err
	}
	var b bytes.Buffer
	if err := export.Write(&b, f, log); err != nil {
		return log.Shift, err
	}
	sig, err := export.SignFile(filepath.Base(out), b.Bytes(), log.Lines(), s.keys.signer)
	if err != nil {
		return log.Shift, err
	}
	return log.Shift, errors.Join(writeFile(out, b.Bytes()), writeFile(out+".sig", sig))
}

func (s *station) shiftLog(ctx context.Context, id string) (export.ShiftLog, error) {
	log := export.ShiftLog{Station: s.db.Station(), Key: s.keys.public, Made: s.now()}
	run, err := s.shifts.Run(ctx, id)
	if err != nil {
		return log, err
	}
	log.Epoch = run.Epoch
	if log.Shift, err = s.shifts.Sheet(ctx, run.ID); err != nil {
		return log, err
	}
	if log.Office, err = s.db.Office(ctx); err != nil {
		return log, err
	}
	if log.Names, err = s.roster.Names(ctx); err != nil {
		return log, err
	}
	if log.OpenHolds, err = s.db.Held(ctx, true); err != nil {
		return log, err
	}
	proof, err := s.db.Prove(ctx, run.Epoch, log.Shift.First, log.Shift.Last)
	log.Edge, log.Events = proof.Edge, proof.Events
	return log, err
}

// exportName is where the screen writes a shift's log.
func (s *station) exportName(shift string, f export.Format) (string, error) {
	dir := s.config.Exports
	if dir == "" {
		dir = s.path("exports")
	}
	return filepath.Join(dir, "shift-"+shift+"."+string(f)), os.MkdirAll(dir, 0o700)
}
