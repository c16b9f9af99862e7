package main

import (
	"context"
	"errors"
	"slices"
	"time"

	"postern/roster"
	"postern/tui/shift"
)

// Sheet implements tui.Shifts.
func (d doors) Sheet(ctx context.Context) (shift.Sheet, error) {
	s, err := d.shifts.Sheet(ctx, "")
	if errors.Is(err, roster.ErrNoShift) {
		return shift.Sheet{}, nil
	}
	if err != nil {
		return shift.Sheet{}, err
	}
	sheet := shift.Sheet{Shift: s}
	called, err := d.roster.Names(ctx)
	if err != nil {
		return sheet, err
	}
	sheet.Officers = officersCalled(called, s.Officers)
	slices.Sort(sheet.Officers)
	if sheet.Arrived, sheet.Emptied, err = d.db.BagsOf(ctx, s.Opened, s.Closed); err != nil || !s.Closed.IsZero() {
		return sheet, err
	}
	return d.asItStands(ctx, sheet)
}

// asItStands adds to the sheet of an open shift what is so now.
func (d doors) asItStands(ctx context.Context, sheet shift.Sheet) (shift.Sheet, error) {
	open, err := d.db.Business(ctx)
	if err != nil {
		return sheet, err
	}
	held, err := d.db.Held(ctx, true)
	if err != nil {
		return sheet, err
	}
	inHand, err := d.db.InHand(ctx)
	if err != nil {
		return sheet, err
	}
	sheet.Referred, sheet.Late, sheet.Oldest, err = d.db.Referred(ctx, d.now().Add(-time.Duration(d.config.Answering)*time.Hour))
	if err != nil {
		return sheet, err
	}
	plan, err := d.plan(ctx)
	sheet.Open, sheet.Holds, sheet.InHand = open, len(held), inHand
	for _, p := range plan {
		if !p.Fits {
			sheet.Over++
		}
	}
	return sheet, err
}
