package parcel

import "time"

// Attachment is a photo or an X-ray image of an item.
type Attachment struct {
	Event    string    `json:"event"`
	At       time.Time `json:"at"`
	Name     string    `json:"name"`
	Digest   string    `json:"digest"` // SHA-256 of the file as it came
	Size     int64     `json:"size"`   // of it
	MIME     string    `json:"mime"`
	Original string    `json:"original"` // name in the archive; empty where there was no room for it
	Preview  string    `json:"preview"`  // same, of a small picture; empty where there is none
	Sent     int       `json:"sent"`     // percent of what is kept that the hub has acknowledged
	Recorded bool      `json:"recorded"` // the hub has all that is kept
}
