package parcel

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// Tally is every count of the shift by a flat name, lanes and outcomes as
// lane_red and outcome_seize: what the closing event states under a signature.
func (s Shift) Tally() map[string]int {
	t := map[string]int{
		"scans": s.Scans, "items": s.Items, "advised": s.Advised, "entered": s.Entered, "selected": s.Selected,
		"examined": s.Examined, "waived": s.Waived, "open": s.OpenItems, "found": s.Found, "drawn": s.Drawn,
		"drawn_examined": s.DrawnDone, "drawn_found": s.DrawnHits, "holds_new": s.HoldsNew, "holds_closed": s.HoldsDone,
		"withdrawn": s.Withdrawn, "late_raised": s.LateRaised, "late_missed": s.LateMissed,
	}
	for lane, n := range s.Lanes {
		t["lane_"+string(lane)] = n
	}
	for outcome, n := range s.Outcomes {
		t["outcome_"+string(outcome)] = n
	}
	return t
}

// DecisionsDigest stands for what was decided in the shift, as "COUNT SHA256":
// a line a decision, its seq, outcome, agency, lane, reason and finding codes.
// The officers' own words are left out: a signed hash outlives them, and a name
// in it could be guessed.
func (s Shift) DecisionsDigest() string {
	var b strings.Builder
	for _, d := range s.Decisions {
		fmt.Fprintf(&b, "%d %q %q %q %q", d.Seq, d.Outcome, d.Agency, d.Lane, d.Reason)
		for _, f := range d.Findings {
			fmt.Fprintf(&b, " %q", f.Code)
		}
		b.WriteByte('\n')
	}
	sum := sha256.Sum256([]byte(b.String()))
	return fmt.Sprintf("%d %s", len(s.Decisions), hex.EncodeToString(sum[:]))
}
