// Package fold reduces events to what is true now: one item's, one hold's, one
// shift's, the roster's, the packs'.
//
// Every fold is a pure function of the set of events: their order and how
// often they are given change nothing, so that station and hub, live and
// replay, cannot disagree. It stores nothing and never fails: a body it cannot
// read changes nothing. What stands in the record alone still counts: a
// decision that cannot be read any more still supersedes those it named, so
// that no release comes back because a seizure was shredded.
package fold
