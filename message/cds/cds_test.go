package cds_test

import (
	"bytes"
	"encoding/xml"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"postern/message"
	"postern/message/cds"
	"postern/message/messagetest"
)

var update = flag.Bool("update", false, "write the golden files")

func decode(data []byte) (message.Batch, error) { return cds.Decode(data, message.DefaultLimits()) }

func TestGolden(t *testing.T) {
	var write func(string, []byte) error
	if *update {
		write = func(name string, data []byte) error { return os.WriteFile("testdata/"+name, data, 0o644) }
	}
	messagetest.Golden(t, os.DirFS("testdata"), write, decode)
}

const space = `xmlns="http://schemas.datacontract.org/2004/07/CDS.BusinessLayer.Operational"`

func oneView(id, data string) string {
	return "<CDSView " + space + "><MailObject><Id>" + id + "</Id></MailObject><Declaration><Data>" +
		data + "</Data></Declaration></CDSView>"
}

func TestHostileFilesEndWithAReason(t *testing.T) {
	limits := message.Limits{Bytes: 200 << 20, Depth: 16, Items: 3, Pieces: 2, Text: 50, Faults: 10}
	view := oneView("RR473124829GB", "<GrossWeight>1</GrossWeight>")
	for name, c := range map[string]struct {
		file  string
		want  string // in the reject or a fault
		items int
	}{
		"a million tags":     {strings.Repeat("<a>", 1_000_000), "more than 16 elements within each other", 0},
		"tags after an item": {"<r>" + view + strings.Repeat("<a>", 100), "more than 16 elements within each other", 1},
		"a name of 3 MB":     {"<" + strings.Repeat("a", 3<<20), "the end of the file", 0},
		"many attributes":    {"<r " + strings.Repeat(`a="<" `, 1<<20), "unescaped <", 0},
		"3 MB of attributes": {"<r " + strings.Repeat(`a="" `, 3<<20), "the end of the file", 0},
		"many namespaces":    {"<r " + strings.Repeat(`xmlns:a="b" `, 100) + "/>", "more than 64 of them in scope", 0},
		"a long comment":     {"<r>" + view + "<!-- " + strings.Repeat("<", 3<<20), "more than 2 MiB", 1},
		"an entity":          {"<r>" + view + "&x;</r>", "invalid character entity &x;", 1},
		"an inner DOCTYPE":   {"<r>" + view + "<!DOCTYPE x></r>", "no DOCTYPE", 1},
		"crossed tags":       {"<r>" + view + "<a></b></r>", `found an end tag "b", wanted the end of "a"`, 1},
		"two roots":          {view + view, "a second root element", 1},
		"too many items":     {"<r>" + strings.Repeat(view, 5) + "</r>", "at most 3", 3},
		"too many pieces": {
			"<r>" + oneView("RR473124829GB", "<ContentPieces>"+strings.Repeat("<ContentPiece><HS>610910</HS></ContentPiece>", 9)+"</ContentPieces>") + "</r>",
			"at most 2 pieces", 1,
		},
		"long text": {oneView("RR473124829GB", "<SenderName>"+strings.Repeat("é", 40)+"</SenderName>"), "at most 50 bytes", 1},
		"NUL and no UTF-8": {
			oneView("RR473124829GB", "<SenderName>a\x00b\xff\xfec\x1bd</SenderName>"), "4 bytes that are no text", 1,
		},
		"a huge text, and a fault after it": {
			oneView("RR473124829GB", "<SenderName>"+strings.Repeat("x \n", 3<<20)+"</SenderName><NatureTypeCd>?</NatureTypeCd>"),
			"line 3145729, CDSView[1]/Declaration/Data/NatureTypeCd", 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := cds.Decode([]byte(c.file), limits)
			said := ""
			if err != nil {
				said = err.Error()
			}
			for _, f := range b.Faults {
				said += "\n" + f.String()
			}
			if !strings.Contains(said, c.want) {
				t.Errorf("said %s\nwanted %q", said, c.want)
			}
			if len(b.Items) != c.items {
				t.Errorf("%d items, wanted %d", len(b.Items), c.items)
			}
		})
	}
}

// The prefix, the order and the wrapping say nothing.
func TestViewsAreFoundAnywhere(t *testing.T) {
	bare, err := decode([]byte(oneView("RR473124829GB", "<GrossWeight>1.5</GrossWeight>")))
	if err != nil {
		t.Fatal(err)
	}
	wrapped, err := decode([]byte(`<q:CDSView xmlns:q="urn:elsewhere/CDS.BusinessLayer.Operational">` +
		`<q:Declaration><q:Data><GrossWeight xmlns="urn:other">9</GrossWeight><q:GrossWeight>1.5</q:GrossWeight></q:Data></q:Declaration>` +
		`<q:MailObject><q:Id>RR 4731 2482 9 GB</q:Id></q:MailObject></q:CDSView>`))
	if err != nil {
		t.Fatal(err)
	}
	if bare.Digest() != wrapped.Digest() {
		t.Errorf("read otherwise:\n%+v\n%+v", bare.Items, wrapped.Items)
	}
}

func FuzzDecode(f *testing.F) {
	samples, err := filepath.Glob("testdata/*.in")
	if err != nil || len(samples) == 0 {
		f.Fatal("no samples", err)
	}
	for _, name := range samples {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	limits := message.Limits{Bytes: 1 << 20, Depth: 16, Items: 4, Pieces: 2, Text: 64, Faults: 8}
	f.Fuzz(func(t *testing.T, data []byte) {
		messagetest.Bounded(t, data, limits, func(data []byte) (message.Batch, error) { return cds.Decode(data, limits) })
	})
}

func BenchmarkDecode(b *testing.B) {
	sample, err := os.ReadFile("testdata/good.in")
	if err != nil {
		b.Fatal(err)
	}
	start, end := bytes.Index(sample, []byte("<d:CDSView>")), bytes.Index(sample, []byte("</LoadResult>"))
	file := slices.Concat(sample[:start], bytes.Repeat(sample[start:end], 2_000), sample[end:])
	b.Run("decode", func(b *testing.B) {
		b.SetBytes(int64(len(file)))
		for b.Loop() {
			if batch, err := decode(file); err != nil || len(batch.Items) != 2_000 {
				b.Fatal(len(batch.Items), err)
			}
		}
		b.ReportMetric(2_000*float64(b.N)/b.Elapsed().Seconds(), "items/s")
	})
	for name, next := range map[string]func(*xml.Decoder) (xml.Token, error){
		"bare Token": (*xml.Decoder).Token, "bare RawToken": (*xml.Decoder).RawToken,
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(file)))
			for b.Loop() {
				dec := xml.NewDecoder(bytes.NewReader(file))
				for {
					if _, err := next(dec); err != nil {
						break
					}
				}
			}
		})
	}
}
