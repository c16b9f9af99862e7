package export

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"postern/journal"
)

// Verified says whether a shift log is what it claims to be.
type Verified struct {
	OK       bool         `json:"ok"`
	Events   int          `json:"events"` // that verify
	Head     string       `json:"head"`   // root and size of the tree they make
	Key      string       `json:"key"`    // it was checked with
	FirstBad *journal.Bad `json:"first_bad,omitempty"`
	Notes    []string     `json:"notes,omitempty"` // what was not checked, and why
}

// VerifyShift checks a shift log in JSON offline. With a nil key it uses the
// one that stands in the log, and notes it: such a log is consistent, but only
// a key from elsewhere says whose it is. An error means that the bytes are no
// shift log at all; whatever does not verify is FirstBad, with seq 0 where it
// concerns no single event.
//
// The log proves, by the station's signature of the journal's head at close:
//   - that exactly these events happened in the shift, none left out, with
//     their kinds, items, times, officers and what they supersede, and so the
//     shift's id, place, times, officers, hours, and the counts of scans,
//     items, paper forms, decisions, withdrawals and holds;
//   - that all decisions are listed, each with its item, time and officers,
//     and whether another one superseded it;
//   - the rate and commitment of the random draw, made at opening, and that the
//     secret given at close is the one committed to;
//   - that the other counts are those the closing event states;
//   - where the head has the line "decisions", outcome, agency, lane, reason and
//     finding codes of each decision; else a note says that of these only the
//     number of each outcome is held;
//   - where the head has the line "office", the office.
//
// It does not prove what no hash that outlives the sealed bodies may hold, nor
// what was said only when the log was made: grounds and texts of findings;
// officers' names; the list of open holds, of which it checks no more than that
// one issued in the shift was issued for that item and not closed in it; and the
// time of making. For these there is the signature beside the file, which
// vouches for every byte, see VerifyFile; and the station's own journal, to
// whose sealed bodies the records here commit.
//
// That an officer did what the station recorded, no log can prove.
func VerifyShift(data []byte, key note.Verifier) (Verified, error) {
	d, err := readDocument(data)
	if err != nil {
		return Verified{}, err
	}
	c := check{doc: d, key: key}
	err = c.all(data)
	switch bad := (*journal.Bad)(nil); {
	case err == nil:
		c.v.OK = true
	case errors.As(err, &bad):
		c.v.FirstBad = bad
	default:
		c.v.FirstBad = &journal.Bad{Why: err.Error()}
	}
	return c.v, nil
}

// check is one verification under way. Each step returns a *journal.Bad, or
// any other error for what concerns no single event.
type check struct {
	doc    document
	key    note.Verifier
	epoch  journal.Epoch
	heard  heard
	root   tlog.Hash
	signed []string // lines of the head
	v      Verified
}

func (c *check) all(data []byte) error {
	for _, step := range []func() error{
		c.chooseKey, c.events, c.head, c.opening, c.closing, c.decisions, c.holds, c.counts,
		c.lines, func() error { return spelled(data, c.doc) }, c.closed,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (c *check) chooseKey() error {
	inside, err := note.NewVerifier(c.doc.Key)
	if err != nil {
		return fmt.Errorf("the key in the log: %w", err)
	}
	if name := keyName(inside); !strings.HasPrefix(c.doc.Key, name+"+") {
		return fmt.Errorf("the key in the log is not spelled %s", name)
	}
	c.v.Key = c.doc.Key
	if c.key == nil {
		c.key = inside
		c.v.Notes = append(c.v.Notes, "checked with the key inside the log: compare it with the station's own")
		return nil
	}
	if c.key.Name() != inside.Name() || c.key.KeyHash() != inside.KeyHash() {
		c.v.Key = keyName(c.key)
		return fmt.Errorf("the log is of another key, %s", keyName(inside))
	}
	return nil
}

func keyName(key note.Verifier) string { return fmt.Sprintf("%s+%08x", key.Name(), key.KeyHash()) }

// maxSeq bounds sequence numbers: beyond it JSON readers lose digits.
const maxSeq = 1 << 53

// events grows the tree from the edge by the records.
func (c *check) events() error {
	p := c.doc.Proof
	if p.First < 1 || p.First > maxSeq || len(p.Events) == 0 {
		return errors.New("the log has no events to check")
	}
	if p.Last != p.First+uint64(len(p.Events))-1 {
		return fmt.Errorf("events %d to %d are named, %d are given", p.First, p.Last, len(p.Events))
	}
	epoch, err := journal.ParseEpoch(c.doc.Epoch)
	if err != nil {
		return fmt.Errorf("epoch: %w", err)
	}
	c.epoch = epoch
	tree, err := journal.NewVerifier(c.doc.Station, epoch, p.First-1, p.Edge)
	if err != nil {
		return fmt.Errorf("edge of the tree: %w", err)
	}
	for _, e := range p.Events {
		if err := c.event(tree, e); err != nil {
			return err
		}
		c.v.Events++
	}
	c.root, err = tree.Root()
	if err != nil {
		return fmt.Errorf("root of the tree: %w", err)
	}
	c.v.Head = fmt.Sprintf("%s %d", c.root, tree.Size())
	return nil
}

func (c *check) event(tree *journal.Verifier, e leaf) error {
	if len(e.Leaf) != tlog.HashSize {
		return &journal.Bad{Seq: e.Seq, Why: "its leaf is no hash"}
	}
	if err := tree.Add(journal.Stored{Seq: e.Seq, Record: e.Record, Leaf: tlog.Hash(e.Leaf), Body: e.Body}); err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	r, err := journal.DecodeRecord(e.Record)
	if err != nil {
		return &journal.Bad{Seq: e.Seq, Why: err.Error()}
	}
	given := r.Key == "" && openKind(r.Kind)
	switch {
	case e.Hash != fmt.Sprintf("%x", r.BodyHash):
		return &journal.Bad{Seq: e.Seq, Why: "the hash of its body is not the one in its record"}
	case given && e.Body == nil:
		return &journal.Bad{Seq: e.Seq, Why: "its body is missing"}
	case !given && e.Body != nil:
		return &journal.Bad{Seq: e.Seq, Why: "its body is given away: only kinds without personal data may be"}
	}
	c.heard.hear(r)
	return nil
}

// head checks the signature of the head and that it is the head of this tree.
func (c *check) head() error {
	d := c.doc
	if d.Closed == nil {
		if d.Root != "" || d.Signature != "" {
			return errors.New("the shift is open, yet the log has a root or a signature")
		}
		return nil
	}
	if d.Signature == "" {
		return &journal.Bad{Seq: d.Proof.Last, Why: "the shift is closed, but the journal's head was not signed"}
	}
	h, err := journal.ReadHead(d.Signature, c.key)
	switch {
	case err != nil:
		return &journal.Bad{Seq: d.Proof.Last, Why: err.Error()}
	case h.Station != d.Station || h.Epoch != c.epoch || h.Size != d.Proof.Last:
		return &journal.Bad{Seq: d.Proof.Last, Why: fmt.Sprintf("the signed head is that of %s/%s/%d", h.Station, h.Epoch, h.Size)}
	case h.Root != c.root:
		return &journal.Bad{Seq: d.Proof.First, Why: fmt.Sprintf(
			"an event from %d to %d, or the tree before them, is not what stood under the signed head", d.Proof.First, d.Proof.Last)}
	case d.Root != h.Root.String():
		return &journal.Bad{Seq: d.Proof.Last, Why: "the root is not the one that was signed"}
	}
	c.signed = h.Lines
	return nil
}

// closed comes last: an open shift is told of only when all else is right.
func (c *check) closed() error {
	if c.doc.Closed == nil {
		return &journal.Bad{Seq: c.doc.Proof.Last + 1, Why: "the shift is still open: it has no closing event and no signed head yet"}
	}
	return nil
}
