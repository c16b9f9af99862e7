package store_test

import (
	"slices"
	"testing"

	"postern/parcel"
	"postern/store"
)

// Papers that come after an item has it assessed again at once, by whatever they
// meet it: its shipment's order, the order it names, the transaction that paid it.
func TestPapersHaveTheirItemAssessedAtOnce(t *testing.T) {
	order := parcel.Paper{Kind: parcel.Order, Platform: "P", Order: "O", Payer: "V", Transaction: "T", Goods: eur(100), Paid: eur(100)}
	payment := parcel.Paper{Kind: parcel.Payment, Payer: "V", Transaction: "T", Order: "elsewhere", Paid: eur(70)}
	shipment := parcel.Paper{Kind: parcel.Shipment, Carrier: "C", Number: ident(1), Order: "O"}
	bare, named := from(1, "Ada", "Xi", 100), from(1, "Ada", "Xi", 100)
	named.PlatformCode, named.References = "P", []string{"O"}
	for name, c := range map[string]struct {
		item   parcel.Declaration
		papers []parcel.Paper
	}{
		"order, then payment":                     {named, []parcel.Paper{order, payment}},
		"payment, then order":                     {named, []parcel.Paper{payment, order}},
		"shipment, order, payment by transaction": {bare, []parcel.Paper{shipment, order, payment}},
		"payment by transaction, order, shipment": {bare, []parcel.Paper{payment, order, shipment}},
	} {
		var seen []parcel.Facts
		s := setUp(t, func(o *store.Options) {
			o.Assess = func(cases []store.Case) ([]parcel.Verdict, string) {
				for _, c := range cases {
					seen = append(seen, c.Facts)
				}
				return make([]parcel.Verdict, len(cases)), "x"
			}
		})
		s.receive([]parcel.Declaration{c.item})
		for _, p := range c.papers {
			s.receive(nil, p)
		}
		if last := seen[len(seen)-1]; !slices.Contains(last.PaperProblems, parcel.PaymentDiffers) {
			t.Errorf("%s: assessed %d times, the last time knowing of %+v", name, len(seen), last.PaperProblems)
		}
	}
}
