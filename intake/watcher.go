package intake

import (
	"errors"
	"time"
)

// Options say where files come in and who takes them. Inbox, Claimed, Rejected
// and Received must lie on one file system, since files move between them.
type Options struct {
	Inbox    string // the drop folder
	Claimed  string // private: files being worked on
	Rejected string // files that cannot be read, each with its .why
	Received string // taken files that the receiver did not archive

	Decoder  Decoder
	Receiver Receiver
	Report   func(Report) // called from Run, one file at a time; must not block
	Clock    Clock

	MaxBytes int64         // of one file; longer ones are rejected unread (256 MiB)
	Settle   time.Duration // a file that stood still so long is whole (500 ms)
	Rescan   time.Duration // between looks when the file system tells nothing (10 s)
	Backoff  time.Duration // after the first failure of ours (1 s), then doubled up to a minute
}

// Watcher takes message files in.
type Watcher struct{ o Options }

// New checks the options. It touches no disk; Run does.
func New(o Options) (*Watcher, error) {
	if o.Decoder == nil || o.Receiver == nil || o.Clock == nil {
		return nil, errors.New("intake: decoder, receiver and clock are needed")
	}
	if o.Rejected == "" {
		return nil, errors.New("intake: a folder for rejected files is needed")
	}
	if o.Report == nil {
		o.Report = func(Report) {}
	}
	if o.MaxBytes <= 0 {
		o.MaxBytes = 256 << 20
	}
	or(&o.Settle, 500*time.Millisecond)
	or(&o.Rescan, 10*time.Second)
	or(&o.Backoff, time.Second)
	return &Watcher{o: o}, nil
}

func or(d *time.Duration, standard time.Duration) {
	if *d <= 0 {
		*d = standard
	}
}
