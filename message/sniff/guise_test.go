package sniff_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"postern/message"
	"postern/message/sniff"
)

// Whatever character set and wrapping a file comes in, it is the same message:
// every sample of every format, with a mark, in UTF-16 both ways, compressed, in
// an archive, and where it is XML in every legacy set that its text can be
// written in and its declaration can name.
func TestEveryGuise(t *testing.T) {
	legacy := map[string]encoding.Encoding{
		"gb18030": simplifiedchinese.GB18030, "gbk": simplifiedchinese.GBK, "big5": traditionalchinese.Big5,
		"iso-8859-1": charmap.ISO8859_1, "iso-8859-15": charmap.ISO8859_15, "windows-1252": charmap.Windows1252,
	}
	tried := map[string]int{}
	for room, files := range plainSamples(t) {
		for name, data := range files {
			want, err := sniff.Decode(data, message.DefaultLimits())
			if err != nil {
				continue // what is refused is refused for other reasons
			}
			check := func(guise string, made []byte) {
				tried[room]++
				got, err := sniff.Decode(made, message.DefaultLimits())
				if err != nil || got.Digest() != want.Digest() || len(got.Faults) != len(want.Faults) {
					t.Errorf("%s %s in %s: %v, %d things and %d faults instead of %d and %d", room, name, guise, err, got.Size(), len(got.Faults), want.Size(), len(want.Faults))
				}
			}
			check("UTF-8 with a mark", append([]byte("\xef\xbb\xbf"), data...))
			for guise, order := range map[string]unicode.Endianness{"UTF-16LE": unicode.LittleEndian, "UTF-16BE": unicode.BigEndian} {
				check(guise, encoded(t, unicode.UTF16(order, unicode.UseBOM), data))
			}
			check("gzip", gzipped(t, string(data)))
			check("ZIP", zipped(t, "a", string(data)))
			if declaration, rest, is := bytes.Cut(data, []byte("?>")); is && bytes.HasPrefix(declaration, []byte("<?xml")) {
				for charset, enc := range legacy {
					if made, err := enc.NewEncoder().Bytes(rest); err == nil {
						check(charset, append([]byte(`<?xml version="1.0" encoding="`+charset+`"?>`), made...))
					}
				}
			}
		}
	}
	for _, room := range []string{"cds", "ceb", "ips", "ics2", "post", "feed", "sheet"} {
		if tried[room] < 5 {
			t.Errorf("%s: only %d guises were tried", room, tried[room])
		}
	}
}

func encoded(t *testing.T, enc encoding.Encoding, data []byte) []byte {
	t.Helper()
	made, err := enc.NewEncoder().Bytes(data)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// plainSamples are the samples in UTF-8 without a mark, by room and name.
func plainSamples(t *testing.T) map[string]map[string][]byte {
	t.Helper()
	all := map[string]map[string][]byte{}
	names, err := filepath.Glob("../*/testdata/*.in")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		room := filepath.Base(filepath.Dir(filepath.Dir(name)))
		marked := bytes.HasPrefix(data, []byte("\xef\xbb\xbf"))
		if !utf8.Valid(data) || marked || bytes.HasPrefix(data, []byte("PK")) || room == "sniff" {
			continue
		}
		if all[room] == nil {
			all[room] = map[string][]byte{}
		}
		all[room][filepath.Base(name)] = data
	}
	return all
}
