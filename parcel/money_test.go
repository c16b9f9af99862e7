package parcel_test

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"postern/parcel"
)

func TestParseMoney(t *testing.T) {
	for _, c := range []struct {
		text, currency string
		minor          int64
	}{
		{"19.99", "EUR", 1999},
		{"0", "EUR", 0},
		{"0.01", "EUR", 1},
		{".5", "EUR", 50},
		{"5.", "EUR", 500},
		{" 12.5 ", "EUR", 1250},
		{"+3", "EUR", 300},
		{"-3.10", "EUR", -310},
		{"000123.40", "EUR", 12340},
		{"1999", "JPY", 1999},
		{"1999.4", "JPY", 1999},
		{"1999.5", "JPY", 2000},
		{"1.2345", "KWD", 1235},
		{"1.2344", "KWD", 1234},
		{"0.005", "EUR", 1},
		{"0.004999999999999999999", "EUR", 0},
		{"-0.005", "EUR", -1},
		{"1.2345", "CLF", 12345},
		{"7", "", 700},
		{"23058430092136939.51", "EUR", math.MaxInt64 / 4},
	} {
		m, err := parcel.ParseMoney(c.text, c.currency)
		if err != nil || m.Minor != c.minor || m.Currency != c.currency {
			t.Errorf("%q %s: %+v, %v; want %d", c.text, c.currency, m, err, c.minor)
		}
	}
}

func TestParseMoneyRefuses(t *testing.T) {
	for _, s := range []string{
		"", " ", ".", "-", "+", "-.", "-+5", "+-5", "--5", "1,50", "1.2.3", "1e3", "0x10", "1 000", "NaN", "Inf", "½", "１２", "1.-5",
		"23058430092136939.52", "99999999999999999999", strings.Repeat("9", 41), strings.Repeat("0", 1<<20),
	} {
		if m, err := parcel.ParseMoney(s, "EUR"); err == nil {
			t.Errorf("%.40q is read as %s", s, m)
		} else if len(err.Error()) > 300 {
			t.Errorf("%.40q: the error has %d bytes", s, len(err.Error()))
		}
	}
}

func TestMoneyInWords(t *testing.T) {
	for want, m := range map[string]parcel.Money{
		"19.99 EUR":                 {Minor: 1999, Currency: "EUR"},
		"1999 JPY":                  {Minor: 1999, Currency: "JPY"},
		"0.05 EUR":                  {Minor: 5, Currency: "EUR"},
		"-0.05 EUR":                 {Minor: -5, Currency: "EUR"},
		"0.012 KWD":                 {Minor: 12, Currency: "KWD"},
		"0.00 EUR":                  {Currency: "EUR"},
		"5.00":                      {Minor: 500},
		"":                          {},
		"-92233720368547758.08 EUR": {Minor: math.MinInt64, Currency: "EUR"},
	} {
		if got := m.String(); got != want {
			t.Errorf("%+v is %q, want %q", m, got, want)
		}
	}
}

func TestMoneyAdds(t *testing.T) {
	eur := func(n int64) parcel.Money { return parcel.Money{Minor: n, Currency: "EUR"} }
	for _, c := range []struct {
		a, b, sum parcel.Money
		ok        bool
	}{
		{eur(1), eur(2), eur(3), true},
		{parcel.Money{}, eur(2), eur(2), true},
		{eur(1), parcel.Money{}, eur(1), true},
		{eur(1), parcel.Money{Minor: 1, Currency: "USD"}, parcel.Money{}, false},
		{eur(math.MaxInt64), eur(1), parcel.Money{}, false},
		{eur(math.MinInt64), eur(-1), parcel.Money{}, false},
		{eur(math.MaxInt64), eur(0), eur(math.MaxInt64), true},
		{eur(math.MaxInt64), eur(math.MinInt64), eur(-1), true},
	} {
		if sum, ok := c.a.Add(c.b); sum != c.sum || ok != c.ok {
			t.Errorf("%v + %v = %v, %v", c.a, c.b, sum, ok)
		}
	}
}

func TestTotal(t *testing.T) {
	eur := func(n int64) parcel.Money { return parcel.Money{Minor: n, Currency: "EUR"} }
	lines := func(values ...parcel.Money) (d parcel.Declaration) {
		for _, v := range values {
			d.Contents = append(d.Contents, parcel.Content{Value: v, Words: "toy"})
		}
		return d
	}
	stated := lines(eur(5))
	stated.Value = eur(9)
	for name, c := range map[string]struct {
		d    parcel.Declaration
		want parcel.Money
	}{
		"stated":         {stated, eur(9)},
		"summed":         {lines(eur(5), parcel.Money{}, eur(7)), eur(12)},
		"two currencies": {lines(eur(5), parcel.Money{Minor: 7, Currency: "USD"}), parcel.Money{}},
		"too much":       {lines(eur(math.MaxInt64), eur(1)), parcel.Money{}},
		"nothing":        {parcel.Declaration{}, parcel.Money{}},
	} {
		if got := c.d.Total(); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	if got := lines(eur(1), eur(2)).Words(); got != "toy; toy" {
		t.Errorf("words: %q", got)
	}
}

func TestMass(t *testing.T) {
	for text, want := range map[string]parcel.Mass{"0.412": 412, "19.4": 19_400, "0.0004": 0, "0.0005": 1, "31": 31_000} {
		if got, err := parcel.ParseKilograms(text); err != nil || got != want {
			t.Errorf("%s kg is %d g, %v; want %d", text, got, err, want)
		}
	}
	for text, want := range map[string]parcel.Mass{"412": 412, "411.5": 412, "411.49": 411} {
		if got, err := parcel.ParseGrams(text); err != nil || got != want {
			t.Errorf("%s g is %d g, %v; want %d", text, got, err, want)
		}
	}
	if _, err := parcel.ParseKilograms("2 kg"); err == nil {
		t.Error("a mass with its unit is read as a number")
	}
	for want, m := range map[string]parcel.Mass{"0 g": 0, "412 g": 412, "9999 g": 9999, "10.0 kg": 10_000, "19.4 kg": 19_449} {
		if got := m.String(); got != want {
			t.Errorf("%d g is %q, want %q", int64(m), got, want)
		}
	}
}

func TestIsCurrency(t *testing.T) {
	for s, want := range map[string]bool{"EUR": true, "eur": false, "EU": false, "EURO": false, "E1R": false, "": false} {
		if parcel.IsCurrency(s) != want {
			t.Errorf("IsCurrency(%q) is %v", s, !want)
		}
	}
}

func TestDecimalIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := parcel.Money{
			Minor:    rapid.Int64Range(-math.MaxInt64/4, math.MaxInt64/4).Draw(t, "minor"),
			Currency: rapid.SampledFrom([]string{"EUR", "JPY", "KWD", "CLF", ""}).Draw(t, "currency"),
		}
		if got, err := parcel.ParseMoney(m.Decimal(), m.Currency); err != nil || got != m {
			t.Fatalf("%+v is written %q and read %+v, %v", m, m.Decimal(), got, err)
		}
	})
}

func FuzzParseMoney(f *testing.F) {
	for _, s := range []string{"19.99", "-0.005", "23058430092136939.51", ".", "1e9", strings.Repeat("0", 41)} {
		f.Add(s, "EUR")
	}
	f.Add("1.2345", "KWD")
	f.Fuzz(func(t *testing.T, text, currency string) {
		m, err := parcel.ParseMoney(text, currency)
		if err != nil {
			return
		}
		if got, err := parcel.ParseMoney(m.Decimal(), currency); err != nil || got != m {
			t.Fatalf("%q is %+v, written %q and read %+v, %v", text, m, m.Decimal(), got, err)
		}
	})
}

func TestExcerpt(t *testing.T) {
	for in, want := range map[string]string{
		"abc":                     `"abc"`,
		"\x1b[2J\n":               `"\x1b[2J\n"`,
		strings.Repeat("x", 40):   `"` + strings.Repeat("x", 40) + `"`,
		strings.Repeat("x", 1000): `"` + strings.Repeat("x", 40) + `"...`,
		strings.Repeat("界", 30):   `"` + strings.Repeat("界", 30) + `"`,
	} {
		if got := parcel.Excerpt(in); got != want {
			t.Errorf("Excerpt(%.20q) = %s", in, got)
		}
	}
}
