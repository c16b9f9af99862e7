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
	Budget      int     // of a hundred items, how many it may ask for
	Cut         float64 // the probability from which it asks
	Digest      string
	Trouble     string // why it is not at work
}
