package sniff_test

import (
	"slices"
	"strings"
	"testing"

	"postern/message"
	"postern/message/sniff"
	"postern/parcel"
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
		"ceb inventory": {
			one: func(id string) string {
				return "<Inventory><InventoryHead><logisticsNo>" + id + "</logisticsNo><currency>142</currency></InventoryHead></Inventory>"
			},
			head: `<CEB621Message xmlns="http://www.chinaport.gov.cn/ceb">`, end: "</CEB621Message>",
			bad: []string{"<Inventory/>", "<Inventory><InventoryHead><logisticsNo>\x01</logisticsNo></InventoryHead></Inventory>"},
		},
		"ceb status": {
			one: func(id string) string {
				return "<LogisticsStatus><logisticsNo>" + id + "</logisticsNo><logisticsCode>9</logisticsCode><logisticsStatus>S</logisticsStatus></LogisticsStatus>"
			},
			head: `<CEB513Message xmlns="http://www.chinaport.gov.cn/ceb">`, end: "</CEB513Message>",
			bad: []string{"<LogisticsStatus/>", "<LogisticsStatus><logisticsNo></logisticsNo><logisticsStatus>S</logisticsStatus></LogisticsStatus>"},
		},
		"watchdog": {
			one: func(id string) string {
				return "<WatchdogInfo><Id>" + id + "</Id><Operation>MarkAsBlocked</Operation></WatchdogInfo>"
			},
			head: `<r xmlns="` + cdsSpace + `">`, end: "</r>",
			bad: []string{"<WatchdogInfo/>", "<WatchdogInfo><Id>" + first + "</Id><Operation>Eat</Operation></WatchdogInfo>"},
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
		"ics2 answer": {
			one: func(id string) string {
				return "<referralRequestDetails><referralRequestReference>R</referralRequestReference><transportDocumentHouse><documentNumber>" + id + "</documentNumber></transportDocumentHouse></referralRequestDetails>"
			},
			head: "<IE3Q02>", end: "</IE3Q02>",
			bad: []string{"<receptacle><receptacleIdentificationNumber>x</receptacleIdentificationNumber></receptacle>", "<transportDocument><documentNumber/></transportDocument>"},
		},
		"despatch": {
			one:  func(id string) string { return "GIN+BN+" + id + "'" },
			head: "UNB+UNOA:1+A+B+1+9'UNH+1+PREDES:2'BGM+1+INDELBMYKULAACN60108'EQD+RE+INDELBMYKULAACN60108001100005'", end: "UNT+0+1'UNZ+1+9'",
			bad: []string{"EQD+RE+" + strings.Repeat("x", 70<<10) + "'", "x'", "UNT+1+1'UNH+2+CARDIT:1'UNT+1+2'UNH+3+PREDES:1'EQD+RE+INDELBMYKULAACN60108002100005'"},
		},
		"postal event": {
			one:  func(id string) string { return "CNI+1+" + id + "'STS+1+EME+65'" },
			head: "UNB+UNOA:1+A+B+1+9'UNH+1+EMSEVT:3'", end: "UNT+0+1'UNZ+1+9'",
			bad: []string{"CNI+1+'STS+1+EME'", "CNI+1+EE000000014IN'", "x'"},
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
				for _, f := range b.Faults {
					if f.Path == "" || f.Got == "" || f.Want == "" {
						t.Errorf("beside %.60q: a fault without its place: %+v", bad, f)
					}
				}
			}
		})
	}
}

// named reports whether anything of that name came out.
func named(b message.Batch, id string) bool {
	for _, d := range b.Items {
		if d.Identifier.Text == id {
			return true
		}
	}
	return slices.ContainsFunc(b.Papers, func(p parcel.Paper) bool { return p.Order == id }) ||
		slices.ContainsFunc(b.Events, func(e parcel.PostalEvent) bool { return e.Item == id }) ||
		slices.ContainsFunc(b.Statuses, func(s parcel.Status) bool { return s.Number == id }) ||
		slices.ContainsFunc(b.Referrals, func(r parcel.Referral) bool { return r.Item == id })
}
