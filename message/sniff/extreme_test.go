package sniff_test

import (
	"os"
	"strings"
	"testing"

	"postern/message"
	"postern/message/messagetest"
	"postern/message/sniff"
)

// extremes are how long an endless line is, and how deep a deep file: in each
// run a little, in `make torture` 100 MB and a million.
func extremes() (large, deep int) {
	if os.Getenv("POSTERN_MUTATIONS") == "" {
		return 1 << 20, 20_000
	}
	return 100 << 20, 1_000_000
}

// In every format an endless field, an endless line, endless nesting and endless
// repetition cost no more than the file itself, and take nothing with them that
// stood before.
func TestExtremes(t *testing.T) {
	large, deep := extremes()
	limits := message.Limits{Bytes: 256 << 20, Depth: 32, Items: 64, Pieces: 16, Text: 512, Faults: 32}
	for name, f := range map[string]struct{ head, good, field, nested, again string }{
		"cds": {
			head:  `<ArrayOfCDSView xmlns="` + cdsSpace + `">`,
			good:  "<CDSView><MailObject><Id>RR202601017NL</Id></MailObject><Declaration><Data><GrossWeight>1</GrossWeight></Data></Declaration></CDSView>",
			field: "<CDSView><MailObject><Id>", nested: "<a>", again: "<CDSView/>",
		},
		"ceb": {
			head:  `<CEB311Message xmlns="http://www.chinaport.gov.cn/ceb">`,
			good:  "<Order><OrderHead><orderNo>RR202601017NL</orderNo><ebpCode>1</ebpCode><currency>142</currency></OrderHead></Order>",
			field: "<Order><OrderHead><orderNo>", nested: "<a>", again: "<Order/>",
		},
		"ips": {
			head:  `<ips xmlns="http://upu.int/ips">`,
			good:  `<MailItem ItemId="RR202601017NL"><ClassCd>U</ClassCd></MailItem>`,
			field: "<MailItem><ItemId>", nested: "<a>", again: "<MailItem/>",
		},
		"ics2": {
			head:  "<IE3F43><consignmentMasterLevel>",
			good:  "<consignmentHouseLevel><transportDocumentHouseLevel><documentNumber>RR202601017NL</documentNumber></transportDocumentHouseLevel></consignmentHouseLevel>",
			field: "<consignmentHouseLevel><totalGrossMass>", nested: "<a>", again: "<consignmentHouseLevel/>",
		},
		"post": {
			head: "UNB+UNOA:1+A+B+1+9'UNH+1+ITMATT:1'", good: "CNI+1+RR202601017NL'FTX+AAA+++Book'UNT+4+1'UNH+2+ITMATT:1'",
			field: "FTX+AAA+++", nested: "a:b*", again: "CNI+1+'",
		},
		"sheet":      {head: "tracking,description\n", good: "RR202601017NL,book\n", field: "a,", nested: "\"", again: ",\n"},
		"JSON lines": {head: `{"tracking":"AB001","description":"x"}` + "\n", good: `{"tracking":"RR202601017NL","description":"x"}` + "\n", field: `{"tracking":"`, nested: `{"a":`, again: "{}\n"},
		"feed":       {head: `{"PWS_Receptacle":{}}` + "\n", good: `{"PWS_Receptacle":{"Item":[{"ItemId":"RR202601017NL"}]}}` + "\n", field: `{"PWS_Receptacle":{"ReceptacleId":"`, nested: "[", again: "{}\n"},
		"payment": {
			head:  `{"payExchangeInfoHead":{}}` + "\n",
			good:  `{"payExchangeInfoHead":{"payTransactionId":"1"},"payExchangeInfoLists":[{"orderNo":"RR202601017NL"}]}` + "\n",
			field: `{"payExchangeInfoHead":{"payTransactionId":"`, nested: `{"a":`, again: "{}\n",
		},
	} {
		for what, end := range map[string]string{
			"an endless field":   f.field + strings.Repeat("x", large),
			"endless spaces":     strings.Repeat(" ", large),
			"endless nesting":    strings.Repeat(f.nested, deep),
			"endless repetition": strings.Repeat(f.again, deep),
		} {
			t.Run(name+"/"+what, func(t *testing.T) {
				data := []byte(f.head + f.good + end)
				decode := sniff.Decoder{Limits: limits}.Decode
				work := allocated(func() { messagetest.Bounded(t, data, limits, decode) })
				most := 64<<20 + 24*len(data)
				if what == "endless repetition" { // each costs its fault or its object
					most = 64<<20 + 2_000*len(data)
				}
				if work > most {
					t.Errorf("%d MB allocated for a file of %d MB", work>>20, len(data)>>20)
				}
				if b, err := decode(data); err != nil || !named(b, "RR202601017NL") {
					t.Errorf("what stood before is lost: %v, %d items, %d papers", err, len(b.Items), len(b.Papers))
				}
			})
		}
	}
}
