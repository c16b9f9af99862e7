package journal

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"postern/parcel"
)

// Epoch is 16 random bytes, new whenever a database is created or restored, so
// that a restored or cloned disk cannot use a name again.
type Epoch [16]byte

// String is the epoch in hexadecimal.
func (e Epoch) String() string { return hex.EncodeToString(e[:]) }

// ParseEpoch reads an epoch from hexadecimal.
func ParseEpoch(s string) (Epoch, error) {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(Epoch{}) {
		return Epoch{}, fmt.Errorf("%s is not an epoch: want 32 hexadecimal digits", parcel.Excerpt(s))
	}
	return Epoch(b), nil
}

// Name names one event everywhere, for ever. Seq counts 1, 2, 3... in its epoch.
type Name struct {
	Station string
	Epoch   Epoch
	Seq     uint64
}

// String is STATION/EPOCH/SEQ.
func (n Name) String() string {
	return n.Station + "/" + n.Epoch.String() + "/" + strconv.FormatUint(n.Seq, 10)
}

// MarshalText writes STATION/EPOCH/SEQ.
func (n Name) MarshalText() ([]byte, error) { return []byte(n.String()), nil }

// UnmarshalText reads STATION/EPOCH/SEQ.
func (n *Name) UnmarshalText(text []byte) error {
	parsed, err := ParseName(string(text))
	*n = parsed
	return err
}

// ParseName reads STATION/EPOCH/SEQ.
func ParseName(s string) (Name, error) {
	parts := strings.Split(s, "/")
	if len(parts) != 3 || parts[0] == "" {
		return Name{}, fmt.Errorf("%s is not an event: want STATION/EPOCH/SEQ", parcel.Excerpt(s))
	}
	epoch, err := ParseEpoch(parts[1])
	if err != nil {
		return Name{}, err
	}
	seq, err := strconv.ParseUint(parts[2], 10, 63)
	if err != nil || seq == 0 {
		return Name{}, fmt.Errorf("%s is not an event number", parcel.Excerpt(parts[2]))
	}
	return Name{Station: parts[0], Epoch: epoch, Seq: seq}, nil
}

// Run is a run of own events with a name: a shift. Last is 0 while it goes on.
type Run struct {
	ID    string
	Epoch Epoch
	First uint64
	Last  uint64
}

// CheckStation reports why a station name cannot stand in event names and
// signatures: it must be 1-32 letters, digits, '-' or '.'.
func CheckStation(s string) error {
	if s == "" || len(s) > 32 {
		return errors.New("a station name has 1 to 32 characters")
	}
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '.' {
			return fmt.Errorf("station name %q: use letters, digits, - and . only", s)
		}
	}
	return nil
}
