package learn

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// spread does n pieces of work on all cores. A piece writes where no other
// does, so that what comes of it hangs neither on cores nor on who is first.
func spread(n int, do func(i int)) {
	workers := min(runtime.GOMAXPROCS(0), n)
	if workers < 2 {
		for i := range n {
			do(i)
		}
		return
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				do(int(i))
			}
		})
	}
	wg.Wait()
}

// stretch is how many rows are a piece of work.
const stretch = 4096

// spreadRows does the work on rows from one place to another.
func spreadRows(rows int, do func(from, to int)) {
	spread((rows+stretch-1)/stretch, func(i int) { do(i*stretch, min((i+1)*stretch, rows)) })
}
