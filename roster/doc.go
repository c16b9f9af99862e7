// Package roster is who works here and when: officers with their roles and
// PINs, the second officer of a grave act, shifts opened and closed.
//
// Officers and shifts are events; nothing is kept here between calls but the
// count of wrong PINs. It fails with the sentinels below, in words that say
// what to do next. It does not judge items (desk) and draws nothing (tui).
package roster
