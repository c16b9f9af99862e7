package journal_test

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"postern/journal"
)

const hexEpoch = "000102030405060708090a0b0c0d0e0f"

func TestParseName(t *testing.T) {
	n, err := journal.ParseName("DOCK-1/" + hexEpoch + "/300")
	if err != nil || n.Station != "DOCK-1" || n.Epoch.String() != hexEpoch || n.Seq != 300 {
		t.Errorf("%+v, %v", n, err)
	}
	for _, s := range []string{
		"", "/", "//", "DOCK-1", "DOCK-1/" + hexEpoch, "/" + hexEpoch + "/1", "DOCK-1//1", "DOCK-1/" + hexEpoch + "/", "DOCK-1/" + hexEpoch + "/0",
		"DOCK-1/" + hexEpoch + "/-1", "DOCK-1/" + hexEpoch + "/1/2", "DOCK-1/" + hexEpoch[1:] + "/1", "DOCK-1/" + hexEpoch + "00/1",
		"DOCK-1/" + hexEpoch[:31] + "g/1", "DOCK-1/" + hexEpoch + "/9223372036854775808", "DOCK-1/" + hexEpoch + "/one",
		strings.Repeat("/", 1<<16), strings.Repeat("\x1b", 1<<16),
	} {
		if n, err := journal.ParseName(s); err == nil {
			t.Errorf("%q is read as %v", s, n)
		} else if len(err.Error()) > 300 || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("the error repeats outside text as it is: %.40q", err)
		}
	}
}

func TestParseEpoch(t *testing.T) {
	if e, err := journal.ParseEpoch(hexEpoch); err != nil || e.String() != hexEpoch {
		t.Errorf("%s, %v", e, err)
	}
	for _, s := range []string{"", "00", hexEpoch + "00", strings.Repeat("x", 32)} {
		if e, err := journal.ParseEpoch(s); err == nil {
			t.Errorf("%q is read as %s", s, e)
		}
	}
}

func TestNameIsReadAsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := journal.Name{
			Station: rapid.StringMatching(`[A-Za-z0-9.-]{1,32}`).Draw(t, "station"),
			Seq:     rapid.Uint64Range(1, 1<<63-1).Draw(t, "seq"),
		}
		copy(n.Epoch[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "epoch"))
		if err := journal.CheckStation(n.Station); err != nil {
			t.Fatal(err)
		}
		data, err := json.Marshal(n)
		if err != nil {
			t.Fatal(err)
		}
		var got journal.Name
		if err := json.Unmarshal(data, &got); err != nil || got != n {
			t.Fatalf("%s is read as %v, %v", data, got, err)
		}
	})
}

func TestCheckStation(t *testing.T) {
	for s, ok := range map[string]bool{
		"DOCK-1": true, "a.b": true, strings.Repeat("x", 32): true, strings.Repeat("x", 33): false, "": false,
		"a b": false, "a+b": false, "a/b": false, "ä": false, "a\n": false, "\xff": false,
	} {
		if err := journal.CheckStation(s); (err == nil) != ok {
			t.Errorf("%q: %v", s, err)
		}
	}
}
