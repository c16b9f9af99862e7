package journal

import (
	"crypto/cipher"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/klauspost/compress/zstd"

	"postern/parcel"
)

// MaxBody bounds a body in bytes, opened and unpacked.
const MaxBody = 4 << 20

// Draft is an event about to happen: the store gives it its name and time.
type Draft struct {
	Body       Body
	Officers   []parcel.OfficerID
	Item       parcel.ItemID
	Supersedes []Name
	Pack       string      // version of the rule packs in force, where one judged
	Follows    uint64      // the own event it must directly follow; 0 for any
	Given      parcel.Mark // what the item was when the draft was made; zero for whatever it is
	Shift      string      // that must be open; empty for any

	// What the file of a MessageReceived held: input for the projections, no
	// part of the event. Replay reads it from the archive again.
	Mail parcel.Mail
}

// ErrMoved is for a draft that no longer fits: another event came after the one
// it must follow, its item is no longer what it was, or its shift was closed.
// Look again and draft anew.
var ErrMoved = errors.New("the journal has moved on")

// Event is one fact as it stands in the journal.
type Event struct {
	Record
	Raw    []byte // the record as stored: what is hashed
	Stored []byte // the body as stored; nil where it was taken away
	Body   Body   // Unread where it cannot be shown
}

// Seal encodes a body as it is stored for a record, of which it must have the
// name, the item and the time: packed, and sealed with the key when it is not
// nil. The name and kind are bound in, so that a body cannot be put under
// another event.
func Seal(r Record, body Body, key cipher.AEAD) ([]byte, error) {
	if _, unread := body.(Unread); unread || body == nil {
		return nil, errors.New("an unread body cannot be written")
	}
	if scan, is := body.(ItemScanned); is && key != nil {
		if packed := packScan(r, scan); packed != nil && len(packed) <= MaxBody {
			return seal(key, packed, binding(r.Name, body.Kind())), nil
		}
	}
	plain, err := json.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("encode %s: %w", body.Kind(), err)
	}
	if len(plain) > MaxBody {
		return nil, fmt.Errorf("%s of %d bytes: %w", body.Kind(), len(plain), ErrSize)
	}
	if key == nil {
		return pack(plain), nil // on the line such bodies pack together
	}
	return seal(key, packBody(plain), binding(r.Name, body.Kind())), nil
}

// seal leaves the nonce to the key, which draws it at random and writes it
// first: see cipher.NewGCMWithRandomNonce.
func seal(key cipher.AEAD, packed, bound []byte) []byte {
	return key.Seal(nil, nil, packed, bound) //nolint:gosec // no nonce is given
}

// Open reads a stored body. A body of a newer kind, or one whose key is gone
// (key nil though the record names one), comes back as Unread; bytes that do
// not fit their record are an error.
func Open(r Record, stored []byte, key cipher.AEAD) (Body, error) {
	if stored == nil || r.Key != "" && key == nil {
		return Unread{Of: r.Kind, Why: "its key or its body was destroyed", Gone: true}, nil
	}
	if sha256.Sum256(stored) != r.BodyHash {
		return nil, fmt.Errorf("event %s: %w", r.Name, ErrBody)
	}
	packed := stored
	if r.Key != "" {
		var err error
		if packed, err = key.Open(nil, nil, stored, binding(r.Name, r.Kind)); err != nil {
			return nil, fmt.Errorf("event %s: sealed with another key: %w", r.Name, err)
		}
	}
	body, err := read(r, packed)
	if err != nil {
		return nil, fmt.Errorf("event %s: %w", r.Name, err)
	}
	return body, nil
}

// read decodes a body that was opened.
func read(r Record, packed []byte) (Body, error) {
	if r.Kind == KindItemScanned && len(packed) > 0 && packed[0] == packedScan {
		b, err := unpackScan(r, packed[1:])
		if err != nil {
			return nil, fmt.Errorf("decode %s: %w", r.Kind, err)
		}
		return b, nil
	}
	plain, err := unpack(packed)
	if err != nil {
		return nil, err
	}
	return decodeBody(r.Kind, plain)
}

// ErrBody is for a stored body that is not the one its record commits to.
var ErrBody = errors.New("body does not match its record")

// ErrSize is for a body or file larger than may be written or read.
var ErrSize = errors.New("larger than allowed")

// SealFile packs and seals the bytes of a file for the archive; OpenFile gives
// them back and refuses to unpack more than most bytes.
func SealFile(plain []byte, key cipher.AEAD) []byte {
	return seal(key, pack(plain), []byte("file"))
}

// OpenFile undoes SealFile.
func OpenFile(stored []byte, key cipher.AEAD, most int) ([]byte, error) {
	packed, err := key.Open(nil, nil, stored, []byte("file"))
	if err != nil {
		return nil, fmt.Errorf("sealed with another key: %w", err)
	}
	if len(packed) == 0 || packed[0] != packedZstd {
		plain, err := unpack(packed)
		if err == nil && len(plain) > most {
			return nil, ErrSize
		}
		return plain, err
	}
	const window = 256 << 10 // the packing's own window fits into no smaller bound
	large, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(uint64(max(most, window))), zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, fmt.Errorf("unpack: %w", err)
	}
	defer large.Close()
	plain, err := large.DecodeAll(packed[1:], nil)
	if errors.Is(err, zstd.ErrDecoderSizeExceeded) || errors.Is(err, zstd.ErrWindowSizeExceeded) || len(plain) > most {
		return nil, ErrSize
	}
	return plain, err
}

func binding(name Name, kind Kind) []byte { return []byte(name.String() + " " + string(kind)) }

//nolint:cyclop,funlen // one case a kind
func decodeBody(kind Kind, plain []byte) (Body, error) {
	switch kind {
	case KindStationOpened:
		return decodeAs[StationOpened](plain)
	case KindOfficerAdded:
		return decodeAs[OfficerAdded](plain)
	case KindPINChanged:
		return decodeAs[PINChanged](plain)
	case KindPackAdopted:
		return decodeAs[PackAdopted](plain)
	case KindShiftOpened:
		return decodeAs[ShiftOpened](plain)
	case KindShiftClosed:
		return decodeAs[ShiftClosed](plain)
	case KindMessageReceived:
		return decodeAs[MessageReceived](plain)
	case KindMessageRejected:
		return decodeAs[MessageRejected](plain)
	case KindItemEntered:
		return decodeAs[ItemEntered](plain)
	case KindItemScanned:
		return decodeAs[ItemScanned](plain)
	case KindItemDecided:
		return decodeAs[ItemDecided](plain)
	case KindDecisionWithdrawn:
		return decodeAs[DecisionWithdrawn](plain)
	case KindHoldIssued:
		return decodeAs[HoldIssued](plain)
	case KindHoldClosed:
		return decodeAs[HoldClosed](plain)
	case KindItemExamined:
		return decodeAs[ItemExamined](plain)
	case KindPartiesShown:
		return decodeAs[PartiesShown](plain)
	case KindExhibitMoved, KindExhibitsCounted:
		return decodeCustody(kind, plain)
	case KindItemsAnswered:
		return decodeAs[ItemsAnswered](plain)
	case KindListImported:
		return decodeAs[ListImported](plain)
	case KindModelAdopted:
		return decodeAs[ModelAdopted](plain)
	case KindLegalHoldLifted:
		return decodeAs[LegalHoldLifted](plain)
	case KindLegalHoldSet:
		return decodeAs[LegalHoldSet](plain)
	case KindKeysShredded:
		return decodeAs[KeysShredded](plain)
	case KindHoldAnswered:
		return decodeAs[HoldAnswered](plain)
	case KindFileAttached:
		return decodeAs[FileAttached](plain)
	case KindLateRaised, KindLateMissed:
		return decodeAs[LateData](plain)
	}
	return Unread{Of: kind, Why: "of a kind this program does not know"}, nil
}

func decodeAs[B Body](plain []byte) (Body, error) {
	var b B
	if err := json.Unmarshal(plain, &b); err != nil {
		return nil, fmt.Errorf("decode %s: %w", b.Kind(), err)
	}
	return b, nil
}
