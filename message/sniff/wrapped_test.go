package sniff_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"postern/message"
	"postern/message/messagetest"
	"postern/message/sniff"
)

func zipped(t *testing.T, files ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i := 0; i < len(files); i += 2 {
		f, err := w.Create(files[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(files[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func gzipped(t *testing.T, text string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const feedFile = `<Item><ItemId>RR202601017NL</ItemId><TotalWeight>x</TotalWeight><ContentPiece><Description>Book</Description></ContentPiece></Item>`

func sample(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// summary is what a batch came to, and what is wrong with it.
func summary(b message.Batch, err error) []string {
	lines := []string{fmt.Sprintf("%s %s: %d items, %d papers, %d events", b.Format, b.Decoder, len(b.Items), len(b.Papers), len(b.Events))}
	for _, f := range b.Faults {
		lines = append(lines, f.String())
	}
	if err != nil {
		lines = append(lines, "rejected: "+err.Error())
	}
	return lines
}

func TestArchivesHoldMessages(t *testing.T) {
	book := sample(t, "../sheet/testdata/book.in")
	for _, c := range []struct {
		name string
		file []byte
		want []string
	}{
		{"one, by gzip", gzipped(t, feedFile), []string{
			"feed feed/1: 1 items, 0 papers, 0 events",
			`line 1, Item[1]/TotalWeight: found "x", wanted kilograms as a decimal, e.g. 0.412`,
		}},
		{"several formats, folders, a gzip file and one of no use", zipped(t, "in/", "", "in/a.txt", feedFile, "b.dat", cebFile,
			"c.gz", string(gzipped(t, "tracking,description\nAB001,pen\n")), "d.pdf", "%PDF-1.7", "e", ""), []string{
			"feed zip/1(feed/1 ceb/2 sheet/1/default): 2 items, 1 papers, 0 events",
			`line 1, in/a.txt: Item[1]/TotalWeight: found "x", wanted kilograms as a decimal, e.g. 0.412`,
			"line 1, d.pdf: file: found a PDF document, wanted the message itself, as XML, JSON or separated text",
			"line 1, e: file: found nothing, wanted a message",
		}},
		{"none of use", zipped(t, "d.pdf", "%PDF-1.7"), []string{
			" : 0 items, 0 papers, 0 events",
			"line 1, d.pdf: file: found a PDF document, wanted the message itself, as XML, JSON or separated text",
			"rejected: line 1, d.pdf: file: found a PDF document, wanted the message itself, as XML, JSON or separated text",
		}},
		{"nothing but folders", zipped(t, "in/", ""), []string{
			" : 0 items, 0 papers, 0 events", "rejected: line 1, file: found an empty archive, wanted a message",
		}},
		{"an archive in an archive", zipped(t, "a.zip", string(zipped(t, "b", feedFile)), "c", cebFile), []string{
			"ceb zip/1(ceb/2): 0 items, 1 papers, 0 events",
			"line 1, a.zip: file: found an archive within another, wanted the messages themselves",
		}},
		{"gzip in gzip in gzip", gzipped(t, string(gzipped(t, string(gzipped(t, feedFile))))), []string{
			" : 0 items, 0 papers, 0 events",
			"rejected: line 1, file: found archives within each other, wanted at most a gzip file in a ZIP archive",
		}},
		{"a workbook in an archive", zipped(t, "a.xlsx", book), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := summary(sniff.Decode(c.file, message.DefaultLimits()))
			if c.want == nil { // as the book alone
				c.want = summary(sniff.Decode([]byte(book), message.DefaultLimits()))
				c.want[0] = strings.Replace(c.want[0], "sheet/1/default", "zip/1(sheet/1/default)", 1)
				for i := range got {
					got[i] = strings.Replace(got[i], "a.xlsx: ", "", 1)
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What is unpacked counts once, for all files of an archive together.
func TestBombs(t *testing.T) {
	limits := message.Limits{Bytes: 1 << 20, Depth: 16, Items: 4, Pieces: 2, Text: 64, Faults: 8}
	big := strings.Repeat(" ", 700<<10) + feedFile
	book := sample(t, "../sheet/testdata/book.in")
	for name, file := range map[string][]byte{
		"gzip":             gzipped(t, strings.Repeat(" ", 2<<20)),
		"one entry":        zipped(t, "a", strings.Repeat(" ", 2<<20)),
		"two entries":      zipped(t, "a", big, "b", big),
		"gzip in an entry": zipped(t, "a", string(gzipped(t, big)), "b", string(gzipped(t, big))),
		"a workbook last":  zipped(t, "a", big+strings.Repeat(" ", 320<<10), "b", book),
	} {
		b, err := sniff.Decode(file, limits)
		if said := strings.Join(summary(b, err), "\n"); !strings.Contains(said, "found more than 1048576 bytes once unpacked") {
			t.Errorf("%s: %s", name, said)
		}
		if len(b.Items) > 1 {
			t.Errorf("%s: %d items", name, len(b.Items))
		}
		messagetest.Bounded(t, file, limits, sniff.Decoder{Limits: limits}.Decode)
	}
}

func TestItemsOfAllFilesTogetherAreBounded(t *testing.T) {
	limits := message.DefaultLimits()
	limits.Items = 3
	table := "tracking,description\nAB001,pen\nAB002,pen\n"
	b, err := sniff.Decode(zipped(t, "a", table, "b", table, "c", table), limits)
	if err != nil || len(b.Items) != 3 || !strings.Contains(strings.Join(summary(b, nil), "\n"), "at most 3") {
		t.Error(summary(b, err))
	}
}

func TestEncryptedEntriesAreNamed(t *testing.T) {
	file := zipped(t, "secret.xml", feedFile)
	at := bytes.Index(file, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint16(file[at+8:], 1|binary.LittleEndian.Uint16(file[at+8:]))
	_, err := sniff.Decode(file, message.DefaultLimits())
	if err == nil || !strings.Contains(err.Error(), "an encrypted entry") || !strings.Contains(err.Error(), "secret.xml") {
		t.Error(err)
	}
}
