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

// many are files of more items than a small Hold, in the formats that flow.
func many(items int) map[string][]byte {
	var sheet, edi, ips strings.Builder
	sheet.WriteString("tracking number,description,quantity,value,currency,recipient name\n")
	edi.WriteString("UNB+UNOC:3+A+B+1+9'UNH+1+ITMATT:1'")
	ips.WriteString(`<ips xmlns="http://upu.int/ips">`)
	for i := range items {
		id := fmt.Sprintf("X%07d", i)
		fmt.Fprintf(&sheet, "%s,Book %d,1,2.50,EUR,Aino\n%s,Pen,2,1,EUR,Aino\n", id, i, id)
		fmt.Fprintf(&edi, "CNI+1+%s'CST+1+490199'FTX+AAA+++Book?'s %d'", id, i)
		fmt.Fprintf(&ips, `<MailItem ItemId="%s"><ItemWeight>0.4</ItemWeight></MailItem>`, id)
	}
	edi.WriteString("UNT+1+1'UNZ+1+9'")
	ips.WriteString("</ips>")
	return map[string][]byte{"sheet": []byte(sheet.String()), "itmatt": []byte(edi.String()), "ips": []byte(ips.String())}
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
	for name, data := range many(1_700) {
		t.Run(name, func(t *testing.T) {
			whole, err := sniff.Decode(data, message.DefaultLimits())
			if err != nil {
				t.Fatal(err)
			}
			l := message.DefaultLimits()
			l.Hold = 100
			for guise, data := range map[string][]byte{"plain": data, "gzip": gzipped(t, string(data))} {
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
	data := many(1_700)["sheet"]
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
	b, err := sniff.Decode(many(1_700)["itmatt"], l)
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
