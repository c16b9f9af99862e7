package bench

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"time"

	"postern/message"
	"postern/message/sniff"
)

const (
	heldItems   = 10_000 // as many as a station holds of one file
	mostEntries = 10_000 // of an archive
)

// held measures how much memory the items of one large file take, in each
// format, as intake goes through them: once to count them and once more for each
// time they are needed. The file itself, which is held whole, is not counted. Of
// a format whose files hold few items it is an archive of them.
func (r *runner) held(ctx context.Context, f read) error {
	s, err := readSample(f.name, f.unit)
	if err != nil {
		return err
	}
	items := min(largeFile, r.Items)
	if s.unit > 0 {
		items = min(items, mostEntries*s.unit)
	}
	name := fmt.Sprintf("memory, decode %s, %d items", f.name, items)
	data := s.file(0, items)
	if s.unit > 0 {
		name += " in an archive"
		if data, err = archived(s.files(items)); err != nil {
			return err
		}
	}
	got := 0
	defer debug.SetGCPercent(debug.SetGCPercent(25)) // as a station does for large files
	most := r.mostHeap(func() { got, err = goThrough(data) })
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return err
	case got != items:
		return fmt.Errorf("of %d items %d were decoded", items, got)
	}
	return r.give(beside(name, most, "MB", "limit of the whole process", limitFileMemory))
}

// goThrough decodes a file and then its items once more, and counts them.
func goThrough(data []byte) (items int, err error) {
	l := message.DefaultLimits()
	l.Hold = heldItems
	b, err := sniff.Decode(data, l)
	if err != nil {
		return 0, err
	}
	mail := b.Mail()
	for range mail.All(&err) {
		items++
	}
	return items + len(mail.Papers), err
}

// mostHeap is how many MB of objects there were at most while work went on,
// beside those from before.
func (r *runner) mostHeap(work func()) float64 {
	const often = 5 * time.Millisecond
	runtime.GC()
	before := objects()
	most, done := before, make(chan struct{})
	go func() {
		defer close(done)
		work()
	}()
	for {
		select {
		case <-done:
			return float64(max(most, objects())-before) / 1e6
		case <-r.After(often):
			most = max(most, objects())
		}
	}
}

// objects is the bytes of objects, those that nothing needs any more among them.
func objects() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

// archived puts files into one archive.
func archived(files [][]byte) ([]byte, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i, f := range files {
		entry, err := w.Create(fmt.Sprintf("%05d", i))
		if err != nil {
			return nil, err
		}
		if _, err := entry.Write(f); err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return b.Bytes(), err
}
