package packs_test

import (
	"io/fs"
	"strings"
	"testing"
	"time"

	"postern/packs"
	"postern/parcel"
	"postern/risk"
)

var now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// load reads every pack and fails on the first problem.
func load(tb testing.TB) []*risk.Pack {
	tb.Helper()
	names, err := fs.Glob(packs.Files(), "*.yaml")
	if err != nil || len(names) == 0 {
		tb.Fatalf("no packs: %v", err)
	}
	var all []*risk.Pack
	for _, name := range names {
		data, err := fs.ReadFile(packs.Files(), name)
		if err != nil {
			tb.Fatal(err)
		}
		p, problems := risk.ParsePack(name, data)
		for _, problem := range problems {
			tb.Errorf("%s: %s", name, problem)
		}
		if p == nil {
			tb.FailNow()
		}
		all = append(all, p)
	}
	return all
}

func engine(tb testing.TB) *risk.Engine {
	tb.Helper()
	e, err := risk.NewEngine(load(tb))
	if err != nil {
		tb.Fatal(err)
	}
	return e
}

func TestPacksAreSound(t *testing.T) {
	seen := map[parcel.Agency]bool{}
	for _, p := range load(t) {
		seen[p.Agency] = true
		for _, problem := range p.Check(now) {
			t.Errorf("%s: %s", p.ID, problem)
		}
		if n := len(p.Rules); n < 8 || n > 40 {
			t.Errorf("%s has %d rules, want 8 to 40", p.ID, n)
		}
		if p.ValidUntil != "2028-12-31" {
			t.Errorf("%s is valid until %s", p.ID, p.ValidUntil)
		}
		for _, r := range p.Rules {
			if r.Expires < "2027-12-31" {
				t.Errorf("%s/%s expires on %s", p.ID, r.ID, r.Expires)
			}
			if r.Floor == parcel.Red && len(r.Tasks) == 0 {
				t.Errorf("%s/%s asks for an examination and does not say what to do", p.ID, r.ID)
			}
		}
	}
	for _, a := range parcel.Agencies() {
		if !seen[a] {
			t.Errorf("no pack for %s", a)
		}
	}
}

// TestWeakRulesNeverSelectAlone keeps rules that call themselves weak below
// the threshold of documents.
func TestWeakRulesNeverSelectAlone(t *testing.T) {
	weak := 0
	for _, p := range load(t) {
		for _, r := range p.Rules {
			if !strings.Contains(strings.ToLower(r.Ground), "weak") {
				continue
			}
			weak++
			if r.Floor != "" || r.Mandatory || r.Points >= p.Thresholds.Yellow {
				t.Errorf("%s/%s is weak and yet selects: %d points, floor %q", p.ID, r.ID, r.Points, r.Floor)
			}
		}
	}
	if weak < 5 {
		t.Errorf("only %d weak rules", weak)
	}
}

func TestLawByDate(t *testing.T) {
	e := engine(t)
	day := func(s string) time.Time { return parcel.Day(s).Time().Add(10 * time.Hour) }
	for _, tc := range []struct {
		name, dest, value string
		nature            parcel.Nature
		on                time.Time
		rule              string
		want              bool
	}{
		{"EU without relief since July 2026", "FR", "12.00 EUR", parcel.Sale, day("2026-07-01"), "no-relief", true},
		{"EU the day before", "FR", "12.00 EUR", parcel.Sale, day("2026-06-30"), "no-relief", false},
		{"EU flat fee up to 150", "DE", "150.00 EUR", parcel.Sale, now, "over-flat-fee", false},
		{"EU above 150", "DE", "150.01 EUR", parcel.Sale, now, "over-flat-fee", true},
		{"EU gift of 45", "IT", "45.00 EUR", parcel.Gift, now, "gift-over-relief", false},
		{"EU gift above 45", "IT", "45.01 EUR", parcel.Gift, now, "gift-over-relief", true},
		{"US suspended", "US", "20.00 USD", parcel.Sale, day("2025-08-29"), "no-relief", true},
		{"US the day before", "US", "20.00 USD", parcel.Sale, day("2025-08-28"), "no-relief", false},
		{"Korea up to 150", "KR", "150.00 USD", parcel.Sale, now, "over-relief", false},
		{"Korea above 150", "KR", "150.01 USD", parcel.Sale, now, "over-relief", true},
		{"a row of one aggregator is not law", "GB", "900.00 GBP", parcel.Sale, now, "over-relief", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			d := item("wool blanket", tc.value)
			d.Nature, d.Dest, d.FiscalID = tc.nature, tc.dest, ""
			if got := fired(e.Assess(d, parcel.Facts{}, tc.on), parcel.Revenue, tc.rule); got != tc.want {
				t.Errorf("%s fired: %v, want %v", tc.rule, got, tc.want)
			}
		})
	}
}

func TestTablesHoldTheCheckedLaw(t *testing.T) {
	got := map[string]string{}
	for _, p := range load(t) {
		for _, table := range p.Tables {
			for _, row := range table.Rows {
				if row.Status == "checked" {
					got[table.Name+" "+row.Place] = row.Limit.String() + " from " + string(row.From)
				}
			}
		}
	}
	for key, want := range map[string]string{
		"relief EU": "0.00 EUR from 2026-07-01", "relief US": "0.00 USD from 2025-08-29",
		"relief KR": "150.00 USD from 2022-11-17", "flat_fee EU": "150.00 EUR from 2026-07-01",
	} {
		if got[key] != want {
			t.Errorf("%s is %q, want %q", key, got[key], want)
		}
	}
	if _, ok := got["relief GB"]; ok {
		t.Error("an unchecked row is called checked")
	}
}

func fired(all []parcel.Assessment, agency parcel.Agency, rule string) bool {
	for _, a := range all {
		for _, h := range a.Hits {
			if a.Agency == agency && h.Rule == rule {
				return true
			}
		}
	}
	return false
}

// item is a declaration of one line that gives no cause for doubt.
func item(words, value string) parcel.Declaration {
	amount, currency, _ := strings.Cut(value, " ")
	m, err := parcel.ParseMoney(amount, currency)
	if err != nil {
		panic(err)
	}
	return parcel.Declaration{
		Identifier: parcel.ParseIdentifier("RR473124829GB"), Class: "U", Nature: parcel.Sale,
		Origin: "GB", Dest: "DE", Gross: 320, FiscalID: "IM0000000001",
		Sender: parcel.Party{Name: "North Quay Goods"}, Addressee: parcel.Party{Name: "K. Example"},
		Contents: []parcel.Content{{Index: 1, Units: 1, Words: words, Net: 280, Value: m, Origin: "CN"}},
	}
}
