package wire

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"time"

	"postern/journal"
)

// shape says of an event what need not be written.
const (
	shapeRaw   = 1 << iota // the record as it is: not of a form this program writes
	shapeBody              // it has a body
	shapeOpen              // which is not sealed
	shapeHash              // the record's hash is not that of the body
	shapeOwn               // what it supersedes is of the same journal
	shapeWall              // the wall clock differs from the logical one
	shapeCount             // more than one officer, or more than one event superseded
	shapes
)

// Pack writes a batch in its form for the line. ErrSize is for one that must
// be split.
func (b Batch) Pack() ([]byte, error) {
	if err := b.check(); err != nil {
		return nil, err
	}
	var w packer
	w.batch = b
	w.in(laneHead).bytes([]byte(b.Station))
	w.fixed(b.Epoch[:])
	w.uvarint(uint64(b.Priority))
	w.uvarint(uint64(len(b.Events)))
	keys, err := packKeys(b.Keys)
	if err != nil {
		return nil, err
	}
	w.bytes(keys)
	for _, e := range b.Events {
		w.event(e)
	}
	size, records := 0, 0
	for _, l := range w.lanes {
		size += len(l)
	}
	for _, e := range b.Events {
		records += len(e.Record)
	}
	if size > maxFrame-4096 || records > maxRecords {
		return nil, fmt.Errorf("batch of %d bytes: %w", size, journal.ErrSize)
	}
	out := w.pack(w.tail)
	if len(out) > MaxBatch {
		return nil, fmt.Errorf("batch of %d bytes: %w", len(out), journal.ErrSize)
	}
	return out, nil
}

func packKeys(keys []Key) ([]byte, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	return json.Marshal(keys)
}

// packer writes events, each by what differs from the one before.
type packer struct {
	writer
	batch Batch
	tail  []byte // sealed bodies, which do not pack
	seq   uint64
	last  journal.Record
}

func (w *packer) event(e Event) {
	w.in(laneSeq).uvarint(e.Seq - w.seq - 1)
	w.seq = e.Seq
	r, err := journal.DecodeRecord(e.Record)
	same := r.Name == journal.Name{Station: w.batch.Station, Epoch: w.batch.Epoch, Seq: e.Seq}
	if err != nil || !same || !bytes.Equal(r.Encode(), e.Record) {
		w.raw(e)
		return
	}
	shape := w.shape(e, r)
	w.in(laneShape).fixed([]byte{shape})
	w.body(e, shape)
	w.record(r, shape)
	w.last = r
}

func (w *packer) raw(e Event) {
	shape := byte(shapeRaw)
	if e.Body != nil {
		shape |= shapeBody
	}
	w.in(laneShape).fixed([]byte{shape})
	w.in(laneRaw).bytes(e.Record)
	w.body(e, shape)
}

func (w *packer) shape(e Event, r journal.Record) (shape byte) {
	if e.Body != nil {
		shape |= shapeBody
		if r.Key == "" {
			shape |= shapeOpen
		}
	}
	if e.Body == nil || sha256.Sum256(e.Body) != r.BodyHash {
		shape |= shapeHash
	}
	if r.Wall.IsZero() || !r.Wall.Equal(r.HLC.Time()) {
		shape |= shapeWall
	}
	return shape | lifts(r)
}

func lifts(r journal.Record) (shape byte) {
	one := len(r.Supersedes) == 1 && own(r.Supersedes[0], r.Name)
	if one {
		shape = shapeOwn
	}
	if len(r.Officers) != 1 || len(r.Supersedes) > 0 && !one {
		shape |= shapeCount
	}
	return shape
}

// own reports whether an event of the same journal, before it, is named.
func own(n, by journal.Name) bool {
	return n.Station == by.Station && n.Epoch == by.Epoch && n.Seq < by.Seq
}

func (w *packer) body(e Event, shape byte) {
	if shape&shapeBody == 0 {
		return
	}
	if shape&shapeOpen != 0 {
		w.in(laneOpen).bytes(e.Body)
		return
	}
	w.tail = binary.AppendUvarint(w.tail, uint64(len(e.Body)))
	w.tail = append(w.tail, e.Body...)
}

func (w *packer) record(r journal.Record, shape byte) {
	w.in(laneKind).word(string(r.Kind))
	w.times(r, shape)
	w.in(laneRare).uvarint(r.Version)
	w.word(r.Zone)
	w.word(r.Boot)
	w.word(r.Pack)
	w.word(r.Key)
	w.in(laneItem).word(string(r.Item))
	w.names(r, shape)
	if shape&shapeHash != 0 {
		w.in(laneHash).fixed(r.BodyHash[:])
	}
}

// times writes the logical clock by its distance from the one before; the wall
// clock follows from it unless it was set back.
func (w *packer) times(r journal.Record, shape byte) {
	w.in(laneTime).varint(int64(r.HLC>>16) - int64(w.last.HLC>>16))
	if shape&shapeWall != 0 {
		w.varint(millis(r.Wall) - r.HLC.Time().UnixMilli())
	}
	w.in(laneRare).uvarint(uint64(r.HLC & 0xffff))
	w.varint(millis(r.HubTime) - millis(w.last.HubTime))
}

func (w *packer) names(r journal.Record, shape byte) {
	w.in(laneName)
	if shape&shapeCount == 0 {
		w.word(string(r.Officers[0]))
		if shape&shapeOwn != 0 {
			w.uvarint(r.Seq - r.Supersedes[0].Seq)
		}
		return
	}
	w.uvarint(uint64(len(r.Officers)))
	for _, o := range r.Officers {
		w.word(string(o))
	}
	w.uvarint(uint64(len(r.Supersedes)))
	for _, n := range r.Supersedes {
		w.word(n.Station)
		w.word(string(n.Epoch[:]))
		w.uvarint(n.Seq)
	}
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// fromMillis undoes millis: the Unix epoch stands for no time.
func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}
