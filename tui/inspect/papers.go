package inspect

import (
	"slices"

	"postern/parcel"
	"postern/tui/look"
)

// paperAt is the part of the card before which the papers stand.
const paperAt = 6

// line3 is one field over the declaration and the three papers.
type line3 struct {
	name    look.Text
	cells   [4]look.Text
	differs bool
}

// beside draws declaration, order, payment and shipment side by side; a field
// in which they do not go together bears a mark.
func (s *Screen) beside(w int) []string {
	if len(s.dossier.Papers) == 0 {
		return nil
	}
	l := s.opt.Look
	const name = 15
	cell := max((w-name)/4, 4)
	head := l.Row(w).To(name).Fit(look.Bold, cell, l.W("inspect.declared"))
	for _, k := range papers3() {
		head.Fit(look.Bold, cell, l.Name(string(k)))
	}
	problems := s.broken()
	note := l.W("inspect.they_go_together")
	if len(problems) > 0 {
		note = l.F("inspect.do_not_go_together", len(problems))
	}
	rows := []string{l.Rule(w, l.W("inspect.trade_papers"), note), head.End()}
	for _, line := range s.lines3() {
		row := l.Row(w)
		mark, style := look.W(" "), look.Plain
		if line.differs {
			mark, style = look.W("!"), look.Warn
		}
		row.Fit(style, 2, mark).Fit(style, name-2, line.name)
		for _, c := range line.cells {
			row.Fit(style, cell-1, c).Gap(1)
		}
		rows = append(rows, row.End())
	}
	for _, p := range problems {
		rows = append(rows, l.Row(w).Put(look.Warn, look.F("! %s", l.Name(p))).End())
	}
	return rows
}

func papers3() []parcel.PaperKind {
	return []parcel.PaperKind{parcel.Order, parcel.Payment, parcel.Shipment}
}

func (s *Screen) broken() []string { return s.matched().Problems }

func (s *Screen) matched() parcel.Match {
	return parcel.MatchPapers(s.dossier.Item.Decl, s.dossier.Papers)
}

// lines3 are the fields that at least one paper says something of.
func (s *Screen) lines3() []line3 {
	l, d := s.opt.Look, s.dossier.Item.Decl
	var of [3]parcel.Paper
	order, payment, shipment := parcel.Together(d, s.dossier.Papers)
	for i, p := range [...]*parcel.Paper{order, payment, shipment} {
		if p != nil {
			of[i] = *p
		}
	}
	differ := s.matched().DifferIn
	line := func(name, declared look.Text, differs bool, get func(parcel.Paper) look.Text) line3 {
		return line3{name, [4]look.Text{declared, get(of[0]), get(of[1]), get(of[2])}, differs}
	}
	all := []line3{
		line(l.W("inspect.number"), look.Text{}, differ(parcel.PaperNumber), func(p parcel.Paper) look.Text {
			return look.Join(" ", look.Clean(p.Order), look.Clean(p.Transaction), look.Clean(p.Number))
		}),
		line(l.W("inspect.goods"), look.Clean(d.Total().String()), differ(parcel.PaperGoods),
			func(p parcel.Paper) look.Text { return look.Clean(p.Goods.String()) }),
		line(l.W("inspect.freight"), look.Text{}, differ(parcel.PaperFreight), func(p parcel.Paper) look.Text { return look.Clean(p.Freight.String()) }),
		line(l.W("inspect.paid"), look.Text{}, differ(parcel.PaperPaid),
			func(p parcel.Paper) look.Text { return look.Clean(p.Paid.String()) }),
		line(l.W("inspect.seller"), s.end(d.Sender), false, func(p parcel.Paper) look.Text { return s.end(p.Seller) }),
		line(l.W("inspect.buyer"), look.Text{}, differ(parcel.PaperBuyer), func(p parcel.Paper) look.Text { return s.end(p.Buyer) }),
		line(l.W("inspect.consignee"), s.end(d.Addressee), differ(parcel.PaperConsignee), func(p parcel.Paper) look.Text { return s.end(p.Consignee) }),
		line(l.W("inspect.gross"), grams(d.Gross), false, func(p parcel.Paper) look.Text { return grams(p.Gross) }),
		line(l.W("inspect.goods_in_words"), look.Clean(d.Words()), differ(parcel.PaperWords), func(p parcel.Paper) look.Text { return look.Clean(p.Words) }),
	}
	return slices.DeleteFunc(all, func(x line3) bool { return x.cells[1].Empty() && x.cells[2].Empty() && x.cells[3].Empty() })
}

func (s *Screen) end(p parcel.Party) look.Text {
	if p.IsZero() {
		return look.Text{}
	}
	return s.party(p)
}

// papers says the same line by line.
func (s *Screen) papers() part {
	l := s.opt.Look
	if len(s.dossier.Papers) == 0 {
		return part{}
	}
	problems := s.broken()
	p := part{title: l.W("inspect.trade_papers")}
	for _, x := range s.lines3() {
		text := look.Text{}
		for i, kind := range papers3() {
			if c := x.cells[i+1]; !c.Empty() {
				text = look.Join(", ", text, look.F("%s %s", l.Name(string(kind)), c))
			}
		}
		p.entries = append(p.entries, entry{name: x.name, text: text})
	}
	for _, problem := range problems {
		p.entries = append(p.entries, entry{text: l.Name(problem), style: look.Warn})
	}
	return p
}
