// Package risk judges an item: it holds the agencies' rule packs and answers,
// for one declaration and what is known beyond it, one assessment per agency.
//
// A pack is data: rules in CEL, words, tables and examples, read by ParsePack,
// proved by Check, signed by SignPack. NewEngine compiles packs into an Engine
// that never changes and may be shared; Judge turns its assessments, the open
// holds and the random draw into a verdict. A pack sees only the variables
// listed in Variables: nothing about who somebody is or where they live.
//
// The package is pure: it reads no clock, disk or chance, and remembers
// nothing. It does not decide; officers do. A bad pack is answered with
// Problems that name the line; a rule that fails at work costs only itself and
// says so in a hit of no points.
package risk
