package journal

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"postern/parcel"
)

// RecordVersion is the form this package writes; it reads this and older ones.
const RecordVersion = 1

// MaxRecord bounds an encoded record in bytes.
const MaxRecord = 64 << 10

// Record is what stands for ever about an event. It holds ids, never names.
type Record struct {
	Name
	Kind       Kind
	Version    uint64 // of the kind
	HLC        HLC
	Wall       time.Time // by the station's clock, to the millisecond
	Zone       string    // the station's time zone
	Boot       string    // changes with each start of the machine
	HubTime    time.Time // last time the hub told, zero if never
	Officers   []parcel.OfficerID
	Pack       string // versions of the rule packs in force
	Item       parcel.ItemID
	Supersedes []Name
	BodyHash   [sha256.Size]byte // of the body as stored
	Key        string            // data key the body is sealed with; empty for a plain body
}

// Encode writes the record in its stored form. Two records are equal exactly
// when their encodings are; times count to the millisecond, and the Unix epoch
// itself stands for no time.
func (r Record) Encode() []byte {
	b := make([]byte, 1, 256)
	b[0] = RecordVersion
	b = appendName(b, r.Name)
	b = appendString(b, string(r.Kind))
	b = binary.AppendUvarint(b, r.Version)
	b = binary.AppendUvarint(b, uint64(r.HLC))
	b = binary.AppendVarint(b, millis(r.Wall))
	b = appendString(b, r.Zone)
	b = appendString(b, r.Boot)
	b = binary.AppendVarint(b, millis(r.HubTime))
	b = binary.AppendUvarint(b, uint64(len(r.Officers)))
	for _, o := range r.Officers {
		b = appendString(b, string(o))
	}
	b = appendString(b, r.Pack)
	b = appendString(b, string(r.Item))
	b = binary.AppendUvarint(b, uint64(len(r.Supersedes)))
	for _, n := range r.Supersedes {
		b = appendName(b, n)
	}
	b = append(b, r.BodyHash[:]...)
	return appendString(b, r.Key)
}

// Leaf is the Merkle leaf hash of an encoded record (RFC 6962).
func Leaf(record []byte) tlog.Hash { return tlog.RecordHash(record) }

// ErrRecord is for bytes that are no record of a version this program reads.
var ErrRecord = errors.New("not a journal record")

// DecodeRecord reads a stored record. It accepts only bytes that Encode writes.
func DecodeRecord(b []byte) (Record, error) {
	if len(b) > MaxRecord {
		return Record{}, fmt.Errorf("%w: %d bytes", ErrRecord, len(b))
	}
	r, raw, err := CutRecord(b)
	if err == nil && len(raw) != len(b) {
		return Record{}, fmt.Errorf("%w: damaged", ErrRecord)
	}
	return r, err
}

// CutRecord reads the record that b begins with, and gives back its bytes: a
// record says itself where it ends.
func CutRecord(b []byte) (r Record, raw []byte, err error) {
	if len(b) == 0 {
		return Record{}, nil, fmt.Errorf("%w: 0 bytes", ErrRecord)
	}
	if b[0] != RecordVersion {
		return Record{}, nil, fmt.Errorf("%w: version %d, this program reads %d", ErrRecord, b[0], RecordVersion)
	}
	d := decoder{rest: b[1:]}
	r = Record{
		Name:    d.name(),
		Kind:    Kind(d.string()),
		Version: d.uvarint(),
		HLC:     HLC(d.uvarint()),
		Wall:    d.time(),
		Zone:    d.string(),
		Boot:    d.string(),
		HubTime: d.time(),
	}
	for range d.count() {
		r.Officers = append(r.Officers, parcel.OfficerID(d.string()))
	}
	r.Pack = d.string()
	r.Item = parcel.ItemID(d.string())
	for range d.count() {
		r.Supersedes = append(r.Supersedes, d.name())
	}
	copy(r.BodyHash[:], d.bytes(len(r.BodyHash)))
	r.Key = d.string()
	if d.bad || len(b)-len(d.rest) > MaxRecord {
		return Record{}, nil, fmt.Errorf("%w: damaged", ErrRecord)
	}
	return r, b[:len(b)-len(d.rest)], nil
}

func appendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func appendName(b []byte, n Name) []byte {
	b = append(appendString(b, n.Station), n.Epoch[:]...)
	return binary.AppendUvarint(b, n.Seq)
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// decoder reads the fields of a record and remembers the first failure.
type decoder struct {
	rest []byte
	bad  bool
}

func (d *decoder) bytes(n int) []byte {
	if n < 0 || n > len(d.rest) {
		d.bad, d.rest = true, nil
		return make([]byte, max(0, min(n, sha256.Size)))
	}
	b := d.rest[:n]
	d.rest = d.rest[n:]
	return b
}

func (d *decoder) uvarint() uint64 {
	v, n := binary.Uvarint(d.rest)
	if n <= 0 || n > 1 && d.rest[n-1] == 0 { // only the shortest form: one record, one encoding
		d.bad, d.rest = true, nil
		return 0
	}
	d.rest = d.rest[n:]
	return v
}

func (d *decoder) time() time.Time {
	u := d.uvarint()
	ms := int64(u >> 1)
	if u&1 != 0 {
		ms = ^ms
	}
	if ms == 0 {
		return time.Time{}
	}
	t := time.UnixMilli(ms)
	d.bad = d.bad || millis(t) != ms // year 1 is how Go says "no time": Encode writes it as 0
	return t
}

func (d *decoder) count() int {
	n := d.uvarint()
	if n > uint64(len(d.rest)) {
		d.bad, d.rest = true, nil
		return 0
	}
	return int(n) //nolint:gosec // bounded by the input
}

func (d *decoder) string() string { return string(d.bytes(d.count())) }

func (d *decoder) name() Name {
	n := Name{Station: d.string()}
	copy(n.Epoch[:], d.bytes(len(n.Epoch)))
	n.Seq = d.uvarint()
	return n
}
