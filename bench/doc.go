// Package bench measures the workstation: how soon the screen is there, how
// fast mail is taken in, how long a read takes among a million items, how names
// are found and outcomes learned from; and of the hub, how fast its record takes
// events and what its stations cost.
//
// Every figure stands beside what bounds it, measured in the same run on the
// same disk: SQLite alone writing the same bytes, an empty terminal program, a
// bare write to disk. Ratios travel from machine to machine; figures do not.
//
// It asks the station by a small door and starts the real program in a
// terminal of its own. Stations are thrown away by who gave the folder. It
// fails where the machine or the station does; a figure that cannot be had
// here, such as memory outside Linux, is left out.
package bench
