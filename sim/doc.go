// Package sim is a deterministic small mail centre: from a seed it makes the
// message files of a day, the receptacles and labels that arrive, and the truth
// about each item, to try every other room on.
//
// Everything in it is invented: names and places are put together from
// syllables, telephone numbers begin with the unassigned country code 999,
// mail addresses end in example domains, office codes and company codes name
// nobody, identity numbers carry the unassigned region 999999. Only brand
// names on planted goods exist. File names say synthetic.
//
// The same seed and options give the same bytes for ever: the package draws
// from a generator of its own, reads no clock and no disk. What is planted is
// for exercise; its rates say nothing about real mail. It never fails.
package sim
