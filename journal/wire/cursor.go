package wire

import (
	"time"

	"postern/parcel"
)

// Cursor is how far a station has taken a stream from the hub. Created names
// the stream's life: a stream made anew has another, and counts from 1 again.
// The zero cursor stands for what came by no stream.
type Cursor struct {
	Stream  string `json:"stream"`
	Created string `json:"created"`
	Seq     uint64 `json:"seq"`
}

// Waiting is an own event that no receipt covers.
type Waiting struct {
	Seq      uint64
	Priority Priority
	Size     int           // bytes of record and body
	Item     parcel.ItemID // empty where it is about none
	At       time.Time     // by its record
}

// Backlog is what waits at one priority.
type Backlog struct {
	Priority Priority
	Events   int
	Oldest   time.Time // by its record; zero where none waits
}

// Merged counts what became of a batch.
type Merged struct {
	New    int `json:"applied"`
	Copies int `json:"duplicates"`
	Forks  int `json:"forks"`  // same name, other leaf: kept apart, and an alarm
	Sealed int `json:"sealed"` // kept, and read once their key comes

	Refused []Refusal `json:"refused,omitempty"` // no events of the batch's journal at all
}

// File is a photo or X-ray on its way: its bytes lie in the archive under
// SHA256.
type File struct {
	SHA256 [32]byte
	Size   int64
	MIME   string
	Key    string // data key it is sealed with; empty for a plain one
	Chunk  int    // bytes of each piece but the last
	Got    []byte // a bit for each piece the far side acknowledged
	Rank   int    // previews before originals
}

// Chunk sizes a station may choose between, by its line.
const (
	MinChunk = 64 << 10
	MaxChunk = 128 << 10
)

// Chunks is how many pieces the file has.
func (f File) Chunks() int { return int((f.Size + int64(f.Chunk) - 1) / int64(f.Chunk)) }

// Has reports whether a piece was acknowledged.
func (f File) Has(i int) bool { return i/8 < len(f.Got) && f.Got[i/8]&(1<<(i%8)) != 0 }

// Mark notes whether a piece was acknowledged.
func (f *File) Mark(i int, has bool) {
	for len(f.Got) <= i/8 {
		f.Got = append(f.Got, 0)
	}
	if has {
		f.Got[i/8] |= 1 << (i % 8)
	} else {
		f.Got[i/8] &^= 1 << (i % 8)
	}
}
