// Package scanners turns what devices read into scans: one folder for each
// kind of device, and here what they have in common.
//
// A source knows its device and nothing of items or screens. What a label is,
// parcel.ParseIdentifier says. A source that loses its device says so by its
// state and opens it again itself; it fails only when its context ends.
package scanners

import (
	"context"

	"postern/parcel"
)

// Source is a device that reads labels.
type Source interface {
	// Run sends every read until ctx ends, and opens its device again
	// whenever it is lost. It returns the context's error.
	Run(ctx context.Context, out chan<- parcel.Scan) error
	// State is how the device is now; it may be asked while Run runs.
	State() State
}

// State is how a device is.
type State string

// The states of a device.
const (
	Ready  State = "ready"
	Absent State = "absent" // not found since the start
	Lost   State = "lost"   // was there, and is looked for
)
