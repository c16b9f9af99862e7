package sim

import (
	"strconv"
	"time"
)

const (
	cebMost  = 100 // business nodes in one file, says the schema
	cebSpace = "http://www.chinaport.gov.cn/ceb"
	yuan     = "142"
	carrier  = "9900000901"
	payer    = "9900000801"
)

// platforms are the marketplaces that send papers: code and name.
func platforms() [][2]string {
	return [][2]string{{"9900000701", "Lumado Market (synthetic)"}, {"9900000702", "Pikkotrade (synthetic)"}, {"9900000703", "Sagoverse (synthetic)"}}
}

// cebFiles writes the three papers of an order: CEB 311, 411 and 511, edition
// 202205, each kind in files of its own.
type cebFiles struct {
	prefix string
	most   int
	pages  [3]page
	files  int
	count  int
}

func kinds() [3]string { return [3]string{"311", "411", "511"} }

func (f *cebFiles) add(d *Despatch, it *item, c *chance) {
	if f.count == 0 {
		f.files++
		for i, kind := range kinds() {
			f.pages[i] = page{prefix: "ceb:"}
			f.pages[i].text(`<?xml version="1.0" encoding="UTF-8"?>` + "\n<ceb:CEB" + kind + `Message guid="` + guid(c) +
				`" version="1.0" xmlns:ceb="` + cebSpace + "\">\n")
		}
	}
	o := newOrder(it, c)
	o.write311(&f.pages[0], guid(c))
	o.write411(&f.pages[1], guid(c))
	o.write511(&f.pages[2], guid(c))
	if f.count++; f.count == f.most {
		f.close(d)
	}
}

func (f *cebFiles) close(d *Despatch) {
	if f.count == 0 {
		return
	}
	for i, kind := range kinds() {
		p := &f.pages[i]
		p.open("BaseTransfer")
		p.leaves("copCode", carrier, "copName", "Postern synthetic", "dxpMode", "DXP", "dxpId", "DXPSYN0000000001")
		p.end("BaseTransfer")
		p.text("\n</ceb:CEB" + kind + "Message>\n")
		d.Files = append(d.Files, File{Name: numbered(f.prefix+kind+"-", f.files, "xml"), Data: p.b})
	}
	f.count = 0
}

// order is what the three papers say in common, in fen.
type order struct {
	it                  *item
	prices              []int // of one, line by line
	goods, freight, tax int
	transaction, id     string
	at                  string
}

func (o *order) paid() int { return o.goods + o.freight + o.tax }

func newOrder(it *item, c *chance) *order {
	o := &order{it: it, prices: it.worth, transaction: "T" + digits(c, 16), id: "999999" + digits(c, 12)}
	if o.prices == nil {
		for _, l := range it.lines {
			o.prices = append(o.prices, l.each)
		}
	}
	for i, l := range it.lines {
		o.goods += o.prices[i] * l.units
	}
	o.freight = 1000 + c.n(5000)
	o.tax = o.goods * 9 / 100
	o.at = it.posted.Add(-time.Duration(c.n(72)) * time.Hour).In(time.FixedZone("UTC+8", 8*60*60)).Format("20060102150405")
	return o
}

func (o *order) head(p *page, guid string) {
	p.leaves("guid", guid, "appType", "1", "appTime", o.at, "appStatus", "2")
}

func (o *order) write311(p *page, guid string) {
	it, shop := o.it, platforms()[o.it.platform]
	p.open("Order")
	p.open("OrderHead")
	o.head(p, guid)
	p.leaves("orderType", "I", "orderNo", it.order, "ebpCode", shop[0], "ebpName", shop[1],
		"ebcCode", "99"+it.from.customs+"00001", "ebcName", it.sender.name())
	p.amount("goodsValue", o.goods, 2)
	p.amount("freight", o.freight, 2)
	p.amount("discount", 0, 2)
	p.amount("taxTotal", o.tax, 2)
	p.amount("acturalPaid", o.paid(), 2)
	p.leaves("currency", yuan, "buyerRegNo", "B"+o.id[8:], "buyerName", it.to.name(), "buyerTelephone", it.to.phone,
		"buyerIdType", "1", "buyerIdNumber", o.id, "payCode", payer, "payName", "Synthetic Pay", "payTransactionId", o.transaction,
		"consignee", it.to.name(), "consigneeTelephone", it.to.phone, "consigneeAddress", o.address())
	p.end("OrderHead")
	for i, l := range it.lines {
		p.text("\n ")
		p.open("OrderList")
		p.count("gnum", i+1)
		p.leaves("itemName", l.words, "gmodel", "synthetic", "unit", "007", "qty", strconv.Itoa(l.units))
		p.amount("price", o.prices[i], 2)
		p.amount("totalPrice", o.prices[i]*l.units, 2)
		p.leaves("currency", yuan, "country", l.origin.customs)
		p.end("OrderList")
	}
	p.end("Order")
	p.text("\n")
}

func (o *order) write411(p *page, guid string) {
	it, shop := o.it, platforms()[o.it.platform]
	p.open("Payment")
	p.open("PaymentHead")
	o.head(p, guid)
	p.leaves("payCode", payer, "payName", "Synthetic Pay", "payTransactionId", o.transaction, "orderNo", it.order,
		"ebpCode", shop[0], "ebpName", shop[1], "payerIdType", "1", "payerIdNumber", o.id, "payerName", it.to.name(),
		"telephone", it.to.phone, "amountPaid", decimal(o.paid(), 2), "currency", yuan, "payTime", o.at)
	p.end("PaymentHead")
	p.end("Payment")
	p.text("\n")
}

func (o *order) write511(p *page, guid string) {
	it := o.it
	p.open("Logistics")
	p.open("LogisticsHead")
	o.head(p, guid)
	p.leaves("logisticsCode", carrier, "logisticsName", "Synthetic Post", "logisticsNo", it.id, "orderNo", it.order,
		"freight", decimal(o.freight, 2), "insuredFee", "0", "currency", yuan, "weight", decimal(it.gross, 3), "packNo", "1",
		"goodsInfo", it.lines[0].words, "consignee", it.to.name(), "consigneeAddress", o.address(), "consigneeTelephone", it.to.phone)
	p.end("LogisticsHead")
	p.end("Logistics")
	p.text("\n")
}

func (o *order) address() string {
	to := &o.it.to
	return to.street + ", " + to.zip + " " + to.city
}
