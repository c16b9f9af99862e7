package mirror

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"

	"postern/journal"
)

// source names the journal of one station in one epoch.
type source struct {
	station string
	epoch   journal.Epoch
}

func of(n journal.Name) source { return source{n.Station, n.Epoch} }

// presence is which events lie in a mirror: a bit for each number.
type presence map[source][]uint64

func (p presence) add(n journal.Name) {
	word := int(n.Seq / 64) //nolint:gosec // numbers of one journal fit
	bits := p[of(n)]
	for len(bits) <= word {
		bits = append(bits, 0)
	}
	bits[word] |= 1 << (n.Seq % 64)
	p[of(n)] = bits
}

func (p presence) has(n journal.Name) bool {
	bits := p[of(n)]
	word := int(n.Seq / 64) //nolint:gosec // as above
	return word < len(bits) && bits[word]&(1<<(n.Seq%64)) != 0
}

// upto is the last number before the first that is missing.
func (p presence) upto(s source) uint64 {
	n := journal.Name{Station: s.station, Epoch: s.epoch, Seq: 1}
	for p.has(n) {
		n.Seq++
	}
	return n.Seq - 1
}

// level is what is remembered of a mirror in the station's folder: that all
// events up to these numbers lie before an offset, so that only what follows
// needs to be read at a start.
type level struct {
	Path  string         `json:"path"`
	Apart bool           `json:"apart"` // it lies on another disk than the station
	Bytes int64          `json:"bytes"`
	Upto  []journal.Name `json:"upto"`
}

// readLevel gives an empty level where none fits the mirror: then all is read.
func readLevel(note, path string) (l level, err error) {
	data, err := os.ReadFile(note) //nolint:gosec // the station's own folder
	if errors.Is(err, fs.ErrNotExist) {
		return level{Path: path}, nil
	}
	if err != nil {
		return level{Path: path}, err
	}
	if json.Unmarshal(data, &l) != nil || l.Path != path {
		l = level{Path: path}
	}
	return l, nil
}

func (l level) write(note string) error {
	data, err := json.Marshal(l)
	if err != nil {
		return err
	}
	return replace(note, data)
}

// replace writes a file anew, durably and in one step.
func replace(path string, data []byte) error {
	part := path + ".part"
	f, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600) //nolint:gosec // beside the mirror, or in the station's folder
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(part, path)
}
