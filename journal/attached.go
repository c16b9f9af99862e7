package journal

// KindFileAttached is of photos and X-rays.
const KindFileAttached Kind = "file_attached"

// FileAttached ties a photo or an X-ray image to an item. The bytes lie sealed
// in the archive.
type FileAttached struct {
	Name   string `json:"name"`   // it came under
	Digest string `json:"digest"` // SHA-256 of the file as it came
	Size   int64  `json:"size"`   // of it
	MIME   string `json:"mime"`
	// Original is empty where the disk had no room: the file stays with its device.
	Original KeptFile `json:"original,omitzero"`
	Preview  KeptFile `json:"preview,omitzero"` // a small picture of it; empty where there is none
	Shift    string   `json:"shift"`
}

// KeptFile is a file in the archive.
type KeptFile struct {
	Archive string `json:"archive"` // SHA-256 of the bytes as archived
	Key     string `json:"key"`     // data key they are sealed with
	Size    int64  `json:"size"`    // of the bytes as archived
	MIME    string `json:"mime"`    // of what they are, opened
}

// Kind implements Body.
func (FileAttached) Kind() Kind { return KindFileAttached }

// Class implements Body: what was photographed may come before a court.
func (FileAttached) Class() Class { return Case }

func (FileAttached) sealed() {}
