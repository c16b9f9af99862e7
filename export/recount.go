package export

import (
	"fmt"
	"maps"
	"slices"

	"postern/journal"
	"postern/parcel"
)

// counts counts again what the records and the list of decisions tell, and
// checks the sums of what they do not.
func (c *check) counts() error {
	d, k := c.doc, c.heard.kinds
	n := d.Counts
	for _, count := range []struct {
		name         string
		log, counted int
	}{
		{"scans", n.Scans, k[journal.KindItemScanned]},
		{"items", n.Items, len(c.heard.items)},
		{"entered", n.Entered, k[journal.KindItemEntered]},
		{"decisions", n.Decisions, k[journal.KindItemDecided]},
		{"withdrawn", n.Withdrawn, k[journal.KindDecisionWithdrawn]},
		{"holds_new", n.HoldsNew, k[journal.KindHoldIssued]},
		{"holds_closed", n.HoldsClosed, k[journal.KindHoldClosed]},
		{"late_raised", n.LateRaised, k[journal.KindLateRaised]},
		{"late_missed", n.LateMissed, k[journal.KindLateMissed]},
		{"lanes together", sum(n.Lanes), n.Items},
		{"selected", n.Selected, n.Examined + n.Waived + n.Open},
	} {
		if count.log != count.counted {
			return fmt.Errorf("the log counts %d for %s, its events %d", count.log, count.name, count.counted)
		}
	}
	if err := n.plausible(); err != nil {
		return err
	}
	if !slices.Equal(d.Hourly, c.heard.hourly) {
		return fmt.Errorf("the scans by hour are not those of the events")
	}
	ids := make([]parcel.OfficerID, 0, len(d.Officers))
	for _, o := range d.Officers {
		ids = append(ids, o.ID)
	}
	if !sameOfficers(ids, c.heard.officers) {
		return fmt.Errorf("the officers are not those who acted in the events")
	}
	return c.outcomes()
}

// outcomes counts the decisions that stand.
func (c *check) outcomes() error {
	stand := map[parcel.Outcome]int{}
	for _, row := range c.doc.Decisions {
		if !row.Lifted {
			stand[row.Outcome]++
		}
	}
	said := c.doc.Counts.filled().Outcomes
	for outcome := range stand {
		said[outcome] += 0 // so that one counted nowhere is asked for too
	}
	for _, outcome := range sorted(said) {
		if said[outcome] != stand[outcome] {
			return fmt.Errorf("the log counts %d for outcome %s, its decisions %d", said[outcome], outcome, stand[outcome])
		}
	}
	return nil
}

// plausible checks that no part is larger than its whole, and none negative.
func (c counts) plausible() error {
	for _, part := range []struct {
		name        string
		part, whole int
	}{
		{"advised", c.Advised, c.Items},
		{"examined", c.Examined, c.Selected},
		{"waived", c.Waived, c.Selected},
		{"open", c.Open, c.Selected},
		{"selected", c.Selected, c.Items},
		{"found", c.Found, c.Items},
		{"drawn", c.Drawn, c.Items},
		{"drawn_examined", c.DrawnExamined, c.Drawn},
		{"drawn_found", c.DrawnFound, c.DrawnExamined},
	} {
		if part.part < 0 || part.part > part.whole {
			return fmt.Errorf("the log counts %d for %s, out of %d", part.part, part.name, part.whole)
		}
	}
	return nil
}

func sum[K comparable](parts map[K]int) int {
	total := 0
	for _, n := range parts {
		total += n
	}
	return total
}

func sorted[K ~string](m map[K]int) []K { return slices.Sorted(maps.Keys(m)) }
