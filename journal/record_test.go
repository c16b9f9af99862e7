package journal_test

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"postern/journal"
	"postern/parcel"
)

// firstRecord has every field filled.
func firstRecord() journal.Record {
	r := journal.Record{
		Name: journal.Name{Station: "DOCK-1", Epoch: journal.Epoch{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, Seq: 300},
		Kind: journal.KindItemDecided, Version: 1, HLC: 0x0190_0000_0000_0007,
		Wall: time.UnixMilli(1_772_000_000_123), Zone: "Europe/Lisbon", Boot: "b00t", HubTime: time.UnixMilli(-1),
		Officers: []parcel.OfficerID{"ana", "bo"}, Pack: "plant@3", Item: "RR473124829GB@2026-02-25",
		Key: "case-2026-02-25-0011223344556677",
	}
	r.Supersedes = []journal.Name{{Station: "DOCK-2", Epoch: journal.Epoch{0xff}, Seq: 1}}
	for i := range r.BodyHash {
		r.BodyHash[i] = byte(0xa0 + i%16)
	}
	return r
}

// The form of a record is fixed for ever: these bytes must never change.
const firstHex = "01" + // version of the form
	"06444f434b2d31" + "000102030405060708090a0b0c0d0e0f" + "ac02" + // station, epoch, seq
	"0c6974656d5f64656369646564" + "01" + "87808080808080c801" + // kind, its version, logical clock
	"f6e1f1b69267" + "0d4575726f70652f4c6973626f6e" + "0462303074" + "01" + // wall time, zone, boot, hub time
	"0203616e6102626f" + "07706c616e744033" + "185252343733313234383239474240323032362d30322d3235" + // officers, pack, item
	"0106444f434b2d32ff00000000000000000000000000000001" + // superseded
	"a0a1a2a3a4a5a6a7a8a9aaabacadaeafa0a1a2a3a4a5a6a7a8a9aaabacadaeaf" + // hash of the body
	"20636173652d323032362d30322d32352d30303131323233333434353536363737" // data key

func TestRecordFormNeverChanges(t *testing.T) {
	if got := hex.EncodeToString(firstRecord().Encode()); got != firstHex {
		t.Errorf("encoded as %s", got)
	}
	raw, err := hex.DecodeString(firstHex)
	if err != nil {
		t.Fatal(err)
	}
	got, err := journal.DecodeRecord(raw)
	if diff := cmp.Diff(firstRecord(), got); err != nil || diff != "" {
		t.Error(err, diff)
	}
	if leaf := journal.Leaf(raw).String(); leaf != "oNLLruVw2mRhPF4FFPb/JoVttO7LBGu/MDhL+7GDNZQ=" {
		t.Errorf("leaf %s", leaf)
	}
}

func drawName(t *rapid.T) journal.Name {
	n := journal.Name{Station: rapid.String().Draw(t, "station"), Seq: rapid.Uint64().Draw(t, "seq")}
	copy(n.Epoch[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "epoch"))
	return n
}

func drawTime(t *rapid.T, label string) time.Time {
	ms := rapid.Int64Range(-1<<53, 1<<53).Draw(t, label)
	if at := time.UnixMilli(ms); ms != 0 && !at.IsZero() {
		return at
	}
	return time.Time{}
}

func TestRecordIsReadAsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := journal.Record{
			Name: drawName(t), Kind: journal.Kind(rapid.String().Draw(t, "kind")), Version: rapid.Uint64().Draw(t, "version"),
			HLC: journal.HLC(rapid.Uint64().Draw(t, "hlc")), Wall: drawTime(t, "wall"), Zone: rapid.String().Draw(t, "zone"),
			Boot: rapid.String().Draw(t, "boot"), HubTime: drawTime(t, "hub"), Pack: rapid.String().Draw(t, "pack"),
			Item: parcel.ItemID(rapid.String().Draw(t, "item")), Key: rapid.String().Draw(t, "key"),
		}
		for range rapid.IntRange(0, 3).Draw(t, "officers") {
			r.Officers = append(r.Officers, parcel.OfficerID(rapid.String().Draw(t, "officer")))
		}
		for range rapid.IntRange(0, 3).Draw(t, "supersedes") {
			r.Supersedes = append(r.Supersedes, drawName(t))
		}
		copy(r.BodyHash[:], rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "hash"))
		got, err := journal.DecodeRecord(r.Encode())
		if diff := cmp.Diff(r, got); err != nil || diff != "" {
			t.Fatal(err, diff)
		}
	})
}

func TestDecodeRecordRefuses(t *testing.T) {
	good := firstRecord().Encode()
	noTime := journal.Record{Wall: time.UnixMilli(1)}.Encode()
	for name, b := range map[string][]byte{
		"nothing":             nil,
		"another version":     append([]byte{2}, good[1:]...),
		"a byte more":         append(bytes.Clone(good), 0),
		"too long":            append(bytes.Clone(good), make([]byte, journal.MaxRecord)...),
		"a longer number":     bytes.Replace(good, []byte("\xac\x02"), []byte("\xac\x82\x00"), 1),
		"an overflowing one":  append([]byte{1}, bytes.Repeat([]byte{0xff}, 11)...),
		"a string of 2^63":    append([]byte{1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f}, good...),
		"year one, as millis": bytes.Replace(noTime, []byte{2, 0, 0, 0}, append(zigzag(time.Time{}.UnixMilli()), 0, 0, 0), 1),
	} {
		if r, err := journal.DecodeRecord(b); !errors.Is(err, journal.ErrRecord) {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
	for n := range good {
		if _, err := journal.DecodeRecord(good[:n]); !errors.Is(err, journal.ErrRecord) {
			t.Errorf("the first %d bytes of a record are read: %v", n, err)
		}
	}
}

func zigzag(ms int64) []byte {
	return binary.AppendVarint(nil, ms)
}

func FuzzDecodeRecord(f *testing.F) {
	f.Add(firstRecord().Encode())
	f.Add(journal.Record{}.Encode())
	f.Add([]byte{1})
	f.Add(bytes.Repeat([]byte{0x80}, 200))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := journal.DecodeRecord(b)
		if err != nil {
			return
		}
		if again := r.Encode(); !bytes.Equal(again, b) {
			t.Fatalf("%x is read as %+v, which is written %x", b, r, again)
		}
	})
}

func TestHLC(t *testing.T) {
	noon := time.UnixMilli(1_772_000_000_123)
	var clock journal.HLC
	first := clock.Tick(noon)
	if !first.Time().Equal(noon) {
		t.Errorf("%v, want %v", first.Time(), noon)
	}
	for name, now := range map[string]time.Time{"the same moment": noon, "a clock set back": noon.Add(-time.Hour), "before 1970": time.UnixMilli(-5)} {
		if next := first.Tick(now); next != first+1 {
			t.Errorf("%s: %x after %x", name, next, first)
		}
	}
	if next := first.Tick(noon.Add(time.Millisecond)); next != first+1<<16 {
		t.Errorf("%x a millisecond after %x", next, first)
	}
	full := first | 0xffff // 65,536 events in one millisecond borrow from the next
	if next := full.Tick(noon); next <= full {
		t.Errorf("%x after %x", next, full)
	}
}

func TestHLCNeverRunsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var clock journal.HLC
		for range 20 {
			next := clock.Tick(time.UnixMilli(rapid.Int64Range(-1000, math.MaxInt32).Draw(t, "now")))
			if next <= clock {
				t.Fatalf("%x after %x", next, clock)
			}
			clock = next
		}
	})
}
