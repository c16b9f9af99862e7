// Package hub is the far end of the sync: it takes what stations hand in, has
// the record commit it, answers with signed receipts, and passes on what others
// should know.
//
// The order is the promise. A batch is checked and handed to the broker, which
// is when its station hears "sent". From there it goes into the record; when
// that has committed, the receipt is computed in a transaction of its own and
// signed; then the office's other stations get the whole events, and everybody
// the outcomes in compact form. Only then is the broker told that it is done.
// A hub that dies anywhere between does the rest again, and copies change
// nothing.
//
// It decides nothing about items and rules on no conflict: stations fold the
// same events and agree. It knows the broker by a small door and speaks no
// protocol. What it cannot do for the moment it tries again and says so in the
// log and the figures; what it can never take it refuses by name in a receipt.
package hub
