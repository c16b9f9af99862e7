package mirror

import (
	"cmp"
	"os"
	"slices"

	"postern/journal"
)

// Read calls f for every event of a mirror, journal by journal and in order,
// and once for each. It reports the places that hold no frame.
func Read(path string, f func(Frame) error) (Walked, error) {
	in, err := os.Open(path) //nolint:gosec // named by the user
	if err != nil {
		return Walked{}, err
	}
	defer in.Close() //nolint:errcheck // only read
	st, err := in.Stat()
	if err != nil {
		return Walked{}, err
	}
	type place struct {
		name journal.Name
		at   int64
	}
	var all []place
	w, err := Walk(in, 0, st.Size(), func(f Frame) error {
		all = append(all, place{f.Name, f.At})
		return nil
	})
	if err != nil {
		return w, err
	}
	slices.SortStableFunc(all, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.name.Station, b.name.Station), slices.Compare(a.name.Epoch[:], b.name.Epoch[:]), cmp.Compare(a.name.Seq, b.name.Seq))
	})
	all = slices.CompactFunc(all, func(a, b place) bool { return a.name == b.name })
	for _, p := range all {
		frame, _, err := read(in, p.at, st.Size())
		if err == nil {
			err = f(frame)
		}
		if err != nil {
			return w, err
		}
	}
	return w, nil
}
