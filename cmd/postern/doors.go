package main

import (
	"context"
	"errors"
	"runtime/debug"

	"postern/desk"
	"postern/export"
	"postern/journal"
	"postern/parcel"
	"postern/roster"
	"postern/tui/choice"
)

// doors is a station as the screens see it: each of their small interfaces,
// answered by the rooms.
type doors struct{ *station }

// Scan implements tui.Desk.
func (d doors) Scan(ctx context.Context, who parcel.Who, scan parcel.Scan, ahead func(parcel.Reading)) (parcel.Reading, error) {
	r, err := d.desk.Ahead(ahead).Scan(ctx, who, scan)
	if err == nil {
		r.Elsewhere = d.elsewhere(ctx, r.Identifier.Text)
	}
	return r, err
}

// Assess implements tui.Desk.
func (d doors) Assess(ctx context.Context, id parcel.ItemID) (parcel.Reading, error) {
	return d.desk.Assess(ctx, id)
}

// Enter implements tui.Desk.
func (d doors) Enter(ctx context.Context, who parcel.Who, decl parcel.Declaration) (parcel.Reading, error) {
	return d.desk.Enter(ctx, who, decl)
}

// Decide implements tui.Desk. What was seen goes first: should the decision be
// refused, it stands, and is only said again.
func (d doors) Decide(ctx context.Context, who parcel.Who, c choice.Choice) (choice.Recorded, error) {
	if len(c.Seen.Checked)+len(c.Seen.Replies) > 0 {
		if err := d.Examine(ctx, who, c.Item, c.Seen); err != nil {
			return choice.Recorded{}, err
		}
	}
	done, err := d.desk.Decide(ctx, who, desk.Choice{Item: c.Item, Outcome: c.Outcome, Ground: c.Ground, Agency: c.Agency, Findings: c.Findings})
	d.up.wake()
	return recorded(done), err
}

// Undo implements tui.Desk.
func (d doors) Undo(ctx context.Context, who parcel.Who, event string) (choice.Recorded, error) {
	n, err := journal.ParseName(event)
	if err != nil {
		return choice.Recorded{}, err
	}
	done, err := d.desk.Undo(ctx, who, n)
	d.up.wake()
	return recorded(done), err
}

func recorded(d desk.Done) choice.Recorded {
	return choice.Recorded{Event: d.Event.String(), State: d.State}
}

// Examine implements tui.Desk.
func (d doors) Examine(ctx context.Context, who parcel.Who, item parcel.ItemID, seen parcel.Seen) error {
	_, err := d.desk.Examine(ctx, who, item, seen)
	return err
}

// MoveExhibit implements tui.Desk.
func (d doors) MoveExhibit(ctx context.Context, who parcel.Who, number, slot string) error {
	_, err := d.desk.MoveExhibit(ctx, who, number, desk.Move{Slot: slot})
	return err
}

// AttachPhoto implements tui.Desk.
func (d doors) AttachPhoto(ctx context.Context, who parcel.Who, item parcel.ItemID, path string) error {
	_, err := d.attach(ctx, who, item, path)
	return err
}

// ShowParties implements tui.Desk.
func (d doors) ShowParties(ctx context.Context, who parcel.Who, item parcel.ItemID, purpose string) error {
	return d.desk.ShowParties(ctx, who, item, purpose)
}

// Lines implements tui.Book.
func (d doors) Lines(ctx context.Context, f parcel.Filter) ([]parcel.Line, int, error) {
	return d.db.Lines(ctx, f)
}

// Dossier implements tui.Book.
func (d doors) Dossier(ctx context.Context, id parcel.ItemID) (parcel.Dossier, error) {
	dossier, err := d.db.Dossier(ctx, id)
	if err != nil {
		return dossier, err
	}
	if dossier.Reading, err = d.desk.Assess(ctx, dossier.Item.ID); err != nil {
		return dossier, err
	}
	if dossier.Files, err = d.db.Attached(ctx, dossier.Item.ID); err != nil {
		return dossier, err
	}
	dossier.ToGreen = map[parcel.Agency][]string{}
	for _, a := range dossier.Reading.Verdict.Assessments {
		for _, h := range d.engine.get().Green(a) {
			dossier.ToGreen[a.Agency] = append(dossier.ToGreen[a.Agency], h.Rule)
		}
	}
	return dossier, nil
}

// Names implements tui.Book.
func (d doors) Names(ctx context.Context) (map[parcel.OfficerID]string, error) {
	return d.roster.Names(ctx)
}

// Officers implements tui.Roster.
func (d doors) Officers(ctx context.Context) ([]parcel.Officer, error) { return d.roster.Officers(ctx) }

// First implements tui.Roster.
func (d doors) First(ctx context.Context, name, pin string) (parcel.Officer, error) {
	return d.roster.Add(ctx, nil, name, parcel.Supervisor, pin)
}

// SignIn implements tui.Roster. The check of a PIN fills much memory, which
// would otherwise stay with the program for minutes.
func (d doors) SignIn(ctx context.Context, name, pin string) (parcel.Officer, error) {
	defer func() { go debug.FreeOSMemory() }()
	return d.roster.SignIn(ctx, name, pin)
}

// OpenShift implements tui.Shifts.
func (d doors) OpenShift(ctx context.Context, who parcel.Who, _ parcel.Place) (parcel.Shift, error) {
	return d.shifts.Open(ctx, who)
}

// CloseShift implements tui.Shifts.
func (d doors) CloseShift(ctx context.Context, who parcel.Who) (parcel.Shift, []parcel.Business, error) {
	s, err := d.shifts.Close(ctx, who)
	var business *roster.BusinessError
	if errors.As(err, &business) {
		return s, business.Open, nil
	}
	return s, nil, err
}

// WaiveRest implements tui.Shifts.
func (d doors) WaiveRest(ctx context.Context, who parcel.Who, ground string) (int, error) {
	waived, err := d.waiveRest(ctx, who, ground)
	d.up.wake()
	return len(waived), err
}

// ExportShift implements tui.Shifts: the log with its proof, and the page to
// print beside it.
func (d doors) ExportShift(ctx context.Context) (string, error) {
	run, err := d.shifts.Run(ctx, "")
	if err != nil {
		return "", err
	}
	var path string
	for _, f := range []export.Format{export.CSV, export.HTML, export.JSON} {
		if path, err = d.exportName(run.ID, f); err != nil {
			return "", err
		}
		if _, err := d.exportShift(ctx, run.ID, f, path); err != nil {
			return "", err
		}
	}
	return path, nil
}
