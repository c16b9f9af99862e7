// Package enrol lets a station join a hub, stay, and be shown out.
//
// The hub's keeper offers a place: a one-time token bound to a station and an
// office, which carries the hub's address and the fingerprint of its
// certificate authority, as text or as a QR code of text cells. The station
// makes its own key, hands in a request with the token and gets a certificate
// of some days, which it renews at half its life; a station that was away
// renews within the grace. Who belongs is in a Register that all hubs of one
// record share; the hub keeps only the token's hash.
//
// It knows certificates and who they name, nothing of events; what a station
// may then say and hear is the transport's. It fails closed: what cannot be
// read, is spent, late, revoked or of another authority is refused by one of
// the errors here.
package enrol
