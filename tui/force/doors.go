package force

import (
	"context"
	"time"

	"postern/parcel"
)

// Book tells what items are judged by here, and what is wrong with it.
type Book interface {
	InForce(ctx context.Context) (InForce, error)
}

// InForce is everything that items are judged by.
type InForce struct {
	Packs  []Pack
	Lists  []List
	Models []Model
}

// Pack is a rule pack in force.
type Pack struct {
	ID, Version string
	Agency      parcel.Agency
	Signer      string
	Adopted     time.Time
	ValidUntil  time.Time // its last day; zero: none
	Digest      string
	Rules       []Rule
	Examples    int
	Trouble     string // why it is not at work
}

// Rule is one rule of a pack, in its own words.
type Rule struct {
	ID, Reason string
	Points     int
	Mandatory  bool
	Expired    bool
}

// List is a file of a denied-party list in force.
type List struct {
	Name, Part, Layout string
	Agency             parcel.Agency
	Dated              parcel.Day // by its issuer; empty: the file says none
	Imported           time.Time
	By                 []string // officers; none: whoever may write here
	Entries, Names     int
	Skipped            int // rows that could not be read
	Digest             string
	Stale              bool   // older than the settings allow
	Trouble            string // why it is not at work
}

// Model is a learned model in force.
type Model struct {
	Agency      parcel.Agency
	Form        string
	Adopted     time.Time
	Rows, Found int // examined items it learned from, and of them found
	From, Until parcel.Day
	By          []string // officers; none: the workstation itself
	Budget      int      // of a hundred items, how many it may ask for
	Cut         float64  // the probability from which it asks
	Digest      string
	Trouble     string // why it is not at work
	Moved       bool   // the flow it was tried on was no longer what it learned

	Tried       int // rows it was measured on; 0: there are no figures
	AUC, Brier  float64
	AUCNew      float64 // of rows whose strongest key it never met
	Calibration string
	Reliability []Reliability
	Drift       []Drift  // the most moved first
	New         float64  // share of rows whose strongest key it never met
	CameThen    float64  // share found when it learned
	CameLater   float64  // and of the rows it was measured on
	Columns     []string // what it reads
	Key         []string // the strongest key
}

// Reliability is what a model said of some rows, and what came.
type Reliability struct {
	Said, Came float64
	Rows       int
}

// Drift is how far a column moved since the model learned.
type Drift struct {
	Column string
	PSI    float64 // population stability index; above 0.25 is much
}
