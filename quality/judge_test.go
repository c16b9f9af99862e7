package quality_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"postern/parcel"
	"postern/quality"
)

var noon = time.Date(2026, 11, 3, 12, 0, 0, 0, time.UTC)

// good is an item with nothing wrong in its data.
func good() quality.Case {
	return quality.Case{
		Source: parcel.FromMessage, Received: noon.Add(-48 * time.Hour), Presented: noon,
		Decl: parcel.Declaration{
			Identifier: parcel.ParseIdentifier("RR473124829GB"), Nature: parcel.Sale, Category: "A", Origin: "GB", Dest: "JP",
			Sender:    parcel.Party{Name: "Wool of Nowhere", Address: []string{"1 Invented Lane"}, Country: "GB"},
			Addressee: parcel.Party{Name: "Zebedee Quillfeather", City: "Voorbeeldstad", Country: "JP"},
			Gross:     500, Value: parcel.Money{Minor: 3000, Currency: "GBP"},
			Contents: []parcel.Content{
				{Index: 1, Units: 1, Words: "Knitted cotton scarf", HS: "611710", Net: 200, Value: parcel.Money{Minor: 1000, Currency: "GBP"}, Origin: "GB"},
				{Index: 2, Units: 2, Words: "Wool hats", HS: "650500", Net: 200, Value: parcel.Money{Minor: 2000, Currency: "GBP"}, Origin: "IE"},
			},
		},
	}
}

func codes(q parcel.Soundness) (list []string) {
	for _, d := range q.Defects {
		list = append(list, d.Code)
	}
	return list
}

func TestGoodDataHasNoDefect(t *testing.T) {
	q := quality.DefaultBook().Judge(good())
	if len(q.Defects) > 0 || q.Adequacy.Good != q.Adequacy.Of || q.Adequacy.Of < 20 || q.Timeliness != (parcel.Portion{Good: 3, Of: 3}) || q.Truth.Of != 0 {
		t.Errorf("%+v", q)
	}
}

// Each change of good data is met by its own check and by no other.
func TestEachCheckFindsItsDefect(t *testing.T) {
	for code, spoil := range map[string]func(*quality.Case){
		"sender_name":         func(c *quality.Case) { c.Decl.Sender.Name = "" },
		"sender_address":      func(c *quality.Case) { c.Decl.Sender.Address = nil },
		"addressee_name":      func(c *quality.Case) { c.Decl.Addressee.Name = "" },
		"addressee_address":   func(c *quality.Case) { c.Decl.Addressee.City = "" },
		"party_filler":        func(c *quality.Case) { c.Decl.Sender.Name = "N/A" },
		"addressee_phone":     func(c *quality.Case) { c.Decl.Addressee.Country = "NL" },
		"description_missing": func(c *quality.Case) { c.Decl.Contents[1].Words = " " },
		"description_vague":   func(c *quality.Case) { c.Decl.Contents[1].Words = " Spare-Parts " },
		"description_digits":  func(c *quality.Case) { c.Decl.Contents[0].Words = "20260301-7" },
		"description_filler":  func(c *quality.Case) { c.Decl.Contents[0].Words = "xxxxx" },
		"pieces":              func(c *quality.Case) { c.Decl.Contents[0].Units = 0 },
		"gross":               func(c *quality.Case) { c.Decl.Gross = 0 },
		"identifier":          func(c *quality.Case) { c.Decl.Identifier.Text = "RR4731?4829GB" },
		"s10_digit":           func(c *quality.Case) { c.Decl.Identifier.Text = "RR473124828GB" },
		"identifier_reused":   func(c *quality.Case) { c.Reused = true },
		"hs":                  func(c *quality.Case) { c.Decl.Contents[0].HS = "6117" },
		"hs_chapter":          func(c *quality.Case) { c.Decl.Contents[0].HS = "770000" },
		"gross_below_net":     func(c *quality.Case) { c.Decl.Gross = 399 },
		"value": func(c *quality.Case) {
			c.Decl.Value = parcel.Money{}
			c.Decl.Contents[0].Value, c.Decl.Contents[1].Value = parcel.Money{}, parcel.Money{}
		},
		"sum":      func(c *quality.Case) { c.Decl.Value.Minor = 2999 },
		"currency": func(c *quality.Case) { c.Decl.Contents[0].Value.Currency = "QQQ" },
		"origin":   func(c *quality.Case) { c.Decl.Contents[1].Origin = "QQ" },
		"nature":   func(c *quality.Case) { c.Decl.Nature, c.Decl.Platform = "", "Nowhere Mall" },
		"before lead": func(c *quality.Case) {
			c.Received = noon.Add(time.Minute)
		},
		"lead": func(c *quality.Case) { c.Received = noon.Add(-3 * time.Hour) },
	} {
		c := good()
		spoil(&c)
		q := quality.DefaultBook().Judge(c)
		if diff := cmp.Diff(strings.Fields(code), codes(q)); diff != "" {
			t.Errorf("%s: %s", code, diff)
		}
		for _, d := range q.Defects {
			if d.Text == "" || d.Source == "" || d.Field == "" {
				t.Errorf("%s is told without its sentence or source: %+v", code, d)
			}
		}
	}
}

func TestLeadByModeAndWay(t *testing.T) {
	for name, c := range map[string]struct {
		category, from, to string
		ahead              time.Duration
		late               bool
	}{
		"sea in time":           {"C", "CN", "NL", 24 * time.Hour, false},
		"sea late":              {"C", "CN", "NL", 23 * time.Hour, true},
		"long haul in time":     {"A", "CN", "NL", 4 * time.Hour, false},
		"long haul late":        {"A", "CN", "NL", 3*time.Hour + 59*time.Minute, true},
		"short haul, wheels up": {"A", "GB", "NL", time.Minute, false},
		"no category":           {"", "US", "NL", 3 * time.Hour, false},
		"road":                  {"C", "DE", "NL", time.Hour, false},
	} {
		k := good()
		k.Decl.Category, k.Decl.Origin, k.Decl.Dest, k.Received = c.category, c.from, c.to, noon.Add(-c.ahead)
		k.Decl.Addressee.Phone = "+000"
		if late := len(codes(quality.DefaultBook().Judge(k))) > 0; late != c.late {
			t.Errorf("%s: late %v", name, late)
		}
	}
}

// What counts is when the item or its receptacle truly came, and where the lead
// asks for it when it left, not when somebody got round to reading it.
func TestInTimeForTheTrueArrival(t *testing.T) {
	for name, c := range map[string]struct {
		category, from    string
		arrived, departed time.Duration // before it was read; 0: not known
		ahead             time.Duration // data before it was read
		late              []string
	}{
		"came with its data":             {"A", "CN", time.Hour, 0, 5 * time.Hour, nil},
		"data after the receptacle":      {"A", "CN", 6 * time.Hour, 0, 5 * time.Hour, []string{"before", "lead"}},
		"less ahead than it seems":       {"A", "CN", 2 * time.Hour, 0, 5 * time.Hour, []string{"lead"}},
		"said to come after it was here": {"A", "CN", -time.Hour, 0, 5 * time.Hour, nil},
		"short haul, left before":        {"A", "GB", time.Hour, 3 * time.Hour, 2 * time.Hour, []string{"lead"}},
		"short haul, left after":         {"A", "GB", time.Hour, 2 * time.Hour, 3 * time.Hour, nil},
		"sea, left a day after":          {"C", "CN", 0, 24 * time.Hour, 48 * time.Hour, nil},
		"sea, left within the day":       {"C", "CN", 0, 25 * time.Hour, 48 * time.Hour, []string{"lead"}},
	} {
		k := good()
		k.Decl.Category, k.Decl.Origin, k.Decl.Dest, k.Received = c.category, c.from, "NL", noon.Add(-c.ahead)
		k.Decl.Addressee.Phone = "+000"
		if c.arrived != 0 {
			k.Arrived = noon.Add(-c.arrived)
		}
		if c.departed != 0 {
			k.Departed = noon.Add(-c.departed)
		}
		if diff := cmp.Diff(c.late, codes(quality.DefaultBook().Judge(k)), cmpopts.EquateEmpty()); diff != "" {
			t.Error(name, diff)
		}
	}
}

// What does not apply is not counted, neither for nor against.
func TestWhatDoesNotApplyIsNotCounted(t *testing.T) {
	coming := good()
	coming.Presented = time.Time{}
	if q := quality.DefaultBook().Judge(coming); q.Timeliness.Of != 0 {
		t.Errorf("an item that has not come is judged in time: %+v", q.Timeliness)
	}
	coming.Arrived = coming.Received.Add(-time.Hour)
	if q := quality.DefaultBook().Judge(coming); q.Timeliness != (parcel.Portion{Good: 1, Of: 3}) {
		t.Errorf("its receptacle came before its data, and it is in time though it was not read: %+v", q.Timeliness)
	}
	none := quality.Case{Presented: noon}
	if q := quality.DefaultBook().Judge(none); q.Adequacy.Of != 0 || q.Timeliness != (parcel.Portion{Of: 1}) {
		t.Errorf("an item without data: %+v", q)
	}
	form := good()
	form.Source = parcel.FromForm
	if q := quality.DefaultBook().Judge(form); q.Adequacy.Of != 0 || q.Timeliness.Good != 0 {
		t.Errorf("a form typed here counts as the sender's data: %+v", q)
	}
	papers := good()
	papers.Decl.Nature, papers.Decl.Contents = parcel.Documents, nil
	papers.Decl.Value = parcel.Money{}
	if q := quality.DefaultBook().Judge(papers); len(q.Defects) > 0 {
		t.Errorf("documents need no goods: %v", codes(q))
	}
}

func TestTruthCountsFields(t *testing.T) {
	c := good()
	c.Checked = []parcel.Checked{{Field: parcel.CheckGross, True: true}, {Field: parcel.CheckDescription, Line: 2, Found: "knives"}}
	q := quality.DefaultBook().Judge(c)
	if q.Truth != (parcel.Portion{Good: 1, Of: 2}) || len(q.Defects) != 1 || q.Defects[0].Field != "description" || !strings.Contains(q.Defects[0].Got, "knives") {
		t.Errorf("%+v", q)
	}
}

func TestTablesAreChecked(t *testing.T) {
	for name, change := range map[string]func(*quality.Tables){
		"checks line 1":             func(t *quality.Tables) { t.Checks = "x\n" },
		"is no figure":              func(t *quality.Tables) { t.Checks = "gross\tbeauty\tgross\tall\ts\ts\tverified\n" },
		"no check that the program": func(t *quality.Tables) { t.Checks = "smell\tadequacy\tgross\tall\ts\ts\tverified\n" },
		"all, goods, trade":         func(t *quality.Tables) { t.Checks = "gross\tadequacy\tgross\tsome\ts\ts\tverified\n" },
		"no sentence":               func(t *quality.Tables) { t.Checks = "gross\tadequacy\tgross\tall\t\ts\tverified\n" },
		"lead line 1":               func(t *quality.Tables) { t.Leads = "A\t*\t*\tsoon\ts\tverified\n" },
		"vague line 1":              func(t *quality.Tables) { t.Vague = "gifts\n" },
	} {
		tables := quality.DefaultTables()
		change(&tables)
		if _, err := quality.NewBook(tables); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzJudge(f *testing.F) {
	f.Add("toys", "GB", "RR473124829GB", int64(100))
	f.Add("\xff\x00", "界", "?", int64(-1<<63))
	f.Fuzz(func(t *testing.T, words, country, label string, n int64) {
		c := good()
		c.Decl.Contents[0].Words, c.Decl.Origin, c.Decl.Identifier.Text, c.Decl.Value.Minor = words, country, label, n
		c.Decl.Sender.Name, c.Decl.Contents[1].HS, c.Decl.Gross = words, label, parcel.Mass(n)
		q := quality.DefaultBook().Judge(c)
		if q.Adequacy.Good > q.Adequacy.Of || len(q.Defects) != q.Adequacy.Of-q.Adequacy.Good+q.Timeliness.Of-q.Timeliness.Good {
			t.Fatalf("%+v", q)
		}
	})
}
