package post

import (
	"postern/message"
	"postern/message/edifact"
	"postern/parcel"
)

const mostValues = 512 // of one item, content, receptacle or event

// value is what a place says.
type value struct {
	*rule        // that found it
	text  string // trimmed and bounded
	said  string // the unit, currency or date format; in its segment or by the rule
	line  int
	cut   bool
}

// leaf is the value as a field.
func (v *value) leaf() message.Leaf {
	return message.Leaf{Name: v.name, Text: v.text, Line: v.line, Cut: v.cut}
}

// values are what was said of one thing.
type values struct {
	all []value
	at  [fieldEnd]uint16 // the first of each field, counted from 1
}

func (vs *values) add(v *value) {
	vs.all = append(vs.all, *v)
	if vs.at[v.field] == 0 {
		vs.at[v.field] = uint16(len(vs.all)) //nolint:gosec // at most mostValues, twice
	}
}

func (vs *values) reset() { *vs = values{all: vs.all[:0]} }

// first is the first of a field; nil where there is none.
func (vs *values) first(f Field) *value {
	if at := vs.at[f]; at > 0 {
		return &vs.all[at-1]
	}
	return nil
}

// get is what the first of a field says.
func (vs *values) get(f Field) message.Leaf {
	if v := vs.first(f); v != nil {
		return v.leaf()
	}
	return message.Leaf{Name: f.String()}
}

// record is an item or event with what was said of it.
type record struct {
	item     message.Leaf
	said     values
	contents []values
	over     int // contents beyond the limit
	lost     int // values beyond the limit
	bag      parcel.S9
}

// anchor is the last segment of a tag that rows stand under.
type anchor struct {
	there     bool
	qualifier string
}

// reset begins a record in the memory of the one before.
func (r *record) reset(item message.Leaf) {
	r.item, r.contents, r.over, r.lost, r.bag = item, r.contents[:0], 0, 0, ""
	r.said.reset()
}

// collector goes over the segments of one message and hands over each record
// and receptacle when the next begins.
type collector struct {
	m      *Map
	limits message.Limits
	head   values // said before the first item: of all of them
	now    record
	in     bool     // an item has begun
	inside bool     // one of its contents has
	under  []anchor // for each tag that rows stand under
	bag    *parcel.Receptacle
	lot    parcel.S8

	page   *message.Page
	done   func(*record)
	bagged func(parcel.Receptacle)
	e      *message.Entry
}

// segment takes what the rules of its tag find in it.
func (c *collector) segment(seg *edifact.Segment) {
	rules := c.m.rulesOf(seg)
	for i := range rules {
		if r := &rules[i]; c.fits(r) {
			c.apply(r, seg)
		}
	}
	for i, tag := range c.m.under {
		if tag == seg.Tag {
			c.under[i] = anchor{there: true, qualifier: seg.Text(1, 1)}
		}
	}
}

func (c *collector) fits(r *rule) bool {
	switch {
	case r.under > 0 && c.under[r.under-1] != (anchor{true, r.underIs}):
		return false
	case r.in == "item":
		return !c.inside
	case r.in == "content":
		return c.inside
	}
	return true
}

func (c *collector) apply(r *rule, seg *edifact.Segment) {
	for n := range max(1, seg.Repeats(r.at.element)) {
		key := 0
		if r.key.element == r.at.element {
			key = n
		}
		if r.qualifier != "" && !seg.Is(r.key.element, r.key.component, key, r.qualifier) {
			continue
		}
		v := value{rule: r, said: r.unit, line: seg.Line}
		v.text, v.cut = c.read(r, seg, n)
		if v.text == "" && r.role != beginsItem { // an item without a name is one all the same, not more of the last
			continue
		}
		if r.unitAt.element > 0 {
			if unit, _ := seg.Read(r.unitAt.element, r.unitAt.component, n); unit != "" {
				v.said = unit
			}
		}
		c.take(&v)
	}
}

// read joins the components that a rule names.
func (c *collector) read(r *rule, seg *edifact.Segment, n int) (text string, cut bool) {
	text, cut = seg.Read(r.at.element, r.at.component, n)
	for component := r.at.component + 1; component <= r.last; component++ {
		more, partly := seg.Read(r.at.element, component, n)
		if more == "" {
			continue
		}
		var clipped bool
		text, clipped = message.Clip(c.page.Join(text, more), c.limits.Text)
		cut = cut || partly || clipped
	}
	return text, cut
}

func (c *collector) take(v *value) {
	switch v.role {
	case identifying:
		c.identify(v)
	case beginsItem:
		c.begin(v.leaf())
	case beginsReceptacle:
		c.receptacle(v)
	case beginsDespatch:
		c.despatch(v)
	case beginsContent:
		c.content()
		c.keep(v)
	case beginsEvent:
		c.event(v)
	case ofReceptacle:
		c.ofBag(v)
	case ofContent:
		if c.in && !c.inside {
			c.content()
		}
		c.keep(v)
	case plain:
		c.keep(v)
	}
}

// identify goes by the form of an identifier; what has none of the three says
// nothing here.
func (c *collector) identify(v *value) {
	if _, ok := parcel.ParseS10(v.text); ok {
		c.begin(v.leaf())
	} else if _, ok := parcel.ParseS9(v.text); ok {
		c.receptacle(v)
	} else if _, ok := parcel.ParseS8(v.text); ok {
		c.despatch(v)
	}
}

// begin begins an item; the same again goes on with it.
func (c *collector) begin(item message.Leaf) {
	if c.in && c.now.item.Text == item.Text {
		return
	}
	c.flush()
	c.in, c.inside = true, false
	c.now.reset(item)
	if c.bag != nil {
		c.now.bag = c.bag.ID
		c.bag.Items++
	}
	clear(c.under)
}

// event begins an event: one more of the item where it has one already; of the
// items that follow where this message says events before items.
func (c *collector) event(v *value) {
	if c.in && c.head.get(Event).Text != "" {
		c.flush()
		c.head.reset()
	}
	if item := c.now.item; c.in && c.now.said.get(Event).Text != "" {
		c.flush()
		c.in = true
		c.now.reset(item)
	}
	c.keep(v)
}

func (c *collector) content() {
	c.inside = true
	if len(c.now.contents) >= c.limits.Pieces {
		c.now.over++
		return
	}
	last := len(c.now.contents)
	if last < cap(c.now.contents) {
		c.now.contents = c.now.contents[:last+1]
		c.now.contents[last].reset()
		return
	}
	c.now.contents = append(c.now.contents, values{})
}

func (c *collector) keep(v *value) {
	said := &c.now.said
	switch {
	case !c.in:
		said = &c.head
	case c.inside && (v.role == ofContent || v.role == beginsContent):
		if c.now.over > 0 {
			return
		}
		said = &c.now.contents[len(c.now.contents)-1]
	}
	if len(said.all) >= mostValues {
		c.now.lost++
		return
	}
	said.add(v)
}

func (c *collector) receptacle(v *value) {
	id, ok := parcel.ParseS9(v.text)
	if !ok {
		c.e.Fault(v.leaf(), "a receptacle identifier of 15 letters and 14 digits")
		return
	}
	if c.bag != nil && c.bag.ID == id {
		return
	}
	c.leaveBag()
	c.bag = &parcel.Receptacle{ID: id, Despatch: id.Despatch(), Gross: id.Gross()}
	if c.lot != "" && c.lot != c.bag.Despatch {
		c.e.Fault(v.leaf(), "a receptacle of despatch "+string(c.lot))
	}
}

func (c *collector) despatch(v *value) {
	id, ok := parcel.ParseS8(v.text)
	if !ok {
		c.e.Fault(v.leaf(), "a despatch identifier of 15 letters and 5 digits")
		return
	}
	if id != c.lot {
		c.leaveBag()
		c.lot = id
	}
}

func (c *collector) ofBag(v *value) {
	if c.bag == nil {
		c.e.Fault(v.leaf(), "the identifier of its receptacle before it")
		return
	}
	if v.field == BagGross {
		c.bag.Gross = mass(c.e, v)
	}
	if v.field == BagItems {
		c.bag.Stated = c.e.Count(v.leaf())
	}
	if v.field == Seal {
		c.bag.Seal = c.e.Reference(v.leaf())
	}
}

// leaveBag hands over the receptacle and the last item in it.
func (c *collector) leaveBag() {
	c.flush()
	if c.bag != nil {
		c.bagged(*c.bag)
		c.bag = nil
	}
}

// flush hands over the record that is open.
func (c *collector) flush() {
	if c.in {
		for i := range c.head.all {
			c.now.said.add(&c.head.all[i])
		}
		c.done(&c.now)
	}
	c.in, c.inside = false, false
}
