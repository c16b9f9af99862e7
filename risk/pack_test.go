package risk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"postern/parcel"
	"postern/risk"
)

var now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// sound is a small pack without problems.
const sound = `pack: test-revenue
agency: revenue
jurisdiction: test
version: 2026.11.1
valid_from: 2026-11-01
valid_until: 2028-12-31
min_engine: 1.0
owner: Test desk
thresholds: {blue: 20, yellow: 40, red: 70}
regions: {EU: [DE, FR]}
terms:
  vague: [gift, parts]
tables:
  relief:
    - {place: EU, limit: 150 EUR, from: 2026-01-01, to: 2026-12-31, status: checked, source: test}
    - {place: GB, limit: 135 GBP, from: 2021-01-01, status: unchecked, source: test}
rules:
  - id: vague
    when: '"vague" in alone'
    points: 30
    reason: "Says too little: {terms.vague}"
    tasks: [Ask for the invoice]
    ground: test
    expires: 2027-12-31
    must_hit: [{words: gift}]
    must_miss: [{words: gift box}]
  - id: dear
    when: table.relief.applies && item.value > table.relief.limit
    points: 40
    floor: yellow
    reason: "{item.value} {item.currency} over {table.relief.limit}"
    evidence: table.relief.source
    ground: test
    expires: 2027-12-31
    must_hit: [{words: watch, value: 151 EUR, destination: DE}]
    must_miss:
      - {words: watch, value: 150 EUR, destination: DE}
      - {words: watch, value: 151 EUR, destination: DE, on: 2027-01-01}
      - {words: watch, value: 151 GBP, destination: GB}
      - {words: watch, value: 151 USD, destination: DE}
`

func parse(tb testing.TB, text string) *risk.Pack {
	tb.Helper()
	p, problems := risk.ParsePack("test.yaml", []byte(text))
	for _, problem := range problems {
		tb.Errorf("%s", problem)
	}
	if p == nil {
		tb.FailNow()
	}
	return p
}

// swap changes one stretch of the sound pack.
func swap(t *testing.T, old, replacement string) string {
	t.Helper()
	if strings.Count(sound, old) != 1 {
		t.Fatalf("%q stands %d times in the sound pack", old, strings.Count(sound, old))
	}
	return strings.Replace(sound, old, replacement, 1)
}

func TestSoundPack(t *testing.T) {
	p := parse(t, sound)
	if problems := p.Check(now); len(problems) > 0 {
		t.Errorf("problems: %v", problems)
	}
	if p.Name() != "test-revenue@2026.11.1" || len(p.Rules) != 2 || p.Examples() != 7 || len(p.Digest) != 64 {
		t.Errorf("%s: %d rules, %d examples, digest %s", p.Name(), len(p.Rules), p.Examples(), p.Digest)
	}
}

func TestProblemsNameTheirLine(t *testing.T) {
	for _, tc := range []struct {
		name, old, replacement string
		line                   int
		want                   string
	}{
		{"unknown key of a pack", "owner: Test desk", "owner: Test desk\nowners: x", 9, `no field "owners"`},
		{"unknown key of a rule", "    points: 30", "    points: 30\n    score: 1", 21, `no field "score"`},
		{"unknown key of an example", "[{words: gift}]", "[{words: gift, colour: red}]", 25, `no field "colour"`},
		{"no agency of ours", "agency: revenue", "agency: taxes", 2, `"taxes" is no agency`},
		{"bad version", "version: 2026.11.1", "version: v1", 4, "numbers with dots"},
		{"engine too old", "min_engine: 1.0", "min_engine: 9.0", 7, "another engine"},
		{"thresholds fall", "yellow: 40", "yellow: 10", 9, "must rise"},
		{"points too many", "    points: 30", "    points: 3000", 20, "whole number"},
		{"no lane", "floor: yellow", "floor: orange", 30, "no lane"},
		{"no day", "on: 2027-01-01", "on: soon", 38, "not a day"},
		{"no money", "151 USD", "151", 40, "not an amount"},
		{"row without a source", ", status: unchecked, source: test", ", status: unchecked", 16, "needs place"},
		{"an anchor", "owner: Test desk", "owner: &a Test desk", 8, "anchors"},
		{"type error in CEL", `'"vague" in alone'`, "item.value > item.currency", 19, "at column 12"},
		{"unknown variable", `'"vague" in alone'`, "item.sender_nationality == 'XX'", 19, "undeclared reference"},
		{"regular expression", `'"vague" in alone'`, `item.words.matches("a+")`, 19, "undeclared reference"},
		{"no yes or no", `'"vague" in alone'`, "item.value", 19, "gives double"},
		{"unknown theme", `'"vague" in alone'`, `'"vage" in alone'`, 19, `no terms "vage"`},
		{"unknown placeholder", "{terms.vague}", "{terms.vage}", 21, `nothing called "terms.vage"`},
		{"open brace", "little: {terms.vague}", "little: {terms.vague", 21, "a { without"},
		{"reason too long", "Says too little:", strings.Repeat("Says too little:", 5), 21, "more than 70"},
		{"evidence is no text", "evidence: table.relief.source", "evidence: table.relief.limit", 32, "gives double"},
		{"no expiry", "    ground: test\n    expires: 2027-12-31\n    must_hit: [{words: gift}]", "    ground: test\n    must_hit: [{words: gift}]", 18, "no expiry"},
		{"no ground", "    ground: test\n    expires: 2027-12-31\n    must_hit: [{words: gift}]", "    expires: 2027-12-31\n    must_hit: [{words: gift}]", 18, "no ground"},
		{"expired rule", "    expires: 2027-12-31\n    must_hit: [{words: gift}]", "    expires: 2026-11-22\n    must_hit: [{words: gift}]", 24, "has expired"},
		{"no hit", "    must_hit: [{words: gift}]\n", "", 18, "no example that must hit"},
		{"no miss", "    must_miss: [{words: gift box}]\n", "", 18, "no example that must miss"},
		{"example does not hit", "[{words: gift}]", "[{words: gifts}]", 25, "must hit this example"},
		{"example hits", "{words: gift box}", "{words: parts}", 26, "must miss this example"},
		{"mandatory without a floor", "    points: 30", "    points: 30\n    mandatory: true", 21, "mandatory"},
		{"twice the same id", "id: dear", "id: vague", 27, "another rule"},
		{"too much work", `'"vague" in alone'`, "item.documents.exists(a, facts.paper_problems.exists(b, a == b))", 19, "fails on the largest item"},
		{"fails on an example", `'"vague" in alone'`, "item.lines / (item.lines - 1) == 1", 25, "fails on its example"},
		{"place is no country", "place: GB", "place: Britain", 16, "neither a country"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p, problems := risk.ParsePack("test.yaml", []byte(swap(t, tc.old, tc.replacement)))
			if p == nil {
				t.Fatalf("nothing read: %v", problems)
			}
			problems = append(problems, p.Check(now)...)
			for _, problem := range problems {
				if strings.Contains(problem.Text, tc.want) {
					if problem.Line != tc.line {
						t.Errorf("line %d, want %d: %s", problem.Line, tc.line, problem)
					}
					return
				}
			}
			t.Errorf("no problem says %q, only %v", tc.want, problems)
		})
	}
}

func TestHostileFilesAreRefused(t *testing.T) {
	for name, text := range map[string]string{
		"empty":     "",
		"no YAML":   "a: [1",
		"two files": "a: 1\n---\nb: 2\n",
		"deep":      strings.Repeat("[", 5_000),
		"long line": "a: " + strings.Repeat("x", 5_000),
		"large":     strings.Repeat("a: 1\n", 300_000),
		"a list":    "- a\n",
		"bombs":     "a: &a [x]\nb: *a\n",
	} {
		p, problems := risk.ParsePack(name, []byte(text))
		if len(problems) == 0 {
			t.Errorf("%s: no problem, pack %v", name, p)
		}
	}
}

func TestExpiredPackIsAProblem(t *testing.T) {
	problems := parse(t, sound).Check(time.Date(2029, 1, 1, 0, 0, 0, 0, time.UTC))
	if len(problems) == 0 || !strings.Contains(problems[0].String(), "line 6: the pack expired on 2028-12-31") {
		t.Errorf("problems: %v", problems)
	}
}

func TestManyLinesOfCEL(t *testing.T) {
	text := swap(t, `when: '"vague" in alone'`, "when: |\n      \"vague\" in alone &&\n      item.valu > 3.0")
	p := parse(t, text)
	got := p.Check(now)
	if len(got) != 1 || got[0].Line != 21 || !strings.Contains(got[0].Text, "at column 5: undeclared reference to 'item.valu'") {
		t.Errorf("problems: %v", got)
	}
}

func TestCompareVersions(t *testing.T) {
	for _, tc := range []struct {
		a, b string
		want int
	}{
		{"2026.11.1", "2026.11.1", 0},
		{"2026.11.10", "2026.11.9", 1},
		{"2026.9", "2026.11", -1},
		{"1", "1.0.0", 0},
		{"1.0.1", "1", 1},
		{"x", "0", 0},
	} {
		if got := risk.CompareVersions(tc.a, tc.b); got != tc.want {
			t.Errorf("%s against %s: %d, want %d", tc.a, tc.b, got, tc.want)
		}
	}
}

func TestExampleReadsAllFields(t *testing.T) {
	p := parse(t, swap(t, "[{words: gift}]", `[{words: gift}, {class: U, category: A, nature: gift, origin: CN, destination: DE,
      gross: 120, total: 5 EUR, postage: 1.20 EUR, insured: 9 EUR, sender: S, addressee: A, fiscal_id: F, handling: H,
      identifier: RR473124829GB, receptacle: R, documents: [invoice], posted: 2026-11-02,
      lines: [{words: parts, hs: "6109.10", units: 2, net: 50, value: 5 EUR, goods_origin: VN}],
      facts: {sender_items: 1, sender_found: 2, sender_examined: 3, sender_reached: 4, addressee_items: 5, addressee_today: 6,
        addressee_value: 7 EUR, reused: true, order_total: 8 EUR, order_items: 9, paper_problems: [x], papers: 10}}]`))
	got := p.Rules[0].MustHit[1]
	eur := func(minor int64) parcel.Money { return parcel.Money{Minor: minor, Currency: "EUR"} }
	want := risk.Example{
		Line: got.Line,
		Declaration: parcel.Declaration{
			Identifier: parcel.ParseIdentifier("RR473124829GB"), Receptacle: "R", Class: "U", Category: "A", Nature: parcel.Gift,
			Handling: "H", Posted: parcel.Day("2026-11-02").Time(), Origin: "CN", Dest: "DE",
			Sender: parcel.Party{Name: "S"}, Addressee: parcel.Party{Name: "A"}, Gross: 120,
			Value: eur(500), Postage: eur(120), Insured: eur(900), FiscalID: "F",
			Documents: []parcel.Document{{Type: "invoice"}},
			Contents:  []parcel.Content{{Index: 1, Units: 2, Words: "parts", HS: "6109.10", Net: 50, Value: eur(500), Origin: "VN"}},
		},
		Facts: parcel.Facts{
			SenderItems: 1, SenderFound: 2, SenderExamined: 3, SenderReached: 4, AddresseeItems: 5, AddresseeToday: 6,
			AddresseeValue: eur(700), Reused: true, OrderTotal: eur(800), OrderItems: 9, PaperProblems: []string{"x"}, Papers: 10,
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func FuzzParsePack(f *testing.F) {
	f.Add([]byte(sound))
	f.Add([]byte("pack: [{a: 1}]\nrules: {}\nterms: x"))
	f.Add([]byte("rules:\n  - must_hit: [{lines: [{net: -1}]}]\n    reason: '{'\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, problems := risk.ParsePack("fuzz", data)
		if p == nil && len(problems) == 0 {
			t.Fatal("neither pack nor problem")
		}
		if p != nil && len(p.Rules) < 5 {
			_ = fmt.Sprint(p.Check(now))
		}
	})
}
