package export_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"postern/export"
	"postern/parcel"
)

var (
	streams = regexp.MustCompile(`(?s)stream\n(.*?)\nendstream`)
	pageRE  = regexp.MustCompile(`/Type /Page\n`)
)

// shown are the texts a PDF prints, in their order: it writes them in UTF-16.
func shown(t *testing.T, file []byte) string {
	t.Helper()
	var all strings.Builder
	for _, stream := range streams.FindAllSubmatch(file, -1) {
		in, err := zlib.NewReader(bytes.NewReader(stream[1]))
		if err != nil {
			continue
		}
		content, err := io.ReadAll(in)
		if err != nil || !bytes.Contains(content, []byte("BT ")) {
			continue
		}
		for _, part := range bytes.Split(content, []byte(" Td (")) {
			text, _, ok := bytes.Cut(part, []byte(")Tj"))
			if !ok {
				continue
			}
			text = regexp.MustCompile(`(?s)\\(.)`).ReplaceAll(text, []byte("$1"))
			var units []uint16
			for i := 0; i+1 < len(text); i += 2 {
				units = append(units, binary.BigEndian.Uint16(text[i:]))
			}
			all.WriteString(string(utf16.Decode(units)) + "\n")
		}
	}
	return all.String()
}

func hostileLog() export.ShiftLog {
	at := time.Date(2026, 11, 3, 8, 15, 30, 0, time.UTC)
	return export.ShiftLog{
		Station: "bench-1", Office: "NLAMSA", Made: at, Names: map[parcel.OfficerID]string{"ada": "Ada Łukasiewicz"},
		Shift: parcel.Shift{
			ID: "20261103-1", Opened: at, Scans: 7, Officers: []parcel.OfficerID{"ada"},
			Decisions: []parcel.ShiftDecision{
				{Seq: 42, At: at, Item: "RR473124829GB@2026-11-01", Outcome: parcel.Seize, Ground: "Привет (\\) \x1b[31m\u202e猫 \U0001F63A"},
				{Seq: 43, At: at, Item: "RR473124832GB@2026-11-01", Outcome: parcel.Release, Ground: strings.Repeat("x", 9000), Lifted: true},
			},
		},
		OpenHolds: []parcel.Hold{{Item: "CP473100028DE@2026-11-01", Agency: parcel.Plant, Reason: "seeds"}},
	}
}

// The pages say what the HTML says; what the font lacks is named and not left
// out, and nothing hidden is printed.
func TestPDF(t *testing.T) {
	var b bytes.Buffer
	if err := export.Write(&b, export.PDF, hostileLog()); err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(b.Bytes(), []byte("%PDF-")) {
		t.Fatalf("%.10q", b.Bytes())
	}
	text := shown(t, b.Bytes())
	for _, want := range []string{
		"Shift log 20261103-1", "This shift is still open.", "Ada Łukasiewicz (ada)", "Привет", `(\)`, "[U+732B]", "[U+1F63A]",
		"RR473124829GB", "seize", "(superseded)", "CP473100028DE", "seeds", "Open holds (1)", "How to verify", "Supervisor, date", "by their Unicode number",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not printed", want)
		}
	}
	if n := strings.Count(text, "x"); n < 9000 {
		t.Errorf("a long ground has %d of its 9000 letters", n)
	}
	if strings.ContainsAny(text, "\x1b\u202e") {
		t.Error("a control is printed")
	}
	if pages := len(pageRE.FindAll(b.Bytes(), -1)); pages < 4 {
		t.Errorf("%d pages", pages)
	}
}

// One log gives the same bytes.
func TestPDFIsTheSameAgain(t *testing.T) {
	var first, second bytes.Buffer
	for _, b := range []*bytes.Buffer{&first, &second} {
		if err := export.Write(b, export.PDF, hostileLog()); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("written twice, the files differ")
	}
}
