package parcel

// Trial is one item of the past as far as statistics of the inspections need
// it: why it was picked, with what probability, and what came of it. An item
// that was picked and not presented has Examined false: it is no clean one.
type Trial struct {
	Reason      Reason
	Probability float64 // that an item like this one is picked; 1 where something picked it for certain
	Rate        float64 // of the random draw
	Drawn       bool
	Examined    bool
	Found       bool
}

// certain reports whether something else than the draw picked it.
func (t Trial) certain() bool { return t.Probability >= 1 && t.Rate < 1 }

// Share is a rate with its 95 % interval, never without.
type Share struct {
	Found    int     `json:"found"`
	Examined int     `json:"examined"`
	Rate     float64 `json:"rate"`
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
}

// ReasonShare is how often items picked for one reason held something.
type ReasonShare struct {
	Reason   Reason `json:"reason"`
	Selected int    `json:"selected"`
	Share
}

// Interval is an estimate with its 95 % interval. High is nil where there is no
// upper bound.
type Interval struct {
	Value float64  `json:"value"`
	Low   float64  `json:"low"`
	High  *float64 `json:"high"`
}

// Quality is what inspections were worth. How good the selection is, is read
// from the random stream only: what targeting finds says nothing of what it
// misses. Rates are weighted by inverse probability where the rate of the draw
// changed.
type Quality struct {
	Items     int           `json:"items"`
	ByReason  []ReasonShare `json:"by_reason"`
	Random    Share         `json:"random"`    // of all mail, from drawn and examined items
	Unpicked  Share         `json:"unpicked"`  // of the mail that nothing but the draw picks
	Passed    int           `json:"passed"`    // unpicked items that nobody examined
	Leakage   Interval      `json:"leakage"`   // of those, how many hold something
	Lift      *Interval     `json:"lift"`      // find rate of rules over that of all mail; nil where no item was examined for one
	Effective *Interval     `json:"effective"` // found / (found + leaked); nil where nothing was found
	Burden    float64       `json:"burden"`    // items delayed for each find; 0 where nothing was found
	Missed    int           `json:"missed"`    // picked and not examined: no label, never clean
}
