package quality

import (
	"time"

	"postern/parcel"
)

// Case is an item whose data is judged.
type Case struct {
	Decl      parcel.Declaration
	Source    parcel.Source // empty where nothing is known
	Received  time.Time     // the first data
	Presented time.Time     // first read here; zero where it has not come
	Reused    bool          // another item had the identifier before
	Checked   []parcel.Checked
}

// advised reports data that a sender gave, not a form or what papers suggest.
func (c *Case) advised() bool { return c.Source == parcel.FromMessage }

// Judge holds a case against every check of the book. A check that does not
// apply is not counted: not yet timely is no fault of an item that has not come.
func (b *Book) Judge(c Case) parcel.Soundness {
	q := parcel.Soundness{Defects: []parcel.Defect{}}
	for i := range b.checks {
		check := &b.checks[i]
		switch check.Figure {
		case parcel.Truth:
			truth(&q, check, c.Checked)
		case parcel.Timeliness:
			b.time(&q, check, &c)
		case parcel.Adequacy:
			if c.advised() && !c.Decl.Partial && applies(check.Applies, &c.Decl) {
				got, good := b.adequate(check.Code, &c)
				add(&q, check, good, got)
			}
		}
	}
	return q
}

func add(q *parcel.Soundness, check *Check, good bool, got string) {
	q.Of(check.Figure).Add(good)
	if !good {
		if got != "" {
			got = parcel.Excerpt(got)
		}
		q.Defects = append(q.Defects, parcel.Defect{
			Figure: check.Figure, Code: check.Code, Field: check.Field, Text: check.Sentence, Source: check.Source, Got: got,
		})
	}
}

func applies(to Applies, d *parcel.Declaration) bool {
	switch to {
	case Everything:
	case Goods:
		return d.Nature != parcel.Documents
	case Trade:
		return d.Nature == parcel.Sale || d.Nature == parcel.Sample || d.Platform != ""
	case ToUnion:
		return within(union, d.Dest) || within(union, d.Addressee.Country)
	case OfS10:
		_, ok := parcel.ParseS10(d.Identifier.Text)
		return ok
	}
	return true
}

// truth counts each field that was checked at the bench.
func truth(q *parcel.Soundness, check *Check, checked []parcel.Checked) {
	for _, c := range checked {
		of := *check
		of.Field = string(c.Field)
		add(q, &of, c.True, c.Found)
	}
}

// time judges an item that has come. What came after it was late, though it is
// here now.
func (b *Book) time(q *parcel.Soundness, check *Check, c *Case) {
	if c.Presented.IsZero() {
		return
	}
	ahead := c.Presented.Sub(c.Received)
	switch {
	case check.Code == "advised":
		add(q, check, c.advised(), "")
	case !c.advised():
	case check.Code == "before":
		add(q, check, ahead >= 0, says(ahead))
	case check.Code == "lead":
		if least, asked := b.leadFor(&c.Decl); asked && least > 0 {
			add(q, check, ahead >= least, says(ahead)+" of "+least.String())
		}
	}
}

func says(ahead time.Duration) string { return ahead.Round(time.Minute).String() + " ahead" }

// leadFor is how long before an item its data must have come.
func (b *Book) leadFor(d *parcel.Declaration) (time.Duration, bool) {
	from, to := d.Origin, d.Dest
	if from == "" {
		from = d.Sender.Country
	}
	if to == "" {
		to = d.Addressee.Country
	}
	for _, l := range b.leads {
		if (l.category == "*" || l.category == d.Category) && reaches(l.from, from) && reaches(l.to, to) {
			return l.least, true
		}
	}
	return 0, false
}

func reaches(group, country string) bool {
	return group == "*" || group == country || group == "EUR" && within(europe, country)
}
