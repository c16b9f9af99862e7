// Package hubtest is the conformance suite of the hub: what every kind of
// record and every way to travel must do. Kinds are given to it as functions
// that open them; its own tests give it all that the machine has.
package hubtest
