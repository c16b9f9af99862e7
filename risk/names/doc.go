// Package names tells whether a name on a parcel may be a name on a
// denied-party list, and shows why.
//
// ReadList reads an official list (OFAC, UN, EU, UK) or a plain table into a
// List; NewIndex makes lists searchable; Index.Match answers every entry whose
// name is near enough, each with the tokens that were laid side by side.
// Compare weighs one pair of names without any list.
//
// It is not a verdict: a name alone never decides, an officer does. Birth
// date, identity number and country may confirm or weaken a hit that the name
// has made; they never make one. Nationality, sex and the shape or script of a
// name count for nothing. No score depends on what else is on a list.
//
// It never fails on text: what cannot be read as a name matches nothing, and
// what is too long is cut at a stated bound. ReadList fails only on a file
// that is no list; a row that cannot be read is skipped and named.
package names
