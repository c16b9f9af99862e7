package desk_test

import (
	"errors"
	"strings"
	"testing"

	"postern/desk"
	"postern/parcel"
)

func TestHoldRefusals(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for name, c := range map[string]struct {
		who    parcel.Who
		code   string
		agency parcel.Agency
		reason string
		want   error
	}{
		"an auditor":      {b.audit, green, parcel.Plant, "seeds", desk.ErrNotAllowed},
		"nobody":          {parcel.Who{}, green, parcel.Plant, "seeds", desk.ErrNotAllowed},
		"a misprint":      {b.ben, wrong, parcel.Plant, "seeds", desk.ErrInput},
		"no label":        {b.ben, "", parcel.Plant, "seeds", desk.ErrInput},
		"10 MB":           {b.ben, strings.Repeat("A", 10<<20), parcel.Plant, "seeds", desk.ErrInput},
		"an escape":       {b.ben, "RR\x1b[2J", parcel.Plant, "seeds", desk.ErrInput},
		"a bag":           {b.ben, bag, parcel.Plant, "seeds", desk.ErrInput},
		"no such agency":  {b.ben, green, "moon", "seeds", desk.ErrInput},
		"no reason":       {b.ben, green, parcel.Plant, " \n", desk.ErrInput},
		"too long reason": {b.ben, green, parcel.Plant, strings.Repeat("a", 2001), desk.ErrInput},
	} {
		before := b.size(t)
		if _, err := b.Hold(t.Context(), c.who, parcel.ParseIdentifier(c.code), c.agency, c.reason); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if b.size(t) != before {
			t.Errorf("%s left an event", name)
		}
	}
}

// A hold waits for an item that nobody has heard of; when it comes it is red,
// however harmless, and the decision about it answers the hold.
func TestHoldBeforeItem(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	h, err := b.Hold(t.Context(), b.ada, parcel.ParseIdentifier(green), parcel.Plant, " seeds ")
	if err != nil || h.State != parcel.HoldIssued || h.Reason != "seeds" || h.Closed {
		t.Fatalf("held %+v, %v", h, err)
	}
	b.declare(t, map[string]string{green: "fork"})
	r := b.scan(t, b.ben, green)
	if r.Item != h.Item || r.Verdict.Lane != parcel.Red || r.Verdict.Selection.Reason != parcel.ByHold || len(r.Holds) != 1 || r.Holds[0].State != parcel.HoldSeen {
		t.Fatalf("read %+v", r)
	}
	b.decide(t, b.ben, green, parcel.Examine)
	b.decide(t, b.ben, green, parcel.Release)
	it, err := b.db.Item(t.Context(), green)
	if err != nil || len(it.OpenHolds()) != 0 || it.Holds[0].State != parcel.HoldDecided {
		t.Errorf("holds %+v, %v", it.Holds, err)
	}
}

func TestCloseHold(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, agency := range []parcel.Agency{parcel.Plant, parcel.Security} {
		if _, err := b.Hold(t.Context(), b.ada, parcel.ParseIdentifier(green), agency, "tip"); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		who   parcel.Who
		code  string
		cause parcel.Cause
		want  error
	}{
		"an auditor":    {b.audit, green, parcel.NotArrived, desk.ErrNotAllowed},
		"nobody":        {parcel.Who{}, green, parcel.NotArrived, desk.ErrNotAllowed},
		"no such cause": {b.ben, green, "boredom", desk.ErrInput},
		"no such item":  {b.ben, nothing, parcel.NotArrived, parcel.ErrNoItem},
	} {
		if _, err := b.CloseHold(t.Context(), c.who, parcel.ItemID(c.code), c.cause); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	holds, err := b.CloseHold(t.Context(), b.ben, green, parcel.NotArrived)
	if err != nil || len(holds) != 2 {
		t.Fatalf("closed %+v, %v", holds, err)
	}
	for _, h := range holds {
		if !h.Closed || h.Cause != parcel.NotArrived {
			t.Errorf("closed %+v", h)
		}
	}
	if _, err := b.CloseHold(t.Context(), b.ben, green, parcel.NotArrived); !errors.Is(err, desk.ErrNotAllowed) {
		t.Errorf("closed twice: %v", err)
	}
}
