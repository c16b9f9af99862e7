package parcel

import (
	"fmt"
	"strings"
	"time"
)

// Exhibit is a thing kept as evidence: the item that a decision seized or
// detained, under a number of its own.
type Exhibit struct {
	Number  string       `json:"exhibit"`
	Item    ItemID       `json:"item"`
	State   ExhibitState `json:"state"`
	Outcome Outcome      `json:"outcome,omitempty"` // that keeps it now
	Slot    string       `json:"slot"`              // where it lies; empty until a keeper has put it somewhere
	Seal    string       `json:"seal"`              // what closes it
	Mass    Mass         `json:"mass"`              // last weighed
	Station string       `json:"station,omitempty"` // that decided
	Custody []Custody    `json:"custody"`           // who had it, the oldest first
}

// Custody is one step: who has the exhibit from then on.
type Custody struct {
	Event    string      `json:"event"`
	At       time.Time   `json:"at"`
	Officers []OfficerID `json:"officers"`
	Slot     string      `json:"slot,omitempty"`
	Seal     string      `json:"seal,omitempty"`
	Mass     Mass        `json:"mass,omitempty"`
}

// ExhibitState says whether a thing is kept.
type ExhibitState string

// The states of an exhibit.
const (
	ExhibitKept  ExhibitState = "kept"
	ExhibitEnded ExhibitState = "ended" // a later decision let it go
	ExhibitVoid  ExhibitState = "void"  // the decision was taken back
)

// Keeps reports whether the outcome makes the item an exhibit.
func (o Outcome) Keeps() bool { return o == Seize || o == Detain }

// Kept is the exhibit the item is now; ok is false where it is none.
func (it Item) Kept() (x Exhibit, ok bool) {
	for _, x := range it.Exhibits {
		if x.State == ExhibitKept {
			return x, true
		}
	}
	return Exhibit{}, false
}

// Defects are what an auditor would ask about its custody.
func (x Exhibit) Defects() []string {
	all := []string{}
	if x.State == ExhibitKept && x.Slot == "" {
		all = append(all, "in no slot")
	}
	var before Mass
	for _, c := range x.Custody {
		if c.Mass == 0 {
			continue
		}
		if before != 0 && disagree(before, c.Mass) {
			all = append(all, fmt.Sprintf("%s, %s before", c.Mass, before))
		}
		before = c.Mass
	}
	return all
}

// disagree allows what two scales and the humidity of a store make.
func disagree(a, b Mass) bool {
	const few, share = 5, 50 // grams; one part in
	return max(a, b)-min(a, b) > max(few, max(a, b)/share)
}

// FoundExhibit is what a recount came upon. An empty slot or seal was not
// noted.
type FoundExhibit struct {
	Exhibit string `json:"exhibit"`
	Slot    string `json:"slot,omitempty"`
	Seal    string `json:"seal,omitempty"`
}

// Miscount is where register and store disagree.
type Miscount struct {
	Exhibit string         `json:"exhibit"`
	Item    ItemID         `json:"item,omitempty"` // empty where the number is not known here
	Result  MiscountResult `json:"result"`
	Slot    string         `json:"slot"` // as registered
	Seal    string         `json:"seal"`
	Mass    Mass           `json:"mass"`
	Found   string         `json:"found,omitempty"` // the slot or seal it was found with
}

// MiscountResult is what does not agree.
type MiscountResult string

// The results of a recount.
const (
	Lost      MiscountResult = "missing"    // registered in a slot and not found
	Extra     MiscountResult = "extra"      // found, and not to be kept
	WrongSlot MiscountResult = "wrong_slot" // found elsewhere than registered
	WrongSeal MiscountResult = "wrong_seal"
)

// Recount holds what was found against the register: every exhibit that was
// ever made. With a slot, only that one was counted. What no keeper has put
// anywhere is not looked for.
func Recount(register []Exhibit, slot string, found []FoundExhibit) []Miscount {
	all := []Miscount{}
	known := map[string]Exhibit{}
	for _, x := range register {
		known[x.Number] = x
	}
	seen := map[string]bool{}
	for _, f := range found {
		seen[f.Exhibit] = true
		if f.Slot == "" {
			f.Slot = slot
		}
		if m, wrong := known[f.Exhibit].against(f); wrong {
			all = append(all, m)
		}
	}
	for _, x := range register {
		counted := x.Slot != "" && (slot == "" || SameMark(slot, x.Slot))
		if x.State == ExhibitKept && counted && !seen[x.Number] {
			all = append(all, x.miscount(x.Number, Lost, ""))
		}
	}
	return all
}

// against holds one thing that was found against its entry, which is empty
// where there is none.
func (x Exhibit) against(f FoundExhibit) (m Miscount, wrong bool) {
	switch {
	case x.State != ExhibitKept:
		return x.miscount(f.Exhibit, Extra, f.Slot), true
	case f.Slot != "" && !SameMark(f.Slot, x.Slot):
		return x.miscount(f.Exhibit, WrongSlot, f.Slot), true
	case f.Seal != "" && !SameMark(f.Seal, x.Seal):
		return x.miscount(f.Exhibit, WrongSeal, f.Seal), true
	}
	return Miscount{}, false
}

func (x Exhibit) miscount(number string, r MiscountResult, found string) Miscount {
	return Miscount{Exhibit: number, Item: x.Item, Result: r, Slot: x.Slot, Seal: x.Seal, Mass: x.Mass, Found: found}
}

// SameMark compares what is written on slots and seals, whatever the case.
func SameMark(a, b string) bool { return strings.EqualFold(a, b) }
