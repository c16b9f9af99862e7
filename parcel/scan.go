package parcel

import "time"

// Scan is one read of one label.
type Scan struct {
	Code   string    `json:"code"` // as read
	At     time.Time `json:"at"`
	Place  Place     `json:"place"`
	Mass   Mass      `json:"mass,omitempty"`   // where a scale stands beside
	Device string    `json:"device,omitempty"` // which scanner; empty for the keyboard
}
