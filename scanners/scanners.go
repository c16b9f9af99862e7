// Package scanners turns what devices read into scans: one folder for each
// kind of device, and here the door to them all and the labels of GS1.
//
// A source knows its device and nothing of items or screens. What a label is,
// parcel.ParseIdentifier says. A source that loses its device says so by its
// state and opens it again itself; it fails only when its context ends. A
// wrong setting fails at once, by Open.
package scanners

import (
	"context"

	"postern/parcel"
	"postern/scanners/device"
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
type State = device.State

// The states of a device.
const (
	Ready  = device.Ready
	Absent = device.Absent // not found since the start
	Lost   = device.Lost   // was there, and is looked for
)
