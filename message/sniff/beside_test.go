package sniff_test

import (
	"strings"
	"testing"

	"postern/message"
	"postern/message/sniff"
)

// One bad item among good ones costs only itself, in every format.
func TestABadItemNeverCostsTheGoodOnes(t *testing.T) {
	const first, second = "RR202601017NL", "CP000000014NL"
	view := func(id string) string {
		return "<CDSView><MailObject><Id>" + id + "</Id></MailObject><Declaration><Data><GrossWeight>1</GrossWeight></Data></Declaration></CDSView>"
	}
	order := func(no string) string {
		return "<Order><OrderHead><orderNo>" + no + "</orderNo><ebpCode>1</ebpCode><currency>142</currency></OrderHead></Order>"
	}
	house := func(id string) string {
		return "<consignmentHouseLevel><transportDocumentHouseLevel><documentNumber>" + id + "</documentNumber></transportDocumentHouseLevel></consignmentHouseLevel>"
	}
	for name, c := range map[string]struct {
		one       func(id string) string
		head, end string
		bad       []string
	}{
		"cds": {one: view, head: `<r xmlns="` + cdsSpace + `">`, end: "</r>", bad: []string{view(""), view("\x01"), "<CDSView/>"}},
		"ceb": {
			one: order, head: `<CEB311Message xmlns="http://www.chinaport.gov.cn/ceb">`, end: "</CEB311Message>",
			bad: []string{order(""), "<Order/>", "<Other>x</Other>"},
		},
		"ips": {
			one:  func(id string) string { return `<MailItem ItemId="` + id + `"><ClassCd>U</ClassCd></MailItem>` },
			head: `<ips xmlns="http://upu.int/ips">`, end: "</ips>",
			bad: []string{"<MailItem/>", "<MailItem ItemId=\"\x01x\"/>", `<MailItem ItemId=" "><ItemEvent/></MailItem>`},
		},
		"ips in JSON": {
			one:  func(id string) string { return `{"ItemId":"` + id + `","ClassCd":"U"}` + "\n" },
			head: `{"ItemId":"","ClassCd":"C"}` + "\n", bad: []string{"{\n", "17\n", `{"ItemId":[]}` + "\n", `{"ItemId":"RR` + "\n"},
		},
		"ics2": {
			one: house, head: "<IE3F43><consignmentMasterLevel>", end: "</consignmentMasterLevel></IE3F43>",
			bad: []string{house(""), "<consignmentHouseLevel/>", house(strings.Repeat("x", 5_000))},
		},
		"post": {
			one:  func(id string) string { return "CNI+1+" + id + "'FTX+AAA+++Book'" },
			head: "UNB+UNOA:1+A+B+1+9'UNH+1+ITMATT:1'", end: "UNT+0+1'UNZ+1+9'",
			bad: []string{"CNI+1+'", "CNI+1+\x01\x01\x01\x01'", "'", strings.Repeat("x", 70<<10) + "'", "UNT+1+1'UNH+2+CARDIT:1'UNT+1+2'UNH+3+ITMATT:1'"},
		},
		"sheet": {
			one:  func(id string) string { return id + ",book\n" },
			head: "tracking,description\n", bad: []string{",book\n", "a,b,c\n", "\"open\n", "\x01\x01\x01\x01,x\n", strings.Repeat("x", 2<<20) + "\n"},
		},
		"JSON lines": {
			one:  func(id string) string { return `{"tracking":"` + id + `","description":"book"}` + "\n" },
			head: `{"tracking":"AB001","description":"x"}` + "\n", bad: []string{"{\n", "17\n", `{"tracking":{}}` + "\n", `{"tracking":"RR` + "\n"},
		},
		"feed": {
			one:  func(id string) string { return `{"PWS_Receptacle":{"Item":[{"ItemId":"` + id + `"}]}}` + "\n" },
			head: `{"PWS_Receptacle":{}}` + "\n", bad: []string{`{"PWS_Receptacle":{"Item":[{"ItemId":1}]}}` + "\n", "{\n", `{"a":1}` + "\n"},
		},
		"payment": {
			one: func(id string) string {
				return `{"payExchangeInfoHead":{"payTransactionId":"1"},"payExchangeInfoLists":[{"orderNo":"` + id + `"}]}` + "\n"
			},
			head: `{"payExchangeInfoHead":{}}` + "\n", bad: []string{"{\n", `{"payExchangeInfoHead":1}` + "\n", `{"payExInfoStr":"{{"}` + "\n"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, bad := range c.bad {
				b, err := sniff.Decode([]byte(c.head+c.one(first)+bad+c.one(second)+c.end), message.DefaultLimits())
				if err != nil || !named(b, first) || !named(b, second) || len(b.Faults) == 0 && !strings.HasPrefix(bad, "<Other") {
					t.Errorf("beside %.60q: %d items, %d papers, %v, faults %v", bad, len(b.Items), len(b.Papers), err, b.Faults)
				}
			}
		})
	}
}

// named reports whether an item or an order of that name came out.
func named(b message.Batch, id string) bool {
	for _, d := range b.Items {
		if d.Identifier.Text == id {
			return true
		}
	}
	for _, p := range b.Papers {
		if p.Order == id {
			return true
		}
	}
	return false
}
