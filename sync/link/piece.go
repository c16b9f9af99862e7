package link

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"postern/journal/wire"
)

// pieces is how many pieces of a file are on their way at once: enough that a
// line far away is not idle between two, and few, since a cut costs them all.
const pieces = 3

// errNoFiles is for a hub that takes no files, or not this one.
var errNoFiles = errors.New("the hub takes no files")

// sendFiles sends photos and X-rays, and only while no event waits. What the far
// side has is saved with every piece.
func (l *Loop) sendFiles(ctx context.Context) error {
	if l.opt.Files == nil {
		return nil
	}
	for ctx.Err() == nil {
		some, err := l.sendNext(ctx)
		switch {
		case ctx.Err() != nil:
			return nil //nolint:nilerr // what ended with it is no news
		case errors.Is(err, errNoFiles):
			return nil // events go on; the next session asks again
		case err != nil && !errors.Is(err, ErrBusy):
			return err
		case !some || err != nil:
			sleep(ctx, look)
		}
	}
	return nil
}

// sendNext sends the next file; false where there is none.
func (l *Loop) sendNext(ctx context.Context) (bool, error) {
	f, some, err := l.opt.Files.NextFile(ctx)
	if err == nil && some {
		err = l.sendFile(ctx, f)
	}
	l.more(some && !errors.Is(err, errNoFiles))
	if errors.Is(err, ErrLost) {
		err = nil // the next one
	}
	return some, err
}

// more notes whether a file waits.
func (l *Loop) more(files bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.files = files
}

// sendFile sends what the far side lacks of a file.
func (l *Loop) sendFile(ctx context.Context, f wire.File) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var group sync.WaitGroup
	turns := make(chan int)
	for range pieces {
		group.Go(func() {
			for i := range turns {
				if err := l.sendPiece(ctx, f, i); err != nil {
					stop(err)
				}
			}
		})
	}
	for i := range f.Chunks() {
		if !f.Has(i) && !l.turn(ctx, turns, i) {
			break
		}
	}
	close(turns)
	group.Wait()
	return context.Cause(ctx)
}

// turn has a piece sent as soon as no event waits; false where ctx ended.
func (l *Loop) turn(ctx context.Context, turns chan<- int, i int) bool {
	for !l.quiet() {
		if !sleep(ctx, firstPause) {
			return false
		}
	}
	select {
	case turns <- i:
		return true
	case <-ctx.Done():
		return false
	}
}

func (l *Loop) sendPiece(ctx context.Context, f wire.File, i int) error {
	data, err := l.opt.Files.Piece(ctx, f, i)
	if err != nil {
		return fmt.Errorf("piece %d of file %x: %w", i, f.SHA256[:4], err)
	}
	sending, cancel := context.WithTimeout(ctx, leastTime+time.Duration(len(data))*time.Second/slowest)
	defer cancel()
	err = l.opt.Line.Put(sending, Chunk{
		Station: l.opt.Hello.Station, SHA256: f.SHA256, Size: f.Size, MIME: f.MIME, Key: f.Key, Each: f.Chunk, Index: i, Data: data,
	})
	switch {
	case errors.Is(err, ErrRefused):
		return errNoFiles
	case err != nil:
		return fmt.Errorf("send a piece of a file: %w", err)
	}
	l.contact()
	return l.opt.Files.Acknowledge(ctx, f.SHA256, i)
}
