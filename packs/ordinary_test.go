package packs_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"postern/parcel"
	"postern/risk"
)

// ordinary is what honest mail looks like, with the traps that honest words
// hold for word lists.
func ordinary() []parcel.Declaration {
	var all []parcel.Declaration
	for _, row := range []struct{ words, hs, value string }{
		{"cotton T-shirt", "610910", "12.00 EUR"},
		{"phone case for iPhone 16", "392690", "4.50 EUR"},
		{"plush toy bear", "950300", "15.00 EUR"},
		{"paperback book", "490199", "12.00 EUR"},
		{"men's leather shoes", "640399", "64.00 EUR"},
		{"stainless steel water bottle", "732393", "18.00 EUR"},
		{"LED desk lamp", "940521", "23.00 EUR"},
		{"USB-C cable 2 m", "854442", "6.00 EUR"},
		{"wool socks, 3 pairs", "611594", "14.00 EUR"},
		{"silver earrings", "711311", "25.00 EUR"},
		{"coral pink dress size M", "620442", "29.00 EUR"},
		{"ivory lace blouse", "620640", "22.00 EUR"},
		{"Nintendo Switch game cartridge", "852349", "39.00 EUR"},
		{"guitar strings set", "920930", "11.00 EUR"},
		{"yoga mat", "950691", "21.00 EUR"},
		{"bicycle bell", "830610", "7.00 EUR"},
		{"seed beads for bracelet", "701810", "5.00 EUR"},
		{"grape seed oil soap", "340130", "8.00 EUR"},
		{"artificial succulent in pot", "670290", "13.00 EUR"},
		{"ceramic tea cup", "691110", "16.00 EUR"},
		{"board game", "950490", "34.00 EUR"},
		{"knitting needles", "731990", "9.00 EUR"},
		{"car phone holder", "870899", "10.00 EUR"},
		{"screen protector tempered glass", "700719", "3.00 EUR"},
		{"face cream with hyaluronic acid", "330499", "19.00 EUR"},
		{"dog collar nylon", "420100", "8.00 EUR"},
		{"cheese grater", "821000", "11.00 EUR"},
		{"kitchen knife set", "821191", "32.00 EUR"},
		{"faux leather wallet", "420232", "17.00 EUR"},
		{"snakeskin print leggings", "610463", "16.00 EUR"},
		{"Kinderbuch", "490300", "10.00 EUR"},
		{"Baumwollhose", "620342", "27.00 EUR"},
		{"livre de poche", "490199", "8.00 EUR"},
		{"camiseta de algodón", "610910", "12.00 EUR"},
		{"houten puzzel", "950300", "14.00 EUR"},
		{"手机壳", "392690", "3.00 EUR"},
		{"纯棉T恤", "610910", "9.00 EUR"},
		{"Bluetooth headphones, battery built-in", "851830", "28.00 EUR"},
		{"watch strap silicone", "911390", "6.00 EUR"},
		{"sunglasses", "900410", "13.00 EUR"},
		{"Spanish olive oil 500 ml", "150920", "12.00 EUR"},
		{"light bulbs E27 LED", "853952", "9.00 EUR"},
		{"poster of a Roman coin", "491191", "11.00 EUR"},
		{"garden hose nozzle", "842489", "12.00 EUR"},
	} {
		d := item(row.words, row.value)
		d.Contents[0].HS = row.hs
		all = append(all, d)
	}
	return all
}

func TestOrdinaryMailPasses(t *testing.T) {
	e := engine(t)
	stopped := 0
	all := ordinary()
	for _, d := range all {
		v := risk.Judge(e.Assess(d, parcel.Facts{SenderItems: 40, AddresseeItems: 2}, now), nil, risk.Draw{Rate: 0.02}, true)
		if v.Lane == parcel.Yellow || v.Lane == parcel.Red {
			stopped++
			t.Logf("%s: %s %s", d.Words(), v.Lane, reasons(v.Assessments))
		}
	}
	if most := len(all) / 10; stopped > most {
		t.Errorf("%d of %d ordinary items are stopped, at most %d may be", stopped, len(all), most)
	}
}

func TestKnownBenignIsGreen(t *testing.T) {
	e := engine(t)
	d := item("cotton T-shirt", "12.00 EUR")
	d.Contents[0].HS = "610910"
	facts := parcel.Facts{SenderItems: 4000, SenderExamined: 25, AddresseeItems: 1, SenderReached: 90, Papers: 3, OrderTotal: parcel.Money{Minor: 1200, Currency: "EUR"}}
	for _, a := range e.Assess(d, facts, now) {
		if a.Lane != parcel.Green || a.Score > 10 {
			t.Errorf("%s: %s, score %d, %v", a.Agency, a.Lane, a.Score, a.Hits)
		}
	}
}

// TestSuspectMailIsSeen reads the verdict on items that several agencies ask
// for.
func TestSuspectMailIsSeen(t *testing.T) {
	e := engine(t)
	for _, tc := range []struct {
		words, value string
		agency       parcel.Agency
		lane         parcel.Lane
	}{
		{"Glock switch", "20.00 USD", parcel.Security, parcel.Red},
		{"Powerbank 30000mAh", "25.00 USD", parcel.Postal, parcel.Red},
		{"Tomatensamen, Blumensamen", "3.00 EUR", parcel.Plant, parcel.Red},
		{"Python skin bag", "80.00 EUR", parcel.Wildlife, parcel.Yellow},
		{"Louis Vuitton bag AAA quality", "40.00 USD", parcel.IPR, parcel.Red},
		{"gift", "10.00 EUR", parcel.Revenue, parcel.Yellow},
		{"Tramadol", "30.00 EUR", parcel.Medicine, parcel.Red},
		{"pork floss", "9.00 EUR", parcel.Food, parcel.Red},
		{"magnetic balls 216", "9.00 EUR", parcel.Safety, parcel.Yellow},
		{"Gandhara stone head", "900.00 EUR", parcel.Culture, parcel.Red},
		{"banknotes", "900.00 EUR", parcel.Finance, parcel.Red},
	} {
		all := e.Assess(item(tc.words, tc.value), parcel.Facts{}, now)
		for _, a := range all {
			if a.Agency == tc.agency && a.Lane != tc.lane {
				t.Errorf("%s, %s: %s, want %s", tc.words, tc.agency, a.Lane, tc.lane)
			}
		}
	}
}

// TestReasonsFitALine reads every reason as an officer would.
func TestReasonsFitALine(t *testing.T) {
	var all []risk.Example
	for _, p := range load(t) {
		for _, r := range p.Rules {
			all = append(all, r.MustHit...)
		}
	}
	e := engine(t)
	for _, ex := range all {
		for _, a := range e.Assess(ex.Declaration, ex.Facts, now) {
			for _, h := range a.Hits {
				if n := len([]rune(h.Reason)); n > 100 || n < 10 {
					t.Errorf("%s/%s: %d characters: %s", a.Agency, h.Rule, n, h.Reason)
				}
			}
		}
	}
}

func TestAssessIsSafeForMany(t *testing.T) {
	e := engine(t)
	all := ordinary()
	want := make([][]parcel.Assessment, len(all))
	for i, d := range all {
		want[i] = e.Assess(d, parcel.Facts{}, now)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i, d := range all {
				if diff := cmp.Diff(want[i], e.Assess(d, parcel.Facts{}, now)); diff != "" {
					t.Errorf("%s: %s", d.Words(), diff)
				}
			}
		})
	}
	wg.Wait()
}

func reasons(all []parcel.Assessment) string {
	text := ""
	for _, a := range all {
		for _, h := range a.Hits {
			text += fmt.Sprintf("%s/%s %d; ", a.Agency, h.Rule, h.Points)
		}
	}
	return text
}

func BenchmarkAssess(b *testing.B) {
	e := engine(b)
	all := ordinary()
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		e.Assess(all[i%len(all)], parcel.Facts{SenderItems: 40}, now)
		i++
	}
}

func BenchmarkNewEngine(b *testing.B) {
	all := load(b)
	for b.Loop() {
		if _, err := risk.NewEngine(all); err != nil {
			b.Fatal(err)
		}
	}
}
