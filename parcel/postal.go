package parcel

import "time"

// Step is what an event of the post means to an inspector.
type Step string

// The steps of an item on its way through the post.
const (
	StepPosted      Step = "posted"
	StepCancelled   Step = "cancelled"
	StepDeparted    Step = "departed"
	StepArrived     Step = "arrived"
	StepSorted      Step = "sorted"
	StepToCustoms   Step = "to_customs"
	StepCustomsData Step = "customs_data" // its customs data was written down
	StepAtCustoms   Step = "at_customs"   // held there
	StepFromCustoms Step = "from_customs"
	StepStopped     Step = "stopped" // its import was
	StepHeld        Step = "held"    // by the post
	StepForwarded   Step = "forwarded"
	StepAttempted   Step = "attempted"
	StepDelivered   Step = "delivered"
)

// Steps lists the closed set in the order of the way.
func Steps() []Step {
	return []Step{
		StepPosted, StepCancelled, StepDeparted, StepArrived, StepSorted, StepToCustoms, StepCustomsData, StepAtCustoms,
		StepFromCustoms, StepStopped, StepHeld, StepForwarded, StepAttempted, StepDelivered,
	}
}

// Known reports whether s is in the closed set.
func (s Step) Known() bool { return oneOf(s, Steps()) }

// PostalEvent is what the post says happened to an item. It is hearsay: only
// our own scans say where an item is.
type PostalEvent struct {
	Item       string    `json:"item"` // identifier
	Receptacle S9        `json:"receptacle,omitempty"`
	Scheme     string    `json:"scheme"` // whose codes: ips or emsevt
	Code       string    `json:"code"`   // theirs
	Step       Step      `json:"step,omitempty"`
	At         time.Time `json:"at,omitzero"`
	Office     Office    `json:"office,omitempty"`
	Condition  string    `json:"condition,omitempty"` // code of the item's condition
	Reason     string    `json:"reason,omitempty"`    // code: why it was retained or not delivered
	Text       string    `json:"text,omitempty"`
}
