package desk_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"postern/desk"
	"postern/journal"
	"postern/parcel"
)

func TestDecideRefusals(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.declare(t, map[string]string{green: "fork", red: "knife", yellow: "card", other: "fork"})
	b.scan(t, b.ben, red)
	b.decide(t, with(b.ben, b.cleo), other, parcel.Seize)
	agency := func(a parcel.Agency) func(*desk.Choice) { return func(c *desk.Choice) { c.Agency = a } }
	ground := func(g string) func(*desk.Choice) { return func(c *desk.Choice) { c.Ground = g } }
	findings := func(f ...parcel.Finding) func(*desk.Choice) { return func(c *desk.Choice) { c.Findings = f } }
	for name, c := range map[string]struct {
		who    parcel.Who
		choice desk.Choice
		want   error
	}{
		"an auditor":           {b.audit, choice(green, parcel.Release), desk.ErrNotAllowed},
		"nobody":               {parcel.Who{}, choice(green, parcel.Release), desk.ErrNotAllowed},
		"an audit witness":     {with(b.ben, b.audit), choice(green, parcel.Seize), desk.ErrNotAllowed},
		"his own witness":      {with(b.ben, b.ben), choice(green, parcel.Seize), desk.ErrNotAllowed},
		"no item":              {b.ben, choice("", parcel.Release), desk.ErrInput},
		"an unknown item":      {b.ben, choice(nothing, parcel.Release), parcel.ErrNoItem},
		"no outcome":           {b.ben, choice(green, "pardon"), desk.ErrInput},
		"no ground":            {b.ben, choice(green, parcel.Release, ground(" \n")), desk.ErrInput},
		"a long ground":        {b.ben, choice(green, parcel.Release, ground(strings.Repeat("a", 2001))), desk.ErrInput},
		"no such agency":       {b.ben, choice(green, parcel.Release, agency("moon")), desk.ErrInput},
		"referred to nobody":   {b.ben, choice(green, parcel.Refer), desk.ErrInput},
		"a finding unnamed":    {b.ben, choice(green, parcel.Release, findings(parcel.Finding{Text: "x"})), desk.ErrInput},
		"a finding too long":   {b.ben, choice(green, parcel.Release, findings(parcel.Finding{Code: "x", Text: strings.Repeat("a", 2001)})), desk.ErrInput},
		"a code too long":      {b.ben, choice(green, parcel.Release, findings(parcel.Finding{Code: strings.Repeat("a", 65)})), desk.ErrInput},
		"101 findings":         {b.ben, choice(green, parcel.Release, findings(make([]parcel.Finding, 101)...)), desk.ErrInput},
		"seize alone":          {b.ben, choice(green, parcel.Seize), desk.ErrNotAllowed},
		"destroy alone":        {b.ada, choice(green, parcel.Destroy), desk.ErrNotAllowed},
		"deliver alone":        {b.ada, choice(green, parcel.Deliver), desk.ErrNotAllowed},
		"deliver unled":        {with(b.ben, b.cleo), choice(green, parcel.Deliver), desk.ErrNotAllowed},
		"waive unled":          {b.ben, choice(red, parcel.Waive), desk.ErrNotAllowed},
		"uninspected":          {b.ben, choice(red, parcel.Release), desk.ErrNotAllowed},
		"uninspected, by lead": {b.ada, choice(red, parcel.Duty), desk.ErrNotAllowed},
		"two's by one":         {b.ben, choice(other, parcel.Release, found), desk.ErrNotAllowed},
		"two's held by one":    {b.ben, choice(other, parcel.HoldItem), desk.ErrNotAllowed},
	} {
		before := b.size(t)
		if _, err := b.Decide(t.Context(), c.who, c.choice); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if b.size(t) != before {
			t.Errorf("%s left an event", name)
		}
	}
}

func TestDecideAllowed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		who  func(*bench) parcel.Who
		code string
		make func(*testing.T, *bench)
		then desk.Choice
		want parcel.State
	}{
		"green is released":        {officer, green, nil, choice(green, parcel.Release), parcel.Released},
		"papers of yellow agree":   {officer, yellow, nil, choice(yellow, parcel.Release), parcel.Released},
		"red, with a finding":      {officer, red, nil, choice(red, parcel.Release, found), parcel.Released},
		"red, examined":            {officer, red, after(red, parcel.Examine), choice(red, parcel.Release), parcel.Released},
		"red, X-rayed":             {officer, red, after(red, parcel.Xray), choice(red, parcel.Release), parcel.Released},
		"red, waived":              {lead, red, nil, choice(red, parcel.Waive), parcel.Released},
		"red, waived, led":         {ledWitness, red, nil, choice(red, parcel.Waive), parcel.Released},
		"seized by two":            {two, green, nil, choice(green, parcel.Seize), parcel.Seized},
		"delivered by two, led":    {ledWitness, green, nil, choice(green, parcel.Deliver), parcel.Delivered},
		"two's by two":             {two, green, seized, choice(green, parcel.Release, found), parcel.Released},
		"two's by the lead":        {lead, green, seized, choice(green, parcel.HoldItem), parcel.Held},
		"two's corrected by one":   {officer, green, seized, choice(green, parcel.Correct), parcel.Seized},
		"correct leaves decisions": {officer, green, after(green, parcel.HoldItem), choice(green, parcel.Correct), parcel.Held},
	} {
		b := newBench(t)
		b.declare(t, map[string]string{green: "fork", red: "knife", yellow: "card"})
		b.scan(t, b.ben, c.code)
		if c.make != nil {
			c.make(t, b)
		}
		d, err := b.Decide(t.Context(), c.who(b), c.then)
		if err != nil || d.State != c.want {
			t.Errorf("%s: %s, %v, want %s", name, d.State, err, c.want)
		}
	}
}

func officer(b *bench) parcel.Who    { return b.ben }
func lead(b *bench) parcel.Who       { return b.ada }
func two(b *bench) parcel.Who        { return with(b.ben, b.cleo) }
func ledWitness(b *bench) parcel.Who { return with(b.ben, b.ada) }

func seized(t *testing.T, b *bench) { t.Helper(); b.decide(t, two(b), green, parcel.Seize) }

func after(code string, o parcel.Outcome) func(*testing.T, *bench) {
	return func(t *testing.T, b *bench) { t.Helper(); b.decide(t, b.ben, code, o) }
}

// A decision supersedes what stands on its item and nothing else; its event
// says so. A correction supersedes nothing.
func TestDecideSupersedes(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.declare(t, map[string]string{green: "fork", other: "fork"})
	first := b.decide(t, b.ben, green, parcel.HoldItem)
	elsewhere := b.decide(t, b.ben, other, parcel.HoldItem)
	later := elsewhere.Event
	later.Seq += 2
	for name, c := range map[string]desk.Choice{
		"another item's":      {Item: green, Outcome: parcel.Release, Ground: "x", Supersedes: []journal.Name{elsewhere.Event}},
		"one yet to come":     {Item: green, Outcome: parcel.Release, Ground: "x", Supersedes: []journal.Name{later}},
		"one by a correction": {Item: green, Outcome: parcel.Correct, Ground: "x", Supersedes: []journal.Name{first.Event}},
		"what is no decision": {Item: green, Outcome: parcel.Release, Ground: "x", Supersedes: []journal.Name{{Station: later.Station, Epoch: later.Epoch, Seq: 1}}},
	} {
		if _, err := b.Decide(t.Context(), b.cleo, c); !errors.Is(err, desk.ErrInput) {
			t.Errorf("%s: %v, want %v", name, err, desk.ErrInput)
		}
	}
	second := b.decide(t, b.cleo, green, parcel.Release, func(c *desk.Choice) { c.Supersedes = []journal.Name{first.Event} })
	e := b.event(t, second.Event.String())
	if diff := cmp.Diff([]journal.Name{first.Event}, e.Supersedes); diff != "" {
		t.Error(diff)
	}
	it, err := b.db.Item(t.Context(), green)
	if err != nil || len(it.Decisions) != 1 || it.Decisions[0].Event != second.Event.String() {
		t.Errorf("standing %+v, %v", it.Decisions, err)
	}
	body, ok := e.Body.(journal.ItemDecided)
	if !ok || body.Ground != "because" || body.Lane != parcel.Green || body.Shift == "" {
		t.Errorf("recorded %+v", e.Body)
	}
}

func TestUndo(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.declare(t, map[string]string{green: "fork", other: "fork"})
	if _, err := b.Undo(t.Context(), b.ben, journal.Name{}); err == nil {
		t.Error("took back what was never decided")
	}
	hold := b.decide(t, b.ben, green, parcel.HoldItem)
	release := b.decide(t, b.ben, green, parcel.Release)
	b.decide(t, b.cleo, other, parcel.HoldItem)

	refused(t, "an auditor", b, b.audit, release.Event)
	refused(t, "nobody", b, parcel.Who{}, release.Event)
	refused(t, "a colleague's", b, b.cleo, release.Event)
	refused(t, "not the last", b, b.ben, hold.Event)
	d, err := b.Undo(t.Context(), b.ben, release.Event)
	if err != nil || d.State != parcel.Held {
		t.Fatalf("undone to %s, %v: what it had superseded does not stand again", d.State, err)
	}
	refused(t, "twice", b, b.ben, release.Event)
	d, err = b.Undo(t.Context(), b.ben, journal.Name{})
	if err != nil || d.State != parcel.Expected {
		t.Fatalf("undone to %s, %v", d.State, err)
	}
	if _, err := b.Undo(t.Context(), b.ben, journal.Name{}); err == nil {
		t.Error("took back more than was decided")
	}
	b.decide(t, b.ben, green, parcel.HoldItem)
	b.decide(t, b.cleo, green, parcel.Release)
	refused(t, "superseded", b, b.ben, journal.Name{})
	e := b.event(t, d.Event.String())
	if _, ok := e.Body.(journal.DecisionWithdrawn); !ok || len(e.Supersedes) != 1 || e.Supersedes[0] != hold.Event {
		t.Errorf("recorded %+v", e)
	}
}

func refused(t *testing.T, name string, b *bench, who parcel.Who, event journal.Name) {
	t.Helper()
	before := b.size(t)
	if _, err := b.Undo(t.Context(), who, event); !errors.Is(err, desk.ErrNotAllowed) {
		t.Errorf("undo, %s: %v, want a refusal", name, err)
	}
	if b.size(t) != before {
		t.Errorf("undo, %s, left an event", name)
	}
}

// What two officers decided, one alone does not take back.
func TestUndoOfTwo(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.declare(t, map[string]string{green: "fork"})
	b.decide(t, two(b), green, parcel.Seize)
	refused(t, "alone", b, b.ben, journal.Name{})
	if d, err := b.Undo(t.Context(), two(b), journal.Name{}); err != nil || d.State != parcel.Expected {
		t.Errorf("undone by two to %s, %v", d.State, err)
	}
}

func TestPolicy(t *testing.T) {
	t.Parallel()
	p := desk.DefaultPolicy()
	for _, o := range parcel.Outcomes() {
		if p.Needs(o) != o.Grave() {
			t.Errorf("%s needs two: %v", o, p.Needs(o))
		}
	}
	if (desk.Policy{}).Needs(parcel.Seize) {
		t.Error("no policy asks for two")
	}
}
