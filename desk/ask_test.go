package desk_test

import (
	"testing"
	"time"

	"postern/desk"
	"postern/journal"
	"postern/parcel"
)

// tell receives a message.
func (b *bench) tell(t *testing.T, m parcel.Mail) {
	t.Helper()
	b.told++
	raw := []byte{byte(b.told)}
	b.now = b.now.Add(time.Second)
	if _, duplicate, err := b.Receive(t.Context(), desk.Message{File: "m", Digest: digest(raw), Raw: raw, Format: "ics2", Mail: m}); err != nil || duplicate {
		t.Fatal(duplicate, err)
	}
}

func (b *bench) holds(t *testing.T, code string) []parcel.Hold {
	t.Helper()
	it, err := b.db.Item(t.Context(), parcel.ItemID(code))
	if err != nil {
		t.Fatal(err)
	}
	return it.Holds
}

// A request for information is a hold that points at its field; it may come
// before anything else about the item. That nothing more is asked answers it,
// and no officer's hold.
func TestReferralIsAHold(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	asked := parcel.Referral{Kind: parcel.NeedInformation, Reference: "REF1", MRN: "26FI1", Item: green, Field: "goodsItem[1]/commodity/descriptionOfGoods", Text: "what is it?", Issued: b.now}
	b.tell(t, parcel.Mail{Referrals: []parcel.Referral{asked}})
	b.tell(t, parcel.Mail{Referrals: []parcel.Referral{asked}}) // sent twice
	if _, err := b.Hold(t.Context(), b.ada, parcel.ParseIdentifier(green), parcel.Plant, "seeds"); err != nil {
		t.Fatal(err)
	}
	b.declare(t, map[string]string{green: "fork"})
	r := b.scan(t, b.ben, green)
	if r.Verdict.Lane != parcel.Red || len(r.Holds) != 2 {
		t.Fatalf("read %+v", r)
	}
	if h := r.Holds[0]; h.Agency != parcel.Security || h.Asked == nil || h.Asked.Field != asked.Field || h.Reason != "information wanted: goodsItem[1]/commodity/descriptionOfGoods: what is it?" {
		t.Errorf("held %+v", h)
	}
	b.tell(t, parcel.Mail{Referrals: []parcel.Referral{{Kind: parcel.RiskAssessed, MRN: "another", Item: green}}})
	if h := b.holds(t, green)[0]; h.Closed {
		t.Errorf("another filing answered %+v", h)
	}
	b.tell(t, parcel.Mail{Referrals: []parcel.Referral{{Kind: parcel.RiskAssessed, MRN: "26FI1"}}})
	holds := b.holds(t, green)
	if h := holds[0]; h.State != parcel.HoldAnswered || !h.Closed {
		t.Errorf("not answered: %+v", h)
	}
	if h := holds[1]; h.Closed {
		t.Errorf("an officer's hold was answered by a message: %+v", h)
	}
	asked.Issued = b.now.Add(time.Hour)
	b.tell(t, parcel.Mail{Referrals: []parcel.Referral{asked}}) // asked again, later
	if holds = b.holds(t, green); len(holds) != 3 || holds[2].Closed {
		t.Errorf("asked again: %+v", holds)
	}
}

// What is asked of a receptacle holds the items in it, those that come to be
// known later too.
func TestReferralOfAReceptacle(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	in := func(code string) parcel.Declaration {
		d := declared(code, "fork")
		d.Receptacle = bag
		return d
	}
	b.tell(t, parcel.Mail{Items: []parcel.Declaration{in(green)}})
	b.tell(t, parcel.Mail{Referrals: []parcel.Referral{{Kind: parcel.DoNotLoad, MRN: "26FI1", Receptacle: bag}}})
	b.tell(t, parcel.Mail{Items: []parcel.Declaration{in(red), in(green)}})
	for _, code := range []string{green, red} {
		if h := b.holds(t, code); len(h) != 1 || h[0].Asked.Kind != parcel.DoNotLoad || h[0].Closed {
			t.Errorf("%s: %+v", code, h)
		}
	}
	b.tell(t, parcel.Mail{Referrals: []parcel.Referral{{Kind: parcel.RiskAssessed, Receptacle: bag}}})
	b.tell(t, parcel.Mail{Items: []parcel.Declaration{in(yellow)}})
	for code, n := range map[string]int{green: 1, red: 1, yellow: 0} {
		if h := b.holds(t, code); len(h) != n || n > 0 && !h[0].Closed {
			t.Errorf("%s after it was assessed: %+v", code, h)
		}
	}
}

// The first read of an item tells the receptacle that is being emptied; later
// reads, and those of another shift, do not.
func TestNestedScan(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	d := declared(green, "fork")
	d.Receptacle = bag
	b.tell(t, parcel.Mail{Items: []parcel.Declaration{d, declared(red, "knife")}})
	b.scan(t, b.ben, yellow) // before any
	b.now = b.now.Add(time.Second)
	b.scan(t, b.ben, bag)
	b.now = b.now.Add(time.Second)
	if r := b.scan(t, b.ben, green); r.From != bag || r.Receptacle.Seen != 1 || r.Receptacle.Over != 0 {
		t.Errorf("of the bag: %+v", r)
	}
	if r := b.scan(t, b.ben, red); r.From != bag || r.Receptacle.Receptacle != bag || r.Receptacle.Over != 1 {
		t.Errorf("over: %+v", r)
	}
	r := b.scan(t, b.ben, yellow)
	if body, ok := b.event(t, r.Event).Body.(journal.ItemScanned); !ok || r.From != "" || body.Receptacle != "" {
		t.Errorf("read before: %+v", r)
	}
}

// What the post's watchdog blocks is held in the post's name until it lets it
// go, as often as it says so; a warning holds nothing, and neither answers what
// another authority asked.
func TestWatchdog(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.declare(t, map[string]string{green: "fork"})
	say := func(kind parcel.ReferralKind) {
		b.tell(t, parcel.Mail{Referrals: []parcel.Referral{{Kind: kind, Item: green, Text: "see notice 12"}}})
	}
	open := func() (postal, security int) {
		for _, h := range b.holds(t, green) {
			switch {
			case h.Closed:
			case h.Agency == parcel.Postal:
				postal++
			case h.Agency == parcel.Security:
				security++
			}
		}
		return postal, security
	}
	b.tell(t, parcel.Mail{Referrals: []parcel.Referral{{Kind: parcel.NeedScreening, Item: green}}})
	for i, step := range []struct {
		kind             parcel.ReferralKind
		postal, security int
	}{
		{parcel.WarnItem, 0, 1},
		{parcel.StopItem, 1, 1},
		{parcel.StopItem, 1, 1},
		{parcel.LetItem, 0, 1},
		{parcel.StopItem, 1, 1},
		{parcel.RiskAssessed, 1, 0},
		{parcel.LetItem, 0, 0},
	} {
		say(step.kind)
		if postal, security := open(); postal != step.postal || security != step.security {
			t.Errorf("step %d, %s: %d holds of the post and %d of security are open, wanted %d and %d", i, step.kind, postal, security, step.postal, step.security)
		}
	}
	if r := b.holds(t, green)[1]; r.Reason != "stop it: see notice 12" {
		t.Errorf("held for %q", r.Reason)
	}
}
