package archive

import "fmt"

// Kind is what a file is to the station, and so how soon it is given up where
// the disk fills: photos first, outcomes (which are no files) last.
type Kind int

// The kinds of files, the first to be given up first.
const (
	Original Kind = iota // a photo or X-ray image as taken
	Preview              // the same, at most 80 KB
	Message              // what came in; it waits in its drop folder where even this finds no room
)

// Disk is how full a disk is, in bytes.
type Disk struct {
	Total int64
	Free  int64 // for this user
}

// Mark is a watermark that a disk has reached.
type Mark int

// The watermarks.
const (
	Roomy    Mark = iota
	Filling       // 80 %: originals stay with their device
	Warning       // 90 %: the officer is told
	Previews      // 95 %: of images only previews are kept
)

// Mark is the highest watermark the disk has reached. A disk that cannot be
// measured counts as roomy: writes tell in the end.
func (d Disk) Mark() Mark {
	if d.Total <= 0 {
		return Roomy
	}
	switch used := float64(d.Total-d.Free) / float64(d.Total); {
	case used >= 0.95:
		return Previews
	case used >= 0.90:
		return Warning
	case used >= 0.80:
		return Filling
	}
	return Roomy
}

// Takes reports whether a file of this kind is still kept. Messages are, as
// long as there is a byte: without them every item is unknown.
func (m Mark) Takes(k Kind) bool { return k != Original || m < Filling }

// String says what the mark means, in words for the officer.
func (m Mark) String() string {
	switch m {
	case Roomy:
		return "there is room"
	case Filling:
		return "80 % full: originals of photos are no longer kept"
	case Warning:
		return "90 % full: make room; originals of photos are no longer kept"
	case Previews:
		return "95 % full: make room at once; of photos only previews are kept, outcomes are still saved"
	}
	return fmt.Sprintf("mark %d", int(m))
}

// FullError is for a file that is given up so that outcomes find room.
type FullError struct {
	Kind Kind
	Mark Mark
}

// Error implements error.
func (e *FullError) Error() string { return "not kept: the disk is " + e.Mark.String() }

// Admit is nil where a file of this kind is kept on a disk as full as this one,
// else a *FullError.
func (d Disk) Admit(k Kind) error {
	if m := d.Mark(); !m.Takes(k) {
		return &FullError{Kind: k, Mark: m}
	}
	return nil
}
