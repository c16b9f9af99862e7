// Package post reads the EDIFACT messages of the postal operators: ITMATT (item
// data), PREDES (despatches) and EMSEVT (events), by segment maps that are data.
//
// map.go reads a map, collect.go gathers what its rows find in the segments,
// mapper.go turns that into our nouns. The standards behind these messages (UPU
// M33, M40/M41) and samples of them were not at hand: the built-in maps follow
// the generic directory of UN/EDIFACT, every row of theirs is unverified, and no
// conformance is claimed. Message types without a map are named and passed over.
package post

import (
	"slices"
	"strings"

	"postern/message"
	"postern/message/edifact"
	"postern/parcel"
)

// Decoder names this reading of the format; the names of the maps used follow.
const Decoder = "post/1"

// Decode reads a file of interchanges by the maps given and the built-in ones;
// of two maps for one type the first counts. Items that cannot be used are
// dropped with a fault; a file that breaks off keeps those before the break. The
// error is a *message.Reject where nothing can be taken.
func Decode(data []byte, maps []Map, l message.Limits) (message.Batch, error) {
	b := message.Batch{Format: message.Post, Decoder: Decoder}
	if err := l.Admit(data); err != nil {
		return b, err
	}
	d := decoder{batch: &b, limits: l, maps: maps, used: map[string]bool{}}
	r := edifact.NewReader(data, &b, l)
	for !d.full {
		m, ok := r.Next()
		if !ok {
			break
		}
		d.message(r, m)
	}
	if r.Messages() == 0 {
		b.AddFault(message.Fault{Path: "interchange", Field: "UNH", Got: "none", Want: "a message", Drop: true}, l)
	}
	if b.Size() == 0 && len(b.Faults) > 0 {
		return b, &message.Reject{Fault: worst(b.Faults)}
	}
	return b, nil
}

// worst is the first fault that cost something.
func worst(faults []message.Fault) message.Fault {
	for _, f := range faults {
		if f.Drop {
			return f
		}
	}
	return faults[0]
}

type decoder struct {
	batch  *message.Batch
	limits message.Limits
	maps   []Map
	used   map[string]bool
	full   bool

	page     message.Page
	lines    message.Slab[string]
	contents message.Slab[parcel.Content]
}

// find is the map for a type of message.
func (d *decoder) find(kind string) *Map {
	for i := range d.maps {
		if d.maps[i].Message == kind {
			return &d.maps[i]
		}
	}
	return builtInMap(kind)
}

func (d *decoder) message(r *edifact.Reader, m edifact.Message) {
	by := d.find(m.Type)
	e := d.batch.Enter("message", m.No, d.limits)
	if by == nil {
		e.Drop(message.Leaf{Name: "type", Text: m.Type, Line: m.Line}, "one that a segment map is for: "+d.types())
		return
	}
	if !d.used[by.Name] {
		d.used[by.Name] = true
		d.batch.Decoder += "/" + by.Name
	}
	mk, bags := maker{decoder: d, m: by, no: m.No}, len(d.batch.Receptacles)
	c := collector{m: by, limits: d.limits, under: make([]anchor, len(by.under)), page: &d.page, done: mk.record, bagged: mk.receptacle, e: e}
	for seg := r.Segment(); seg != nil; seg = r.Segment() {
		d.batch.At(r.Pos())
		c.segment(seg)
		if d.full {
			return
		}
	}
	if !r.Whole() && c.in { // the file broke off within it
		c.in = false
		e.In("item", 0)
		e.Drop(c.now.item, "the rest of it: the file breaks off")
	}
	c.leaveBag()
	if mk.count == 0 && len(d.batch.Receptacles) == bags {
		e.Drop(message.Leaf{Name: "item", Line: m.Line}, "an item where segment map "+parcel.Excerpt(by.Name)+" looks for one")
	}
}

func (d *decoder) types() string {
	types := builtInTypes()
	for i := range d.maps {
		if !slices.Contains(types, d.maps[i].Message) {
			types = append(types, d.maps[i].Message)
		}
	}
	text, _ := message.Clip(strings.Join(types, ", "), 256)
	return text
}

// room reports whether one more thing may be taken; says so where it may not.
func (d *decoder) room(line int) bool {
	if d.full {
		return false
	}
	if d.batch.Full(d.limits) {
		d.full = true
		d.batch.AddFault(message.TooMany(line, d.limits), d.limits)
	}
	return !d.full
}

// receptacle adds a receptacle.
func (mk *maker) receptacle(bag parcel.Receptacle) {
	if mk.room(0) {
		mk.batch.Receptacles = append(mk.batch.Receptacles, bag)
	}
}
