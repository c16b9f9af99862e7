package export

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"postern/journal"
	"postern/parcel"
)

// lines holds what the log says against the signed lines of the head. Lines it
// does not know are left alone.
func (c *check) lines() error {
	d := c.doc
	if d.Closed == nil {
		return nil
	}
	ours := map[string][]string{
		"shift":     {d.Shift},
		"office":    {string(d.Office)},
		"opened":    {d.Opened.UTC().Format(time.RFC3339)},
		"closed":    {d.Closed.UTC().Format(time.RFC3339)},
		"decisions": {d.shift().DecisionsDigest()},
	}
	for i, o := range d.Closers {
		if i == 0 {
			ours["officer"] = []string{string(o)}
		} else {
			ours["supervisor"] = append(ours["supervisor"], string(o))
		}
	}
	theirs := map[string][]string{}
	for _, line := range c.signed {
		key, value, _ := strings.Cut(line, " ")
		theirs[key] = append(theirs[key], value)
	}
	for _, key := range []string{"shift", "office", "opened", "closed", "officer", "supervisor", "decisions"} {
		if said := theirs[key]; said != nil && !slices.Equal(said, ours[key]) {
			return &journal.Bad{Seq: d.Proof.Last, Why: fmt.Sprintf("the signed head says %q for %s, the log %q", said, key, ours[key])}
		}
	}
	if theirs["decisions"] == nil {
		c.v.Notes = append(c.v.Notes, "the head does not sign what was decided: of outcomes only their numbers are held; agency, lane, reason and finding codes are not")
	}
	if theirs["office"] == nil {
		c.v.Notes = append(c.v.Notes, "the head does not sign the office")
	}
	return nil
}

// body opens the i-th event's body.
func (c *check) body(i int) (journal.Body, error) {
	r := c.heard.records[i]
	body, err := journal.Open(r, c.doc.Proof.Events[i].Body, nil)
	if err != nil {
		return nil, &journal.Bad{Seq: r.Seq, Why: err.Error()}
	}
	return body, nil
}

// opening holds the log against the event that opened the shift.
func (c *check) opening() error {
	d, r := c.doc, c.heard.records[0]
	body, err := c.body(0)
	if err != nil {
		return err
	}
	b, ok := body.(journal.ShiftOpened)
	if !ok {
		return &journal.Bad{Seq: r.Seq, Why: "the first event does not open a shift but is " + string(r.Kind)}
	}
	for _, pair := range []struct {
		what string
		same bool
	}{
		{"shift", b.Shift == d.Shift},
		{"place", b.Place == d.Place},
		{"time of opening", stamp(r.Wall).Equal(d.Opened)},
		{"commitment of the draw", b.Commit == d.Draw.Commit},
		{"rate of the draw", b.Rate == d.Draw.Rate},
		{"capacity", reflect.DeepEqual(b.Capacity, d.Capacity)},
	} {
		if !pair.same {
			return &journal.Bad{Seq: r.Seq, Why: "the " + pair.what + " is not that of the opening event"}
		}
	}
	return nil
}

// closing holds the log against the event that closed the shift: its time,
// officers, counts, and the secret of the draw.
func (c *check) closing() error {
	d, last := c.doc, len(c.heard.records)-1
	r := c.heard.records[last]
	if d.Closed == nil {
		if d.Draw.Secret != "" || len(d.Closers) > 0 {
			return errors.New("the shift is open, yet the log has who closed it or the secret of its draw")
		}
		return nil
	}
	body, err := c.body(last)
	if err != nil {
		return err
	}
	b, ok := body.(journal.ShiftClosed)
	switch {
	case !ok || b.Shift != d.Shift:
		return &journal.Bad{Seq: r.Seq, Why: "the last event does not close the shift"}
	case !stamp(r.Wall).Equal(*d.Closed):
		return &journal.Bad{Seq: r.Seq, Why: "the time of closing is not that of the closing event"}
	case !sameOfficers(d.Closers, r.Officers):
		return &journal.Bad{Seq: r.Seq, Why: "those who closed the shift are not those of the closing event"}
	case b.Secret != d.Draw.Secret:
		return &journal.Bad{Seq: r.Seq, Why: "the secret of the draw is not the one given at close"}
	case !committed(d.Draw):
		return &journal.Bad{Seq: r.Seq, Why: "the secret of the draw is not the one committed to at opening"}
	}
	if !reflect.DeepEqual(b.Worth, d.Statistics) {
		return &journal.Bad{Seq: r.Seq, Why: "the statistics are not those of the closing event"}
	}
	return c.stated(r.Seq, b.Counts)
}

// committed reports whether the secret hashes to the commitment.
func committed(d draw) bool {
	secret, err := hex.DecodeString(d.Secret)
	sum := sha256.Sum256(secret)
	return err == nil && hex.EncodeToString(sum[:]) == d.Commit
}

// stated holds the counts against those the closing event states. One that it
// does not name is none for a lane or an outcome, and else is noted.
func (c *check) stated(seq uint64, signed map[string]int) error {
	ours := c.doc.shift().Tally()
	for name, n := range signed {
		if _, known := ours[name]; !known && n != 0 && part(name) {
			return &journal.Bad{Seq: seq, Why: fmt.Sprintf("the closing event counts %d for %s, the log none", n, name)}
		}
	}
	var unsigned []string
	for _, name := range sorted(ours) {
		n, named := signed[name]
		if !named && !part(name) {
			unsigned = append(unsigned, name)
			continue
		}
		if ours[name] != n {
			return &journal.Bad{Seq: seq, Why: fmt.Sprintf("the log counts %d for %s, the closing event %d", ours[name], name, n)}
		}
	}
	if len(unsigned) > 0 {
		c.v.Notes = append(c.v.Notes, "the closing event does not state: "+strings.Join(unsigned, ", "))
	}
	return nil
}

// part reports whether a count is one of those that are left out where none.
func part(name string) bool {
	return strings.HasPrefix(name, "lane_") || strings.HasPrefix(name, "outcome_")
}

// decisions holds each listed decision against its record; none may be left
// out and none added.
func (c *check) decisions() error {
	gone := c.heard.superseded()
	records := c.heard.decisions
	for i, row := range c.doc.Decisions {
		if i == len(records) || row.Seq < records[i].Seq {
			return &journal.Bad{Seq: row.Seq, Why: "listed as a decision of the shift, which it is not"}
		}
		r := records[i]
		switch {
		case row.Seq > r.Seq:
			return unlisted(r)
		case row.Event != r.String():
			return &journal.Bad{Seq: r.Seq, Why: "the decision is listed under another name"}
		case row.Item != parcel.ItemID(asJSON(string(r.Item))):
			return &journal.Bad{Seq: r.Seq, Why: "the decision is listed for another item"}
		case !row.At.Equal(stamp(r.Wall)):
			return &journal.Bad{Seq: r.Seq, Why: "the decision is listed with another time"}
		case !sameOfficers(row.Officers, r.Officers):
			return &journal.Bad{Seq: r.Seq, Why: "the decision is listed with other officers"}
		case row.Lifted != gone[r.Name]:
			return &journal.Bad{Seq: r.Seq, Why: "whether the decision was superseded is told wrongly"}
		}
	}
	if n := len(c.doc.Decisions); n < len(records) {
		return unlisted(records[n])
	}
	return nil
}

func unlisted(r journal.Record) error {
	return &journal.Bad{Seq: r.Seq, Why: "a decision that is not listed: it was taken out, or its body was destroyed before the log was made"}
}

// holds checks the open holds: those issued in the shift must have been, for
// that item, and not closed in it.
func (c *check) holds() error {
	for _, h := range c.doc.OpenHolds {
		n, err := journal.ParseName(h.Event)
		if err != nil {
			return fmt.Errorf("open hold: %w", err)
		}
		if h.Closed || h.Cause != "" {
			return &journal.Bad{Seq: n.Seq, Why: "listed as an open hold, and as closed"}
		}
		r, ok := c.heard.at(n.Seq)
		if !ok || n.Station != c.doc.Station || n.Epoch != c.epoch {
			continue // from before the shift, or of another station
		}
		switch {
		case r.Kind != journal.KindHoldIssued:
			return &journal.Bad{Seq: r.Seq, Why: "listed as a hold, but is " + string(r.Kind)}
		case h.Item != parcel.ItemID(asJSON(string(r.Item))):
			return &journal.Bad{Seq: r.Seq, Why: "the hold is listed for another item"}
		case c.heard.closed[r.Name]:
			return &journal.Bad{Seq: r.Seq, Why: "listed as an open hold, but it was closed in the shift"}
		}
	}
	return nil
}

func sameOfficers(listed, recorded []parcel.OfficerID) bool {
	return slices.EqualFunc(listed, recorded, func(a, b parcel.OfficerID) bool { return string(a) == asJSON(string(b)) })
}
