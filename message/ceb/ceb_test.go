package ceb_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"postern/message"
	"postern/message/ceb"
	"postern/message/messagetest"
	"postern/parcel"
)

var update = flag.Bool("update", false, "write the golden files")

func decode(data []byte) (message.Batch, error) { return ceb.Decode(data, message.DefaultLimits()) }

func TestGolden(t *testing.T) {
	var write func(string, []byte) error
	if *update {
		write = func(name string, data []byte) error { return os.WriteFile("testdata/"+name, data, 0o644) }
	}
	messagetest.Golden(t, os.DirFS("testdata"), write, decode)
}

func decodePayment(data []byte) (message.Batch, error) {
	return ceb.DecodePayment(data, message.DefaultLimits())
}

func TestGoldenPayments(t *testing.T) {
	var write func(string, []byte) error
	if *update {
		write = func(name string, data []byte) error { return os.WriteFile("testdata/raw/"+name, data, 0o644) }
	}
	messagetest.Golden(t, os.DirFS("testdata/raw"), write, decodePayment)
}

// The sample messages of the specification lie in a shared folder and are not
// ours to keep. Their README says which relations hold and which do not.
func TestPublishedSamples(t *testing.T) {
	shared := os.Getenv("POSTERN_SHARED")
	if shared == "" {
		t.Skip("POSTERN_SHARED does not name a folder with data/ceb")
	}
	read := func(name string) (message.Batch, error) {
		data, err := os.ReadFile(filepath.Join(shared, "data", "ceb", name))
		if err != nil {
			t.Fatal(err)
		}
		return decode([]byte(strings.TrimPrefix(string(data), "\ufeff")))
	}
	orders, err := read("CEB311Message.xml")
	if err != nil || len(orders.Papers) != 6 || len(orders.Faults) != 0 {
		t.Fatalf("311: %d papers, %v, faults %v", len(orders.Papers), err, orders.Faults)
	}
	first := orders.Papers[0]
	if got := first.Goods.Minor + first.Freight.Minor + first.Tax.Minor - first.Discount.Minor; got != first.Paid.Minor {
		t.Errorf("the sum of the order is %d, paid %d", got, first.Paid.Minor)
	}
	if len(first.LineProblems) != 1 || first.LineProblems[0] != "line 2: 200 x 10 is 2000, declared 12000" {
		t.Errorf("line problems: %q", first.LineProblems)
	}
	if first.Contents[0].Origin != "JP" || first.Paid.Currency != "CNY" || first.Contents[0].Words != "b 33mm" {
		t.Errorf("contents: %+v", first.Contents)
	}
	payments, err := read("CEB411Message.xml")
	if err != nil || len(payments.Papers) != 10 || payments.Papers[0].Paid != first.Paid {
		t.Fatalf("411: %d papers, %v", len(payments.Papers), err)
	}
	waybills, err := read("CEB511Message.xml")
	if err != nil || len(waybills.Papers) != 6 {
		t.Fatalf("511: %d papers, %v", len(waybills.Papers), err)
	}
	if w := waybills.Papers[0]; w.Order != first.Order || w.Consignee.Name == first.Consignee.Name || w.Gross != 4_000_000 {
		t.Errorf("511 beside 311: %+v", w)
	}
	signed, err := read("CEB513Message.xml")
	if err != nil || len(signed.Statuses) != 10 || len(signed.Faults) != 10 || signed.Statuses[0].Code != "R" || signed.Statuses[0].State != "" {
		t.Errorf("513: %v, %d statuses, faults %v", err, len(signed.Statuses), signed.Faults)
	}
	lists, err := read("CEB621Message.xml")
	if err != nil || len(lists.Items) != 10 {
		t.Fatalf("621: %d items, %v", len(lists.Items), err)
	}
	if d := lists.Items[0]; d.Identifier.Text != waybills.Papers[0].Number || d.Packages != 6000 || d.Gross != 4_000_000 ||
		d.Fees.Minor != 20_000 || d.Fees.Currency != "CNY" || d.Contents[0].HS != "854140" || d.Value.Minor != 3_200 {
		t.Errorf("621: %+v", d)
	}
	returns, err := read("CEB622Message.xml")
	if err != nil || len(returns.Statuses) != 10 || len(returns.Faults) != 0 || returns.Statuses[0].Code != "1" || returns.Statuses[0].At.IsZero() {
		t.Errorf("622: %v, %+v, faults %v", err, returns.Statuses, returns.Faults)
	}
}

// Every status of the specification is known, and means for an inventory what it
// says there; for papers it only says whether they were turned back.
func TestStatusCodes(t *testing.T) {
	turned := parcel.State("turned back")
	inventory := map[string]parcel.State{
		"1": "", "2": "", "3": "", "4": turned, "100": turned, "120": "", "300": parcel.Selected, "399": "", "500": parcel.Examining,
		"501": parcel.Detained, "502": parcel.Detained, "503": parcel.Detained, "599": parcel.Detained,
		"700": parcel.ReturnedTo, "800": parcel.Released, "899": "", "-301": turned,
	}
	papers := map[string]parcel.State{"2": "", "3": "", "4": turned, "100": turned, "120": "", "-301": turned}
	for kind, codes := range map[string]map[string]parcel.State{
		"312 OrderReturn": papers, "412 PaymentReturn": papers, "512 LogisticsReturn": papers, "514 LogisticsStatusReturn": papers, "622 InventoryReturn": inventory,
	} {
		number, node, _ := strings.Cut(kind, " ")
		for code, want := range codes {
			b, err := decode([]byte("<CEB" + number + `Message xmlns="http://www.chinaport.gov.cn/ceb"><` + node +
				"><orderNo>1</orderNo><payTransactionId>2</payTransactionId><logisticsNo>3</logisticsNo><copNo>4</copNo><returnStatus>" +
				code + "</returnStatus><returnTime>20261101093000123</returnTime></" + node + "></CEB" + number + "Message>"))
			if err != nil || len(b.Statuses) != 1 || len(b.Faults) > 0 {
				t.Errorf("%s %s: %v, faults %v", kind, code, err, b.Faults)
				continue
			}
			s := b.Statuses[0]
			if s.Code != code || s.Refused != (want == turned) || want != turned && s.State != want || s.At.IsZero() {
				t.Errorf("%s %s: %+v, wanted %q", kind, code, s, want)
			}
		}
	}
}

func TestNodesBeyondTheLimit(t *testing.T) {
	const head = `<CEB411Message xmlns="http://www.chinaport.gov.cn/ceb">`
	const node = `<Payment><PaymentHead><orderNo>1</orderNo><ebpCode>3</ebpCode><payCode>4</payCode><payTransactionId>2</payTransactionId><currency>142</currency></PaymentHead></Payment>`
	b, err := decode([]byte(head + strings.Repeat(node, 101) + "</CEB411Message>"))
	if err != nil || len(b.Papers) != 101 || len(b.Faults) != 1 || b.Faults[0].Got != "101" {
		t.Errorf("%d papers, %v, faults %v", len(b.Papers), err, b.Faults)
	}
}

func TestRejected(t *testing.T) {
	const space = ` xmlns="http://www.chinaport.gov.cn/ceb"`
	for _, c := range []struct{ name, file, want string }{
		{"no nodes", "<CEB311Message" + space + "/>", "wanted 1 to 100"},
		{"not read", "<CEB818Message" + space + "/>", "no other is read by this version"},
		{"cut in the first node", "<CEB311Message" + space + "><Order><OrderHead><orderNo>1", `the end of the file inside "orderNo"`},
		{"no node of use", "<CEB311Message" + space + "><Order><OrderHead/></Order></CEB311Message>", "joins no other"},
		{"entity", "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/hosts'>]><CEB311Message" + space + "/>", "no DOCTYPE"},
	} {
		if _, err := decode([]byte(c.file)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, wanted %q", c.name, err, c.want)
		}
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
		messagetest.Bounded(t, data, limits, func(data []byte) (message.Batch, error) { return ceb.Decode(data, limits) })
	})
}

func FuzzDecodePayment(f *testing.F) {
	samples, err := filepath.Glob("testdata/raw/*.in")
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
		messagetest.Bounded(t, data, limits, func(data []byte) (message.Batch, error) { return ceb.DecodePayment(data, limits) })
	})
}
