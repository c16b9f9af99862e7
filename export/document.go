package export

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"postern/journal"
	"postern/parcel"
)

const (
	documentFormat  = "postern shift log"
	documentVersion = 1
)

// maxDocument bounds a shift log in bytes, and maxRows each of its lists: a
// shift of 50,000 events has about 30 MB.
const (
	maxDocument = 64 << 20
	maxRows     = 1 << 18
)

// document is the JSON form of a shift log. It is written in one way only, so
// that a field added, repeated or spelled otherwise is seen.
type document struct {
	Format     string                     `json:"format"`
	Version    int                        `json:"version"`
	Shift      string                     `json:"shift"`
	Opened     time.Time                  `json:"opened"`
	Closed     *time.Time                 `json:"closed"` // null while it is open
	Root       string                     `json:"root"`
	Signature  string                     `json:"signature"`
	Counts     counts                     `json:"counts"`
	Station    string                     `json:"station"`
	Office     parcel.Office              `json:"office"`
	Epoch      string                     `json:"epoch"`
	Key        string                     `json:"key"`
	Place      parcel.Place               `json:"place"`
	Made       time.Time                  `json:"made"`
	Officers   list[officer]              `json:"officers"`
	Closers    list[parcel.OfficerID]     `json:"closers"`
	Capacity   *parcel.Capacity           `json:"capacity,omitempty"`
	Draw       draw                       `json:"draw"`
	Statistics *parcel.Quality            `json:"statistics,omitempty"` // what inspections were worth; logs of before have none
	Hourly     list[int]                  `json:"hourly"`               // scans in each hour since opening
	Decisions  list[parcel.ShiftDecision] `json:"decisions"`
	OpenHolds  list[parcel.Hold]          `json:"open_holds"`
	Proof      proof                      `json:"proof"`
}

type officer struct {
	ID   parcel.OfficerID `json:"officer"`
	Name string           `json:"name"`
}

// draw is what anybody needs to repeat the random draw.
type draw struct {
	Rate   float64 `json:"rate"`
	Commit string  `json:"commit"`
	Secret string  `json:"secret"` // empty until the close
}

type counts struct {
	Scans         int                    `json:"scans"`
	Items         int                    `json:"items"`
	Advised       int                    `json:"advised"`
	Entered       int                    `json:"entered"`
	Decisions     int                    `json:"decisions"`
	Withdrawn     int                    `json:"withdrawn"`
	Lanes         map[parcel.Lane]int    `json:"lanes"`
	Outcomes      map[parcel.Outcome]int `json:"outcomes"`
	Selected      int                    `json:"selected"`
	Examined      int                    `json:"examined"`
	Waived        int                    `json:"waived"`
	Open          int                    `json:"open"`
	Found         int                    `json:"found"`
	Drawn         int                    `json:"drawn"`
	DrawnExamined int                    `json:"drawn_examined"`
	DrawnFound    int                    `json:"drawn_found"`
	HoldsNew      int                    `json:"holds_new"`
	HoldsClosed   int                    `json:"holds_closed"`
	LateRaised    int                    `json:"late_raised"`
	LateMissed    int                    `json:"late_missed"`
}

type proof struct {
	First  uint64       `json:"first"`
	Last   uint64       `json:"last"`
	Edge   journal.Edge `json:"edge"`
	Events list[leaf]   `json:"events"`
}

// leaf is one event of the proof. The body stands here only for kinds that
// hold no personal data.
type leaf struct {
	Seq    uint64 `json:"seq"`
	Record []byte `json:"record"`
	Leaf   []byte `json:"leaf"`
	Hash   string `json:"body_sha256"`
	Body   []byte `json:"body,omitempty"`
}

// openKind reports whether the body of a kind is given away: the kinds that
// hold ids and numbers, no person and no words. It does not ask the kind's
// class, since a station may store bodies unsealed.
func openKind(k journal.Kind) bool {
	return slices.Contains([]journal.Kind{
		journal.KindStationOpened, journal.KindPackAdopted, journal.KindShiftOpened, journal.KindShiftClosed,
		journal.KindDecisionWithdrawn, journal.KindHoldClosed,
	}, k)
}

// list is a JSON array of at most maxRows elements: a few bytes of hostile text
// make a large element.
type list[T any] []T

// UnmarshalJSON implements json.Unmarshaler.
func (l *list[T]) UnmarshalJSON(b []byte) error {
	in := json.NewDecoder(bytes.NewReader(b))
	first, err := in.Token()
	if err != nil {
		return fmt.Errorf("list: %w", err)
	}
	if first != json.Delim('[') {
		return fmt.Errorf("a list begins with [, not %v", first)
	}
	*l = list[T]{}
	for in.More() {
		var v T
		if err := in.Decode(&v); err != nil {
			return fmt.Errorf("element %d: %w", len(*l)+1, err)
		}
		if *l = append(*l, v); len(*l) > maxRows {
			return fmt.Errorf("a list of more than %d", maxRows)
		}
	}
	return nil
}

func newDocument(log ShiftLog) document {
	s := log.Shift
	d := document{
		Format: documentFormat, Version: documentVersion,
		Shift: s.ID, Opened: stamp(s.Opened), Root: s.Root, Signature: s.Signature, Counts: newCounts(s),
		Station: log.Station, Office: log.Office, Epoch: log.Epoch.String(), Key: log.Key,
		Place: s.Place, Made: stamp(log.Made), Officers: list[officer]{}, Closers: append(list[parcel.OfficerID]{}, s.Closers...),
		Draw: draw{Rate: s.Rate, Commit: s.Commit, Secret: s.Secret}, Capacity: s.Capacity, Statistics: worthOfLog(log),
		Hourly: append(list[int]{}, s.Hourly...), Decisions: list[parcel.ShiftDecision]{}, OpenHolds: list[parcel.Hold]{},
		Proof: newProof(log),
	}
	if !s.Closed.IsZero() {
		closed := stamp(s.Closed)
		d.Closed = &closed
	}
	for _, id := range s.Officers {
		d.Officers = append(d.Officers, officer{ID: id, Name: log.Names[id]})
	}
	for _, row := range s.Decisions {
		row.At = stamp(row.At)
		d.Decisions = append(d.Decisions, row)
	}
	for _, h := range log.OpenHolds {
		h.Since = stamp(h.Since)
		d.OpenHolds = append(d.OpenHolds, h)
	}
	return d
}

func newCounts(s parcel.Shift) counts {
	c := counts{
		Scans: s.Scans, Items: s.Items, Advised: s.Advised, Entered: s.Entered, Decisions: len(s.Decisions), Withdrawn: s.Withdrawn,
		Lanes: map[parcel.Lane]int{}, Outcomes: map[parcel.Outcome]int{},
		Selected: s.Selected, Examined: s.Examined, Waived: s.Waived, Open: s.OpenItems, Found: s.Found,
		Drawn: s.Drawn, DrawnExamined: s.DrawnDone, DrawnFound: s.DrawnHits, HoldsNew: s.HoldsNew, HoldsClosed: s.HoldsDone,
		LateRaised: s.LateRaised, LateMissed: s.LateMissed,
	}
	for lane, n := range s.Lanes {
		c.Lanes[lane] = n
	}
	for outcome, n := range s.Outcomes {
		c.Outcomes[outcome] = n
	}
	return c.filled()
}

// filled names every lane and outcome, those of which there were none too.
func (c counts) filled() counts {
	lanes, outcomes := map[parcel.Lane]int{}, map[parcel.Outcome]int{}
	for _, lane := range parcel.Lanes() {
		lanes[lane] = 0
	}
	for _, outcome := range parcel.Outcomes() {
		outcomes[outcome] = 0
	}
	for lane, n := range c.Lanes {
		lanes[lane] = n
	}
	for outcome, n := range c.Outcomes {
		outcomes[outcome] = n
	}
	c.Lanes, c.Outcomes = lanes, outcomes
	return c
}

func newProof(log ShiftLog) proof {
	p := proof{Edge: append(journal.Edge{}, log.Edge...), Events: list[leaf]{}}
	for i, e := range log.Events {
		if i == 0 {
			p.First = e.Seq
		}
		p.Last = e.Seq
		row := leaf{Seq: e.Seq, Record: e.Record, Leaf: e.Leaf[:]}
		// A record that cannot be read goes out as it is: to show the damage.
		if r, err := journal.DecodeRecord(e.Record); err == nil {
			row.Hash = hex.EncodeToString(r.BodyHash[:])
			if r.Key == "" && openKind(r.Kind) {
				row.Body = e.Body
			}
		}
		p.Events = append(p.Events, row)
	}
	return p
}

// shift is what the closing event and the signed head speak of: the counts and
// the decisions.
func (d document) shift() parcel.Shift {
	c := d.Counts
	return parcel.Shift{
		Scans: c.Scans, Items: c.Items, Advised: c.Advised, Entered: c.Entered, Withdrawn: c.Withdrawn,
		Lanes: c.Lanes, Outcomes: c.Outcomes, Selected: c.Selected, Examined: c.Examined, Waived: c.Waived, OpenItems: c.Open,
		Found: c.Found, Drawn: c.Drawn, DrawnDone: c.DrawnExamined, DrawnHits: c.DrawnFound,
		HoldsNew: c.HoldsNew, HoldsDone: c.HoldsClosed, LateRaised: c.LateRaised, LateMissed: c.LateMissed, Decisions: d.Decisions,
	}
}

func writeJSON(w io.Writer, log ShiftLog) error {
	b, err := encode(newDocument(log))
	if err != nil {
		return err
	}
	// Text that is not UTF-8 is mended once read: write what reading gives back.
	var d document
	if err := json.Unmarshal(b, &d); err != nil {
		return fmt.Errorf("read back: %w", err)
	}
	if b, err = encode(d); err != nil {
		return err
	}
	if len(b) > maxDocument {
		return fmt.Errorf("%d bytes: nobody could verify more than %d", len(b), maxDocument)
	}
	if _, err := w.Write(b); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}

func encode(d document) ([]byte, error) {
	d.Counts = d.Counts.filled()
	var b bytes.Buffer
	out := json.NewEncoder(&b)
	out.SetEscapeHTML(false)
	out.SetIndent("", " ")
	if err := out.Encode(d); err != nil {
		return nil, fmt.Errorf("encode: %w", err)
	}
	return b.Bytes(), nil
}

// ErrNotShiftLog is for bytes that are no shift log of a version this program
// reads.
var ErrNotShiftLog = errors.New("not a shift log in JSON")

// errSpelling is for a document that was not written by this program, though
// it can be read.
var errSpelling = errors.New("the file is not as it was written: something was added, repeated or spelled otherwise")

func readDocument(data []byte) (document, error) {
	var d document
	if len(data) > maxDocument {
		return d, fmt.Errorf("%w: %d bytes, more than %d", ErrNotShiftLog, len(data), maxDocument)
	}
	if err := json.Unmarshal(data, &d); err != nil {
		return d, fmt.Errorf("%w: %w", ErrNotShiftLog, err)
	}
	if d.Format != documentFormat {
		return d, fmt.Errorf("%w: its format is %.40q, not %q", ErrNotShiftLog, d.Format, documentFormat)
	}
	if d.Version != documentVersion {
		return d, fmt.Errorf("%w: version %d, this program reads %d", ErrNotShiftLog, d.Version, documentVersion)
	}
	return d, nil
}

// spelled reports errSpelling unless data is, apart from white space between
// its parts, what this program writes for d.
func spelled(data []byte, d document) error {
	again, err := encode(d)
	if err != nil {
		return err
	}
	var given, ours bytes.Buffer
	if err := errors.Join(json.Compact(&given, data), json.Compact(&ours, again)); err != nil {
		return fmt.Errorf("compare: %w", err)
	}
	if !bytes.Equal(given.Bytes(), ours.Bytes()) {
		return errSpelling
	}
	return nil
}
