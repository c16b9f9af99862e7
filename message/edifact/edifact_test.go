package edifact_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"postern/message"
	"postern/message/edifact"
)

// read writes a file down again: a line a segment, with its place.
func read(data string, l message.Limits) (lines, faults []string, whole bool) {
	var b message.Batch
	r := edifact.NewReader([]byte(data), &b, l)
	for {
		m, ok := r.Next()
		if !ok {
			break
		}
		lines = append(lines, fmt.Sprintf("%d %s %s %s from %s", m.No, m.Type, m.Version, m.Reference, m.Sender))
		for s := r.Segment(); s != nil; s = r.Segment() {
			text := fmt.Sprintf("%d %s", s.Line, s.Tag)
			for e := 1; e <= s.Elements(); e++ {
				for n := range s.Repeats(e) {
					for c := 1; c <= 3; c++ {
						if leaf := s.Leaf(e, c, n); leaf.Text != "" {
							text += fmt.Sprintf(" %d.%d.%d=%s", e, n, c, leaf.Text)
						}
					}
				}
			}
			lines = append(lines, text)
		}
	}
	for _, f := range b.Faults {
		faults = append(faults, f.String())
	}
	return lines, faults, r.Whole()
}

func TestInterchanges(t *testing.T) {
	for _, c := range []struct {
		name, file    string
		lines, faults []string
		cut           bool
	}{
		{
			name: "plain",
			file: "UNA:+.? 'UNB+UNOA:1+AAA+BBB+260301:0912+7'UNH+1+ITMATT:1:0:UP'NAD+CZ+X:Y'UNT+3+1'UNZ+1+7'",
			lines: []string{
				"1 ITMATT 1:0:UP 1 from AAA", "1 NAD 1.0.1=CZ 2.0.1=X 2.0.2=Y",
			},
		},
		{
			name: "no UNA, line breaks, releases",
			file: "UNB+UNOC:3+A+B+1:2+9'\r\nUNH+m?+1+X'\r\nFTX+AAA+++5 ?'x? ??'\r\nUNT+3+m?+1'\r\nUNZ+1+9'\r\n",
			lines: []string{
				"1 X  m+1 from A", "3 FTX 1.0.1=AAA 4.0.1=5 'x ?",
			},
		},
		{
			name:  "other marks, repetitions",
			file:  "UNA|^,\\~!UNB^UNOY|4^A^B^1^9!UNH^1^X!RFF^a~b|c~d\\~!UNT^3^1!UNZ^1^9!",
			lines: []string{"1 X  1 from A", "1 RFF 1.0.1=a 1.1.1=b 1.1.2=c 1.2.1=d~"},
		},
		{
			name:  "reserved place before version 4",
			file:  "UNA:+.? 'UNB+UNOA:1+A+B+1+9'UNH+1+X'FTX+a*b'UNT+3+1'UNZ+1+9'",
			lines: []string{"1 X  1 from A", "1 FTX 1.0.1=a*b"},
		},
		{
			name:  "Latin-1",
			file:  "UNB+UNOC:3+A+B+1+9'UNH+1+X'NAD+Zo\xeb'UNT+3+1'UNZ+1+9'",
			lines: []string{"1 X  1 from A", "1 NAD 1.0.1=Zoë"},
		},
		{
			name:   "no text",
			file:   "UNB+UNOA:1+A+B+1+9'UNH+1+X'NAD+Zo\xeb'UNT+3+1'UNZ+1+9'",
			lines:  []string{"1 X  1 from A", "1 NAD 1.0.1=Zo\ufffd"},
			faults: []string{`file text: found 1 fields that are no text, wanted UTF-8, or the character set of the syntax identifier`},
		},
		{
			name:  "wrong counts and references",
			file:  "UNB+UNOA:1+A+B+1+9'UNH+1+X'NAD+1'UNT+7+2'UNZ+x+8'",
			lines: []string{"1 X  1 from A", "1 NAD 1.0.1=1"},
			faults: []string{
				`line 1, interchange UNT: found "7", wanted 3, the segments of message "1"`,
				`line 1, interchange UNT: found "2", wanted the reference "1" of its beginning`,
				`line 1, interchange UNZ: found "x", wanted 1, the messages`,
				`line 1, interchange UNZ: found "8", wanted the reference "9" of its beginning`,
			},
		},
		{
			name:  "no ends",
			file:  "UNB+UNOA:1+A+B+1+9'\nUNH+1+X'\nNAD+1'\nUNH+2+X'\nUNT+2+2'\nUNB+UNOA:1+C+D+1+5'\nUNZ+0+5'\nUNZ+0+5'",
			lines: []string{"1 X  1 from A", "3 NAD 1.0.1=1", "2 X  2 from A"},
			faults: []string{
				`line 4, interchange UNH: found UNH, wanted UNT before it, at the end of message "1"`,
				`line 6, interchange UNZ: found UNB, wanted UNZ before it, at the end of interchange "9"`,
				`line 8, interchange UNZ: found UNZ, wanted UNB before it`,
			},
		},
		{
			name:   "cut in a segment",
			file:   "UNB+UNOA:1+A+B+1+9'UNH+1+X'NAD+1'NAD+2",
			lines:  []string{"1 X  1 from A", "1 NAD 1.0.1=1"},
			faults: []string{`line 1, interchange segment: found the end of the file within a segment, wanted its terminator '\''`, `line 1, interchange UNT: found the end of the file, wanted UNT at the end of message "1"`},
			cut:    true,
		},
		{
			name:   "marks of no use",
			file:   "UNA++.? 'UNB+1'",
			faults: []string{`line 1, interchange UNA: found "++.? '", wanted six service characters that differ, e.g. :+.? '`},
			cut:    true,
		},
		{
			name:  "a broken segment among good ones",
			file:  "UNB+UNOA:1+A+B+1+9'UNH+1+X'na+1'" + strings.Repeat("x", 70<<10) + "'ABC" + strings.Repeat("+", 1200) + "'NAD+2'UNT+6+1'UNZ+1+9'",
			lines: []string{"1 X  1 from A", "1 NAD 1.0.1=2"},
			faults: []string{
				`line 1, interchange segment: found "na" for a tag, wanted a tag of three letters, and not more than the bounds`,
				`line 1, interchange segment: found a segment of more than 64 KiB, wanted a tag of three letters, and not more than the bounds`,
				`line 1, interchange segment: found a segment of more than 1000 components, wanted a tag of three letters, and not more than the bounds`,
			},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			lines, faults, whole := read(c.file, message.DefaultLimits())
			if diff := cmp.Diff(c.lines, lines); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.faults, faults); diff != "" {
				t.Error(diff)
			}
			if whole == c.cut {
				t.Errorf("whole: %v", whole)
			}
		})
	}
}

// What is released on writing is read as it was.
func TestReleasesComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[a-z:+?'*. é]{0,12}z`), 1, 8).Draw(t, "words")
		release := strings.NewReplacer("?", "??", ":", "?:", "+", "?+", "'", "?'", "*", "?*")
		file := "UNB+UNOY:4+A+B+1+9'UNH+1+X'"
		want := []string{"1 X  1 from A"}
		for _, w := range words {
			file += "FTX+" + release.Replace(w) + "'"
			want = append(want, "1 FTX 1.0.1="+strings.TrimSpace(w))
		}
		got, faults, _ := read(file+fmt.Sprintf("UNT+%d+1'UNZ+1+9'", len(words)+2), message.DefaultLimits())
		if diff := cmp.Diff(want, got); diff != "" || len(faults) > 0 {
			t.Fatal(diff, faults)
		}
	})
}

func FuzzReader(f *testing.F) {
	f.Add([]byte("UNA:+.? 'UNB+UNOA:1+AAA+BBB+260301:0912+7'UNH+1+ITMATT:1:0:UP'NAD+CZ+X:Y*Z'UNT+3+1'UNZ+1+7'"))
	limits := message.Limits{Bytes: 1 << 20, Depth: 16, Items: 4, Pieces: 2, Text: 64, Faults: 8}
	f.Fuzz(func(t *testing.T, data []byte) {
		lines, faults, _ := read(string(data), limits)
		if len(lines) > len(data) || len(faults) > limits.Faults {
			t.Errorf("%d lines and %d faults of %d bytes", len(lines), len(faults), len(data))
		}
	})
}

func BenchmarkReader(b *testing.B) {
	one := "NAD+CZ+++Example Trading Company:Unit 4+12 Harbour Road+Porttown++1234+XX'\nFTX+AAA+++cotton t-shirt, size M, it?'s blue'\n" +
		"MEA+WT++KGM:0.412'\nMOA+141:12.50:EUR'\nRFF+ABC:1234567'\n"
	file := []byte("UNB+UNOC:3+A+B+1+9'UNH+1+ITMATT:1:0:UP'" + strings.Repeat(one, 20_000) + "UNT+100002+1'UNZ+1+9'")
	b.SetBytes(int64(len(file)))
	b.ReportAllocs()
	for b.Loop() {
		var batch message.Batch
		r := edifact.NewReader(file, &batch, message.DefaultLimits())
		n := 0
		for _, ok := r.Next(); ok; _, ok = r.Next() {
			for s := r.Segment(); s != nil; s = r.Segment() {
				n++
			}
		}
		if n != 100_000 || len(batch.Faults) > 0 {
			b.Fatal(n, batch.Faults)
		}
	}
}
