package sim

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strconv"

	"postern/parcel"
)

// row is one content of one item in a platform's table.
type row struct {
	Item       string      `json:"tracking_number"`
	Order      string      `json:"order_number,omitempty"`
	Platform   string      `json:"platform"`
	Receptacle string      `json:"receptacle"`
	Date       string      `json:"posting_date"`
	Class      string      `json:"mail_class"`
	Nature     string      `json:"nature"`
	Words      string      `json:"description"`
	HS         string      `json:"hs_code,omitempty"`
	Quantity   int         `json:"quantity"`
	Net        int         `json:"net_weight_g"`
	Gross      int         `json:"gross_weight_g"`
	Value      json.Number `json:"value"`
	Currency   string      `json:"currency"`
	Origin     string      `json:"origin_country"`
	Sender     string      `json:"sender_name"`
	Street     string      `json:"sender_address"`
	City       string      `json:"sender_city"`
	Zip        string      `json:"sender_zip"`
	Country    string      `json:"sender_country"`
	To         string      `json:"recipient_name"`
	ToStreet   string      `json:"recipient_address"`
	ToCity     string      `json:"recipient_city"`
	ToZip      string      `json:"recipient_zip"`
	ToCountry  string      `json:"recipient_country"`
	ToPhone    string      `json:"recipient_phone,omitempty"`
	ToEmail    string      `json:"recipient_email,omitempty"`
}

func newRow(it *item, l *line) row {
	nature := map[string]string{"32": "sale", "11": "gift", "31": "sample", "91": "returned"}[it.nature]
	if nature == "" {
		nature = "other"
	}
	return row{
		Item: it.id, Order: it.order, Platform: platforms()[it.platform][0], Receptacle: string(it.receptacle),
		Date: it.posted.Format("2006-01-02"), Class: it.class, Nature: nature,
		Words: l.words, HS: l.hs, Quantity: l.units, Net: l.net, Gross: it.gross,
		Value: json.Number(decimal(l.value(), parcel.Exponent(it.currency))), Currency: it.currency, Origin: l.origin.country,
		Sender: it.sender.name(), Street: it.sender.street, City: it.sender.city, Zip: it.sender.zip, Country: it.sender.country,
		To: it.to.name(), ToStreet: it.to.street, ToCity: it.to.city, ToZip: it.to.zip, ToCountry: it.to.country,
		ToPhone: it.to.phone, ToEmail: it.to.email,
	}
}

// form is how a platform writes its table.
type form interface {
	begin(b *bytes.Buffer)
	row(b *bytes.Buffer, r *row)
	ext() string
}

// sheetFiles writes tables of one form; an item with several contents has
// several rows.
type sheetFiles struct {
	prefix string
	form   form
	most   int
	b      bytes.Buffer
	files  int
	count  int
}

func (f *sheetFiles) add(d *Despatch, it *item) {
	if f.count == 0 {
		f.files++
		f.form.begin(&f.b)
	}
	for i := range it.lines {
		r := newRow(it, &it.lines[i])
		f.form.row(&f.b, &r)
	}
	if f.count++; f.count == f.most {
		f.close(d)
	}
}

func (f *sheetFiles) close(d *Despatch) {
	if f.count == 0 {
		return
	}
	d.Files = append(d.Files, File{Name: numbered(f.prefix, f.files, f.form.ext()), Data: bytes.Clone(f.b.Bytes())})
	f.b.Reset()
	f.count = 0
}

// jsonForm is one object a line.
type jsonForm struct{}

func (jsonForm) ext() string { return "jsonl" }

func (jsonForm) begin(*bytes.Buffer) {}

func (jsonForm) row(b *bytes.Buffer, r *row) {
	_ = json.NewEncoder(b).Encode(r) // strings and numbers of ours into memory
}

// csvForm is comma-separated, with a header as a platform might name it.
type csvForm struct{}

func (csvForm) ext() string { return "csv" }

func (csvForm) begin(b *bytes.Buffer) {
	write(b, []string{
		"Tracking Number", "Order Number", "Platform", "Receptacle", "Posting Date", "Mail Class", "Nature", "Description", "HS Code", "Quantity",
		"Net Weight (g)", "Gross Weight (g)", "Value", "Currency", "Origin Country", "Sender Name", "Sender Address", "Sender City", "Sender Zip",
		"Sender Country", "Recipient Name", "Recipient Address", "Recipient City", "Recipient Zip", "Recipient Country", "Recipient Phone", "Recipient Email",
	})
}

func (csvForm) row(b *bytes.Buffer, r *row) {
	write(b, []string{
		r.Item, r.Order, r.Platform, r.Receptacle, r.Date, r.Class, r.Nature, r.Words, r.HS, strconv.Itoa(r.Quantity),
		strconv.Itoa(r.Net), strconv.Itoa(r.Gross), r.Value.String(), r.Currency, r.Origin, r.Sender, r.Street, r.City, r.Zip,
		r.Country, r.To, r.ToStreet, r.ToCity, r.ToZip, r.ToCountry, r.ToPhone, r.ToEmail,
	})
}

func write(b *bytes.Buffer, fields []string) {
	w := csv.NewWriter(b)
	_ = w.Write(fields) // into memory
	w.Flush()
}
