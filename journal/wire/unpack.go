package wire

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"

	"postern/journal"
	"postern/parcel"
)

// Unpack reads a batch as Pack wrote it. Records and bodies are the exact bytes
// that went in; whether they are what they claim is for who takes them.
func Unpack(data []byte) (Batch, error) {
	r, tail, err := unpack(data)
	if err != nil {
		return Batch{}, err
	}
	u := unpacker{reader: r, tail: tail}
	b := &u.batch
	b.Station = string(u.in(laneHead).bytes())
	copy(b.Epoch[:], u.fixed(len(b.Epoch)))
	b.Priority = Priority(u.count(int(Priorities))) //nolint:gosec // bounded
	n := u.count(MaxEvents)
	if keys := u.bytes(); len(keys) > 0 {
		if err := json.Unmarshal(keys, &b.Keys); err != nil {
			return Batch{}, fmt.Errorf("%w: keys: %w", ErrWire, err)
		}
	}
	for range n {
		u.event()
		if u.bad {
			break
		}
	}
	if !u.done() || len(u.tail) != 0 {
		return Batch{}, fmt.Errorf("%w: the columns of a batch do not fit together", ErrWire)
	}
	return *b, b.check()
}

// unpacker reads events, each by what differs from the one before.
type unpacker struct {
	*reader
	batch Batch
	tail  []byte
	seq   uint64
	last  journal.Record
	room  int // for the words of one record
	total int // for all records
}

// word bounds what a record may grow to: a long word written once could be
// named a thousand times.
func (u *unpacker) word() string {
	s := u.reader.word()
	if u.room -= len(s) + 1; u.room < 0 {
		u.fail()
		return ""
	}
	return s
}

func (u *unpacker) event() {
	u.room = journal.MaxRecord
	u.seq += u.in(laneSeq).uvarint() + 1
	e := Event{Seq: u.seq}
	shape := u.in(laneShape).fixed(1)[0]
	if shape >= shapes {
		u.fail()
	}
	if shape&shapeRaw != 0 {
		e.Record = u.in(laneRaw).bytes()
		e.Body = u.body(shape)
	} else {
		e.Body = u.body(shape)
		r := u.record(shape, e.Body)
		u.last = r
		e.Record = r.Encode()
	}
	if u.total += len(e.Record); len(e.Record) > journal.MaxRecord || u.total > maxRecords {
		u.fail()
	}
	u.batch.Events = append(u.batch.Events, e)
}

func (u *unpacker) body(shape byte) []byte {
	if shape&shapeBody == 0 {
		return nil
	}
	if shape&shapeOpen != 0 {
		return u.in(laneOpen).bytes()
	}
	size, n := binary.Uvarint(u.tail)
	if n <= 0 || size > uint64(len(u.tail)-n) { //nolint:gosec // never negative
		u.fail()
		return nil
	}
	body := u.tail[n : n+int(size) : n+int(size)] //nolint:gosec // within the tail
	u.tail = u.tail[n+int(size):]                 //nolint:gosec // within the tail
	return body
}

func (u *unpacker) record(shape byte, body []byte) journal.Record {
	r := journal.Record{Name: journal.Name{Station: u.batch.Station, Epoch: u.batch.Epoch, Seq: u.seq}}
	u.in(laneKind)
	r.Kind = journal.Kind(u.word())
	u.times(&r, shape)
	r.Version = u.in(laneRare).uvarint()
	r.Zone = u.word()
	r.Boot = u.word()
	r.Pack = u.word()
	r.Key = u.word()
	u.in(laneItem)
	r.Item = parcel.ItemID(u.word())
	u.names(&r, shape)
	if shape&shapeHash != 0 {
		copy(r.BodyHash[:], u.in(laneHash).fixed(len(r.BodyHash)))
	} else {
		r.BodyHash = sha256.Sum256(body)
	}
	return r
}

func (u *unpacker) times(r *journal.Record, shape byte) {
	ms := int64(u.last.HLC>>16) + u.in(laneTime).varint()
	if ms < 0 || ms >= 1<<48 {
		u.fail()
		return
	}
	r.HLC = journal.HLC(ms) << 16
	r.Wall = r.HLC.Time()
	if shape&shapeWall != 0 {
		r.Wall = fromMillis(ms + u.varint())
	}
	counter := u.in(laneRare).uvarint()
	if counter > 0xffff {
		u.fail()
	}
	r.HLC |= journal.HLC(counter)
	r.HubTime = fromMillis(millis(u.last.HubTime) + u.varint())
}

func (u *unpacker) names(r *journal.Record, shape byte) {
	u.in(laneName)
	if shape&shapeCount == 0 {
		r.Officers = []parcel.OfficerID{parcel.OfficerID(u.word())}
		if shape&shapeOwn != 0 {
			n := r.Name
			n.Seq = r.Seq - u.uvarint()
			r.Supersedes = []journal.Name{n}
		}
		return
	}
	for n := u.count(len(u.lanes[laneName])); n > 0 && !u.bad; n-- {
		r.Officers = append(r.Officers, parcel.OfficerID(u.word()))
	}
	for left := u.count(len(u.lanes[laneName])); left > 0 && !u.bad; left-- {
		n := journal.Name{Station: u.word()}
		copy(n.Epoch[:], u.word())
		n.Seq = u.uvarint()
		r.Supersedes = append(r.Supersedes, n)
	}
}
