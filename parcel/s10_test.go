package parcel_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"postern/parcel"
)

func TestS10CheckDigits(t *testing.T) {
	for _, c := range []struct {
		id    parcel.S10
		valid bool
		why   string
	}{
		{"RR473124829GB", true, "11 - 2 = 9"},
		{"LX806576725TW", true, "11 - 6 = 5"},
		{"LP666440208MY", true, "11 - 3 = 8"},
		{"EC257727105BE", true, "11 - 6 = 5"},
		{"RR287043775IN", true, "11 -> 5"},
		{"EE100000290XX", true, "10 -> 0; an unknown country is no fault"},
		{"RB123456785GB", true, "11 - 6 = 5"},
		{"CP001020301BR", false, "a misprint in a published guide: 7 is right"},
		{"RB123456786US", false, "5 is right"},
	} {
		id, ok := parcel.ParseS10(string(c.id))
		if !ok || id != c.id || id.Valid() != c.valid {
			t.Errorf("%s: form %v, valid %v; want valid %v (%s)", c.id, ok, id.Valid(), c.valid, c.why)
		}
	}
}

func TestS10Parts(t *testing.T) {
	id, ok := parcel.ParseS10(" rr 4731 2482 9 gb\u00a0")
	if !ok {
		t.Fatal("a printed S10 is not read")
	}
	got := []string{string(id), id.Service(), id.Class(), id.Issuer(), id.Spaced()}
	want := []string{"RR473124829GB", "RR", "U", "GB", "RR 4731 2482 9 GB"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestS10RefusesOtherForms(t *testing.T) {
	for _, s := range []string{
		"", "RR473124829G", "RR473124829GBX", "R1473124829GB", "RR47312482XGB", "RR473124829G8", "473124829RRGB", "RR-47312482-9GB",
		"ÄR473124829G", "RR473124829\x00B",
	} {
		if id, ok := parcel.ParseS10(s); ok {
			t.Errorf("%q is read as %s", s, id)
		}
	}
}

func TestS10OfOddLengthSaysNothing(t *testing.T) {
	for _, id := range []parcel.S10{"", "R", "RR473124829G"} {
		if id.Valid() || id.Issuer() != "" || id.Service() != "" || id.Spaced() != string(id) {
			t.Errorf("%q: valid %v, issuer %q, service %q, spaced %q", id, id.Valid(), id.Issuer(), id.Service(), id.Spaced())
		}
	}
}

func TestS10ClassIsAHint(t *testing.T) {
	for service, want := range map[string]string{
		"CP": "C", "HB": "C", "EE": "E", "LX": "U", "MA": "U", "QA": "U", "RR": "U", "UA": "U", "VV": "U", "AV": "", "ZZ": "",
	} {
		if got := parcel.S10(service + "473124829GB").Class(); got != want {
			t.Errorf("class of %s is %q, want %q", service, got, want)
		}
	}
	if got := parcel.S10("").Class(); got != "" {
		t.Errorf("class of nothing is %q", got)
	}
}

// The weights are prime to 11, so one digit misread always changes the sum; only
// the remainders 0 and 6 share a check digit, 5.
func TestS10FindsAMisreadDigit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		serial := rapid.StringMatching(`[0-9]{8}`).Draw(t, "serial")
		at := rapid.IntRange(0, 7).Draw(t, "at")
		to := byte('0' + rapid.IntRange(0, 9).Draw(t, "to"))
		right := parcel.S10CheckDigit(serial)
		wrong := []byte(serial)
		wrong[at] = to
		if string(wrong) == serial || right == '5' {
			return
		}
		if parcel.S10CheckDigit(string(wrong)) == right {
			t.Fatalf("%s and %s share check digit %c", serial, wrong, right)
		}
	})
}

func TestSqueeze(t *testing.T) {
	for in, want := range map[string]string{
		"RR473124829GB":             "RR473124829GB",
		" rr 4731 2482 9 gb ":       "RR473124829GB",
		"RR\u00a04731\u202f24829GB": "RR473124829GB",
		"\t\r\nab\t12":              "AB12",
		"a-b/c":                     "A-B/C",
		"":                          "",
		"\x1b[2Jx":                  "\x1b[2JX",
		"ünï":                       "üNï",
		"a\xffb":                    "A\uFFFDB",
	} {
		if got := parcel.Squeeze(in); got != want {
			t.Errorf("Squeeze(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSqueezeTwiceIsOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s") + string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes"))
		once := parcel.Squeeze(s)
		if twice := parcel.Squeeze(once); twice != once {
			t.Fatalf("%q, then %q", once, twice)
		}
	})
}
