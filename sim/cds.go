package sim

import (
	"postern/parcel"
)

const (
	cdsSpace = "http://schemas.datacontract.org/2004/07/CDS.BusinessLayer.Operational"
	xsiSpace = "http://www.w3.org/2001/XMLSchema-instance"
	cdsHead  = `<?xml version="1.0" encoding="utf-8"?>` + "\n" +
		`<ArrayOfCDSView xmlns="` + cdsSpace + `" xmlns:i="` + xsiSpace + `">` + "\n"
	cdsFoot  = "</ArrayOfCDSView>\n"
	soapHead = `<?xml version="1.0" encoding="utf-8"?>` + "\n" +
		`<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><LoadResponse xmlns="http://tempuri.org/">` +
		`<LoadResult xmlns:a="` + cdsSpace + `" xmlns:i="` + xsiSpace + `">` + "\n"
	soapFoot = "</LoadResult></LoadResponse></s:Body></s:Envelope>\n"
)

// cdsFiles writes UPU CDS views; every fourth file is the answer to a Load, as
// the service gives it, with prefixes.
type cdsFiles struct {
	prefix string
	most   int
	page   page
	files  int
	count  int
}

func (f *cdsFiles) soap() bool { return f.files%4 == 0 }

func (f *cdsFiles) add(d *Despatch, it *item, c *chance) {
	if f.count == 0 {
		f.files++
		f.page = page{b: make([]byte, 0, len(f.page.b)+64<<10)} // as long as the file before
		if f.soap() {
			f.page.text(soapHead)
			f.page.prefix = "a:"
		} else {
			f.page.text(cdsHead)
		}
	}
	f.page.view(it, c)
	if f.count++; f.count == f.most {
		f.close(d)
	}
}

func (f *cdsFiles) close(d *Despatch) {
	if f.count == 0 {
		return
	}
	if f.soap() {
		f.page.text(soapFoot)
	} else {
		f.page.text(cdsFoot)
	}
	d.Files = append(d.Files, File{Name: numbered(f.prefix, f.files, "xml"), Data: f.page.b})
	f.count = 0
}

// view writes one item. Elements stand in alphabetical order, those of the
// base type first, as the service writes them.
func (p *page) view(it *item, c *chance) {
	p.text(" ")
	p.open("CDSView")
	p.open("Declaration")
	p.leaf("PostOrganizationCd", it.from.country+"A")
	p.text("\n  ")
	p.open("Data")
	p.open("ContentPieces")
	for i := range it.lines {
		p.piece(i, &it.lines[i], it.currency)
	}
	p.end("ContentPieces")
	p.text("\n   ")
	p.form(it)
	p.person("Recipient", &it.to)
	p.text("\n   ")
	p.person("Sender", &it.sender)
	p.leaf("TransportMode", "4")
	p.end("Data")
	p.end("Declaration")
	p.text("\n  ")
	p.open("MailObject")
	p.leaves("DestPostOrgCd", it.to.country+"A", "Id", it.id)
	if it.order != "" {
		p.leaf("LocalId", it.order)
	}
	p.leaves("MailCategoryCd", "A", "MailClassCd", it.class, "OrigPostOrgCd", it.from.country+"A", "PId", guid(c))
	p.moment("PostingDt", it.posted)
	p.end("MailObject")
	if p.prefix == "" {
		p.text(`<Response i:nil="true"/>`)
	}
	p.end("CDSView")
	p.text("\n")
}

func (p *page) piece(i int, l *line, currency string) {
	p.text("\n   ")
	p.open("ContentPiece")
	p.amount("Amount", l.value(), parcel.Exponent(currency))
	p.leaves("CurrencyCd", currency, "Description", l.words, "HS", l.hs)
	p.count("Index", i+1)
	p.amount("NetWeight", l.net, 3)
	p.count("Number", l.units)
	p.leaf("OrigCountryCd", l.origin.country)
	p.end("ContentPiece")
}

// form writes what a CN 23 says of the item as a whole.
func (p *page) form(it *item) {
	if it.kind == Broken {
		p.leaf("GrossWeight", "heavy")
	} else {
		p.amount("GrossWeight", it.gross, 3)
	}
	if it.insured {
		total := 0
		for _, l := range it.lines {
			total += l.value()
		}
		p.amount("InsuredValue", total, parcel.Exponent(it.currency))
		p.leaf("InsuredValueCurrencyCd", it.currency)
	}
	p.leaf("NatureTypeCd", it.nature)
	p.amount("Postage", it.postage, parcel.Exponent(it.from.currency))
	p.leaf("PostageCurrencyCd", it.from.currency)
}

func (p *page) person(as string, who *party) {
	p.leaves(
		as+"AddressLine1", who.street, as+"City", who.city, as+"CountryCd", who.country,
		as+"Email", who.email, as+"FirstName", who.given, as+"LastName", who.family,
		as+"Name", who.firm, as+"Telephone", who.phone, as+"ZIP", who.zip,
	)
}
