package parcel

import "time"

// Scan is one read of one label.
type Scan struct {
	Code   string    `json:"code"` // as read
	At     time.Time `json:"at"`
	Place  Place     `json:"place"`
	Mass   Mass      `json:"mass,omitempty"`   // where a scale stands beside
	Within string    `json:"within,omitempty"` // S9 or S8 it was taken out of, where the officer says so
	Device string    `json:"device,omitempty"` // which scanner; empty for the keyboard
}
