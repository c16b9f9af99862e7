package post

import (
	"errors"
	"time"

	"postern/message"
	"postern/message/edifact"
	"postern/parcel"
)

// EventMap is the map that events are written and read by: that of EMSEVT, the
// first of those given or the built-in one.
func EventMap(maps []Map) Map {
	for _, m := range maps {
		if m.Message == "EMSEVT" {
			return m
		}
	}
	return *builtInMap("EMSEVT")
}

// Write answers items with their events: that they were presented to customs,
// and what was decided. Each value goes where the map would look for it, so what
// is written here is read by the same map. What the crosswalk has no event for
// is not told; answered are the items that are in the file.
func Write(answers []message.Answer, cross message.Crosswalk, m Map, control string, at time.Time) (file []byte, answered []message.Answer, err error) {
	layout, err := m.layout()
	if err != nil {
		return nil, nil, err
	}
	from := ""
	if len(answers) > 0 {
		from = string(answers[0].Office)
	}
	w := edifact.NewWriter(from, "", control, at)
	for i := range answers {
		a := &answers[i]
		code := cross[a.Outcome]
		if code.EMSEVT == "" || a.Item.Kind != parcel.KindS10 {
			continue
		}
		answered = append(answered, *a)
		if !a.Presented.IsZero() {
			layout.write(w, m.Message, eventOf(a, message.PresentedEMSEVT, a.Presented, ""))
		}
		layout.write(w, m.Message, eventOf(a, code.EMSEVT, a.At, code.Reason))
	}
	return w.Bytes(), answered, nil
}

// told is what an event says, by field.
type told map[Field]string

func eventOf(a *message.Answer, code string, at time.Time, reason string) told {
	return told{
		Item: a.Item.Text, Event: code, Reason: reason, Office: string(a.Office),
		EventAt: at.UTC().Format("20060102150405"),
	}
}

const dateFormat = "204" // 2379: CCYYMMDDHHMMSS

// layout is the segments of a map in order, each with the rows it holds.
type layout [][]Row

// layout puts the rows of one segment together. Of the identifier rows only
// that of the item is written.
func (m *Map) layout() (layout, error) {
	var all layout
	item := m.rowOf(Item)
	if item == nil {
		item = m.rowOf(Identifier)
	}
	if item == nil || m.rowOf(Event) == nil {
		return nil, errors.New("segment map " + parcel.Excerpt(m.Name) + ": rows for item and event are wanted, to write events by it")
	}
	asItem := *item
	asItem.Field = Item
	all = append(all, []Row{asItem})
	for _, r := range m.Rows {
		if r.Field != Event && r.Field != Reason && r.Field != Office && r.Field != EventAt {
			continue
		}
		if last := len(all) - 1; all[last][0].Segment == r.Segment {
			all[last] = append(all[last], r)
		} else {
			all = append(all, []Row{r})
		}
	}
	return all, nil
}

func (m *Map) rowOf(f Field) *Row {
	for i := range m.Rows {
		if m.Rows[i].Field == f {
			return &m.Rows[i]
		}
	}
	return nil
}

func (l layout) write(w *edifact.Writer, kind string, v told) {
	w.Message(kind)
	for _, rows := range l {
		var s segment
		for _, r := range rows {
			tag, made, err := r.rule()
			if err != nil || v[r.Field] == "" { // the map was checked when it was read
				continue
			}
			s.tag = tag
			s.put(made.key, made.qualifier)
			s.put(made.at, v[r.Field])
			if r.Field == EventAt {
				s.put(made.unitAt, dateFormat)
			}
		}
		if s.tag != "" {
			w.Segment(s.tag, s.elements...)
		}
	}
}

// segment is one in the making.
type segment struct {
	tag      string
	elements [][]string
}

func (s *segment) put(at spot, text string) {
	if at.element == 0 || text == "" {
		return
	}
	for len(s.elements) < at.element {
		s.elements = append(s.elements, nil)
	}
	e := &s.elements[at.element-1]
	for len(*e) < at.component {
		*e = append(*e, "")
	}
	(*e)[at.component-1] = text
}
