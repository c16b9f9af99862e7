// Package desk is the verbs on items: receive, scan, assess, enter, decide,
// undo, hold, adopt. Screen and command line do the same through it.
//
// Each verb checks whether it may be done, judges what there is to judge and
// appends what happened; what the officer is shown is what was recorded. It
// keeps no state but the engine in force. It fails with the sentinels below,
// in words that say what to do next. It draws nothing and knows no format.
package desk
