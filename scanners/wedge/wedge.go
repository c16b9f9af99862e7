// Package wedge tells a scanner that types from an officer who types: it sees
// every key press and says which are a read and which are keys.
//
// It knows no terminal and keeps no clock: keys come with their time, and the
// caller asks again after the silence it is told. In order of trust: a prefix
// nobody types frames a read; three or more characters in one run with a
// suffix are a read or refused, never a command; timing comes last. It never
// fails: what it cannot take it refuses or lets through.
package wedge

import (
	"time"

	"postern/parcel"
)

// Kind is what a key is to the wedge.
type Kind int

// The kinds of key.
const (
	Other  Kind = iota // arrows, Esc, chords: never part of a label
	Char               // one character
	Prefix             // begins a frame: STX, which arrives as ctrl+b
	Suffix             // ends a read: Enter, Tab, line feed
	Tail               // what a line feed may arrive as after a read: an arrow down
)

// Key is one key press.
type Key struct {
	Kind  Kind
	Char  rune
	Press any // the caller's own; comes back untouched
}

// Do is what became of a key.
type Do int

// What becomes of keys.
const (
	Pass    Do = iota // Keys act now
	Held              // ask again with Quiet after Wait of silence
	Read              // Code is a label
	Refused           // Code came as a label does and is none; it is no command either
	Loose             // Code came as a label does, without a suffix; no key of it acted
)

// Step is the answer to a key or to silence.
type Step struct {
	Do      Do
	Keys    []Key // that act now, oldest first, whatever Do says
	Code    string
	Wait    time.Duration
	Restore bool // the field gets back the text it had before Began
	Began   bool // a run begins: a field should remember its text
}

// The least and most a read may be, where it has no frame.
const (
	least    = 6               // characters
	command  = 3               // characters that are more than any command
	longest  = 3 * time.Second // an S9 at 60 ms a character takes 1.8
	silence  = 300 * time.Millisecond
	leastGap = 50 * time.Millisecond
)

// Wedge is the framer for one keyboard.
type Wedge struct {
	// Grave says that a key may confirm something grave: then none acts as one
	// that is held down to move a cursor, before its run is over.
	Grave bool

	gap    time.Duration // learned: how far a scanner's characters lie apart
	framed bool
	frame  []rune
	run    []rune    // characters of the run, acted upon or not
	held   []Key     // of those, the ones that have not acted
	first  time.Time // of the run
	last   time.Time // key
	ended  time.Time // when the last read ended; zero once its suffixes are over
}

// New makes a wedge for a scanner whose characters lie at most gap apart; zero
// means 50 ms.
func New(gap time.Duration) *Wedge { return &Wedge{gap: max(gap, leastGap)} }

// hold is how long a single key waits before it acts.
func (w *Wedge) hold() time.Duration { return w.gap * 3 / 2 }

// apart is the gap beyond which characters are of different runs.
func (w *Wedge) apart() time.Duration { return 3 * w.gap }

// Feed takes a key press. typing says that a typed field has the keys: then
// they act at once, and only a frame or a label that passes its check digit is
// taken out of it.
func (w *Wedge) Feed(k Key, at time.Time, typing bool) Step {
	before := w.lapse(at)
	step := w.feed(k, at, typing)
	w.last = at
	step.Keys = append(before.Keys, step.Keys...)
	if (step.Do == Held || step.Do == Pass) && (before.Do == Refused || before.Do == Loose) {
		step.Do, step.Code = before.Do, before.Code
	}
	return step
}

// Quiet says that nothing was pressed until now.
func (w *Wedge) Quiet(at time.Time) Step {
	step := w.lapse(at)
	if step.Do == Held {
		step.Wait = max(w.wait()-at.Sub(w.last), time.Millisecond)
	}
	return step
}

// Busy reports whether keys are held or a frame is open.
func (w *Wedge) Busy() bool { return w.framed || len(w.held) > 0 }

// lapse ends whatever the silence before at has ended.
func (w *Wedge) lapse(at time.Time) Step {
	if !w.Busy() {
		return Step{Do: Pass}
	}
	if at.Sub(w.last) < w.wait() {
		return Step{Do: Held}
	}
	if w.framed {
		code := string(w.frame)
		w.framed, w.frame = false, nil
		return Step{Do: Refused, Code: code}
	}
	return w.release()
}

// wait is how long the silence must be that ends what is going on.
func (w *Wedge) wait() time.Duration {
	switch {
	case w.framed:
		return silence
	case len(w.held) >= command:
		return w.apart()
	}
	return w.hold()
}

// release lets held keys act, unless they are more than a command can be.
func (w *Wedge) release() Step {
	keys := w.held
	w.held = nil
	if len(keys) < command || w.steers(w.run) {
		return Step{Do: Pass, Keys: keys}
	}
	code := string(w.run)
	w.run = nil
	return Step{Do: Loose, Code: code}
}

func (w *Wedge) feed(k Key, at time.Time, typing bool) Step {
	switch {
	case w.framed:
		return w.inFrame(k, at)
	case k.Kind == Prefix:
		step := w.release()
		w.framed, w.run = true, nil
		return Step{Do: Held, Keys: step.Keys, Wait: silence}
	case k.Kind == Char:
		return w.char(k, at, typing)
	case w.isTail(k, at):
		return Step{Do: Held, Wait: w.apart()}
	case k.Kind == Suffix:
		return w.suffix(k, at, typing)
	}
	step := w.release()
	w.run = nil
	step.Keys = append(step.Keys, k)
	return step
}

func (w *Wedge) inFrame(k Key, at time.Time) Step {
	switch k.Kind {
	case Char:
		if len(w.frame) <= parcel.MaxLabel {
			w.frame = append(w.frame, k.Char)
		}
	case Prefix:
		w.frame = nil
	case Suffix:
		code := string(w.frame)
		w.framed, w.frame, w.ended = false, nil, at
		if !isLabel(code) {
			return Step{Do: Refused, Code: code}
		}
		return Step{Do: Read, Code: code}
	case Other, Tail: // no label holds them, and none may act within a frame
	}
	return Step{Do: Held, Wait: silence}
}

func (w *Wedge) char(k Key, at time.Time, typing bool) Step {
	w.ended = time.Time{}
	began := len(w.run) == 0 || at.Sub(w.last) > w.apart()
	if began {
		w.run, w.first = nil, at
	}
	if len(w.run) <= parcel.MaxLabel {
		w.run = append(w.run, k.Char)
	}
	if typing || w.steers(w.run) && len(w.run) > 1 {
		keys := append(w.held, k)
		w.held = nil
		return Step{Do: Pass, Keys: keys, Began: began}
	}
	w.held = append(w.held, k)
	return Step{Do: Held, Wait: w.wait(), Began: began}
}

// suffix ends a run: a read, refused, or a key of its own.
func (w *Wedge) suffix(k Key, at time.Time, typing bool) Step {
	together := len(w.run) > 0 && at.Sub(w.last) <= w.apart()
	code, run := string(w.run), w.run
	quick := at.Sub(w.first) <= longest && len(run) >= least
	keys := append(w.held, k)
	w.run, w.held = nil, nil
	switch {
	case !together || len(run) < command || w.steers(run):
		return Step{Do: Pass, Keys: keys}
	case typing && quick && proven(code):
		w.ended = at
		return Step{Do: Read, Code: code, Restore: true}
	case typing:
		return Step{Do: Pass, Keys: keys}
	case quick && isLabel(code):
		w.ended = at
		return Step{Do: Read, Code: code}
	}
	w.ended = at
	return Step{Do: Refused, Code: code}
}

// isTail reports whether the key is one more suffix byte of the read before.
func (w *Wedge) isTail(k Key, at time.Time) bool {
	if w.ended.IsZero() || k.Kind != Suffix && k.Kind != Tail || at.Sub(w.ended) > w.apart() {
		w.ended = time.Time{}
		return false
	}
	return true
}

// steers reports whether the characters are keys that move a cursor and are
// held down: no label is made of them alone.
func (w *Wedge) steers(run []rune) bool {
	if w.Grave {
		return false
	}
	for _, r := range run {
		if r != 'j' && r != 'k' && r != '+' && r != '-' {
			return false
		}
	}
	return len(run) > 0
}

// isLabel reports whether the characters can be a label: they begin as labels
// do, and hold nothing that no label holds.
func isLabel(code string) bool {
	if code == "" || len(code) > parcel.MaxLabel {
		return false
	}
	switch c := code[0]; {
	case c >= '0' && c <= '9', c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c == ']', c == '(', c == 0x1d, c == '%':
		return parcel.ParseIdentifier(code).Valid || len(code) >= least
	}
	return false
}

// proven reports whether the label's own check digit, or its fixed form, shows
// that it is one.
func proven(code string) bool {
	return parcel.ParseIdentifier(code).Proven()
}
