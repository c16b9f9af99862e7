package export

import (
	"crypto/sha256"
	_ "embed" // the page and its style
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"postern/parcel"
)

var (
	//go:embed shift.html
	pageText string
	//go:embed shift.css
	styleText string
)

// page is the printed log: text that is clean already.
type page struct {
	Policy                                string // content security policy: nothing but our own style
	Style                                 template.CSS
	Open                                  bool
	Shift, Office, Station, Place         string
	Opened, Closed, Made                  string
	Officers, Closers                     []string
	Sums                                  []pageSum
	Counts, Lanes, Outcomes               []pageCount
	Hours                                 string
	Rate, Drawn, FindRate, Commit, Secret string
	Worth                                 []pageWorth
	WorthSaid                             []string
	Decisions                             []pageDecision
	Holds                                 []pageHold
	Signature, Root, Events, Epoch, Key   string
}

type pageSum struct {
	Text  string
	Holds bool
}

type pageCount struct {
	Name string
	N    int
}

type pageDecision struct {
	Seq                                              uint64
	At, Item, Lane, Reason, Outcome, Words, Officers string
	Lifted                                           bool
}

type pageHold struct{ Item, Agency, Reason, State, Since, Event string }

// writeHTML writes one page for A4 paper that asks nothing of anybody: no
// script, no font, no picture, and a policy that forbids them.
func writeHTML(w io.Writer, log ShiftLog) error {
	t, err := template.New("shift").Parse(pageText)
	if err != nil {
		return fmt.Errorf("page: %w", err)
	}
	if err := t.Execute(w, newPage(log)); err != nil {
		return fmt.Errorf("page: %w", err)
	}
	return nil
}

func newPage(log ShiftLog) page {
	s, zone := log.Shift, log.Made.Location()
	style := sha256.Sum256([]byte(styleText))
	p := page{
		Policy: "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(style[:]) + "'; base-uri 'none'; form-action 'none'",
		Style:  template.CSS(styleText), //nolint:gosec // our own file
		Open:   s.Closed.IsZero(),
		Shift:  oneLine(s.ID), Office: oneLine(string(log.Office)), Station: oneLine(log.Station), Place: oneLine(string(s.Place)),
		Opened: heading(s.Opened, zone), Closed: heading(s.Closed, zone), Made: heading(log.Made, zone),
		Officers: log.named(s.Officers), Closers: log.named(s.Closers),
		Sums: sums(s), Counts: pageCounts(s), Hours: hours(s.Hourly),
		Lanes: closedSet(parcel.Lanes(), s.Lanes), Outcomes: closedSet(parcel.Outcomes(), s.Outcomes),
		Rate: strconv.FormatFloat(s.Rate, 'g', -1, 64) + " of items", FindRate: findRate(s), Commit: oneLine(s.Commit), Secret: oneLine(s.Secret),
		Drawn:     fmt.Sprintf("%d of %d items, %d of them examined, %d with a finding", s.Drawn, s.Items, s.DrawnDone, s.DrawnHits),
		Signature: clean(s.Signature), Root: oneLine(s.Root), Epoch: log.Epoch.String(), Key: oneLine(log.Key),
		Events: fmt.Sprintf("%d, from %d to %d", s.Last-s.First+1, s.First, s.Last),
	}
	p.Worth, p.WorthSaid = worthOf(s.Worth)
	for _, d := range s.Decisions {
		p.Decisions = append(p.Decisions, newPageDecision(d, zone))
	}
	for _, h := range log.OpenHolds {
		p.Holds = append(p.Holds, pageHold{
			Item: oneLine(string(h.Item)), Agency: oneLine(string(h.Agency)), Reason: clean(h.Reason),
			State: oneLine(string(h.State)), Since: timeOfDay(h.Since, zone), Event: oneLine(h.Event),
		})
	}
	return p
}

func newPageDecision(d parcel.ShiftDecision, zone *time.Location) pageDecision {
	words := d.Ground
	for _, f := range d.Findings {
		words += "\n" + findings([]parcel.Finding{f})
	}
	outcome := string(d.Outcome)
	if d.Agency != "" {
		outcome += ", " + string(d.Agency)
	}
	return pageDecision{
		Seq: d.Seq, At: timeOfDay(d.At, zone), Item: oneLine(string(d.Item)), Lane: oneLine(string(d.Lane)), Reason: oneLine(string(d.Reason)),
		Outcome: oneLine(outcome), Words: clean(words), Officers: oneLine(officers(d.Officers)), Lifted: d.Lifted,
	}
}

// named gives officers their names where they are known, with the id that
// stands in the journal.
func (l ShiftLog) named(ids []parcel.OfficerID) []string {
	var all []string
	for _, id := range ids {
		if name := oneLine(l.Names[id]); name != "" && name != string(id) {
			all = append(all, name+" ("+oneLine(string(id))+")")
		} else {
			all = append(all, oneLine(string(id)))
		}
	}
	return all
}

func sums(s parcel.Shift) []pageSum {
	stand, lifted := 0, 0
	for _, d := range s.Decisions {
		if d.Lifted {
			lifted++
		} else {
			stand++
		}
	}
	return []pageSum{
		{
			fmt.Sprintf("selected %d = examined %d + waived %d + open %d", s.Selected, s.Examined, s.Waived, s.OpenItems),
			s.Selected == s.Examined+s.Waived+s.OpenItems,
		},
		{fmt.Sprintf("items %d = the sum of the lanes", s.Items), s.Items == sum(s.Lanes)},
		{
			fmt.Sprintf("decisions %d = those that stand %d, the sum of the outcomes, + superseded %d", len(s.Decisions), stand, lifted),
			stand == sum(s.Outcomes),
		},
	}
}

func pageCounts(s parcel.Shift) []pageCount {
	return []pageCount{
		{"scans", s.Scans},
		{"items scanned", s.Items},
		{"of them advised before", s.Advised},
		{"entered from paper forms", s.Entered},
		{"selected", s.Selected},
		{"examined", s.Examined},
		{"waived", s.Waived},
		{"open", s.OpenItems},
		{"with a finding", s.Found},
		{"decisions", len(s.Decisions)},
		{"decisions taken back", s.Withdrawn},
		{"holds issued", s.HoldsNew},
		{"holds closed", s.HoldsDone},
		{"raised by late data", s.LateRaised},
		{"late data missed", s.LateMissed},
	}
}

// closedSet lists counts in the order of their set, and after them any that
// are not in it.
func closedSet[K ~string](set []K, n map[K]int) []pageCount {
	var all []pageCount
	for _, k := range set {
		all = append(all, pageCount{string(k), n[k]})
	}
	for _, k := range sorted(n) {
		if !slices.Contains(set, k) {
			all = append(all, pageCount{oneLine(string(k)), n[k]})
		}
	}
	return all
}

func hours(all []int) string {
	words := make([]string, 0, len(all))
	for _, n := range all {
		words = append(words, strconv.Itoa(n))
	}
	return strings.Join(words, ", ")
}

func findRate(s parcel.Shift) string {
	if s.DrawnDone == 0 {
		return "none of the drawn items was examined"
	}
	rate := float64(s.DrawnHits) / float64(s.DrawnDone)
	low, high := parcel.Wilson(rate, float64(s.DrawnDone))
	return fmt.Sprintf("%d of %d: %s, 95 %% interval %s to %s (Wilson)",
		s.DrawnHits, s.DrawnDone, percent(rate), percent(low), percent(high))
}

func percent(share float64) string { return strconv.FormatFloat(share*100, 'f', 1, 64) + " %" }

// heading is a time in full, with its zone: ISO 8601.
func heading(t time.Time, zone *time.Location) string {
	return t.In(zone).Format("2006-01-02 15:04:05 -07:00")
}

// timeOfDay is a time in a table, whose zone stands in the heading.
func timeOfDay(t time.Time, zone *time.Location) string {
	return t.In(zone).Format("2006-01-02 15:04:05")
}
