package inspect_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"postern/parcel"
	"postern/tui/choice"
	"postern/tui/inspect"
	"postern/tui/screentest"
	"postern/tui/task"
)

const label = "RR407182635CN"

type bench struct {
	dossier parcel.Dossier
	seen    []parcel.Seen
	moved   string
	photo   string
	shown   string
	err     error
}

func (b *bench) Dossier(context.Context, parcel.ItemID) (parcel.Dossier, error) {
	return b.dossier, b.err
}

func (b *bench) Names(context.Context) (map[parcel.OfficerID]string, error) { return nil, nil }

func (b *bench) Examine(_ context.Context, _ parcel.Who, _ parcel.ItemID, seen parcel.Seen) error {
	b.seen = append(b.seen, seen)
	return b.err
}

func (b *bench) MoveExhibit(_ context.Context, _ parcel.Who, number, slot string) error {
	b.moved = number + " " + slot
	return b.err
}

func (b *bench) AttachPhoto(_ context.Context, _ parcel.Who, item parcel.ItemID, path string) error {
	b.photo = string(item) + " " + path
	return b.err
}

func (b *bench) ShowParties(_ context.Context, _ parcel.Who, _ parcel.ItemID, purpose string) error {
	b.shown = purpose
	return b.err
}

func card(text string) parcel.Dossier {
	id := parcel.ParseIdentifier(label)
	item := parcel.NewItemID(id.Text, "2026-11-15")
	decl := parcel.Declaration{
		Identifier: id, Origin: "CN", Gross: 400, Sender: parcel.Party{Name: text, Country: "CN"},
		Contents: []parcel.Content{{Index: 1, Words: text, HS: text, Origin: text}},
	}
	return parcel.Dossier{
		Files: []parcel.Attachment{{Name: text, MIME: text, Digest: text}},
		Item:  parcel.Item{ID: item, Known: true, Decl: decl, State: parcel.Selected, Exhibits: []parcel.Exhibit{{Number: text, Seal: text, State: parcel.ExhibitKept}}},
		Reading: parcel.Reading{
			Item: item, Known: true, Identifier: id, State: parcel.Selected, Decl: decl,
			Verdict: parcel.Verdict{
				Lane: parcel.Red, Selection: parcel.Selection{Reason: parcel.ByRule}, Tasks: []parcel.Task{{Agency: parcel.Plant, Text: text}},
				Assessments: []parcel.Assessment{{Agency: parcel.Plant, Score: 81, Lane: parcel.Red, Hits: []parcel.Hit{{Rule: text, Reason: text, Evidence: text}}}},
			},
		},
		Quality: []string{text}, Holds: []parcel.Hold{{Agency: parcel.Plant, Reason: text}}, Papers: []parcel.Paper{{Kind: parcel.Order, Order: text, Words: text}},
		Entries: []parcel.Entry{{Kind: text, Text: text}}, Earlier: []parcel.ItemID{parcel.ItemID(text)},
	}
}

func sit(t *testing.T, text string) (*inspect.Screen, *screentest.Hand, *bench) {
	t.Helper()
	b := &bench{dossier: card(text)}
	s := inspect.New(inspect.Options{Look: screentest.Look(t), Limit: screentest.Limit(t), Desk: b, Book: b})
	h := screentest.Sit(t, s)
	h.Do(s.Begin(b.dossier.Item.ID, parcel.Who{}))
	return s, h, b
}

func TestFieldsAndQuestionsTakeOneKeyEach(t *testing.T) {
	_, h, b := sit(t, "seeds")
	h.Keys("-") // the contents differ
	h.Types("bulbs")
	h.Keys("+", "+", "+", "+") // HS, origin, gross mass, sender
	h.Sees("- differs", "bulbs", "5 not recorded yet")
	h.Keys("-") // the question
	h.Keys("6", "enter")
	made, ok := screentest.Up[choice.Made](h)
	if !ok || made.Choice.Outcome != parcel.Xray || len(made.Choice.Seen.Checked) != 5 || len(made.Choice.Seen.Replies) != 1 || made.Choice.Seen.Replies[0].Yes {
		t.Errorf("made %+v", made.Choice)
	}
	if b.seen != nil {
		t.Error("recorded by the screen itself")
	}
}

func TestTheCardScrollsWithItsCursor(t *testing.T) {
	_, h, _ := sit(t, "seeds")
	h.Size(80, 12)
	h.Sees("declared against found")
	for range 60 {
		h.Keys("j")
	}
	h.Misses("declared against found")
	for range 120 {
		h.Keys("k")
	}
	h.Sees("declared against found", "contents")
	h.Keys("G", "g")
	h.Sees("declared against found")
}

func TestPartiesNeedAPurpose(t *testing.T) {
	s, h, b := sit(t, "Yan Li")
	h.Sees("Y*** L***")
	h.Keys("v", "enter")
	if b.shown != "" {
		t.Error("shown for no purpose")
	}
	b.err = errors.New("the disk is full")
	h.Keys("2", "enter")
	if h.Notice() != "the disk is full" {
		t.Error("the error was not said")
	}
	h.Sees("Y*** L***")
	b.err = nil
	h.Keys("enter")
	h.Sees("Yan Li, CN")
	s.Aside()
	h.Do(s.Begin(b.dossier.Item.ID, parcel.Who{}))
	h.Sees("Y*** L***")
}

func TestLateErrorsAndHostileText(t *testing.T) {
	s, h, b := sit(t, screentest.Hostile)
	h.Sizes()
	for _, keys := range [][]string{{"f"}, {"x"}, {"p"}, {"v"}, {"-"}} {
		h.Keys(keys...)
		h.Sizes()
		h.Back()
	}
	if !strings.Contains(h.Says(), "EXAMINE") {
		t.Errorf("says %s", h.Says())
	}
	b.err = errors.New("no such item")
	late := s.Begin("x@2026-11-15", parcel.Who{})()
	h.Do(s.Begin("y@2026-11-15", parcel.Who{}))
	h.Sees("no such item")
	b.err = nil
	h.Send(late)
	h.Keys("5", "enter", "+", "a", "x", "e")
	h.Sees("no such item")
	if _, ok := screentest.Up[choice.Made](h); ok {
		t.Error("decided an item that is not there")
	}
	h.Send(task.Refresh{})
	h.Sizes()
}

// A photo is tied to the item by its path and another key than the one that
// ends the path; then it stands on the card.
func TestPhotosByTheirPath(t *testing.T) {
	_, h, b := sit(t, "seeds")
	for _, yes := range []bool{false, true} {
		h.Keys("p")
		h.Types("/media/stick/xray 7.png")
		h.Sees("tie /media/stick/xray 7.png")
		if b.photo != "" {
			t.Error("recorded by the key that ends the path")
		}
		if yes {
			b.dossier.Files = []parcel.Attachment{{
				Name: "xray 7.png", MIME: "image/png", Size: 81_000, Digest: "3f9a77c0d1e2aa55", Original: "f", Sent: 40,
				At: time.Date(2026, 11, 17, 9, 0, 0, 0, time.UTC),
			}}
			h.Keys("+")
		} else {
			h.Keys("enter")
		}
	}
	if want := string(b.dossier.Item.ID) + " /media/stick/xray 7.png"; b.photo != want {
		t.Errorf("recorded %q, not %q", b.photo, want)
	}
	if says := h.Says(); !strings.Contains(says, "xray 7.png   image/png   80 KB   whole   40 % sent   SHA-256 3f9a77c0d1e2") {
		t.Errorf("the card says %s", says)
	}
	h.Keys("p")
	h.Types("x.png")
	if !h.Back() {
		t.Error("a path half typed is not taken back")
	}
}
