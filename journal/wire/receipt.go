package wire

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"postern/journal"
)

// MaxRanges bounds each list of a receipt; what is beyond it is told next time.
const MaxRanges = 1000

// Range is a run of events, both ends in it.
type Range struct{ First, Last uint64 }

// Refusal is an event the hub will never take, and why.
type Refusal struct {
	Seq uint64
	Why string
}

// Receipt says, under the hub's signature, which events of one journal its
// record has committed. Only a receipt makes an event "recorded at hub".
type Receipt struct {
	Station    string
	Epoch      journal.Epoch
	Upto       uint64    // everything up to here is recorded
	Beyond     []Range   // recorded after Upto, ascending
	Missing    []Range   // asked for again: exactly these are re-sent
	Refused    []Refusal // never to be sent again; an officer is told
	Root       [32]byte  // of the journal up to Upto, as the record has it; zero where the station does not ask for it
	Generation string    // of the hub's record: new when it was restored, and only then may Upto fall
	At         time.Time // when it was computed, to the millisecond
	Note       string    // the signed note it was read from
}

// Source is the journal the receipt is of.
func (r Receipt) Source() Source { return Source{Station: r.Station, Epoch: r.Epoch} }

// Holds reports whether the receipt covers an event.
func (r Receipt) Holds(seq uint64) bool {
	if seq <= r.Upto {
		return true
	}
	for _, b := range r.Beyond {
		if b.First <= seq && seq <= b.Last {
			return true
		}
	}
	return false
}

// Text is the receipt as it is signed: a title, the prefix, and a line for each
// other thing it says.
func (r Receipt) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "postern receipt %s %s\n%d\n", r.Station, r.Epoch, r.Upto)
	for _, x := range r.Beyond {
		fmt.Fprintf(&b, "beyond %d %d\n", x.First, x.Last)
	}
	for _, x := range r.Missing {
		fmt.Fprintf(&b, "missing %d %d\n", x.First, x.Last)
	}
	for _, x := range r.Refused {
		fmt.Fprintf(&b, "refused %d %s\n", x.Seq, strconv.QuoteToASCII(x.Why))
	}
	if r.Root != [32]byte{} {
		fmt.Fprintf(&b, "root %x\n", r.Root)
	}
	fmt.Fprintf(&b, "generation %s\nat %d\n", r.Generation, r.At.UnixMilli())
	return b.String()
}

// Sign makes the signed note of a receipt.
func (r Receipt) Sign(signer note.Signer) (string, error) {
	if err := r.check(); err != nil {
		return "", err
	}
	signed, err := note.Sign(&note.Note{Text: r.Text()}, signer)
	if err != nil {
		return "", fmt.Errorf("sign receipt: %w", err)
	}
	return string(signed), nil
}

// ReadReceipt checks the signature of a receipt and reads it.
func ReadReceipt(signed string, key note.Verifier) (Receipt, error) {
	n, err := note.Open([]byte(signed), note.VerifierList(key))
	if err != nil {
		return Receipt{}, fmt.Errorf("the signature of the receipt does not verify: %w", err)
	}
	r, err := parseReceipt(n.Text)
	if err == nil {
		err = r.check()
	}
	if err == nil && r.Text() != n.Text {
		err = errors.New("not in the one right form")
	}
	if err != nil {
		return Receipt{}, fmt.Errorf("%w: receipt: %w", ErrWire, err)
	}
	r.Note = signed
	return r, nil
}

func (r Receipt) check() error {
	if err := journal.CheckStation(r.Station); err != nil {
		return err
	}
	if r.Generation == "" || len(r.Generation) > 64 || strings.ContainsAny(r.Generation, " \r\n") {
		return errors.New("a generation is a word")
	}
	if len(r.Beyond) > MaxRanges || len(r.Missing) > MaxRanges || len(r.Refused) > MaxRanges {
		return fmt.Errorf("more than %d ranges", MaxRanges)
	}
	for _, list := range [][]Range{r.Beyond, r.Missing} {
		last := r.Upto
		for _, x := range list {
			if x.First <= last || x.Last < x.First {
				return fmt.Errorf("range %d-%d after %d", x.First, x.Last, last)
			}
			last = x.Last
		}
	}
	return nil
}

func parseReceipt(text string) (Receipt, error) {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(lines) < 4 || len(lines) > 5+3*MaxRanges {
		return Receipt{}, fmt.Errorf("%d lines", len(lines))
	}
	title := strings.Fields(lines[0])
	if len(title) != 4 || title[0] != "postern" || title[1] != "receipt" {
		return Receipt{}, errors.New("another title")
	}
	r := Receipt{Station: title[2]}
	var err error
	if r.Epoch, err = journal.ParseEpoch(title[3]); err != nil {
		return r, err
	}
	if r.Upto, err = strconv.ParseUint(lines[1], 10, 62); err != nil {
		return r, err
	}
	for _, line := range lines[2:] {
		if err := r.read(line); err != nil {
			return r, fmt.Errorf("line %q: %w", line, err)
		}
	}
	return r, nil
}

func (r *Receipt) read(line string) error {
	key, value, _ := strings.Cut(line, " ")
	var x Range
	var err error
	switch key {
	case "beyond":
		x, err = parseRange(value)
		r.Beyond = append(r.Beyond, x)
	case "missing":
		x, err = parseRange(value)
		r.Missing = append(r.Missing, x)
	case "refused":
		err = r.readRefused(value)
	case "root":
		var root []byte
		root, err = hex.DecodeString(value)
		copy(r.Root[:], root) // what is too short or too long is not written again as it was
	case "generation":
		r.Generation = value
	case "at":
		var ms int64
		ms, err = strconv.ParseInt(value, 10, 64)
		r.At = time.UnixMilli(ms)
	default:
		err = errors.New("says nothing a receipt says")
	}
	return err
}

func (r *Receipt) readRefused(value string) error {
	number, quoted, _ := strings.Cut(value, " ")
	seq, err := strconv.ParseUint(number, 10, 62)
	if err != nil {
		return err
	}
	why, err := strconv.Unquote(quoted)
	r.Refused = append(r.Refused, Refusal{Seq: seq, Why: why})
	return err
}

func parseRange(s string) (Range, error) {
	first, last, _ := strings.Cut(s, " ")
	a, err := strconv.ParseUint(first, 10, 62)
	if err != nil {
		return Range{}, err
	}
	b, err := strconv.ParseUint(last, 10, 62)
	return Range{First: a, Last: b}, err
}
