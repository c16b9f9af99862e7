package journal

import (
	_ "embed" // the hits that scans are written with
	"slices"
	"strconv"
	"strings"
	"sync"

	"postern/parcel"
)

// hitText is what rules said when this form was made: id, points, floor,
// whether mandatory, safety, tasks, and the reason with {} for what differs. It
// is part of the form and never changes: what other rules say is written out.
//
//go:embed hits-1.txt
var hitText string

// hitForm is a hit but for what differs from item to item.
type hitForm struct {
	parcel.Hit
	parts []string // of the reason
}

type hitbook struct {
	all  []hitForm
	rule map[string][]int
}

//nolint:gochecknoglobals // dear to make, and never changed
var hitForms = sync.OnceValue(func() *hitbook {
	b := &hitbook{rule: map[string][]int{}}
	for i, line := range strings.Split(strings.TrimSuffix(hitText, "\n"), "\n") {
		f := strings.Split(line, "\t")
		points, _ := strconv.Atoi(f[1])
		h := parcel.Hit{Rule: f[0], Points: points, Floor: parcel.Lane(f[2]), Mandatory: f[3] != "", Safety: f[4]}
		if f[5] != "" {
			h.Tasks = strings.Split(f[5], "|")
		}
		b.all = append(b.all, hitForm{Hit: h, parts: strings.Split(f[6], "{}")})
		b.rule[h.Rule] = append(b.rule[h.Rule], i)
	}
	return b
})

// fit finds the form of a hit, and what stands between the parts of its reason.
func (b *hitbook) fit(h parcel.Hit) (n uint64, between []string) {
	for _, i := range b.rule[h.Rule] {
		f := b.all[i]
		if h.Points != f.Points || h.Floor != f.Floor || h.Mandatory != f.Mandatory || h.Safety != f.Safety || !slices.Equal(h.Tasks, f.Tasks) {
			continue
		}
		if between, fits := f.cut(h.Reason); fits {
			return uint64(i) + 1, between //nolint:gosec // an index
		}
	}
	return 0, nil
}

func (f hitForm) cut(reason string) (between []string, fits bool) {
	rest, fits := strings.CutPrefix(reason, f.parts[0])
	for i := 1; i < len(f.parts) && fits; i++ {
		at := strings.Index(rest, f.parts[i])
		if i == len(f.parts)-1 {
			at = len(rest) - len(f.parts[i])
			fits = strings.HasSuffix(rest, f.parts[i])
		}
		if fits = fits && at >= 0; fits {
			between, rest = append(between, rest[:at]), rest[at+len(f.parts[i]):]
		}
	}
	return between, fits && rest == ""
}

func (f hitForm) join(between []string) string {
	var s strings.Builder
	for i, part := range f.parts {
		if i > 0 {
			s.WriteString(between[i-1])
		}
		s.WriteString(part)
	}
	return s.String()
}

// hit writes a hit by its form where it has one.
func (c *fields) hit(h *parcel.Hit) {
	n, between := hitForms().fit(*h)
	c.uint(&n)
	if n == 0 {
		c.hitInFull(h)
		return
	}
	if n > uint64(len(hitForms().all)) {
		c.in.bad = true
		return
	}
	f := hitForms().all[n-1]
	evidence := h.Evidence
	*h = f.Hit
	h.Tasks = slices.Clone(f.Tasks)
	if c.reading {
		between = make([]string, len(f.parts)-1)
	}
	for i := range between {
		text(c, &between[i])
	}
	h.Reason = f.join(between)
	last := ""
	if len(between) > 0 {
		last = between[len(between)-1]
	}
	c.evidence(&evidence, last)
	h.Evidence = evidence
}

// evidence is mostly what the reason told last, or none.
func (c *fields) evidence(s *string, last string) {
	const none, again, other = 0, 1, 2
	way := uint64(other)
	switch *s {
	case "":
		way = none
	case last:
		way = again
	}
	switch c.uint(&way); way {
	case none:
		*s = ""
	case again:
		*s = last
	default:
		token(c, s)
	}
}

func (c *fields) hitInFull(h *parcel.Hit) {
	is := c.flags(h.Evidence != "", h.Floor != "", len(h.Tasks) > 0, h.Mandatory, h.Safety != "")
	h.Mandatory = is[3]
	token(c, &h.Rule)
	c.int(&h.Points)
	text(c, &h.Reason)
	if is[0] {
		text(c, &h.Evidence)
	}
	if is[1] {
		token(c, &h.Floor)
	}
	if is[2] {
		for i := range length(c, &h.Tasks) {
			token(c, &h.Tasks[i])
		}
	}
	if is[4] {
		token(c, &h.Safety)
	}
}
