package sniff_test

import (
	"encoding/base64"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"postern/message"
	"postern/message/messagetest"
	"postern/message/sheet"
	"postern/message/sniff"
)

var update = flag.Bool("update", false, "write the golden files")

func TestGolden(t *testing.T) {
	var write func(string, []byte) error
	if *update {
		write = func(name string, data []byte) error { return os.WriteFile("testdata/"+name, data, 0o644) }
	}
	messagetest.Golden(t, os.DirFS("testdata"), write, sniff.Decoder{}.Decode)
}

const (
	cdsSpace = "http://schemas.datacontract.org/2004/07/CDS.BusinessLayer.Operational"
	cebFile  = `<CEB411Message xmlns="http://www.chinaport.gov.cn/ceb"><Payment><PaymentHead><orderNo>1</orderNo>` +
		`<ebpCode>3</ebpCode><payCode>4</payCode><payTransactionId>2</payTransactionId><payerName>虚构</payerName>` +
		`<currency>142</currency></PaymentHead></Payment></CEB411Message>`
)

func TestDetect(t *testing.T) {
	for _, c := range []struct {
		name, file string
		want       message.Format
	}{
		{"cds array", `<a:ArrayOfCDSView xmlns:a="` + cdsSpace + `"/>`, message.CDS},
		{"cds alone, after a comment", "\n<!-- x --><CDSView xmlns='" + cdsSpace + "'/>", message.CDS},
		{"cds in SOAP", `<E xmlns="http://www.w3.org/2003/05/soap-envelope"><B><L xmlns:q="` + cdsSpace + `"/></B></E>`, message.CDS},
		{"ceb", cebFile, message.CEB},
		{"ceb that is not read", `<x:CEB900Message xmlns:x="http://www.chinaport.gov.cn/ceb"/>`, message.CEB},
		{"ceb in JSON", `{"messageBody":{"data":""},"messageHead":{}}`, message.CEB},
		{"ips", `<ips xmlns="http://upu.int/ips"/>`, message.IPS},
		{"ips in JSON", `[{"ItemId":"x","ClassCd":"C"}]`, message.IPS},
		{"ics2", `<IE3F43 xmlns="urn:any"/>`, message.ICS2},
		{"feed", `<Item><TotalWeight/><ItemId>1</ItemId></Item>`, message.Feed},
		{"feed in JSON", `{"PWS_Receptacle":{"Item":[]}}`, message.Feed},
		{"payment", `{"sessionID":"1","payExchangeInfoHead":{}}`, message.Payment},
		{"payment, escaped", `{"payExInfoStr":"{}"}`, message.Payment},
		{"edifact", "UNA:+.? 'UNB+UNOA:1'", message.Post},
		{"edifact without UNA", "UNB+UNOA:1'", message.Post},
		{"table", "a,b\n1,2\n", message.Sheet},
		{"JSON lines", "{\"a\":[\"PWS_Receptacle\",\"b\"],\"c\":{\"ItemId\":1,\"ClassCd\":2}}\n", message.Sheet},
	} {
		got, err := sniff.Detect([]byte(c.file))
		if err != nil || got != c.want {
			t.Errorf("%s: %q, %v, wanted %q", c.name, got, err, c.want)
		}
	}
}

func TestRefused(t *testing.T) {
	for _, c := range []struct{ name, file, want string }{
		{"empty", " \r\n", "found nothing, wanted a message"},
		{"other XML", `<html xmlns="http://www.w3.org/1999/xhtml"/>`, `found "html" of namespace "http://www.w3.org/1999/xhtml"`},
		{"an Item of another kind", `<Item><Name/></Item>`, `found "Item"`},
		{"SOAP of another service", `<E xmlns="http://schemas.xmlsoap.org/soap/envelope/"/>`, `found "E"`},
		{"no XML", "< not xml", "wanted well-formed XML"},
		{"DOCTYPE", "<!DOCTYPE x><x/>", "no DOCTYPE and no ENTITY"},
		{"an unknown charset", `<?xml version="1.0" encoding="x-klingon"?><a/>`, `found "x-klingon"`},
		{"edifact without messages", "UNB+UNOA:1'", "interchange UNH: found none, wanted a message"},
		{"ips without items", `<ips xmlns="http://upu.int/ips"/>`, "MailItem: found none"},
		{"ics2 without items", `<IE3F43/>`, "IE3F43 content: found none"},
		{"ics2 that is not read", `<IE3F44/>`, "no other is read by this version"},
		{"feed without a name", `<Item><ItemId/></Item>`, "Item[1]/ItemId: found nothing"},
		{"payment without a head", `{"payExInfoStr":""}`, "payTransactionId: found nothing"},
		{"a broken archive", "PK\x03\x04....", "wanted a whole ZIP archive"},
		{"a broken gzip file", "\x1f\x8b....", "wanted a whole gzip file"},
		{"an empty archive", "PK\x05\x06" + strings.Repeat("\x00", 18), "an empty ZIP archive"},
		{"PDF", "%PDF-1.7", "a PDF document"},
		{"an empty envelope", `{"messageHead":1,"messageBody":{"data":""}}`, "a CEB message in base64"},
		{"an envelope in an envelope", `{"messageHead":1,"messageBody":{"data":"` +
			base64.StdEncoding.EncodeToString([]byte(`{"messageHead":1,"messageBody":{}}`)) + `"}}`, "wanted a CEB message"},
	} {
		_, err := sniff.Decode([]byte(c.file), message.DefaultLimits())
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, wanted %q", c.name, err, c.want)
		}
	}
	_, err := sniff.Decode([]byte("a,b\n"), message.Limits{Bytes: 2})
	if err == nil || !strings.Contains(err.Error(), "found 4 bytes, wanted at most 2 bytes") {
		t.Errorf("too long: %v", err)
	}
}

// Whatever the encoding and the envelope, it is the same message.
func TestEncodings(t *testing.T) {
	want, err := sniff.Decode([]byte(cebFile), message.DefaultLimits())
	if err != nil || len(want.Papers) != 1 || want.Papers[0].Buyer.Name != "虚构" {
		t.Fatal(want, err)
	}
	little, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(cebFile)
	if err != nil {
		t.Fatal(err)
	}
	big, err := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder().String(`<?xml version="1.0" encoding="utf-16"?>` + cebFile)
	if err != nil {
		t.Fatal(err)
	}
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(`<?xml version="1.0" encoding="GB2312"?>` + "\n" + cebFile)
	if err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string]string{
		"UTF-8 with a mark":     "\ufeff" + cebFile,
		"UTF-16, little":        little,
		"UTF-16, big, no mark":  big,
		"GB2312, declared":      gbk,
		"UTF-16 that is UTF-8":  `<?xml version="1.0" encoding="UTF-16"?>` + cebFile,
		"UTF-8, single quotes":  `<?xml version='1.0' encoding='utf-8' ?>` + cebFile,
		"in JSON":               `{"messageHead":{},"messageBody":{"data":"` + base64.StdEncoding.EncodeToString([]byte(cebFile)) + `"}}`,
		"in JSON, and a mark":   "\ufeff" + `{"messageHead":{},"messageBody":{"data":"` + base64.StdEncoding.EncodeToString([]byte("\ufeff"+cebFile)) + `"}}`,
		"with a NUL in front":   "\x00 " + cebFile,
		"with a trailing blank": cebFile + "\n\n",
	} {
		got, err := sniff.Decode([]byte(file), message.DefaultLimits())
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got.Digest() != want.Digest() {
			t.Errorf("%s: read otherwise: %+v", name, got)
		}
	}
}

func TestMapsReachTheTables(t *testing.T) {
	m, err := sheet.ParseMap([]byte("name: m\ncolumns:\n  - {field: item, headers: [Nummer]}\n  - {field: description, headers: [Ware]}\n"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := sniff.Decoder{Maps: []sheet.Map{m}}.Decode([]byte("Nummer\tWare\nRR473124829GB\tBuch\n"))
	if err != nil || len(b.Items) != 1 || b.Decoder != "sheet/1/m" {
		t.Errorf("%+v, %v", b, err)
	}
}

func FuzzDecode(f *testing.F) {
	samples, err := filepath.Glob("../*/testdata/*.in")
	if err != nil || len(samples) < 10 {
		f.Fatal("no samples", err)
	}
	for _, name := range samples {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(`{"messageHead":{},"messageBody":{"data":"` + base64.StdEncoding.EncodeToString([]byte(cebFile)) + `"}}`))
	f.Add([]byte("\xff\xfe<\x00a\x00/\x00>\x00"))
	limits := message.Limits{Bytes: 1 << 20, Depth: 16, Items: 4, Pieces: 2, Text: 64, Faults: 8}
	f.Fuzz(func(t *testing.T, data []byte) {
		messagetest.Bounded(t, data, limits, sniff.Decoder{Limits: limits}.Decode)
		if _, err := sniff.Detect(data); err != nil && err.Error() == "" {
			t.Error("an error without words")
		}
	})
}
