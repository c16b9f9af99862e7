package desk

import (
	"runtime"
	"sync"
	"time"

	"postern/parcel"
	"postern/risk"
)

// Case is an item to be judged without an officer looking.
type Case struct {
	Decl  parcel.Declaration
	Facts parcel.Facts
	Holds []parcel.Hold
	At    time.Time
}

// JudgeAll makes the verdicts that lists show before anybody scans: no draw is
// made, since a draw belongs to the first scan in a shift.
func JudgeAll(engine *risk.Engine, rate float64, cases []Case) []parcel.Verdict {
	out := make([]parcel.Verdict, len(cases))
	workers := min(runtime.GOMAXPROCS(0), 1+len(cases)/64)
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			for i := w; i < len(cases); i += workers {
				c := cases[i]
				out[i] = risk.Judge(engine.Assess(c.Decl, c.Facts, c.At), c.Holds, risk.Draw{Rate: rate}, !c.Decl.Blank())
			}
		})
	}
	wait.Wait()
	return out
}

// draw is the random draw for an item in a shift: the same however often it is
// scanned, made before and apart from any score. An item that was drawn stays
// drawn until it is inspected, whatever shift it waits into.
func (d *Desk) draw(shift parcel.Shift, item parcel.ItemID, before parcel.Item) risk.Draw {
	if s := before.Selection; s.Drawn && !before.Inspected && before.State.Open() {
		return risk.Draw{Rate: s.Rate, Drawn: true}
	}
	return risk.Roll(d.shifts.Secret(shift.ID), string(item), shift.Rate)
}
