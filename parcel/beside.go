package parcel

import (
	"slices"
	"strconv"
	"strings"
)

// PaperField is a field in which declaration and papers are held side by side.
type PaperField string

// The fields, in the order they are read.
const (
	PaperNumber    PaperField = "number"
	PaperGoods     PaperField = "goods"
	PaperFreight   PaperField = "freight"
	PaperPaid      PaperField = "paid"
	PaperSeller    PaperField = "seller"
	PaperBuyer     PaperField = "buyer"
	PaperConsignee PaperField = "consignee"
	PaperGross     PaperField = "gross"
	PaperLines     PaperField = "lines"
	PaperWords     PaperField = "words"
)

// Beside is one field of declaration, order, payment and shipment. Differs
// marks one in which they do not go together.
type Beside struct {
	Field    PaperField `json:"field"`
	Declared string     `json:"declared,omitempty"`
	Order    string     `json:"order,omitempty"`
	Payment  string     `json:"payment,omitempty"`
	Shipment string     `json:"shipment,omitempty"`
	Differs  bool       `json:"differs"`
}

// DifferIn reports whether a relation that is broken stands in a field.
func (m Match) DifferIn(f PaperField) bool {
	var of []string
	switch f {
	case PaperNumber:
		of = []string{JoinDiffers}
	case PaperGoods:
		of = []string{ValueBelowOrder, LineTotal, PaymentFormula}
	case PaperFreight:
		of = []string{PaymentFormula}
	case PaperPaid:
		of = []string{PaymentFormula, PaymentDiffers}
	case PaperBuyer:
		of = []string{PayerDiffers}
	case PaperConsignee:
		of = []string{ConsigneeDiffers}
	case PaperLines, PaperWords:
		of = []string{LinesDiffer}
	case PaperSeller, PaperGross:
	}
	return slices.ContainsFunc(of, func(problem string) bool { return slices.Contains(m.Problems, problem) })
}

// SideBySide are the fields that at least one of an item's papers says
// something of; none where there are no papers.
func SideBySide(d Declaration, papers []Paper) []Beside {
	var none Paper
	order, payment, shipment := Together(d, papers)
	for _, p := range [...]**Paper{&order, &payment, &shipment} {
		if *p == nil {
			*p = &none
		}
	}
	m := MatchPapers(d, papers)
	var all []Beside
	row := func(f PaperField, declared string, get func(p *Paper) string) {
		b := Beside{Field: f, Declared: declared, Order: get(order), Payment: get(payment), Shipment: get(shipment), Differs: m.DifferIn(f)}
		if b.Order+b.Payment+b.Shipment != "" {
			all = append(all, b)
		}
	}
	row(PaperNumber, strings.Join(d.References, " "), (*Paper).numbers)
	row(PaperGoods, d.Total().String(), (*Paper).goods)
	row(PaperFreight, d.Postage.String(), func(p *Paper) string { return p.Freight.String() })
	row(PaperPaid, "", func(p *Paper) string { return p.Paid.String() })
	row(PaperSeller, d.Sender.brief(), func(p *Paper) string { return p.Seller.brief() })
	row(PaperBuyer, d.Buyer.brief(), func(p *Paper) string { return p.Buyer.brief() })
	row(PaperConsignee, d.Addressee.brief(), func(p *Paper) string { return p.Consignee.brief() })
	row(PaperGross, d.Gross.said(), func(p *Paper) string { return p.Gross.said() })
	row(PaperLines, lines(d.Contents), func(p *Paper) string { return lines(p.Contents) })
	row(PaperWords, d.Words(), (*Paper).words)
	return all
}

// numbers are those by which the paper meets others.
func (p *Paper) numbers() string {
	return strings.Join(strings.Fields(p.Order+" "+p.Transaction+" "+p.Number), " ")
}

func (p *Paper) goods() string {
	if p.Kind == Order {
		return p.Worth().String()
	}
	return p.Goods.String()
}

func (p *Paper) words() string {
	if p.Words != "" {
		return p.Words
	}
	return Declaration{Contents: p.Contents}.Words()
}

// brief is a party in one line.
func (p Party) brief() string {
	said := slices.DeleteFunc([]string{p.Name, p.Phone, strings.Join(p.Address, " ")}, func(s string) bool { return s == "" })
	return strings.Join(said, ", ")
}

func (m Mass) said() string {
	if m == 0 {
		return ""
	}
	return m.String()
}

func lines(all []Content) string {
	if len(all) == 0 {
		return ""
	}
	return strconv.Itoa(len(all))
}
