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
	Presented time.Time     // first read here; zero where it was not
	Arrived   time.Time     // it or its receptacle came, as far as that is known
	Departed  time.Time     // the post says that it left the country it came from
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

// came is the true moment an item came; zero where it has not, as far as is known.
func (c *Case) came() time.Time {
	if c.Presented.IsZero() || !c.Arrived.IsZero() && c.Arrived.Before(c.Presented) {
		return c.Arrived
	}
	return c.Presented
}

// time judges an item that has come, whether it was read here or is only known to
// be: by its receptacle, or by the post. What came after it was late, though it
// is here now.
func (b *Book) time(q *parcel.Soundness, check *Check, c *Case) {
	came := c.came()
	if came.IsZero() {
		return
	}
	ahead := came.Sub(c.Received)
	switch {
	case check.Code == "advised":
		add(q, check, c.advised(), "")
	case !c.advised():
	case check.Code == "before":
		add(q, check, ahead >= 0, says(ahead))
	case check.Code == "lead":
		b.inTime(q, check, c, ahead)
	}
}

// inTime judges by the lead its way asks for: before it left where the lead
// counts so and that is known, else before it came.
func (b *Book) inTime(q *parcel.Soundness, check *Check, c *Case, ahead time.Duration) {
	l := b.leadFor(&c.Decl)
	switch {
	case l == nil:
	case l.leaving && !c.Departed.IsZero():
		left := c.Departed.Sub(c.Received)
		add(q, check, left >= l.least, says(left)+" of its leaving, of "+l.least.String())
	case l.least > 0:
		add(q, check, ahead >= l.least, says(ahead)+" of "+l.least.String())
	}
}

func says(ahead time.Duration) string { return ahead.Round(time.Minute).String() + " ahead" }

// leadFor is how long before an item its data must have come; nil where nothing
// is asked.
func (b *Book) leadFor(d *parcel.Declaration) *lead {
	from, to := d.Origin, d.Dest
	if from == "" {
		from = d.Sender.Country
	}
	if to == "" {
		to = d.Addressee.Country
	}
	for i := range b.leads {
		l := &b.leads[i]
		if (l.category == "*" || l.category == d.Category) && reaches(l.from, from) && reaches(l.to, to) {
			return l
		}
	}
	return nil
}

func reaches(group, country string) bool {
	return group == "*" || group == country || group == "EUR" && within(europe, country)
}
