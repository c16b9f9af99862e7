// Package journal is what happened, in order: events that are named for ever
// by (station, epoch, seq), kept exactly as first written, hashed as leaves of
// a Merkle tree and never edited.
//
// An event is two byte strings. The record says who, what kind, when and about
// which item, and commits to the body by its hash; the body holds the rest,
// sealed when it holds personal data, so that a body may lose its key while
// every proof still verifies. The form of the record is fixed for ever; kinds
// only gain fields. The package is pure: clock, keys and storage are given to
// it. It fails with errors that name the event.
package journal
