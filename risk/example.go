package risk

import (
	"postern/parcel"

	"github.com/goccy/go-yaml/ast"
)

// Example is a small declaration with facts, on which a rule must fire or must
// not.
type Example struct {
	Declaration parcel.Declaration
	Facts       parcel.Facts
	On          parcel.Day // the day it is judged; the pack's first day where empty
	Line        int
}

// example reads an example. A declaration of one line of goods is written
// without its list: words, hs, units, net, value and goods_origin beside the
// other fields.
func (r *reader) example(n ast.Node) Example {
	e := Example{Line: lineOf(n)}
	d := &e.Declaration
	var only parcel.Content
	var ident, receptacle, nature string
	var types []string
	known := fields{
		"class": r.text(&d.Class), "category": r.text(&d.Category), "nature": r.text(&nature),
		"origin": r.text(&d.Origin), "destination": r.text(&d.Dest), "gross": r.grams(&d.Gross),
		"total":   func(v ast.Node) { r.money(v, &d.Value) },
		"postage": func(v ast.Node) { r.money(v, &d.Postage) },
		"insured": func(v ast.Node) { r.money(v, &d.Insured) },
		"sender":  r.text(&d.Sender.Name), "addressee": r.text(&d.Addressee.Name),
		"fiscal_id": r.text(&d.FiscalID), "handling": r.text(&d.Handling),
		"identifier": r.text(&ident), "receptacle": r.text(&receptacle), "documents": r.texts(&types),
		"posted": func(v ast.Node) {
			var day parcel.Day
			r.day(&day)(v)
			d.Posted = day.Time()
		},
		"lines": r.list(func(v ast.Node) {
			var c parcel.Content
			r.object(v, "a line of goods", r.lineFields(&c))
			d.Contents = append(d.Contents, c)
		}),
		"facts": func(v ast.Node) { r.facts(v, &e.Facts) },
		"on":    r.day(&e.On),
	}
	for key, read := range r.lineFields(&only) {
		known[key] = read
	}
	where := r.object(n, "an example", known)
	if _, several := where["lines"]; !several && (only != parcel.Content{}) {
		d.Contents = []parcel.Content{only}
	}
	if ident != "" {
		d.Identifier = parcel.ParseIdentifier(ident)
	}
	d.Receptacle, d.Nature = parcel.S9(receptacle), parcel.Nature(nature)
	for _, t := range types {
		d.Documents = append(d.Documents, parcel.Document{Type: t})
	}
	for i := range d.Contents {
		d.Contents[i].Index = i + 1
	}
	return e
}

func (r *reader) lineFields(c *parcel.Content) fields {
	return fields{
		"words": r.text(&c.Words), "hs": r.text(&c.HS), "units": r.number(&c.Units, 0, 1_000_000),
		"net": r.grams(&c.Net), "value": func(v ast.Node) { r.money(v, &c.Value) },
		"goods_origin": r.text(&c.Origin),
	}
}

func (r *reader) grams(dst *parcel.Mass) func(ast.Node) {
	return func(n ast.Node) {
		var g int
		r.number(&g, 0, 100_000_000)(n)
		*dst = parcel.Mass(g)
	}
}

func (r *reader) facts(n ast.Node, f *parcel.Facts) {
	const most = 1_000_000_000
	r.object(n, "facts", fields{
		"sender_items": r.number(&f.SenderItems, 0, most), "sender_found": r.number(&f.SenderFound, 0, most),
		"sender_examined": r.number(&f.SenderExamined, 0, most), "sender_reached": r.number(&f.SenderReached, 0, most),
		"addressee_items": r.number(&f.AddresseeItems, 0, most), "addressee_today": r.number(&f.AddresseeToday, 0, most),
		"addressee_value": func(v ast.Node) { r.money(v, &f.AddresseeValue) },
		"reused":          r.flag(&f.Reused),
		"order_total":     func(v ast.Node) { r.money(v, &f.OrderTotal) },
		"order_items":     r.number(&f.OrderItems, 0, most),
		"paper_problems":  r.texts(&f.PaperProblems),
		"papers":          r.number(&f.Papers, 0, most),

		"sender_days": r.number(&f.SenderDays, 0, most), "sender_recent": r.number(&f.SenderRecent, 0, most), "sender_light": r.number(&f.SenderLight, 0, most),
		"sender_values":  r.list(func(v ast.Node) { var m parcel.Money; r.money(v, &m); f.SenderValues = append(f.SenderValues, m.Minor) }),
		"addressee_days": r.number(&f.AddresseeDays, 0, most), "addressee_week": r.number(&f.AddresseeWeek, 0, most),
		"today_value": r.sum(&f.TodayValue), "week_value": r.sum(&f.WeekValue),
		"pair_today": r.number(&f.PairToday, 0, most), "pair_items": r.number(&f.PairItems, 0, most),
		"pair_today_value": r.sum(&f.PairTodayValue), "pair_value": r.sum(&f.PairValue),
		"home_shared": r.number(&f.AddressNames, 0, most), "contact_shared": r.number(&f.PhoneNames, 0, most), "sender_contact_shared": r.number(&f.SenderPhoneNames, 0, most),
		"norms": r.list(func(v ast.Node) { f.Norms = append(f.Norms, r.norm(v)) }),
	})
}

func (r *reader) sum(dst *parcel.Money) func(ast.Node) { return func(n ast.Node) { r.money(n, dst) } }

// norm reads what goods of a line are declared to be; spreads are in percent.
func (r *reader) norm(n ast.Node) parcel.Norm {
	const most = 1_000_000_000
	norm := parcel.Norm{Line: 1, N: parcel.LeastNorm}
	var kilo, piece parcel.Money
	var grams, spread int
	r.object(n, "a norm", fields{
		"line": r.number(&norm.Line, 1, most), "n": r.number(&norm.N, parcel.LeastNorm, most),
		"kilo": r.sum(&kilo), "piece": r.sum(&piece), "grams": r.number(&grams, 1, most), "spread": r.number(&spread, 0, 1_000),
	})
	norm.Kilo, norm.Piece, norm.Grams = kilo.Minor, piece.Minor, int64(grams)
	norm.KiloSpread, norm.PieceSpread, norm.GramsSpread = 10*spread, 10*spread, 10*spread
	return norm
}
