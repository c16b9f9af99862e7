// Package wire is what travels between a station and its hub, and how it is
// written: batches of events, receipts, cursors, data keys and digests of
// outcomes. It is pure: who sends it, by which line and when is for sync.
//
// Everything read here came from outside: lengths are bounded before anything
// is made, and what is not written as this package writes it is refused with
// ErrWire. The exact bytes of records and bodies come out as they went in.
package wire
