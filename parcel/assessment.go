package parcel

// Hit is a rule, list or model that fired, with its reason in words.
type Hit struct {
	Rule      string   `json:"rule"`
	Points    int      `json:"points"`
	Reason    string   `json:"reason"`
	Evidence  string   `json:"evidence,omitempty"` // the words, numbers or other items it rests on
	Floor     Lane     `json:"floor,omitempty"`    // the least lane it asks for
	Mandatory bool     `json:"mandatory,omitempty"`
	Tasks     []string `json:"tasks,omitempty"`  // what to do at the bench
	Safety    string   `json:"safety,omitempty"` // what to beware of before opening
}

// Assessment is one agency's hits, score and lane for an item. Agencies are
// never blended into one number.
type Assessment struct {
	Agency Agency `json:"agency"`
	Pack   string `json:"pack"`  // id@version of the rule pack
	Score  int    `json:"score"` // 0-100
	Lane   Lane   `json:"lane"`
	Hits   []Hit  `json:"hits"`
	// Learned: only the learned model makes it ask for a human to look.
	Learned bool `json:"learned,omitempty"`
}

// Reason is the class of why an item was picked.
type Reason string

// The reasons of a selection.
const (
	ByHold      Reason = "hold"
	ByMandatory Reason = "mandatory"
	ByRule      Reason = "rule"
	ByModel     Reason = "model"
	ByRandom    Reason = "random"
	ByOfficer   Reason = "officer"
	ByDog       Reason = "dog"
	ByXray      Reason = "xray"
	ByPartner   Reason = "partner"
	ByNone      Reason = "none"
)

// Selection is why an item was picked and with what probability, so that any
// statistic over what was found is honest.
type Selection struct {
	Reason      Reason  `json:"reason"`
	Probability float64 `json:"probability"`     // that an item like this one is picked, 0-1
	Drawn       bool    `json:"drawn,omitempty"` // picked by the random draw, whatever else picked it
	Rate        float64 `json:"rate,omitempty"`  // of the random draw
}

// Picked reports whether the item must be inspected or its documents seen.
func (s Selection) Picked() bool { return s.Reason != ByNone && s.Reason != "" }

// Task is one thing to do at the bench, and who asks for it.
type Task struct {
	Agency Agency `json:"agency"`
	Text   string `json:"text"`
	Safety bool   `json:"safety,omitempty"` // beware of this before opening
}

// Verdict is what an officer is shown for an item: the highest lane any agency
// asks for, why, and what to do.
type Verdict struct {
	Lane        Lane         `json:"lane"`
	Selection   Selection    `json:"selection"`
	Assessments []Assessment `json:"assessments"`
	Tasks       []Task       `json:"tasks"`
}
