package tui_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"postern/parcel"
	"postern/tui/choice"
	"postern/tui/link"
	"postern/tui/shift"
)

// station is a whole station in memory: every door of the screen.
type station struct {
	now      time.Time
	officers []parcel.Officer
	pins     map[string]string
	items    map[string]parcel.Reading // by identifier text
	lines    []parcel.Line
	sheet    shift.Sheet
	err      error // the next act fails with it
	breaks   bool  // the clock panics

	scans    []parcel.Scan
	entries  []parcel.Declaration
	choices  []choice.Choice
	whos     []parcel.Who
	undone   []string
	shown    []string
	taught   time.Duration
	replies  []parcel.Reply
	checked  []parcel.Checked // by themselves
	known    []parcel.Checked // recorded
	closed   []parcel.Who
	waivers  []parcel.Who
	opened   int
	link     link.State
	retried  int
	moved    []string // exhibits and their slots
	photos   []string
	exhibits []parcel.Exhibit
	exported int
	asking   sync.Mutex
	filters  []parcel.Filter
	lists    lists
}

func newStation() *station {
	s := &station{
		now: time.Date(2026, 11, 17, 10, 44, 0, 0, time.UTC),
		officers: []parcel.Officer{
			{ID: "o1", Name: "K Lindqvist", Role: parcel.PrimaryOfficer, Active: true},
			{ID: "o2", Name: "M Okafor", Role: parcel.Supervisor, Active: true},
			{ID: "o3", Name: "P Gone", Role: parcel.PrimaryOfficer},
		},
		pins:  map[string]string{"K Lindqvist": "4711", "M Okafor": "8020"},
		items: map[string]parcel.Reading{},
	}
	for _, r := range []parcel.Reading{redReading(), greenReading(), yellowReading(), blueReading()} {
		s.items[r.Identifier.Text] = r
		lead, _, _ := choice.Lead(r.Verdict)
		s.lines = append(s.lines, parcel.Line{
			Item: r.Item, Lane: r.Verdict.Lane, State: parcel.Expected, Place: parcel.Belt, Since: s.now.Add(-3 * time.Hour),
			Origin: "CN", Words: r.Decl.Words(), Value: r.Decl.Total(), Agency: lead.Agency, Score: lead.Score, Addressee: "Anna Visser",
		})
	}
	sort.SliceStable(s.lines, func(i, j int) bool { return s.lines[i].Lane.Rank() > s.lines[j].Lane.Rank() })
	s.link = link.State{
		Enrolled: true, Hub: "hub.example:4222", Contact: s.now.Add(-2 * time.Hour), Why: "dial: no route to host", Saved: 1516, Recorded: 1472, Forks: 1,
		Lanes: []link.Lane{{Name: "grave", Events: 2, Oldest: s.now.Add(-time.Hour)}, {Name: "outcomes", Events: 30, Oldest: s.now.Add(-2 * time.Hour)}, {Name: "scans", Events: 12, Oldest: s.now.Add(-time.Hour)}, {Name: "rest"}},
	}
	s.sheet = shift.Sheet{
		Officers: []string{"K Lindqvist", "M Okafor"}, Arrived: 36, Emptied: 34, Holds: 4, Over: 2,
		InHand: map[parcel.Place]int{parcel.Belt: 6, parcel.XrayRoom: 1, parcel.Bench: 4, parcel.Store: 29, parcel.Quarantine: 8},
		Open:   []parcel.Business{{Kind: "hold", Item: "LZ100000016CN@2026-11-15", Text: "hold of plant without a cause"}},
	}
	s.sheet.Shift = parcel.Shift{
		ID: "20261117-1", Place: parcel.Bench, Opened: s.now.Add(-4 * time.Hour), Scans: 812, Items: 804, Advised: 700, Entered: 6,
		Lanes:    map[parcel.Lane]int{parcel.Red: 45, parcel.Yellow: 70, parcel.Blue: 18, parcel.Green: 665, parcel.Unknown: 6},
		Outcomes: map[parcel.Outcome]int{parcel.Release: 731, parcel.Duty: 41, parcel.Seize: 6},
		Selected: 126, Examined: 111, Waived: 4, OpenItems: 11, Found: 14, Drawn: 12, DrawnDone: 11,
		HoldsNew: 14, HoldsDone: 13, Commit: strings.Repeat("3f9a", 16), Rate: 0.02, First: 7, Last: 1516, Hourly: []int{96, 171, 248, 233},
		Moves: map[parcel.Place]parcel.Move{parcel.Belt: {In: 1204, Out: 1198}, parcel.XrayRoom: {In: 74, Out: 75}, parcel.Bench: {In: 59, Out: 58}, parcel.Store: {In: 14, Out: 6}},
		Worth: parcel.Quality{ByReason: []parcel.ReasonShare{
			{Reason: parcel.ByHold, Selected: 7, Share: parcel.Share{Found: 2, Examined: 7}},
			{Reason: parcel.ByRule, Selected: 95, Share: parcel.Share{Found: 10, Examined: 84}},
			{Reason: parcel.ByRandom, Selected: 12, Share: parcel.Share{Found: 0, Examined: 11}},
			{Reason: parcel.ByOfficer, Selected: 12, Share: parcel.Share{Found: 2, Examined: 9}},
		}},
	}
	s.lists = newLists(s.now)
	s.lists.errands = nil // nothing is to be fetched, but where a test says so
	return s
}

func reading(label string, lane parcel.Lane) parcel.Reading {
	id := parcel.ParseIdentifier(label)
	return parcel.Reading{
		Item: parcel.NewItemID(id.Text, "2026-11-15"), Known: true, Identifier: id, State: parcel.Present, Mass: 412,
		Verdict: parcel.Verdict{Lane: lane, Selection: parcel.Selection{Reason: parcel.ByNone, Rate: 0.02}},
		Decl: parcel.Declaration{
			Identifier: id, Origin: "CN", Dest: "NL", Gross: 400, Nature: parcel.Gift, Posted: time.Date(2026, 11, 15, 22, 10, 0, 0, time.UTC),
			Sender: parcel.Party{Name: "Yan Li", Country: "CN"}, Addressee: parcel.Party{Name: "Anna Visser", City: "Amsterdam", Country: "NL"},
			Contents: []parcel.Content{{
				Index: 1, Units: 3, Words: "glass beads", HS: "701810", Net: 380,
				Value: parcel.Money{Minor: 1200, Currency: "USD"}, Origin: "CN",
			}},
		},
		Receptacle: parcel.Progress{Receptacle: "CNCANANLAMSAAUN60412037100019", Expected: 216, Seen: 214, Holds: 3, HoldsSeen: 2},
	}
}

const (
	redLabel    = "RR407182635CN"
	greenLabel  = "LX204175365CN"
	yellowLabel = "CP000000014CN"
	blueLabel   = "EE123456785CN"
	newLabel    = "UA473124829GB"
)

func redReading() parcel.Reading {
	r := reading(redLabel, parcel.Red)
	r.Verdict.Selection = parcel.Selection{Reason: parcel.ByRule, Probability: 1}
	r.Verdict.Assessments = []parcel.Assessment{
		{Agency: parcel.Plant, Pack: "plant@3", Score: 81, Lane: parcel.Red, Hits: []parcel.Hit{
			{Rule: "P-014.3", Points: 34, Reason: "sender: \"beads\" were seeds in 7 of 61 items", Evidence: "7/61"},
			{Rule: "P-031.1", Points: 29, Reason: "412 g for 3 pieces: 9 x the usual mass", Evidence: "usual 15 g"},
		}},
		{Agency: parcel.Revenue, Pack: "revenue@2", Score: 44, Lane: parcel.Yellow, Hits: []parcel.Hit{
			{Rule: "R-002", Points: 18, Reason: "HS code and description disagree"},
		}},
		{Agency: parcel.Security, Score: 4, Lane: parcel.Green},
		{Agency: parcel.IPR, Score: 31, Lane: parcel.Blue},
	}
	r.Verdict.Tasks = []parcel.Task{
		{Agency: parcel.Plant, Text: "gloves on, open on the tray", Safety: true},
		{Agency: parcel.Plant, Text: "look for seeds, bulbs, soil, insects"},
		{Agency: parcel.Plant, Text: "bag a sample, photograph the label"},
	}
	return r
}

func greenReading() parcel.Reading { return reading(greenLabel, parcel.Green) }

func blueReading() parcel.Reading { return reading(blueLabel, parcel.Blue) }

func yellowReading() parcel.Reading {
	r := reading(yellowLabel, parcel.Yellow)
	r.Verdict.Assessments = []parcel.Assessment{{Agency: parcel.Revenue, Score: 44, Lane: parcel.Yellow, Hits: []parcel.Hit{
		{Rule: "R-002", Points: 18, Reason: "value below the usual"},
	}}}
	return r
}

func (s *station) Assess(_ context.Context, id parcel.ItemID) (parcel.Reading, error) {
	return s.items[id.Ident()], s.fails()
}

func (s *station) Scan(_ context.Context, _ parcel.Who, scan parcel.Scan, _ func(parcel.Reading)) (parcel.Reading, error) {
	if err := s.fails(); err != nil {
		return parcel.Reading{}, err
	}
	s.scans = append(s.scans, scan)
	id := parcel.ParseIdentifier(scan.Code)
	if r, ok := s.items[id.Text]; ok {
		return r, nil
	}
	return parcel.Reading{
		Item: parcel.NewItemID(id.Text, "2026-11-17"), Identifier: id, State: parcel.Present, Verdict: parcel.Verdict{Lane: parcel.Unknown},
	}, nil
}

func (s *station) TeachWedge(_ context.Context, gap time.Duration, _ string) error {
	s.taught = gap
	return s.fails()
}

func (s *station) ShowParties(_ context.Context, _ parcel.Who, item parcel.ItemID, purpose string) error {
	if err := s.fails(); err != nil {
		return err
	}
	s.shown = append(s.shown, string(item)+" "+purpose)
	return nil
}

func (s *station) AttachPhoto(_ context.Context, _ parcel.Who, item parcel.ItemID, path string) error {
	if err := s.fails(); err != nil {
		return err
	}
	s.photos = append(s.photos, string(item)+" "+path)
	return nil
}

func (s *station) MoveExhibit(_ context.Context, _ parcel.Who, number, slot string) error {
	if err := s.fails(); err != nil {
		return err
	}
	s.moved = append(s.moved, number+" "+slot)
	return nil
}

func (s *station) Examine(_ context.Context, _ parcel.Who, _ parcel.ItemID, seen parcel.Seen) error {
	if err := s.fails(); err != nil {
		return err
	}
	s.checked, s.known = append(s.checked, seen.Checked...), append(s.known, seen.Checked...)
	s.replies = append(s.replies, seen.Replies...)
	return nil
}

func (s *station) Enter(_ context.Context, _ parcel.Who, d parcel.Declaration) (parcel.Reading, error) {
	if err := s.fails(); err != nil {
		return parcel.Reading{}, err
	}
	s.entries = append(s.entries, d)
	r := reading(d.Identifier.Text, parcel.Yellow)
	r.Decl = d
	return r, nil
}

func (s *station) Decide(_ context.Context, who parcel.Who, c choice.Choice) (choice.Recorded, error) {
	if err := s.fails(); err != nil {
		return choice.Recorded{}, err
	}
	s.choices, s.whos = append(s.choices, c), append(s.whos, who)
	s.known = append(s.known, c.Seen.Checked...)
	s.replies = append(s.replies, c.Seen.Replies...)
	return choice.Recorded{Event: fmt.Sprintf("st/1/%d", len(s.choices)), State: c.Outcome.State()}, nil
}

func (s *station) Undo(_ context.Context, _ parcel.Who, event string) (choice.Recorded, error) {
	if err := s.fails(); err != nil {
		return choice.Recorded{}, err
	}
	s.undone = append(s.undone, event)
	return choice.Recorded{Event: event + "u", State: parcel.Present}, nil
}

func (s *station) Lines(_ context.Context, f parcel.Filter) ([]parcel.Line, int, error) {
	s.asking.Lock() // lists are asked for beside one another
	defer s.asking.Unlock()
	s.filters = append(s.filters, f)
	all := s.lines
	if f.Receptacle != "" {
		s.lists.asked = append(s.lists.asked, f)
		all = slices.DeleteFunc(slices.Clone(all), func(ln parcel.Line) bool { return f.Held && ln.Item.Ident() != greenLabel })
	}
	if f.Lane != "" || f.Agency != "" || f.Text != "" {
		all = slices.DeleteFunc(slices.Clone(all), func(ln parcel.Line) bool {
			return f.Lane != "" && ln.Lane != f.Lane || f.Agency != "" && ln.Agency != f.Agency ||
				!strings.Contains(string(ln.Item)+ln.Words, f.Text)
		})
	}
	from, total := min(f.Offset, len(all)), len(all)
	if f.Walks() {
		total = -1
		at := slices.Index(all, f.Past)
		switch {
		case f.Back && at < 0:
			from = max(len(all)-f.Limit, 0)
		case f.Back:
			from = max(at-f.Limit, 0)
		default:
			from = at + 1
		}
	}
	return all[from:min(from+f.Limit, len(all))], total, nil
}

func (s *station) Dossier(_ context.Context, id parcel.ItemID) (parcel.Dossier, error) {
	r, ok := s.items[id.Ident()]
	if !ok {
		return parcel.Dossier{}, errors.New("no such item")
	}
	return parcel.Dossier{
		Reading: r,
		Item: parcel.Item{
			ID: id, Known: true, Source: parcel.FromMessage, Received: s.now.Add(-24 * time.Hour), Decl: r.Decl,
			State: r.State, Place: parcel.Bench, Since: s.now.Add(-time.Hour), Exhibits: s.exhibits,
		},
		Quality: []string{"HS code is not of the description's chapter"},
		Data: parcel.Soundness{Adequacy: parcel.Portion{Good: 11, Of: 12}, Timeliness: parcel.Portion{Good: 1, Of: 1}, Defects: []parcel.Defect{
			{Figure: parcel.Adequacy, Code: "vague", Field: "contents", Text: "the description is too vague", Got: "gift"},
		}},
		Checked: s.known, Replies: s.replies,
		ToGreen: map[parcel.Agency][]string{parcel.Plant: {"P-014.3", "P-031.1"}},
		Holds:   []parcel.Hold{{Agency: parcel.Plant, Reason: "asked by the lab", State: parcel.HoldDecided, Closed: true, Since: s.now}},
		Papers: []parcel.Paper{
			{Kind: parcel.Order, Order: "A-77", Goods: parcel.Money{Minor: 4900, Currency: "USD"}, Paid: parcel.Money{Minor: 4900, Currency: "USD"}, Buyer: parcel.Party{Name: "Anna Visser"}},
			{Kind: parcel.Payment, Order: "A-77", Transaction: "T-9", Paid: parcel.Money{Minor: 4100, Currency: "USD"}, Buyer: parcel.Party{Name: "Bo Aalto"}},
		},
		Entries: []parcel.Entry{{Kind: "item_scanned", At: s.now, Officers: []parcel.OfficerID{"o1"}, Lane: r.Verdict.Lane, Place: parcel.Bench}},
	}, nil
}

func (s *station) LinkState(context.Context) (link.State, error) { return s.link, s.fails() }

func (s *station) RetryLink(context.Context) error {
	s.retried++
	return s.fails()
}

func (s *station) WriteBundle(context.Context) (string, error) {
	return "/data/exports/bundle.postern", s.fails()
}

func (s *station) Names(context.Context) (map[parcel.OfficerID]string, error) {
	names := map[parcel.OfficerID]string{}
	for _, o := range s.officers {
		names[o.ID] = o.Name
	}
	return names, nil
}

func (s *station) Officers(context.Context) ([]parcel.Officer, error) { return s.officers, nil }

func (s *station) First(_ context.Context, name, pin string) (parcel.Officer, error) {
	if len(s.officers) > 0 {
		return parcel.Officer{}, errors.New("there is an officer already")
	}
	o := parcel.Officer{ID: "first", Name: name, Role: parcel.Supervisor, Active: true}
	s.officers, s.pins = append(s.officers, o), map[string]string{name: pin}
	return o, nil
}

func (s *station) SignIn(_ context.Context, name, pin string) (parcel.Officer, error) {
	for _, o := range s.officers {
		if strings.EqualFold(o.Name, name) && s.pins[o.Name] == pin && pin != "" {
			return o, nil
		}
	}
	return parcel.Officer{}, errors.New("name and PIN do not go together")
}

func (s *station) Sheet(context.Context) (shift.Sheet, error) { return s.sheet, nil }

func (s *station) OpenShift(context.Context, parcel.Who, parcel.Place) (parcel.Shift, error) {
	s.opened++
	return s.sheet.Shift, s.fails()
}

func (s *station) CloseShift(_ context.Context, who parcel.Who) (parcel.Shift, []parcel.Business, error) {
	if len(s.sheet.Open) > 0 {
		return parcel.Shift{}, s.sheet.Open, nil
	}
	s.closed = append(s.closed, who)
	s.sheet.Shift.Closed = s.now
	return s.sheet.Shift, nil, nil
}

func (s *station) WaiveRest(_ context.Context, who parcel.Who, _ string) (int, error) {
	if err := s.fails(); err != nil {
		return 0, err
	}
	s.waivers = append(s.waivers, who)
	n := s.sheet.Over
	s.sheet.Over = 0
	return n, nil
}

func (s *station) ExportShift(context.Context) (string, error) {
	s.exported++
	return "/data/shift.csv", nil
}

// fails gives the error the next act is to fail with, once.
func (s *station) fails() error {
	err := s.err
	s.err = nil
	return err
}

// records counts everything in the journal that no read alone makes.
func (s *station) records() int {
	return len(s.entries) + len(s.choices) + len(s.undone) + len(s.closed) + len(s.shown) + len(s.checked) + len(s.moved) + len(s.lists.causes) + len(s.waivers) + s.lists.counts + s.opened
}
