// Package simulation is a small world of stations, a hub and a bad network
// between them, all in one process and all from one seed. Messages are dropped,
// doubled, late and out of order; lines are cut; stations and hub crash; the
// broker forgets what it acknowledged; the hub's record is restored from a
// backup. After every step it holds the invariants of the sync against what is
// there, and once the network heals everything must come together.
//
// The stations' loop is the real link.Queue, their bytes the real journal/wire;
// disks and record are in memory unless the caller gives others. A failure
// names the seed: the same seed fails again in the same step.
package simulation
