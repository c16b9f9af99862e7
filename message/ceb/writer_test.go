package ceb_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"postern/message"
	"postern/message/ceb"
	"postern/parcel"
)

// inventories is a CEB621 message of n inventories; every tenth has no preNo.
func inventories(n int) []byte {
	var b strings.Builder
	b.WriteString(`<ceb:CEB621Message xmlns:ceb="http://www.chinaport.gov.cn/ceb" guid="4CDE1CFD-EDED-46B1-946C-B8022E42FC94" version="1.0">`)
	for i := range n {
		pre := fmt.Sprintf("<ceb:preNo>B%017d</ceb:preNo>", i)
		if i%10 == 9 {
			pre = ""
		}
		fmt.Fprintf(&b, `<ceb:Inventory><ceb:InventoryHead><ceb:orderNo>O%d</ceb:orderNo><ceb:ebpCode>9900000159</ceb:ebpCode><ceb:ebcCode>9900000160</ceb:ebcCode>`+
			`<ceb:logisticsNo>WB%08d</ceb:logisticsNo><ceb:copNo>cop%d</ceb:copNo>%s<ceb:customsCode>1501</ceb:customsCode><ceb:agentCode>9900008159</ceb:agentCode>`+
			`</ceb:InventoryHead></ceb:Inventory>`, i, i, i, pre)
	}
	b.WriteString(`</ceb:CEB621Message>`)
	return []byte(b.String())
}

func answersTo(n int) map[string]message.Answer {
	all := map[string]message.Answer{}
	for i := range n {
		id := parcel.ParseIdentifier(fmt.Sprintf("WB%08d", i))
		all[id.Text] = message.Answer{
			Item: id, Outcome: []parcel.Outcome{parcel.Release, parcel.Seize, parcel.Query, parcel.Correct, ""}[i%5],
			At: time.Date(2026, 11, 1, 9, 30, 0, 0, time.UTC), Event: fmt.Sprint("bench-1/x/", i),
		}
	}
	return all
}

// What is written here is read here, a hundred inventories a file.
func TestAnswersAreRead(t *testing.T) {
	files, answered, err := ceb.Write(inventories(200), answersTo(200), message.DefaultCrosswalk(), message.DefaultLimits())
	if err != nil || len(files) != 2 || len(files) != len(answered) {
		t.Fatalf("%d files: %v", len(files), err)
	}
	n := 0
	for i, file := range files {
		b, err := ceb.Decode(file, message.DefaultLimits())
		if err != nil || len(b.Faults) > 0 || len(b.Statuses) != len(answered[i]) || len(b.Statuses) > 100 {
			t.Fatalf("%v %v", err, b.Faults)
		}
		for j, s := range b.Statuses {
			want := map[parcel.Outcome]string{parcel.Release: "800", parcel.Seize: "502", parcel.Query: "300", "": "300"}[answered[i][j].Outcome]
			if s.Code != want || !strings.HasPrefix(s.Declaration, "cop") || len(s.Entry) != 18 || !s.At.Equal(answered[i][j].At) {
				t.Errorf("%+v", s)
			}
			n++
		}
	}
	if n != 140 { // of 200, 20 have no preNo, 40 were only corrected
		t.Errorf("%d answered", n)
	}
	again, _, err := ceb.Write(inventories(200), answersTo(200), message.DefaultCrosswalk(), message.DefaultLimits())
	if err != nil || string(again[0]) != string(files[0]) {
		t.Error("the same answers give another file")
	}
}

func TestOnlyInventoriesAreAnswered(t *testing.T) {
	for name, raw := range map[string]string{"an order": `<CEB311Message xmlns="http://www.chinaport.gov.cn/ceb"/>`, "nothing": "", "no XML": "{"} {
		if _, _, err := ceb.Write([]byte(raw), nil, message.DefaultCrosswalk(), message.DefaultLimits()); err == nil {
			t.Errorf("%s is answered", name)
		}
	}
}
