package ics2

import (
	"bytes"
	"strconv"

	"postern/message"
	"postern/message/markup"
	"postern/parcel"
)

// head is what a filing says of all its items.
type head struct{ mrn, state string }

// foresee reads the head of a filing before its items, since it may stand behind
// them; it goes no further than it has to.
func foresee(data []byte, l message.Limits) (h head) {
	missing := 0
	for _, name := range [...]string{"MRN", "addressedMemberState"} {
		if bytes.Contains(data, []byte(name)) {
			missing++
		}
	}
	if missing == 0 {
		return h
	}
	var nowhere message.Batch // its faults are found again
	d := decoder{r: markup.NewReader(data, l, everything), batch: &nowhere, limits: l}
	if _, _, ok := d.r.Root(); !ok {
		return h
	}
	e := nowhere.Enter("filing", 1, l)
	for name := range d.r.Children() {
		if d.head(e, name, &h) {
			missing--
		}
		if missing == 0 {
			break
		}
	}
	return h
}

// head takes one element of the head; of several the first.
func (d *decoder) head(e *message.Entry, name string, h *head) bool {
	switch {
	case name == "MRN" && h.mrn == "":
		h.mrn = e.Reference(d.r.Leaf())
	case name == "addressedMemberState" && h.state == "":
		node := d.r.Tree()
		h.state = e.Country(node.Get("country"))
	default:
		return false
	}
	return true
}

// filing reads the items of a filing.
func (d *decoder) filing() {
	var said head
	e := d.batch.Enter("filing", 1, d.limits)
	for name := range d.r.Children() {
		if !d.head(e, name, &said) && name == "consignmentMasterLevel" {
			d.master()
		}
		if d.full {
			break
		}
	}
}

func (d *decoder) master() {
	for name := range d.r.Children() {
		if name != "consignmentHouseLevel" {
			continue
		}
		if !d.room() {
			return
		}
		d.houses++
		d.batch.At(d.r.Pos())
		node := d.r.Tree()
		if !d.r.Whole() {
			return
		}
		d.house(node)
	}
}

// house turns a house consignment into a declaration.
func (d *decoder) house(n *message.Node) {
	e := d.batch.Enter(n.Name, d.houses, d.limits)
	e.In("transportDocumentHouseLevel", 0)
	id, ok := e.Identifier(n.Group("transportDocumentHouseLevel").Get("documentNumber"))
	if !ok {
		return
	}
	defer e.Done(id.Text)
	e.In("", 0)
	e.Over(n)
	decl := d.batch.Next(d.limits)
	*decl = parcel.Declaration{
		Identifier: id, Dest: d.of.state,
		Gross:    e.Kilograms(n.Get("totalGrossMass")),
		FiscalID: e.Reference(n.Group("additionalFiscalReferences").Get("VATIdentificationNumber")),
	}
	for _, ref := range [...]string{e.Reference(n.Get("referenceNumberUCR")), d.of.mrn} {
		if ref != "" {
			decl.References = append(decl.References, ref)
		}
	}
	charges := n.Group("postalCharges")
	e.In("postalCharges", 0)
	decl.Postage = e.MoneyIn(charges.Get("value"), charges.Get("currency"))
	decl.Sender, decl.Addressee = party(e, n.Group("consignor")), party(e, n.Group("consignee"))
	for i, doc := range n.All("supportingDocuments") {
		e.In("supportingDocuments", i+1)
		decl.Documents = append(decl.Documents, parcel.Document{ID: e.Reference(doc.Get("referenceNumber")), Type: e.Text(doc.Get("type"))})
	}
	d.goods(e, n, decl)
	decl.Value = decl.Total()
}

// goods reads the goods items. What they count is packages, not units.
func (d *decoder) goods(e *message.Entry, n *message.Node, decl *parcel.Declaration) {
	for i, g := range n.All("goodsItem") {
		e.In("goodsItem", i+1)
		if i >= d.limits.Pieces {
			e.Fault(message.Leaf{Line: g.Line, Name: "goodsItem"}, "at most "+strconv.Itoa(d.limits.Pieces)+" of them")
			return
		}
		commodity, value := g.Group("commodity"), g.Group("postalValue")
		c := parcel.Content{
			Index:  e.Count(g.Get("goodsItemNumber")),
			Words:  e.TextOf(commodity.Get("descriptionOfGoods"), 512),
			HS:     tariff(e, commodity.Group("commodityCode")),
			Net:    e.Kilograms(g.Group("weight").Get("netMass")),
			Value:  e.MoneyIn(value.Get("value"), value.Get("currency")),
			Origin: e.Country(g.Group("countryOfOrigin").Get("country")),
		}
		if c.Index == 0 {
			c.Index = i + 1
		}
		decl.Contents = append(decl.Contents, c)
		decl.Packages = add(decl.Packages, e.Count(g.Group("packaging").Get("numberOfPackages")))
		if kind := e.Nature(g.Get("typeOfGoods")); decl.Nature == "" {
			decl.Nature = kind
		}
	}
}

// add sums counts, each of which has 31 bits.
func add(a, b int) int { return min(a+b, 1<<31-1) }

// tariff joins the two parts of the code.
func tariff(e *message.Entry, n *message.Node) string {
	l := n.Get("harmonizedSystemSubHeadingCode")
	if l.Text != "" {
		l.Text += n.Get("combinedNomenclatureCode").Text
	}
	return e.HS(l)
}

func party(e *message.Entry, n *message.Node) parcel.Party {
	e.In(n.Name, 0)
	at := n.Group("address")
	p := parcel.Party{
		Name: e.TextOf(n.Get("name"), 70), IDRef: e.Reference(n.Get("identificationNumber")),
		City: e.Text(at.Get("city")), State: e.Text(at.Get("subDivision")), Zip: e.Text(at.Get("postCode")), Country: e.Country(at.Get("country")),
	}
	for _, line := range []string{
		e.Join(at.Get("street"), at.Get("number")), e.Text(at.Get("streetAdditionalLine")), e.Text(at.Get("poBox")),
	} {
		if line != "" {
			p.Address = append(p.Address, line)
		}
	}
	for _, c := range n.All("communication") {
		switch to := e.Text(c.Get("identifier")); c.Get("type").Text {
		case "TE":
			p.Phone = to
		case "EM":
			p.Email = to
		}
	}
	return p
}
