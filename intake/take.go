package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"postern/message"
	"postern/parcel"
)

// Take receives one file and leaves it where it is; a rejected one is copied
// to the rejected folder. The same rules hold as for the inbox, except that
// the file must be whole, and that a link to an ordinary file is followed. It
// may run beside Run.
func (w *Watcher) Take(ctx context.Context, path string) Report {
	name := filepath.Base(path)
	target, err := filepath.EvalSymlinks(path)
	if err != nil {
		return Report{File: name, Err: err}
	}
	st, err := os.Stat(target)
	if err == nil && !st.Mode().IsRegular() {
		err = fmt.Errorf("%s is %s, not a file", parcel.Excerpt(name), kindOf(st.Mode()))
	}
	if err != nil {
		return Report{File: name, Err: err}
	}
	f, err := read(target, name, w.o.MaxBytes)
	return w.takeCopy(ctx, f, err)
}

// TakeFrom receives one file from a stream; name is what to call it.
func (w *Watcher) TakeFrom(ctx context.Context, name string, in io.Reader) Report {
	f := file{name: name}
	err := f.fill(in, w.o.MaxBytes)
	return w.takeCopy(ctx, f, err)
}

func (w *Watcher) takeCopy(ctx context.Context, f file, err error) Report {
	var place func(string) error
	if f.data != nil {
		place = func(to string) error { return writeNew(to, f.data) }
	}
	rep, _ := w.handle(ctx, f, err, place)
	return rep
}

// handle is the one way through for every file: decode and receive, or reject.
// failed is what went wrong in reading it. place puts a rejected file onto the
// shelf; nil where it stays where it is.
func (w *Watcher) handle(ctx context.Context, f file, failed error, place func(to string) error) (Report, Receipt) {
	rep := Report{File: f.name, Digest: f.digest}
	var bad *unreadableError
	switch {
	case errors.As(failed, &bad):
		return w.reject(ctx, rep, f, place, bad.fault), Receipt{}
	case failed != nil:
		rep.Err = fmt.Errorf("take a file in: %w", failed)
		return rep, Receipt{}
	}
	batch, err := w.decode(f.data)
	rep.Format = batch.Format
	if err != nil {
		return w.reject(ctx, rep, f, place, faultOf(err)), Receipt{}
	}
	rep.Faults, rep.More = batch.Faults, batch.More
	if batch.Size() == 0 && len(batch.Faults) > 0 {
		return w.reject(ctx, rep, f, place, batch.Faults...), Receipt{}
	}
	receipt, err := w.o.Receiver.Receive(ctx, Arrival{
		Name: f.name, Digest: f.digest, Size: f.size, Batch: batch, Raw: f.data,
	})
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
