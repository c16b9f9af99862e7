// Package record is what a hub's record must be able to do, and the rows it
// keeps: the one place where an event is safe elsewhere.
//
// Everything that comes to a hub is checked here before a record sees it: that
// a batch holds events of the journal it names, records that can be read, and
// the bodies these commit to. What does not fit is refused for good and by
// name; what fits is kept whatever stood beside it. It computes and touches no
// disk; the folders below do.
package record
