package journal

import "time"

// HLC is a hybrid logical clock: 48 bits of milliseconds, 16 bits of counter
// (Kulkarni et al. 2014). It orders events of one station as they happened,
// whatever the wall clock does.
type HLC uint64

// Tick is the next reading after h when the wall clock says now.
func (h HLC) Tick(now time.Time) HLC {
	wall := HLC(max(now.UnixMilli(), 0)) << 16
	if wall > h {
		return wall
	}
	return h + 1
}

// Time is the wall clock part.
func (h HLC) Time() time.Time { return time.UnixMilli(int64(h >> 16)) }
