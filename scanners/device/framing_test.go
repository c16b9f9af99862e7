package device_test

import (
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"postern/scanners/device"
)

// frame feeds the bytes, of which | is silence, and gives the reads: codes as
// they are, refusals in brackets.
func frame(f device.Framing, sent string) []string {
	var got []string
	framer := device.NewFramer(f)
	note := func(r device.Read, over bool) {
		switch {
		case !over:
		case r.Wrong != "":
			got = append(got, "["+r.Wrong+"]")
		default:
			got = append(got, r.Code)
		}
	}
	for i := range len(sent) {
		if sent[i] == '|' {
			note(framer.Quiet())
		} else {
			note(framer.Byte(sent[i]))
		}
	}
	return got
}

func TestFraming(t *testing.T) {
	const s10, sscc = "RR473124829GB", "]C100340123450000000018\x1d21A7"
	const noEnd, control = "[a read has no end]", "[a read holds control characters]"
	usual := device.Framing{Suffix: device.Ends}
	silent := device.Framing{}
	marked := device.Framing{Prefix: '~', Suffix: "\r"}
	for _, tc := range []struct {
		name    string
		framing device.Framing
		sent    string
		want    []string
	}{
		{"CR", usual, s10 + "\r", []string{s10}},
		{"CR LF is one end", usual, s10 + "\r\n" + s10 + "\r\n", []string{s10, s10}},
		{"TAB", usual, s10 + "\t", []string{s10}},
		{"STX and ETX", usual, "\x02" + s10 + "\x03", []string{s10}},
		{"AIM prefix and GS stay", usual, sscc + "\r", []string{sscc}},
		{"ends alone", usual, "\r\r\n\t", nil},
		{"GS alone", usual, "\x1d\r", nil},
		{"no end, then silence", usual, s10 + "|", []string{noEnd}},
		{"silence alone", usual, "||", nil},
		{"begun twice", usual, "\x0212\x02" + s10 + "\r", []string{noEnd, s10}},
		{"control character", usual, "RR\x1b[2J\r" + s10 + "\r", []string{control, s10}},
		{"NUL", usual, "\x00\r", []string{control}},
		{"DEL", usual, "A\x7f\r", []string{control}},
		{"C1", usual, "A\u009b\r", []string{"[a read is no text]"}},
		{"not UTF-8", usual, "A\xff\r", []string{"[a read is no text]"}},
		{"as long as may be", usual, strings.Repeat("7", device.MaxRead) + "\r", []string{strings.Repeat("7", device.MaxRead)}},
		{"too long", usual, strings.Repeat("7", device.MaxRead+1) + "\r" + s10 + "\r", []string{"[a read is too long]", s10}},
		{"LF where CR is the suffix", device.Framing{Suffix: "\r"}, s10 + "\r\n" + s10 + "\r\n", []string{s10, s10}},
		{"silence ends", silent, s10 + "|" + s10 + "||", []string{s10, s10}},
		{"silence ends what was wrong", silent, "A\x07|" + s10 + "|", []string{control, s10}},
		{"with its prefix", marked, "~" + s10 + "\r", []string{s10}},
		{"without its prefix", marked, s10 + "\r~" + s10 + "\r", []string{"[a read comes without its prefix]", s10}},
		{"noise before the prefix", marked, "zz~" + s10 + "\r", []string{"[a read comes without its prefix]", s10}},
		{"STX where another is the prefix", marked, "~\x02" + s10 + "\r", []string{control}},
	} {
		if diff := cmp.Diff(tc.want, frame(tc.framing, tc.sent)); diff != "" {
			t.Errorf("%s: %s", tc.name, diff)
		}
	}
}

func TestSpoiledReadIsRefusedWhole(t *testing.T) {
	for name, rest := range map[string]string{"a tail": "3124829GB\r", "nothing more": "\r"} {
		f := device.NewFramer(device.Framing{Suffix: device.Ends})
		f.Byte('R')
		f.Spoil("keys were lost")
		var got []device.Read
		for i := range len(rest) {
			if read, over := f.Byte(rest[i]); over {
				got = append(got, read)
			}
		}
		if diff := cmp.Diff([]device.Read{{Wrong: "keys were lost"}}, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestMarks(t *testing.T) {
	for text, want := range map[string]string{
		"": device.Ends, "none": "", "CR": "\r", "cr lf": "\r\n", "TAB ETX": "\t\x03", "#": "#",
	} {
		got, err := device.ParseMarks(text)
		if err != nil || got != want {
			t.Errorf("ParseMarks(%q) = %q, %v; want %q", text, got, err, want)
		}
	}
	for _, text := range []string{"CRLF", "CR nothing", "é"} {
		if got, err := device.ParseMarks(text); err == nil {
			t.Errorf("ParseMarks(%q) = %q, want an error", text, got)
		}
	}
	if got, err := device.ParseMark("stx"); err != nil || got != 2 {
		t.Errorf("ParseMark(stx) = %q, %v", got, err)
	}
}

func TestWrongSettings(t *testing.T) {
	for want, s := range map[string]device.Settings{
		"clock":                {},
		"place":                {Now: time.Now, Place: "moon"},
		"silence: 1ms":         {Now: time.Now, Framing: device.Framing{Silence: time.Millisecond}},
		"silence: 1m":          {Now: time.Now, Framing: device.Framing{Silence: time.Minute}},
		"prefix: labels":       {Now: time.Now, Framing: device.Framing{Prefix: 'A'}},
		"suffix: labels":       {Now: time.Now, Framing: device.Framing{Suffix: "\r\x1d"}},
		"suffix: it is the pr": {Now: time.Now, Framing: device.Framing{Prefix: '\r', Suffix: "\r"}},
	} {
		if _, err := device.New(s); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want one about %q", err, want)
		}
	}
}

// Whatever is sent: every read is bounded text without what could steer a
// terminal, and after silence the next read is whole again.
func FuzzFraming(f *testing.F) {
	f.Add([]byte("\x02RR473124829GB\x03|]C100\x1d\r\n|\x00\xff~"), false, false)
	f.Add([]byte("~A\r|~~|"), true, true)
	f.Fuzz(func(t *testing.T, sent []byte, marked, silent bool) {
		framing := device.Framing{Suffix: device.Ends}
		good := "RR473124829GB\r"
		if silent {
			framing.Suffix = ""
		}
		if marked {
			framing.Prefix, good = '~', "~"+good
		}
		if silent {
			good = strings.TrimSuffix(good, "\r")
		}
		got := frame(framing, string(sent)+"||"+good+"|")
		for _, read := range got {
			steers := strings.ContainsFunc(read, func(r rune) bool { return unicode.IsControl(r) && r != 0x1d })
			if len(read) > device.MaxRead || steers || strings.Trim(read, " ") == "" {
				t.Fatalf("read %q", read)
			}
		}
		if len(got) == 0 || got[len(got)-1] != "RR473124829GB" {
			t.Fatalf("reads %q", got)
		}
	})
}
