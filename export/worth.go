package export

import (
	"fmt"

	"postern/journal"
	"postern/parcel"
)

// worthOfLog is what the inspections of a shift were worth: of a closed one as
// its last event says. Those that older programs closed have none.
func worthOfLog(log ShiftLog) *parcel.Quality {
	if log.Shift.Closed.IsZero() {
		return &log.Shift.Worth
	}
	if len(log.Events) == 0 {
		return nil
	}
	last := log.Events[len(log.Events)-1]
	r, err := journal.DecodeRecord(last.Record)
	if err != nil {
		return nil // it goes out as it is, and will not verify
	}
	body, err := journal.Open(r, last.Body, nil)
	if b, ok := body.(journal.ShiftClosed); err == nil && ok {
		return b.Worth
	}
	return nil
}

// pageWorth is a line of what inspections were worth.
type pageWorth struct {
	For                       string
	Selected, Examined, Found int
	Rate                      string
}

func worthOf(q parcel.Quality) (rows []pageWorth, said []string) {
	for _, r := range q.ByReason {
		rows = append(rows, pageWorth{oneLine(string(r.Reason)), r.Selected, r.Examined, r.Found, shareText(r.Share)})
	}
	if q.Random.Examined > 0 {
		said = append(said,
			"All mail, by the random draw alone: "+shareText(q.Random)+".",
			fmt.Sprintf("Slips through, by the same: %s of the %d items that nobody picked or examined.", intervalText(q.Leakage), q.Passed))
	}
	if q.Lift != nil {
		said = append(said, "Rules over the random draw: "+intervalText(*q.Lift)+" times.")
	}
	if q.Missed > 0 {
		said = append(said, fmt.Sprintf("Picked and not examined, so neither found nor clean: %d.", q.Missed))
	}
	return rows, said
}

func shareText(s parcel.Share) string {
	if s.Examined == 0 {
		return "none examined"
	}
	return fmt.Sprintf("%.1f %% (95 %%: %.1f to %.1f)", 100*s.Rate, 100*s.Low, 100*s.High)
}

func intervalText(i parcel.Interval) string {
	high := "no upper bound"
	if i.High != nil {
		high = fmt.Sprintf("%.1f", *i.High)
	}
	return fmt.Sprintf("%.1f (95 %%: %.1f to %s)", i.Value, i.Low, high)
}
