package parcel

// Figure is one of the three ways in which data is good or bad. They are never
// blended into one.
type Figure string

// The figures.
const (
	Adequacy   Figure = "adequacy"   // it says what it must, and nothing that cannot be
	Timeliness Figure = "timeliness" // it came in time
	Truth      Figure = "truth"      // it is what was found at the bench
)

// Figures lists the closed set.
func Figures() []Figure { return []Figure{Adequacy, Timeliness, Truth} }

// Portion is how many of how many passed. Of none nothing is known.
type Portion struct {
	Good int `json:"good"`
	Of   int `json:"of"`
}

// Add counts one more.
func (s *Portion) Add(good bool) {
	s.Of++
	if good {
		s.Good++
	}
}

// Interval is the 95 % score interval of the share (Wilson 1927): honest for
// small numbers. Of none it is 0 to 1.
func (s Portion) Interval() (low, high float64) {
	if s.Of <= 0 {
		return 0, 1
	}
	return Wilson(float64(s.Good)/float64(s.Of), float64(s.Of))
}

// Defect is one thing wrong with the data of an item: a check that failed.
type Defect struct {
	Figure Figure `json:"figure"`
	Code   string `json:"code"`
	Field  string `json:"field"`
	Text   string `json:"text"`
	Source string `json:"source"` // where the rule comes from
	Got    string `json:"got,omitempty"`
}

// Soundness is how good the data of an item is.
type Soundness struct {
	Adequacy   Portion  `json:"adequacy"`
	Timeliness Portion  `json:"timeliness"`
	Truth      Portion  `json:"truth"`
	Defects    []Defect `json:"defects"`
}

// Of is the share of a figure.
func (q *Soundness) Of(f Figure) *Portion {
	switch f {
	case Adequacy:
		return &q.Adequacy
	case Timeliness:
		return &q.Timeliness
	case Truth:
	}
	return &q.Truth
}

// Checked is a declared field that was held against the item at the bench.
type Checked struct {
	Field CheckedField `json:"field"`
	Line  int          `json:"line,omitempty"` // of the contents, from 1; 0 for the item, or for all
	True  bool         `json:"true"`
	Found string       `json:"found,omitempty"` // what it is instead
}

// Reply is the answer to a question that agencies ask at the opening of an
// item: it is opened once for all of them.
type Reply struct {
	Question string   `json:"question"`
	Agencies []Agency `json:"agencies,omitempty"` // that asked it
	Yes      bool     `json:"yes"`
	Text     string   `json:"text,omitempty"` // the answer in words, where yes or no is none
}

// Seen is what an officer saw at the bench and says by itself, beside findings.
type Seen struct {
	Checked []Checked
	Replies []Reply
}

// CheckedField is a declared field that can be confirmed or refuted.
type CheckedField string

// The fields that can be checked.
const (
	CheckSender      CheckedField = "sender"
	CheckAddressee   CheckedField = "addressee"
	CheckNature      CheckedField = "nature"
	CheckGross       CheckedField = "gross"
	CheckDescription CheckedField = "description"
	CheckQuantity    CheckedField = "quantity"
	CheckNet         CheckedField = "net"
	CheckValue       CheckedField = "value"
	CheckHS          CheckedField = "hs"
	CheckOrigin      CheckedField = "origin"
)

// CheckedFields lists the closed set.
func CheckedFields() []CheckedField {
	return []CheckedField{
		CheckSender, CheckAddressee, CheckNature, CheckGross, CheckDescription, CheckQuantity, CheckNet, CheckValue, CheckHS, CheckOrigin,
	}
}

// Known reports whether f is in the closed set.
func (f CheckedField) Known() bool { return oneOf(f, CheckedFields()) }
