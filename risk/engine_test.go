package risk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"postern/parcel"
	"postern/risk"
)

func engine(tb testing.TB, texts ...string) *risk.Engine {
	tb.Helper()
	var packs []*risk.Pack
	for _, text := range texts {
		packs = append(packs, parse(tb, text))
	}
	e, err := risk.NewEngine(packs)
	if err != nil {
		tb.Fatal(err)
	}
	return e
}

// asks is a pack with one rule.
func asks(agency, id, when string) string {
	return fmt.Sprintf(`pack: %s
agency: %s
jurisdiction: test
version: 1.0
valid_from: 2026-01-01
valid_until: 2028-12-31
owner: Test desk
thresholds: {blue: 20, yellow: 40, red: 70}
terms:
  battery: [power bank, 充电宝]
  toy: [toy]
rules:
  - id: only
    when: '%s'
    points: 30
    reason: "{evidence}"
    ground: test
    expires: 2027-12-31
    must_hit: []
    must_miss: []
`, id, agency, when)
}

func goods(words string) parcel.Declaration {
	return parcel.Declaration{Contents: []parcel.Content{{Words: words, Units: 1}}}
}

// fires runs one condition.
func fires(t *testing.T, when string, d parcel.Declaration, f parcel.Facts) bool {
	t.Helper()
	a := engine(t, asks("postal", "one", when)).Assess(d, f, now)
	if len(a) != 1 {
		t.Fatalf("%d assessments", len(a))
	}
	for _, h := range a[0].Hits {
		if h.Points == 0 {
			t.Errorf("%s: %s (%s)", when, h.Reason, h.Evidence)
		}
	}
	return len(a[0].Hits) > 0
}

func TestVariablesAreRead(t *testing.T) {
	eur := func(minor int64) parcel.Money { return parcel.Money{Minor: minor, Currency: "EUR"} }
	d := parcel.Declaration{
		Identifier: parcel.ParseIdentifier("RR473124829GB"), Receptacle: "CNBJSADEFRAAAUN60001001110050", Class: "U", Category: "A",
		Nature: parcel.Sale, Handling: "express", Origin: "CN", Dest: "DE", Gross: 500, Value: eur(1250),
		Postage: eur(310), Insured: eur(2000), FiscalID: "IM1", Sender: parcel.Party{Name: "Bright Trading"},
		Addressee: parcel.Party{Name: " Unknown "},
		Documents: []parcel.Document{{Type: "invoice"}},
		Contents: []parcel.Content{
			{Words: "toy 20000 mAh, 2 g lithium", HS: "9503.00", Units: 3, Net: 200, Value: eur(600), Origin: "VN"},
			{Words: "xxx", HS: "85", Units: 2, Net: 100, Value: eur(650), Origin: "CN"},
		},
	}
	f := parcel.Facts{
		SenderItems: 1, SenderFound: 2, SenderExamined: 3, AddresseeItems: 4, AddresseeToday: 5, AddresseeValue: eur(600),
		SenderReached: 7, Reused: true, OrderTotal: parcel.Money{Minor: 800, Currency: "JPY"}, OrderItems: 9,
		PaperProblems: []string{"payment differs"}, Papers: 3,
		SenderDays: 11, SenderRecent: 12, SenderLight: 13, AddresseeDays: 14, AddresseeWeek: 15, TodayValue: eur(1600), WeekValue: eur(1700),
		PairToday: 18, PairItems: 19, PairTodayValue: eur(2000), PairValue: parcel.Money{Minor: 2100, Currency: "USD"},
		AddressNames: 22, PhoneNames: 23, SenderPhoneNames: 24,
		Norms: []parcel.Norm{{N: 40, Kilo: 6000, KiloSpread: 500, Piece: 400, PieceSpread: 700, Grams: 50, GramsSpread: 20}},
	}
	truths := map[string]string{
		"item.class": `"U"`, "item.category": `"A"`, "item.nature": `"sale"`, "item.handling": `"express"`, "item.service": `"RR"`,
		"item.identifier_kind": `"s10"`, "item.s10_valid": "true", "item.issuer": `"GB"`, "item.despatched_from": `"CN"`,
		"item.origin": `"CN"`, "item.destination": `"DE"`, "item.goods_origins": `["VN", "CN"]`, "item.lines": "2",
		"item.empty_lines": "1", "item.units": "5", "item.hs": `["950300", "85"]`, "item.chapters": `["95", "85"]`,
		"item.words": `"toy 20000 mAh, 2 g lithium; xxx"`, "item.has_documents": "true", "item.documents": `["invoice"]`,
		"item.has_fiscal_id": "true", "item.sender_named": "true", "item.addressee_named": "false", "item.cut": "false",
		"item.gross_g": "500", "item.net_g": "300", "item.grams_per_piece": "60.0", "item.value_minor": "1250",
		"item.value": "12.5", "item.currency": `"EUR"`, "item.lines_value": "12.5", "item.value_per_piece": "2.5", "item.value_euro": "12.5", "item.piece_euro": "2.5",
		"item.postage": "3.1", "item.postage_currency": `"EUR"`, "item.insured": "20.0", "item.insured_currency": `"EUR"`,
		"item.watt_hours": "74.0", "item.lithium_g": "2.0", "item.volts_assumed": "true",
		"facts.sender_items": "1", "facts.sender_found": "2", "facts.sender_examined": "3", "facts.sender_reached": "7",
		"facts.addressee_items": "4", "facts.addressee_today": "5", "facts.addressee_value": "6.0", "facts.reused": "true",
		"facts.order_total": "800.0", "facts.order_currency": `"JPY"`, "facts.order_items": "9",
		"facts.paper_problems": `["payment differs"]`, "facts.papers": "3",
		"facts.sender_days": "11", "facts.sender_recent": "12", "facts.sender_light": "13", "facts.addressee_days": "14", "facts.addressee_week": "15",
		"facts.today_value": "16.0", "facts.week_value": "17.0", "facts.pair_today": "18", "facts.pair_items": "19", "facts.pair_today_value": "20.0",
		"facts.pair_value": "0.0", "facts.home_shared": "22", "facts.contact_shared": "23", "facts.sender_contact_shared": "24",
		"facts.price_n": "40", "facts.price_percent": "50.0", "item.chapter_doubt": "0.0", "item.likely_chapters": "[]",
		"now":   `timestamp("2026-11-23T12:00:00Z")`,
		"terms": `{"toy": ["toy"]}`, "alone": "[]",
	}
	near := map[string]string{
		"item.value_per_kg":  "item.value_per_kg > 41.6 && item.value_per_kg < 41.7",
		"facts.price_low":    "facts.price_low > 0.99 && facts.price_low < 1.0", // ln 2 / 0.7, per piece: the lesser
		"facts.mass_percent": "facts.mass_percent > 133.3 && facts.mass_percent < 133.4",
		"facts.mass_odd":     "facts.mass_odd > 2.87 && facts.mass_odd < 2.88", // ln 4/3 over a tenth
	}
	for _, v := range risk.Variables() {
		when, ok := near[v.Name]
		if want, exact := truths[v.Name]; exact {
			when, ok = v.Name+" == "+want, true
		}
		if !ok {
			t.Errorf("%s is not tried", v.Name)
			continue
		}
		if !fires(t, when, d, f) {
			t.Errorf("%s is false", when)
		}
	}
}

// TestForbiddenFeatures keeps what a person is, and where exactly they live,
// out of the rules' reach.
func TestForbiddenFeatures(t *testing.T) {
	forbidden := []string{
		"nationality", "citizenship", "ethnicity", "ethnic", "race", "religion", "gender", "sex", "age", "birth",
		"language", "script", "name", "street", "address", "zip", "postcode", "city", "district", "phone", "email", "id",
	}
	for _, v := range risk.Variables() {
		for _, part := range strings.FieldsFunc(v.Name, func(r rune) bool { return r == '.' || r == '_' }) {
			for _, f := range forbidden {
				if part == f && v.Name != "item.has_fiscal_id" {
					t.Errorf("%s is a forbidden feature", v.Name)
				}
			}
		}
	}
	for _, v := range []string{"item.sender_nationality", "item.addressee.name", "item.street", "facts.religion"} {
		p, _ := risk.ParsePack("", []byte(asks("postal", "one", v+` == "x"`)))
		if _, err := risk.NewEngine([]*risk.Pack{p}); err == nil {
			t.Errorf("a rule may read %s", v)
		}
	}
}

func TestWordsReachTheRules(t *testing.T) {
	for _, tc := range []struct {
		when, words string
		want        bool
	}{
		{`"battery" in terms`, "black Power-Bank", true},
		{`"battery" in terms`, "bank power", false},
		{`terms["battery"].size() == 2`, "power bank 充电宝 power bank", true},
		{`"toy" in alone`, "toy", true},
		{`"toy" in alone`, "Toy, toy!", true},
		{`"toy" in alone`, "shirt; toy; cup", true},
		{`"toy" in alone`, "toy bear", false},
		{`"toy" in alone`, "a toy", false},
		{`"toy" in alone`, "toy power bank", false},
		{`"toy" in alone && "battery" in alone`, "toy; power bank", true},
	} {
		if got := fires(t, tc.when, goods(tc.words), parcel.Facts{}); got != tc.want {
			t.Errorf("%s on %q: %v, want %v", tc.when, tc.words, got, tc.want)
		}
	}
}

func TestUnder(t *testing.T) {
	d := goods("x")
	d.Contents[0].HS = "8507.60"
	for when, want := range map[string]bool{
		`item.hs.under(["8507"])`: true, `item.hs.under(["95", "85"])`: true, `item.hs.under(["76"])`: false,
		`item.hs.under([""])`: false, `item.hs.under([])`: false, `item.hs.under(item.chapters)`: true,
	} {
		if got := fires(t, when, d, parcel.Facts{}); got != want {
			t.Errorf("%s: %v, want %v", when, got, want)
		}
	}
}

func TestWattHours(t *testing.T) {
	for words, want := range map[string]string{
		"power 99.9Wh": "99.9", "108 Wh pack": "108.0", "20,000mAh": "74.0", "20.000 mAh": "74.0", "5000 MAH 3,7V": "18.5",
		"10Ah 36V": "360.0", "2.6 Ah": "9.62", "5V fan": "0.0", "20000mah and 108wh": "108.0", "ab12": "0.0", "1.000.000.000.000.000 Wh": "1000000000.0",
	} {
		when := fmt.Sprintf("item.watt_hours > %s - 0.01 && item.watt_hours < %s + 0.01", want, want)
		if words == "1.000.000.000.000.000 Wh" {
			when = "item.watt_hours > 100.0"
		}
		if !fires(t, when, goods(words), parcel.Facts{}) {
			t.Errorf("%s: not %s Wh", words, want)
		}
	}
}

func TestLithiumMetal(t *testing.T) {
	for words, want := range map[string]string{
		"2 g lithium": "2.0", "cell with 1.5g of lithium": "1.5", "lithium content: 0,8 g": "0.8", "Lithium metal content 3 grams": "3.0",
		"lithium 1.2 g, lithium 2.4 g": "2.4", "lithium battery 45 g": "0.0", "500 g lithium grease": "500.0", "CR2032 lithium": "0.0", "AB-12g lithium": "0.0",
	} {
		when := fmt.Sprintf("item.lithium_g > %s - 0.01 && item.lithium_g < %s + 0.01", want, want)
		if !fires(t, when, goods(words), parcel.Facts{}) {
			t.Errorf("%s: not %s g", words, want)
		}
	}
}

func TestAssessment(t *testing.T) {
	d := goods("gift")
	d.Dest, d.Value = "FR", parcel.Money{Minor: 20050, Currency: "EUR"}
	got := engine(t, sound).Assess(d, parcel.Facts{}, now)
	want := []parcel.Assessment{{
		Agency: parcel.Revenue, Pack: "test-revenue@2026.11.1", Score: 70, Lane: parcel.Red,
		Hits: []parcel.Hit{
			{Rule: "dear", Points: 40, Reason: "200.50 EUR over 150", Evidence: "test", Floor: parcel.Yellow},
			{Rule: "vague", Points: 30, Reason: "Says too little: gift", Evidence: "gift", Tasks: []string{"Ask for the invoice"}},
		},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAssessmentsComeInOrderOfAgencies(t *testing.T) {
	e := engine(t, asks("postal", "a", "true"), asks("security", "b", "true"), asks("postal", "local", "true"), asks("food", "c", "false"))
	got := e.Assess(goods("x"), parcel.Facts{}, now)
	var order []string
	for _, a := range got {
		order = append(order, fmt.Sprintf("%s %s %d %s", a.Agency, a.Pack, a.Score, a.Lane))
	}
	want := []string{"security b@1.0 30 blue", "food c@1.0 0 green", "postal a@1.0 local@1.0 60 yellow"}
	if diff := cmp.Diff(want, order); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestScoreStaysWithinBounds(t *testing.T) {
	low := strings.Replace(asks("postal", "low", "true"), "points: 30", "points: -50", 1)
	high := strings.Replace(asks("postal", "high", "true"), "points: 30", "points: 100", 1)
	for want, texts := range map[int][]string{0: {low}, 50: {low, high}, 100: {high, asks("postal", "more", "true")}} {
		if got := engine(t, texts...).Assess(goods("x"), parcel.Facts{}, now)[0].Score; got != want {
			t.Errorf("score %d, want %d", got, want)
		}
	}
}

func TestFailingRuleCostsOnlyItself(t *testing.T) {
	fails := asks("postal", "bad", "item.lines / (item.lines - 1) == 1")
	greedy := asks("postal", "greedy", "item.documents.exists(a, facts.paper_problems.exists(b, a == b))")
	d := goods("x")
	var f parcel.Facts
	for i := range 200 {
		d.Documents = append(d.Documents, parcel.Document{Type: fmt.Sprint("doc", i)})
		f.PaperProblems = append(f.PaperProblems, fmt.Sprint("paper", i))
	}
	got := engine(t, fails, greedy, asks("postal", "good", "true")).Assess(d, f, now)[0]
	if got.Score != 30 || len(got.Hits) != 3 {
		t.Fatalf("score %d, hits %v", got.Score, got.Hits)
	}
	for i, want := range []string{"division by zero", "cost limit exceeded"} {
		if h := got.Hits[i+1]; h.Points != 0 || !strings.Contains(h.Evidence, want) || !strings.Contains(h.Reason, "could not be judged") {
			t.Errorf("hit %+v, want %s", h, want)
		}
	}
}

func TestExpiredRuleIsNotAsked(t *testing.T) {
	e := engine(t, asks("postal", "one", "true"))
	for day, want := range map[string]int{"2027-12-31": 1, "2028-01-01": 0} {
		at := parcel.Day(day).Time().Add(23 * time.Hour)
		if got := len(e.Assess(goods("x"), parcel.Facts{}, at)[0].Hits); got != want {
			t.Errorf("%s: %d hits, want %d", day, got, want)
		}
	}
}

// TestHostileItem is judged in bounded work and shown in bounded, clean text.
func TestHostileItem(t *testing.T) {
	e := engine(t, sound, strings.Replace(asks("postal", "one", "item.cut"), `"{evidence}"`, `"{item.origin} {item.words}"`, 1))
	d := parcel.Declaration{Origin: "\x1b[31m" + strings.Repeat("\u202eX", 10_000), Value: parcel.Money{Minor: -1 << 62, Currency: "EUR"}}
	for i := range 1_000 {
		d.Contents = append(d.Contents, parcel.Content{
			Words: strings.Repeat("gift\xff ", 300), HS: strings.Repeat(fmt.Sprint(i, "."), 500), Units: -5, Net: 1 << 62, Origin: fmt.Sprint(i),
		})
	}
	all := e.Assess(d, parcel.Facts{}, now)
	hits := all[1].Hits
	if len(hits) != 1 {
		t.Fatalf("item.cut did not fire: %v", all)
	}
	if !utf8.ValidString(hits[0].Reason) || strings.ContainsAny(hits[0].Reason, "\x1b\u202e") || len(hits[0].Reason) > 200 {
		t.Errorf("reason is not clean: %q", hits[0].Reason)
	}
}

func TestVersionNamesThePacks(t *testing.T) {
	a, b := asks("postal", "a", "true"), asks("security", "b", "true")
	one, same, other := engine(t, a, b), engine(t, b, a), engine(t, a, strings.Replace(b, "points: 30", "points: 31", 1))
	if len(one.Version()) != 12 || one.Version() != same.Version() || one.Version() == other.Version() {
		t.Errorf("versions %s, %s, %s", one.Version(), same.Version(), other.Version())
	}
	if got := one.Packs(); len(got) != 2 || got[0].ID != "a" {
		t.Errorf("packs %v", got)
	}
}

func TestNewEngineRefuses(t *testing.T) {
	a := parse(t, asks("postal", "a", "true"))
	bad, _ := risk.ParsePack("", []byte(asks("postal", "b", "item.")))
	for want, packs := range map[string][]*risk.Pack{"two packs are called a": {a, a}, "pack b@1.0: line": {bad}} {
		if _, err := risk.NewEngine(packs); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}
