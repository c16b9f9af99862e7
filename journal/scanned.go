package journal

import (
	"math/bits"
	"reflect"
	"strconv"
	"strings"

	"postern/parcel"
)

// A scan is what a station writes most, and it is sealed: what it says then
// takes its room on the slow line. So it is written in fields, each by what
// differs from what is to be expected. This form is read for ever. A new field
// of a scan is written at the end of its part, behind a new flag; until that is
// done, a scan that uses it is written as its text.

// packScan writes a scan in fields; nil where they would not give it back.
func packScan(r Record, b ItemScanned) []byte {
	w := fields{of: r, out: []byte{packedScan}}
	if err := w.scanned(&b); err != nil || w.in.bad {
		return nil
	}
	again, err := unpackScan(r, w.out[1:])
	if err != nil || !sameScan(again, b) {
		return nil
	}
	return w.out
}

func unpackScan(r Record, packed []byte) (b ItemScanned, err error) {
	d := fields{of: r, reading: true, in: decoder{rest: packed}}
	if err := d.scanned(&b); err != nil {
		return b, err
	}
	if d.in.bad || len(d.in.rest) > 0 {
		return b, ErrBody
	}
	return b, nil
}

// sameScan compares all that text would tell of two scans.
func sameScan(x, y ItemScanned) bool {
	_, east := x.Scan.At.Zone()
	_, other := y.Scan.At.Zone()
	if !x.Scan.At.Equal(y.Scan.At) || east != other {
		return false
	}
	x.Scan.At, x.Declaration = y.Scan.At, y.Declaration // the latter went as text
	return reflect.DeepEqual(x, y)
}

func (c *fields) scanned(b *ItemScanned) error {
	s, ident := &b.Scan, c.of.Item.Ident()
	is := c.flags(b.Known, s.Code != ident, s.Mass != 0, s.Within != "", s.Device != "", len(b.Holds) > 0, b.Receptacle != "", b.Declaration != nil,
		b.Was != "", b.Done)
	b.Known = is[0]
	if is[1] {
		text(c, &s.Code)
	} else {
		s.Code = ident
	}
	c.time(&s.At)
	token(c, &s.Place)
	if is[2] {
		c.signed((*int64)(&s.Mass))
	}
	if is[3] {
		text(c, &s.Within)
	}
	if is[4] {
		text(c, &s.Device)
	}
	c.verdict(&b.Verdict)
	c.facts(&b.Facts)
	c.shift(&b.Shift)
	if is[5] {
		for i := range length(c, &b.Holds) {
			text(c, &b.Holds[i])
		}
	}
	if is[6] {
		text(c, &b.Receptacle)
	}
	if is[7] {
		if err := c.json(&b.Declaration); err != nil {
			return err
		}
	}
	if is[8] {
		token(c, &b.Was)
	}
	b.Done = is[9]
	return nil
}

// shift is mostly the day's first or second.
func (c *fields) shift(id *string) {
	day := c.of.Wall.UTC().Format("20060102") + "-"
	n, err := strconv.ParseUint(strings.TrimPrefix(*id, day), 10, 32)
	usual := !c.reading && err == nil && *id == day+strconv.FormatUint(n, 10)
	if !usual {
		n = 0
	}
	if c.uint(&n); n == 0 {
		text(c, id)
		return
	}
	*id = day + strconv.FormatUint(n, 10)
}

func (c *fields) verdict(v *parcel.Verdict) {
	c.assessments(&v.Assessments)
	tasks := tasksOf(v.Assessments)
	is := c.flags(reflect.DeepEqual(v.Tasks, tasks), v.Lane == highest(v.Assessments), v.Selection.Drawn,
		v.Selection.Probability == 1, v.Selection.Probability == v.Selection.Rate)
	if is[0] {
		v.Tasks = tasks
	} else {
		c.tasks(&v.Tasks)
	}
	if is[1] {
		v.Lane = highest(v.Assessments)
	} else {
		token(c, &v.Lane)
	}
	s := &v.Selection
	token(c, &s.Reason)
	c.share(&s.Rate)
	switch s.Drawn = is[2]; {
	case is[3]:
		s.Probability = 1
	case is[4]:
		s.Probability = s.Rate
	default:
		c.share(&s.Probability)
	}
}

func highest(all []parcel.Assessment) parcel.Lane {
	top := parcel.Green
	for _, a := range all {
		top = parcel.Highest(top, a.Lane)
	}
	return top
}

// tasksOf are the tasks that hits ask for, once each: safety first.
func tasksOf(all []parcel.Assessment) []parcel.Task {
	tasks, met := []parcel.Task{}, map[string]bool{"": true}
	add := func(t parcel.Task) {
		if !met[t.Text] {
			tasks, met[t.Text] = append(tasks, t), true
		}
	}
	for _, a := range all {
		for _, h := range a.Hits {
			add(parcel.Task{Agency: a.Agency, Text: h.Safety, Safety: true})
		}
	}
	for _, a := range all {
		for _, h := range a.Hits {
			for _, text := range h.Tasks {
				add(parcel.Task{Agency: a.Agency, Text: text})
			}
		}
	}
	return tasks
}

func (c *fields) tasks(list *[]parcel.Task) {
	for i := range length(c, list) {
		t := &(*list)[i]
		t.Safety = c.flags(t.Safety)[0]
		token(c, &t.Agency)
		token(c, &t.Text)
	}
}

// assessments writes who judged by which pack in one go, and then only what
// somebody found.
func (c *fields) assessments(list *[]parcel.Assessment) {
	n := length(c, list)
	if n == 0 {
		return
	}
	if n > mostQuiet {
		c.in.bad, *list = true, nil
		return
	}
	all := *list
	c.agencies(all)
	c.packs(all)
	loud := make([]bool, n)
	for i, a := range all {
		loud[i] = a.Score != 0 || a.Lane != parcel.Green || a.Learned || len(a.Hits) > 0 || a.Hits == nil
	}
	for i, yes := range c.flags(loud...) {
		a := &all[i]
		if !yes {
			a.Lane, a.Hits = parcel.Green, []parcel.Hit{}
			continue
		}
		a.Learned = c.flags(a.Learned)[0]
		c.int(&a.Score)
		token(c, &a.Lane)
		for i := range length(c, &a.Hits) {
			c.hit(&a.Hits[i])
		}
	}
}

func (c *fields) agencies(all []parcel.Assessment) {
	names := make([]string, len(all))
	for i, a := range all {
		names[i] = string(a.Agency)
	}
	joined := strings.Join(names, ",")
	token(c, &joined)
	names = strings.Split(joined, ",")
	if len(names) != len(all) {
		c.in.bad = true
		return
	}
	for i := range all {
		all[i].Agency = parcel.Agency(names[i])
	}
}

// packs writes versions that are a month and a small number as one number to
// the base that they need, and others as they are.
func (c *fields) packs(all []parcel.Assessment) {
	month, base, n, usual := versions(all)
	if !usual {
		base = 0
	}
	if c.uint(&base); base == 0 {
		for i := range all {
			text(c, &all[i].Pack)
		}
		return
	}
	ago := c.month() - month
	c.int(&ago)
	c.uint(&n)
	if !c.reading {
		return
	}
	month = c.month() - ago
	for i := range all {
		a := &all[len(all)-1-i]
		a.Pack = packOf(a.Agency, month, n%base)
		n /= base
	}
	c.in.bad = c.in.bad || n != 0
}

func (c *fields) month() int {
	t := c.of.Wall.UTC()
	return t.Year()*12 + int(t.Month()) - 1
}

func packOf(of parcel.Agency, month int, n uint64) string {
	return "postern-" + string(of) + "@" + strconv.Itoa(month/12) + "." + strconv.Itoa(month%12+1) + "." + strconv.FormatUint(n, 10)
}

// versions reads all packs as ours of one month.
func versions(all []parcel.Assessment) (month int, base, number uint64, usual bool) {
	each := make([]uint64, len(all))
	for i, a := range all {
		parts := strings.Split(strings.TrimPrefix(a.Pack, "postern-"+string(a.Agency)+"@"), ".")
		if len(parts) != 3 {
			return 0, 0, 0, false
		}
		year, _ := strconv.Atoi(parts[0])
		m, _ := strconv.Atoi(parts[1])
		n, _ := strconv.ParseUint(parts[2], 10, 16)
		month = year*12 + m - 1
		each[i], base = n, max(base, n+1)
	}
	for i, a := range all {
		if a.Pack != packOf(a.Agency, month, each[i]) {
			return 0, 0, 0, false
		}
		high, low := bits.Mul64(number, base)
		if high != 0 || low+each[i] < low {
			return 0, 0, 0, false
		}
		number = low + each[i]
	}
	return month, base, number, true
}
