package ceb

import (
	"postern/message"
	"postern/parcel"
)

// inventory turns an inventory list, which declares the goods of one waybill,
// into an item. One that withdraws the declaration becomes a status.
func (m *mapper) inventory(f *form) {
	head := f.node.head
	id, ok := f.Identifier(f.waybillNo())
	if !ok {
		return
	}
	defer f.Done(id.Text)
	f.begin("")
	if f.paper.Delete {
		m.batch.Statuses = append(m.batch.Statuses, parcel.Status{
			Of: f.node.root, GUID: f.paper.GUID, Platform: f.number("ebpCode", 18), Order: f.number("orderNo", 60),
			Carrier: f.number("logisticsCode", 18), Number: id.Text, Declaration: f.number("copNo", 20), Entry: f.entry(),
			Code: "3", Refused: true, Text: "the declarant withdraws it", At: f.paper.At,
		})
		return
	}
	d := m.batch.Next(m.limits)
	*d = parcel.Declaration{
		Identifier: id, Nature: parcel.Sale, Dest: f.destination(),
		Platform: f.text("ebpName", 100), Carrier: f.text("logisticsName", 100),
		PlatformCode: f.number("ebpCode", 18), CarrierCode: f.number("logisticsCode", 18),
		Origin:    f.codes.country(f.Entry, head.Get("country")),
		Sender:    parcel.Party{Name: f.text("ebcName", 100), IDRef: f.number("ebcCode", 18)},
		Addressee: f.buyer(),
		Gross:     f.Kilograms(head.Get("grossWeight")), Packages: f.Count(head.Get("packNo")),
		Postage: f.amount("freight"), Fees: f.amount("insuredFee"),
	}
	for _, name := range [...]string{"orderNo", "copNo", "invtNo"} {
		if ref := f.number(name, 60); ref != "" {
			d.References = append(d.References, ref)
		}
	}
	if licence := f.number("licenseNo", 19); licence != "" {
		d.Documents = []parcel.Document{{ID: licence, Type: "licence"}}
	}
	net := f.Kilograms(head.Get("netWeight"))
	d.Contents = f.goods()
	if len(d.Contents) == 1 { // of several lines it is the sum
		d.Contents[0].Net = net
	}
	d.Value = d.Total()
}

func (f *form) waybillNo() message.Leaf {
	l := f.node.head.Get("logisticsNo")
	if l.Line == 0 {
		l.Line = f.node.line
	}
	return l
}

// destination is China for an import.
func (f *form) destination() string {
	switch l := f.node.head.Get("ieFlag"); l.Text {
	case "I", "":
		return "CN"
	case "E":
	default:
		f.Fault(l, "I import or E export")
	}
	return ""
}

// buyer is whom the goods go to: an inventory names no other.
func (f *form) buyer() parcel.Party {
	p := parcel.Party{
		Name: f.text("buyerName", 60), Phone: f.text("buyerTelephone", 30), IDRef: f.number("buyerIdNumber", 60),
		State: f.text("areaName", 100),
	}
	if street := f.text("consigneeAddress", 200); street != "" {
		p.Address = []string{street}
	}
	return p
}

func (f *form) goods() []parcel.Content {
	f.tooManyLines()
	var all []parcel.Content
	for i, line := range f.node.lines {
		f.In("InventoryList", i+1)
		c := f.content(line, i+1, "gname")
		code := line.Get("gcode")
		code.Text = code.Text[:min(len(code.Text), 6)] // the last four are China's own
		c.HS = f.HS(code)
		if problem := lineProblem(line, i+1); problem != "" {
			f.Fault(line.Get("totalPrice"), "price x quantity: "+problem)
		}
		all = append(all, c)
	}
	return all
}
