package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"golang.org/x/sync/semaphore"

	"postern/message"
	"postern/parcel"
)

// Take receives one file and leaves it where it is; a rejected one is copied
// to the rejected folder. The same rules hold as for the inbox, except that
// the file must be whole, and that a link to an ordinary file is followed. It
// may run beside Run.
func (w *Watcher) Take(ctx context.Context, path string) Report {
	return w.takeCopy(ctx, w.reach(ctx, path))
}

// What TakeEach has open ahead: files, and bytes of them but for the first.
const (
	filesAhead = 4
	bytesAhead = 8 << 20
)

// TakeEach takes files one after another, reading the next while one is
// received, and tells of each; "-" is what in says. An error of each ends it.
func (w *Watcher) TakeEach(ctx context.Context, in io.Reader, paths []string, each func(path string, rep Report) error) error {
	ctx, stop := context.WithCancel(ctx)
	ahead, room := make(chan opened, filesAhead), semaphore.NewWeighted(bytesAhead)
	var reading sync.WaitGroup
	defer reading.Wait()
	defer stop()
	reading.Go(func() {
		defer close(ahead)
		for _, path := range paths {
			var o opened
			if path == "-" {
				o = w.reachIn(ctx, in, path)
			} else {
				o = w.reach(ctx, path)
			}
			if room.Acquire(ctx, o.weight()) != nil {
				return
			}
			ahead <- o // there is room for it
		}
	})
	for _, path := range paths {
		o, ok := <-ahead
		if !ok {
			return ctx.Err()
		}
		if err := each(path, w.takeCopy(ctx, o)); err != nil {
			return err
		}
		room.Release(o.weight())
	}
	return nil
}

// weight is the part a file has of what may be open.
func (o *opened) weight() int64 {
	return min(max(int64(len(o.data)), bytesAhead/filesAhead), bytesAhead)
}

// TakeFrom receives one file from a stream; name is what to call it.
func (w *Watcher) TakeFrom(ctx context.Context, name string, in io.Reader) Report {
	return w.takeCopy(ctx, w.reachIn(ctx, in, name))
}

func (w *Watcher) reachIn(ctx context.Context, in io.Reader, name string) opened {
	f := file{name: name}
	err := f.fill(in, w.o.MaxBytes)
	return w.open(ctx, f, err)
}

// reach opens the file that a path leads to.
func (w *Watcher) reach(ctx context.Context, path string) opened {
	name := filepath.Base(path)
	target, err := filepath.EvalSymlinks(path)
	if err != nil {
		return opened{file: file{name: name}, trouble: err}
	}
	st, err := os.Stat(target)
	if err == nil && !st.Mode().IsRegular() {
		err = fmt.Errorf("%s is %s, not a file", parcel.Excerpt(name), kindOf(st.Mode()))
	}
	if err != nil {
		return opened{file: file{name: name}, trouble: err}
	}
	f, err := read(target, name, w.o.MaxBytes)
	return w.open(ctx, f, err)
}

func (w *Watcher) takeCopy(ctx context.Context, o opened) Report {
	if o.trouble != nil {
		return Report{File: o.name, Err: o.trouble}
	}
	var place func(string) error
	if o.data != nil {
		place = func(to string) error { return writeNew(to, o.data) }
	}
	rep, _ := w.handle(ctx, o, place)
	return rep
}

// opened is a file that was read, decoded and, where something of it can be
// taken, kept.
type opened struct {
	file
	trouble error // the way to it failed
	failed  error // reading it failed
	batch   message.Batch
	bad     error // decoding it failed
	record  func(context.Context) (Receipt, error)
	unkept  error
}

func (w *Watcher) open(ctx context.Context, f file, failed error) opened {
	o := opened{file: f, failed: failed}
	if failed != nil {
		return o
	}
	if o.batch, o.bad = w.decode(f.data); o.bad == nil && !o.empty() {
		o.record, o.unkept = w.o.Receiver.Keep(ctx, Arrival{Name: f.name, Digest: f.digest, Size: f.size, Batch: o.batch, Raw: f.data})
	}
	return o
}

// empty reports that nothing of a file can be taken.
func (o *opened) empty() bool { return o.batch.Size() == 0 && len(o.batch.Faults) > 0 }

// handle is the one way through for every file: receive, or reject. place puts
// a rejected file onto the shelf; nil where it stays where it is.
func (w *Watcher) handle(ctx context.Context, o opened, place func(to string) error) (Report, Receipt) {
	f, batch := o.file, o.batch
	rep := Report{File: f.name, Digest: f.digest, Format: batch.Format}
	var unread *unreadableError
	switch {
	case errors.As(o.failed, &unread):
		return w.reject(ctx, rep, f, place, unread.fault), Receipt{}
	case o.failed != nil:
		rep.Err = fmt.Errorf("take a file in: %w", o.failed)
		return rep, Receipt{}
	case o.bad != nil:
		return w.reject(ctx, rep, f, place, faultOf(o.bad)), Receipt{}
	}
	rep.Faults, rep.More = batch.Faults, batch.More
	if o.empty() {
		return w.reject(ctx, rep, f, place, batch.Faults...), Receipt{}
	}
	receipt, err := Receipt{}, o.unkept
	if err == nil {
		receipt, err = o.record(ctx)
	}
	if err != nil {
		rep.Err = fmt.Errorf("receive a file: %w", err)
		return rep, Receipt{}
	}
	rep.Counted = receipt.Counted
	rep.Duplicate, rep.Event = receipt.Duplicate, receipt.Event
	return rep, receipt
}

// decode never lets a decoder's panic out: the file would be claimed again at
// the next start, and stop the station for ever.
func (w *Watcher) decode(data []byte) (batch message.Batch, err error) {
	defer func() {
		if p := recover(); p != nil {
			batch, err = message.Batch{}, fmt.Errorf("the decoder broke down: %v", p)
		}
	}()
	return w.o.Decoder.Decode(data)
}

func faultOf(err error) message.Fault {
	var reject *message.Reject
	if errors.As(err, &reject) {
		return reject.Fault
	}
	return message.Fault{Path: "the file", Got: parcel.Excerpt(err.Error()), Want: "a message file"}
}

// writeNew writes a file that must not be there yet, durably.
func writeNew(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) //nolint:gosec // our own folder
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}
