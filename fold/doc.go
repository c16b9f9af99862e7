// Package fold reduces events to what is true now: one item's, one hold's, one
// shift's, the roster's, the packs'.
//
// Every fold is a pure function of the set of events: their order and how
// often they are given change nothing, so that station and hub, live and
// replay, cannot disagree. It stores nothing and never fails: an event it
// cannot read changes nothing.
package fold
