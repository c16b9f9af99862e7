package wire

// Cursor is how far a station has taken a stream from the hub. Created names
// the stream's life: a stream made anew has another, and counts from 1 again.
// The zero cursor stands for what came by no stream.
type Cursor struct {
	Stream  string `json:"stream"`
	Created string `json:"created"`
	Seq     uint64 `json:"seq"`
}

// Ask is which own events are wanted for sending: those of a priority after a
// seq that no receipt covers, at most so many and so large.
type Ask struct {
	Priority Priority
	After    uint64
	Events   int
	Bytes    int // of records and bodies together; one event is always given
}

// Backlog is what waits at one priority.
type Backlog struct {
	Priority Priority
	Events   int
	Oldest   int64 // Unix milliseconds of the oldest by its record; 0 where none waits
}

// Merged counts what became of a batch.
type Merged struct {
	New    int `json:"applied"`
	Copies int `json:"duplicates"`
	Forks  int `json:"forks"`  // same name, other leaf: kept apart, and an alarm
	Sealed int `json:"sealed"` // kept, and read once their key comes
}
