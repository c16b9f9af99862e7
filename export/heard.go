package export

import (
	"slices"
	"time"

	"postern/journal"
	"postern/parcel"
)

// heard is what the records of a shift say by themselves, without any body.
type heard struct {
	records   []journal.Record
	kinds     map[journal.Kind]int
	items     map[parcel.ItemID]bool // scanned
	officers  []parcel.OfficerID     // in order of their first act
	hourly    []int
	decisions []journal.Record
	withdrawn map[journal.Name]bool // decisions taken back
	closed    map[journal.Name]bool // holds
}

const maxHours = 24 * 7 // of a shift; later scans are in no hour

func (h *heard) hear(r journal.Record) {
	if h.kinds == nil {
		h.kinds, h.items = map[journal.Kind]int{}, map[parcel.ItemID]bool{}
		h.withdrawn, h.closed = map[journal.Name]bool{}, map[journal.Name]bool{}
	}
	h.records = append(h.records, r)
	h.kinds[r.Kind]++
	for _, o := range r.Officers {
		if !slices.Contains(h.officers, o) {
			h.officers = append(h.officers, o)
		}
	}
	switch r.Kind { //nolint:exhaustive // the others count and no more
	case journal.KindItemScanned:
		h.scanned(r)
	case journal.KindItemDecided:
		h.decisions = append(h.decisions, r)
	case journal.KindDecisionWithdrawn:
		add(h.withdrawn, r.Supersedes)
	case journal.KindHoldClosed:
		add(h.closed, r.Supersedes)
	}
}

func (h *heard) scanned(r journal.Record) {
	if r.Item != "" {
		h.items[r.Item] = true
	}
	hour := int(r.Wall.Sub(h.records[0].Wall) / time.Hour)
	if hour < 0 {
		return // the clock was set back
	}
	for len(h.hourly) <= min(hour, maxHours) {
		h.hourly = append(h.hourly, 0)
	}
	if hour < len(h.hourly) {
		h.hourly[hour]++
	}
}

// superseded tells which decisions no longer stood at the end: those taken
// back, and those superseded by one that was not taken back itself.
func (h *heard) superseded() map[journal.Name]bool {
	gone := map[journal.Name]bool{}
	for name := range h.withdrawn {
		gone[name] = true
	}
	for _, r := range h.decisions {
		if !h.withdrawn[r.Name] {
			add(gone, r.Supersedes)
		}
	}
	return gone
}

// at is the record of a sequence number of the shift.
func (h *heard) at(seq uint64) (journal.Record, bool) {
	if first := h.records[0].Seq; seq >= first && seq-first < uint64(len(h.records)) {
		return h.records[seq-first], true
	}
	return journal.Record{}, false
}

func add(set map[journal.Name]bool, names []journal.Name) {
	for _, n := range names {
		set[n] = true
	}
}
