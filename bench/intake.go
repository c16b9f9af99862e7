package bench

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"runtime"
	"syscall"
	"time"

	"postern/message"
	"postern/message/sniff"
)

// limitText is in MB/s a core, of EDIFACT and of separated text.
const limitText = 100

// read is one format that is read: what a file of it may hold, and what it is
// measured beside.
type read struct {
	name    string // of its sample
	unit    int
	limit   float64
	peer    func(files [][]byte) error
	against string
}

func reads() []read {
	const bare = "a bare encoding/xml token loop over the same bytes"
	return []read{
		{name: "cds", peer: tokensOf, against: bare},
		{name: "ceb311", unit: 100, peer: tokensOf, against: bare}, // as many as the schema allows
		{name: "ceb621", unit: 100, peer: tokensOf, against: bare},
		{name: "ips", peer: tokensOf, against: bare},
		{name: "ics2", peer: tokensOf, against: bare},
		{name: "feed", unit: 1, peer: tokensOf, against: bare},
		{name: "itmatt", limit: limitText, peer: bytesOf, against: "a bare loop that looks at each byte"},
		{name: "sheet", limit: limitText, peer: rowsOf, against: "encoding/csv alone over the same bytes"},
	}
}

// formats measures how fast the formats are decoded, beside the bare tokenizer
// of the standard library where they are XML; then what is durably stored of a
// day's mail, and what one large file costs in memory in each format.
func (r *runner) formats(ctx context.Context) error {
	for _, f := range reads() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := r.decoding(f); err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
		if err := r.held(ctx, f); err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
	}
	if err := r.stored(ctx); err != nil {
		return err
	}
	return r.oneFile(ctx)
}

// decoding measures one format in the time that processors spent on it, that of
// the collector of garbage included, so that a busy machine changes nothing.
func (r *runner) decoding(f read) error {
	const rounds = 5
	s, err := readSample(f.name, f.unit)
	if err != nil {
		return err
	}
	items := r.smallItems() / 4
	files := s.files(items)
	var decoded, peer []float64
	for range rounds {
		ours, err := speed(files, func() error { return decodeAll(files, items) })
		if err != nil {
			return err
		}
		decoded = append(decoded, ours)
		theirs, err := speed(files, func() error { return f.peer(files) })
		if err != nil {
			return err
		}
		peer = append(peer, theirs)
	}
	name, rate := "decode "+f.name, middle(decoded)
	if f.limit > 0 {
		if err := r.give(beside(name, rate, "MB/s", "limit, a core", f.limit)); err != nil {
			return err
		}
	}
	return r.give(beside(name, rate, "MB/s", f.against, middle(peer)))
}

// speed is in millions of bytes for each second of a processor.
func speed(files [][]byte, work func() error) (float64, error) {
	total := 0
	for _, f := range files {
		total += len(f)
	}
	runtime.GC()
	began := worked()
	err := work()
	return float64(total) / 1e6 / max(worked()-began, time.Microsecond).Seconds(), err
}

// worked is how long processors have worked for this process.
func worked() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// decodeAll decodes files as intake does, and sees to it that they were read.
func decodeAll(files [][]byte, items int) error {
	got := 0
	for _, f := range files {
		b, err := sniff.Decode(f, message.DefaultLimits())
		if err != nil {
			return err
		}
		if len(b.Faults) > 0 {
			return errors.New(b.Faults[0].String())
		}
		got += len(b.Items) + len(b.Papers)
	}
	if got != items {
		return fmt.Errorf("of %d items %d were decoded", items, got)
	}
	return nil
}

// tokensOf goes over files as anybody would who reads XML with the standard
// library, and does nothing with it.
func tokensOf(files [][]byte) error {
	for _, f := range files {
		d := xml.NewDecoder(bytes.NewReader(f))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				return err
			}
		}
	}
	return nil
}

// bytesOf looks at each byte for the end of a segment, and does nothing with it.
func bytesOf(files [][]byte) error {
	kinds, ends := [256]byte{'\'': 1}, 0
	for _, f := range files {
		for _, c := range f {
			ends += int(kinds[c])
		}
	}
	if ends == 0 {
		return errors.New("no segment ends")
	}
	return nil
}

// rowsOf reads tables with the standard library, and does nothing with it.
func rowsOf(files [][]byte) error {
	for _, f := range files {
		r := csv.NewReader(bytes.NewReader(f))
		r.ReuseRecord = true
		for {
			if _, err := r.Read(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				return err
			}
		}
	}
	return nil
}
