package sniff_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"postern/message"
	"postern/message/sniff"
	"postern/parcel"
)

// many are files of more items than a small Hold, in every format that has items.
func many(t *testing.T, items int) map[string][]byte {
	t.Helper()
	all := texts(items)
	all["book"] = book(t, items)
	all["archive"] = []byte(zipped(t, "a", string(all["sheet"]), "b", string(all["ics2"]), "c", feedFile, "d", string(all["receptacle"]),
		"e", string(all["book"]), "f", string(gzipped(t, string(all["ceb"])))))
	return all
}

// texts are those that are not packed.
func texts(items int) map[string][]byte {
	var sheet, edi, ips, cds, ceb, ics2, bag, lines strings.Builder
	sheet.WriteString("tracking number,description,quantity,value,currency,recipient name\n")
	edi.WriteString("UNB+UNOC:3+A+B+1+9'UNH+1+ITMATT:1'")
	ips.WriteString(`<ips xmlns="http://upu.int/ips">`)
	cds.WriteString(`<ArrayOfCDSView xmlns="` + cdsSpace + `">`)
	ceb.WriteString(`<CEB621Message xmlns="http://www.chinaport.gov.cn/ceb">`)
	ics2.WriteString("<IE3A43><consignmentMasterLevel>")
	for i := range items {
		id := fmt.Sprintf("X%07d", i)
		fmt.Fprintf(&sheet, "%s,Book %d,1,2.50,EUR,Aino\n%s,Pen,2,1,EUR,Aino\n", id, i, id)
		fmt.Fprintf(&edi, "CNI+1+%s'CST+1+490199'FTX+AAA+++Book?'s %d'", id, i)
		fmt.Fprintf(&ips, `<MailItem ItemId="%s"><ItemWeight>0.4</ItemWeight></MailItem>`, id)
		fmt.Fprintf(&cds, "<CDSView><MailObject><Id>%s</Id></MailObject><Declaration><Data><GrossWeight>0.4</GrossWeight></Data></Declaration></CDSView>", id)
		fmt.Fprintf(&ceb, "<Inventory><InventoryHead><logisticsNo>%s</logisticsNo><orderNo>O%d</orderNo></InventoryHead></Inventory>", id, i)
		fmt.Fprintf(&ics2, "<consignmentHouseLevel><totalGrossMass>0.4</totalGrossMass><transportDocumentHouseLevel><documentNumber>%s</documentNumber></transportDocumentHouseLevel></consignmentHouseLevel>", id)
		fmt.Fprintf(&bag, `{"PWS_Receptacle":{"ReceptacleId":"IEDUBANLHAGIAUN%014d","Item":[{"ItemId":"%s"}]}}`+"\n", i, id)
		fmt.Fprintf(&lines, `{"tracking number":"%s","description":"Book %d"}`+"\n", id, i)
	}
	edi.WriteString("UNT+1+1'UNZ+1+9'")
	ips.WriteString("</ips>")
	cds.WriteString("</ArrayOfCDSView>")
	ceb.WriteString("</CEB621Message>")
	ics2.WriteString("</consignmentMasterLevel><addressedMemberState><country>FI</country></addressedMemberState><MRN>26FI00000000000001</MRN></IE3A43>")
	all := map[string][]byte{}
	for name, text := range map[string]*strings.Builder{
		"sheet": &sheet, "itmatt": &edi, "ips": &ips, "cds": &cds, "ceb": &ceb, "ics2": &ics2, "receptacle": &bag, "lines": &lines,
	} {
		all[name] = []byte(text.String())
	}
	return all
}

// book is a workbook with an item a row.
func book(t *testing.T, items int) []byte {
	t.Helper()
	var rows strings.Builder
	row := func(cells ...any) {
		fmt.Fprintf(&rows, `<row><c t="inlineStr"><is><t>%v</t></is></c><c t="inlineStr"><is><t>%v</t></is></c></row>`, cells...)
	}
	row("tracking number", "description")
	for i := range items {
		row(fmt.Sprintf("X%07d", i), "Book")
	}
	return zipped(t, "xl/workbook.xml", `<workbook><sheets><sheet name="A" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="r1" Target="/xl/worksheets/a.xml"/></Relationships>`,
		"xl/worksheets/a.xml", "<worksheet><sheetData>"+rows.String()+"</sheetData></worksheet>")
}

// items goes through all a batch has, which is counted.
func items(t *testing.T, b message.Batch) (all []parcel.Declaration) {
	t.Helper()
	var err error
	mail := b.Mail()
	for i, d := range mail.All(&err) {
		if i != len(all) {
			t.Fatalf("item %d comes after %d", i, len(all))
		}
		all = append(all, *d)
	}
	if err != nil || mail.Count().Items != len(all) {
		t.Fatalf("%d items, %d counted, %v", len(all), mail.Count().Items, err)
	}
	return all
}

// A file with more items than are held is the same as one whose items are, also
// when it is gone through again.
func TestItemsThatFlowAreTheSame(t *testing.T) {
	for name, data := range many(t, 1_700) {
		t.Run(name, func(t *testing.T) {
			whole, err := sniff.Decode(data, message.DefaultLimits())
			if err != nil {
				t.Fatal(err)
			}
			l := message.DefaultLimits()
			l.Hold = 100
			guises := map[string][]byte{"plain": data}
			if name != "archive" { // an archive within another is refused
				guises["gzip"] = gzipped(t, string(data))
			}
			for guise, data := range guises {
				flowing, err := sniff.Decode(data, l)
				if err != nil || len(flowing.Items) > 0 || flowing.Digest() != whole.Digest() || flowing.Decoder != whole.Decoder {
					t.Fatalf("%s: %d items held, %v", guise, len(flowing.Items), err)
				}
				for range 2 {
					if diff := cmp.Diff(whole.Items, items(t, flowing)); diff != "" {
						t.Fatal(guise, diff)
					}
				}
				if diff := cmp.Diff(whole.Faults, flowing.Faults); diff != "" {
					t.Error(guise, diff)
				}
			}
		})
	}
}

// Rows of one item that stand far apart are still one item: such a sheet is held.
func TestASheetWithScatteredRowsIsHeld(t *testing.T) {
	data := many(t, 1_700)["sheet"]
	data = append(data, "X0000003,Lamp,1,9,EUR,Aino\n"...)
	l := message.DefaultLimits()
	whole, err := sniff.Decode(data, l)
	if err != nil || len(whole.Items) != 1_700 || len(whole.Items[3].Contents) != 3 {
		t.Fatal(len(whole.Items), err)
	}
	l.Hold = 100
	held, err := sniff.Decode(data, l)
	if err != nil || held.Digest() != whole.Digest() || len(held.Items) != 1_700 {
		t.Errorf("%d items, %v", len(held.Items), err)
	}
	if diff := cmp.Diff(whole.Faults, held.Faults); diff != "" {
		t.Error(diff)
	}
}

// Who has had enough gets no more, and a limit is kept by what flows too.
func TestAFlowEnds(t *testing.T) {
	l := message.DefaultLimits()
	l.Hold, l.Items = 100, 1_200
	b, err := sniff.Decode(many(t, 1_700)["itmatt"], l)
	if err != nil || b.Size() != 1_200 || len(b.Faults) == 0 {
		t.Fatal(b.Size(), b.Faults, err)
	}
	mail, parts := b.Mail(), 0
	for range mail.Parts(700, &err) {
		if parts++; parts == 2 {
			break
		}
	}
	if parts != 2 || err != nil {
		t.Errorf("%d parts, %v", parts, err)
	}
	items(t, b)
	mail.Flow.Items++
	for range mail.Parts(700, &err) {
	}
	if err == nil {
		t.Error("one too few, and nobody says so")
	}
}
