// Package jetstream is the line that is always on: NATS with JetStream, the
// station's end and the hub's.
//
// Stations connect to the hub's door, a NATS server inside the hub, with their
// certificates. Each may speak only on subjects of its own and hear only its
// own; what it says is asked and answered, so that a refusal has words. Behind
// the door the broker keeps what was handed in until the record has it, and
// what goes down to stations: in the same server where a hub stands alone, in a
// cluster where it does not. Stations cannot tell the two apart.
//
// The broker is never the record. Its "kept" means that the station need not
// send again for now; everything it loses is sent again. It fails with the
// line's errors of package link.
package jetstream
