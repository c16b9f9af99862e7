package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"postern/journal"
	"postern/parcel"
	"postern/risk"
)

// Scan is one read of a label: what it is, what is known, what to do. The
// answer is recorded before it is given; who cannot wait for the disk asks
// Ahead.
func (d *Desk) Scan(ctx context.Context, who parcel.Who, scan parcel.Scan) (parcel.Reading, error) {
	if err := d.mayAct(ctx, who); err != nil {
		return parcel.Reading{}, err
	}
	ident := parcel.ParseIdentifier(scan.Code)
	if len(scan.Code) > parcel.MaxLabel || !isLabel(ident.Text) {
		return parcel.Reading{}, ErrLabel
	}
	if scan.Place == "" {
		scan.Place = d.opt.Place
	}
	if !scan.Place.Known() {
		return parcel.Reading{}, fmt.Errorf("%w: %q is no place: use one of %v", ErrInput, scan.Place, parcel.Places())
	}
	if ident.Kind != parcel.KindS9 && scan.Within != "" && !holds(scan.Within) {
		return parcel.Reading{}, fmt.Errorf("%w: %s is no receptacle and no despatch: give its S9 or S8", ErrInput, parcel.Excerpt(scan.Within))
	}
	return settled(func() (parcel.Reading, error) { return d.scan(ctx, who, scan, ident) })
}

func (d *Desk) scan(ctx context.Context, who parcel.Who, scan parcel.Scan, ident parcel.Identifier) (parcel.Reading, error) {
	scan.At = d.opt.Now().Truncate(time.Millisecond) // as its record has it
	shift, err := d.shifts.Ensure(ctx, who)
	if err != nil {
		return parcel.Reading{}, err
	}
	if ident.Kind == parcel.KindS9 {
		return d.scanBag(ctx, who, scan, ident, shift)
	}
	r, before, err := d.look(ctx, ident)
	if err != nil {
		return r, err
	}
	if err := d.suggest(ctx, &r, scan.Within); err != nil {
		return r, err
	}
	part := scan.Within != "" && ident.Kind == parcel.KindOther && len(r.Suggestions) > 0 // of an item in that bag
	if r.Item == "" && (part || !ident.Valid) {
		return d.misread(ctx, who, scan, r, shift)
	}
	if r.Item == "" {
		r.Item = parcel.NewItemID(ident.Text, parcel.DayOf(scan.At.UTC()))
	}
	if r.From, err = d.from(ctx, before, shift); err != nil {
		return r, err
	}
	return d.record(ctx, who, scan, r, shift, before)
}

// from is the receptacle an item comes out of: an item is met once, in the one
// being emptied then.
func (d *Desk) from(ctx context.Context, before parcel.Item, shift parcel.Shift) (parcel.S9, error) {
	if before.Scans > 0 {
		return "", nil
	}
	return d.bags.Emptying(ctx, shift.Opened)
}

// isLabel says what may stand for an identifier at all: what a scanner puts
// around it is gone by then.
func isLabel(text string) bool {
	hidden := func(c rune) bool { return c == utf8.RuneError || !unicode.IsGraphic(c) }
	return text != "" && len(text) <= parcel.MaxLabel && !strings.ContainsFunc(text, hidden)
}

// look is what is known of an identifier, before any verdict, and the item as
// it stood. Item is empty where there is none; the source of the item is
// FromPapers where only trade papers speak of it.
func (d *Desk) look(ctx context.Context, ident parcel.Identifier) (r parcel.Reading, it parcel.Item, err error) {
	r = parcel.Reading{Identifier: ident, Decl: parcel.Declaration{Identifier: ident}, Suggestions: []string{}, Holds: []parcel.Hold{}}
	it, err = d.book.Item(ctx, parcel.ItemID(ident.Text))
	switch {
	case errors.Is(err, parcel.ErrNoItem):
		it = parcel.Item{Mark: parcel.Unheard}
	case err != nil:
		return r, it, err
	case d.opt.Now().Sub(it.Seen) <= parcel.Reuse:
		r.Item, r.Known, r.Decl, r.State, r.Mass = it.ID, it.Known, it.Decl, it.State, it.Mass
		r.Holds = append(r.Holds, it.OpenHolds()...)
		r.Decisions = it.Decisions
	default: // the identifier was another item's
		it = parcel.Item{Mark: it.Mark}
	}
	if r.Known {
		return r, it, nil
	}
	papers, err := d.book.Papers(ctx, ident.Text)
	if err != nil {
		return r, it, err
	}
	if decl, ok := parcel.FromPapersAlone(ident, papers); ok {
		r.Decl, r.Known, it.Source = decl, true, parcel.FromPapers
		return r, it, nil
	}
	return r, it, nil
}

// holds reports the number of a receptacle or despatch.
func holds(label string) bool {
	kind := parcel.ParseIdentifier(label).Kind
	return kind == parcel.KindS9 || kind == parcel.KindS8
}

const mostSuggested = 5

// suggest says what a label that names nothing known may have been meant for:
// items here first, then numbers that only the check digit speaks for.
func (d *Desk) suggest(ctx context.Context, r *parcel.Reading, within string) error {
	if r.Known {
		return nil
	}
	near, err := d.bags.Near(ctx, r.Identifier.Text, within)
	if err != nil {
		return err
	}
	r.Suggestions = append(r.Suggestions, near...)
	if r.Identifier.Valid {
		return nil
	}
	for _, repaired := range parcel.Repairs(r.Identifier.Text) {
		if len(r.Suggestions) < mostSuggested && !slices.Contains(r.Suggestions, repaired) {
			r.Suggestions = append(r.Suggestions, repaired)
		}
	}
	return nil
}

// record judges the item and appends the scan with what the officer is shown.
func (d *Desk) record(ctx context.Context, who parcel.Who, scan parcel.Scan, r parcel.Reading, shift parcel.Shift, before parcel.Item) (parcel.Reading, error) {
	pack, err := d.judge(ctx, &r, d.draw(shift, r.Item, before))
	if err != nil {
		return r, err
	}
	if d.shown != nil {
		d.shown(r)
	}
	body := journal.ItemScanned{Scan: scan, Known: r.Known, Verdict: r.Verdict, Facts: r.Facts.Kept(), Holds: holdEvents(r.Holds), Shift: shift.ID, Receptacle: r.From}
	if before.Scans > 0 && before.State.Open() {
		body.Was = before.Place
	}
	body.Done = before.Scans > 0 && !before.State.Open()
	if before.Source == parcel.FromPapers {
		body.Declaration = &r.Decl
	}
	return d.append(ctx, r, journal.Draft{Body: body, Officers: who.IDs(), Item: r.Item, Pack: pack, Given: before.Mark, Shift: shift.ID})
}

// judge fills in facts and verdict and names the packs that judged.
func (d *Desk) judge(ctx context.Context, r *parcel.Reading, draw risk.Draw) (pack string, err error) {
	if r.Facts, err = d.book.Facts(ctx, r.Item, r.Decl); err != nil {
		return "", err
	}
	assessments := []parcel.Assessment{}
	if r.Known {
		engine := d.opt.Engine()
		pack = engine.Version()
		assessments = engine.Assess(r.Decl, r.Facts, d.opt.Now())
	}
	r.Verdict = risk.Judge(assessments, r.Holds, draw, r.Known && !r.Decl.Blank())
	return pack, nil
}

// append writes the events and completes the reading with what came of them.
func (d *Desk) append(ctx context.Context, r parcel.Reading, drafts ...journal.Draft) (parcel.Reading, error) {
	names, err := d.book.Append(ctx, drafts...)
	if err != nil {
		return r, err
	}
	r.Event, r.At = names[len(names)-1].String(), d.opt.Now()
	if r.Item == "" {
		return r, nil
	}
	it, err := d.book.Item(ctx, r.Item)
	if err != nil {
		return r, err
	}
	r.State, r.Mass, r.Decisions = it.State, it.Mass, it.Decisions
	r.Holds = append([]parcel.Hold{}, it.OpenHolds()...)
	bag := r.Decl.Receptacle
	if bag == "" {
		bag = r.From
	}
	r.Receptacle, err = d.bags.Progress(ctx, bag)
	return r, err
}

// misread records a label that fails its check and matches nothing: it is
// shown with what it may have been, never taken for an item.
func (d *Desk) misread(ctx context.Context, who parcel.Who, scan parcel.Scan, r parcel.Reading, shift parcel.Shift) (parcel.Reading, error) {
	r.Verdict = risk.Judge(nil, nil, risk.Draw{Rate: shift.Rate}, false)
	r.Verdict.Assessments = []parcel.Assessment{}
	return d.append(ctx, r, journal.Draft{
		Body: journal.ItemScanned{Scan: scan, Verdict: r.Verdict, Shift: shift.ID}, Officers: who.IDs(), Shift: shift.ID,
	})
}

// scanBag is the read of a receptacle: how much of it has been seen, and the
// highest lane among what it should hold.
func (d *Desk) scanBag(ctx context.Context, who parcel.Who, scan parcel.Scan, ident parcel.Identifier, shift parcel.Shift) (parcel.Reading, error) {
	r := parcel.Reading{Identifier: ident, Suggestions: []string{}, Holds: []parcel.Hold{}}
	var err error
	if r.Receptacle, err = d.bags.Progress(ctx, parcel.S9(ident.Text)); err != nil {
		return r, err
	}
	lane := r.Receptacle.Lane
	r.Known = r.Receptacle.Expected > 0
	r.Verdict = parcel.Verdict{Lane: lane, Selection: parcel.Selection{Reason: parcel.ByNone}, Assessments: []parcel.Assessment{}, Tasks: []parcel.Task{}}
	return d.append(ctx, r, journal.Draft{
		Body: journal.ItemScanned{Scan: scan, Known: r.Known, Verdict: r.Verdict, Shift: shift.ID}, Officers: who.IDs(), Shift: shift.ID,
	})
}

func holdEvents(holds []parcel.Hold) []string {
	var out []string
	for _, h := range holds {
		out = append(out, h.Event)
	}
	return out
}

// Assess judges an item as it stands, without a scan and without a draw.
func (d *Desk) Assess(ctx context.Context, id parcel.ItemID) (parcel.Reading, error) {
	it, err := d.book.Item(ctx, id)
	if err != nil {
		return parcel.Reading{}, err
	}
	r := parcel.Reading{
		Item: it.ID, Known: it.Known, Identifier: parcel.ParseIdentifier(it.ID.Ident()), Decl: it.Decl, State: it.State, Mass: it.Mass,
		Holds: append([]parcel.Hold{}, it.OpenHolds()...), Suggestions: []string{}, Decisions: it.Decisions,
	}
	draw := risk.Draw{Rate: d.opt.Rate}
	if it.Scans > 0 { // drawn is drawn
		draw = risk.Draw{Rate: it.Selection.Rate, Drawn: it.Selection.Drawn}
	}
	if _, err := d.judge(ctx, &r, draw); err != nil {
		return r, err
	}
	r.At = d.opt.Now()
	r.Receptacle, err = d.bags.Progress(ctx, r.Decl.Receptacle)
	return r, err
}

// Enter takes an item from its paper form and judges it at once: the form and
// what the officer is shown are recorded together. The item is in the
// officer's hands, so this is a scan too, of an item that nobody advised.
func (d *Desk) Enter(ctx context.Context, who parcel.Who, decl parcel.Declaration) (parcel.Reading, error) {
	if err := d.mayAct(ctx, who); err != nil {
		return parcel.Reading{}, err
	}
	if id := decl.Identifier; !isLabel(id.Text) || id.Kind == parcel.KindS9 || id.Kind == parcel.KindS8 {
		return parcel.Reading{}, ErrLabel
	}
	return settled(func() (parcel.Reading, error) { return d.enter(ctx, who, decl) })
}

func (d *Desk) enter(ctx context.Context, who parcel.Who, decl parcel.Declaration) (parcel.Reading, error) {
	shift, err := d.shifts.Ensure(ctx, who)
	if err != nil {
		return parcel.Reading{}, err
	}
	r, before, err := d.look(ctx, decl.Identifier)
	if err != nil {
		return r, err
	}
	if r.Item == "" {
		r.Item = parcel.NewItemID(decl.Identifier.Text, parcel.DayOf(d.opt.Now().UTC()))
	}
	advised := r
	r.Decl, r.Known = decl, true
	draw := d.draw(shift, r.Item, before)
	pack, err := d.judge(ctx, &r, draw)
	if err != nil {
		return r, err
	}
	if err := d.atLeast(ctx, &r, advised, draw); err != nil {
		return r, err
	}
	scan := parcel.Scan{Code: decl.Identifier.Text, At: d.opt.Now().Truncate(time.Millisecond), Place: d.opt.Place}
	entered := journal.Draft{Body: journal.ItemEntered{Declaration: decl}, Officers: who.IDs(), Item: r.Item, Given: before.Mark, Shift: shift.ID}
	shown := journal.Draft{
		Body:     journal.ItemScanned{Scan: scan, Verdict: r.Verdict, Facts: r.Facts.Kept(), Holds: holdEvents(r.Holds), Shift: shift.ID},
		Officers: who.IDs(), Item: r.Item, Pack: pack,
	}
	return d.append(ctx, r, entered, shown)
}

// atLeast keeps the verdict on what was advised where that asks for more: a
// form typed at the bench does not wash out what a message said.
func (d *Desk) atLeast(ctx context.Context, r *parcel.Reading, advised parcel.Reading, draw risk.Draw) error {
	if !advised.Known {
		return nil
	}
	advised.Item = r.Item
	if _, err := d.judge(ctx, &advised, draw); err != nil {
		return err
	}
	if advised.Verdict.Lane.Rank() > r.Verdict.Lane.Rank() {
		r.Verdict = advised.Verdict
	}
	return nil
}
