package sheet_test

import (
	"strings"
	"testing"
)

// Numbers as workbooks store them come to what they say.
func TestNumbersOfABook(t *testing.T) {
	end := "</sheetData></worksheet>"
	header := `<row>` + text("tracking") + text("description") + text("weight g") + `</row>`
	for number, grams := range map[string]int{
		"412": 412, "4.12E2": 412, "4.12E+2": 412, "4120E-1": 412, "4E-1": 0, "6E-1": 1, "1E3": 1000, "0.41E3": 410,
		"1E999999999": 0, "1E-999999999": 0, "E5": 0, "-4E2": 0, "1E": 0, "NaN": 0,
	} {
		b, err := decode(byHand(t, header+"<row>"+text("AB001")+text("book")+"<c><v>"+number+"</v></c></row>"+end))
		if err != nil || len(b.Items) != 1 || int(b.Items[0].Gross) != grams {
			t.Errorf("%s: %+v, %v, faults %v", number, b.Items, err, b.Faults)
		}
	}
	for _, name := range []string{"1234567890123456789", "1.23456789012345E+19", "1.23457e+19"} {
		b, err := decode(byHand(t, header+"<row><c><v>"+name+"</v></c>"+text("book")+"<c/></row>"+end))
		if err == nil || !strings.Contains(err.Error(), "a workbook keeps 15 digits") {
			t.Errorf("%s: %+v, %v", name, b.Items, err)
		}
	}
}
