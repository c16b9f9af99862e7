package message

import (
	"strconv"
	"strings"

	"postern/parcel"
)

// Entry is one node or row on its way to become an item or a paper. Its
// methods turn a field into our value. Where the text does not fit, the value
// stays empty and a fault is kept, so that a bad field costs only itself.
type Entry struct {
	Node  string // what stands for it in a path: CDSView, Order, row
	No    int    // which of them, from 1
	Group string // where in the node the fields now being read stand, e.g. Declaration/Data
	Index int    // which of several groups of that name, from 1; 0 where there is one

	part   string // around the group, e.g. item; see Within
	partNo int

	batch  *Batch
	limits Limits
	first  int // of the batch's faults that is this entry's own
}

// Enter begins the no-th node or row of a file.
func (b *Batch) Enter(node string, no int, l Limits) *Entry {
	return &Entry{Node: node, No: no, batch: b, limits: l, first: len(b.Faults)}
}

// In says where in the node the next fields stand.
func (e *Entry) In(group string, index int) { e.Group, e.Index = group, index }

// Within says in which part of the node all groups stand, until the next.
func (e *Entry) Within(part string, no int) { e.part, e.partNo = part, no }

// Fault keeps what is wrong with a field that the entry can do without.
func (e *Entry) Fault(l Leaf, want string) { e.add(l, want, false) }

// Drop keeps what is wrong with a field that the entry cannot do without; the
// caller then leaves the entry.
func (e *Entry) Drop(l Leaf, want string) { e.add(l, want, true) }

// Done ends the entry. It names the identifier it was about, which the file may
// have told only after the faults.
func (e *Entry) Done(item string) {
	for i := e.first; i < len(e.batch.Faults); i++ {
		e.batch.Faults[i].Item = item
	}
}

func (e *Entry) add(l Leaf, want string, drop bool) {
	if len(e.batch.Faults) >= e.limits.Faults {
		e.batch.More++ // a file of nothing but faults is not worth their words
		return
	}
	got := "nothing"
	if l.Text != "" {
		got = parcel.Excerpt(l.Text)
	}
	e.batch.AddFault(Fault{Line: l.Line, Path: e.path(l.Name), Field: l.Name, Got: got, Want: want, Drop: drop}, e.limits)
}

func (e *Entry) path(field string) string {
	var b strings.Builder
	b.WriteString(e.Node + "[" + strconv.Itoa(e.No) + "]")
	if e.part != "" {
		b.WriteString("/" + e.part + "[" + strconv.Itoa(e.partNo) + "]")
	}
	if e.Group != "" {
		b.WriteString("/" + e.Group)
	}
	if e.Index > 0 {
		b.WriteString("[" + strconv.Itoa(e.Index) + "]")
	}
	if field != "" {
		b.WriteString("/" + field)
	}
	return b.String()
}

// Over reports what of a node was passed over since it held too much.
func (e *Entry) Over(n *Node) {
	if n.Over > 0 {
		e.Fault(Leaf{Name: n.Name, Text: strconv.Itoa(n.Over) + " more", Line: n.Line}, "fewer elements in one; those were not read")
	}
}

// Text is the field as it stands. A text that was cut is reported.
func (e *Entry) Text(l Leaf) string {
	if l.Cut {
		e.Fault(l, "at most "+strconv.Itoa(e.limits.Text)+" bytes")
	}
	return l.Text
}

// Join puts the texts of several fields together as one, with spaces between.
func (e *Entry) Join(leaves ...Leaf) string {
	var parts []string
	for _, l := range leaves {
		if text := e.Text(l); text != "" {
			parts = append(parts, text)
		}
	}
	text, cut := Clip(strings.Join(parts, " "), e.limits.Text)
	if cut {
		e.Fault(leaves[0], "with what belongs to it at most "+strconv.Itoa(e.limits.Text)+" bytes")
	}
	return text
}

// TextOf is the field cut to the characters its format allows, and reported
// where it was longer.
func (e *Entry) TextOf(l Leaf, most int) string {
	text, cut := clipRunes(l.Text, most)
	if cut || l.Cut {
		e.Fault(l, "at most "+strconv.Itoa(most)+" characters")
	}
	return text
}

// Reference is a number of somebody else's, no longer than a label may be.
func (e *Entry) Reference(l Leaf) string {
	text, cut := Clip(l.Text, parcel.MaxLabel)
	if cut {
		e.Fault(l, "at most "+strconv.Itoa(parcel.MaxLabel)+" bytes")
	}
	return text
}

// Identifier reads the name of the item. ok is false, and the entry dropped,
// where it names nothing. A wrong check digit is reported and the item kept:
// that is what stands on the label.
func (e *Entry) Identifier(l Leaf) (id parcel.Identifier, ok bool) {
	id = parcel.ParseIdentifier(l.Text)
	s10, s10form := parcel.ParseS10(l.Text)
	switch {
	case s10form && !s10.Valid():
		e.Fault(l, "check digit "+string(parcel.S10CheckDigit(string(s10[2:10]))))
	case id.Kind != parcel.KindOther && !id.Valid && !l.Cut:
		e.Fault(l, "a number of "+string(id.Kind)+" whose check digit is right")
	case !id.Valid || l.Cut:
		e.Drop(l, "an item identifier of 4 to "+strconv.Itoa(parcel.MaxLabel)+" letters and digits, e.g. RR473124829GB")
		return parcel.Identifier{}, false
	}
	return id, true
}
