// Package words finds many terms at once in descriptions of goods.
//
// Text and terms are folded first: case, width, diacritics, invisible marks
// and runs of punctuation no longer matter, so "Power-Bank", "ＰＯＷＥＲ bank" and
// "power  bank" are one term. Where a script writes words apart (Latin,
// Cyrillic, Greek and most others) a term matches whole words only; where it
// does not (Han, Kana, Hangul, Thai and their like) it matches anywhere.
//
// It is an Aho-Corasick automaton over the folded bytes, laid out breadth first
// so that the children of a state are neighbours: about 17 bytes a state. A
// Matcher never changes and may be shared. Nothing here fails: a term that
// folds to nothing, or to more than MaxTerm bytes, is left out.
package words
