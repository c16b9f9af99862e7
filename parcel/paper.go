package parcel

import "time"

// PaperKind is one of the three trade papers of cross-border e-commerce.
type PaperKind string

// Order comes from the platform, Payment from the payment provider, Shipment
// from the carrier.
const (
	Order    PaperKind = "order"
	Payment  PaperKind = "payment"
	Shipment PaperKind = "shipment"
)

// Paper is one trade paper. They meet by (platform, order), (payer,
// transaction) and (carrier, number): WCO e-commerce framework; CEB 2022-05.
type Paper struct {
	Kind         PaperKind `json:"kind"`
	GUID         string    `json:"guid,omitempty"`
	Platform     string    `json:"platform,omitempty"`    // code of the platform
	Order        string    `json:"order,omitempty"`       // order number, unique per platform
	Payer        string    `json:"payer,omitempty"`       // code of the payment provider
	Transaction  string    `json:"transaction,omitempty"` // unique per payment provider
	Carrier      string    `json:"carrier,omitempty"`     // code of the carrier
	Number       string    `json:"number,omitempty"`      // waybill number; unique per carrier for six months
	At           time.Time `json:"at,omitzero"`           // when the sender wrote it
	Delete       bool      `json:"delete,omitempty"`      // the sender withdraws it
	Seller       Party     `json:"seller,omitzero"`
	Buyer        Party     `json:"buyer,omitzero"` // buyer of an order, payer of a payment
	Consignee    Party     `json:"consignee,omitzero"`
	Goods        Money     `json:"goods,omitzero"`
	Freight      Money     `json:"freight,omitzero"`
	Discount     Money     `json:"discount,omitzero"`
	Tax          Money     `json:"tax,omitzero"`
	Paid         Money     `json:"paid,omitzero"`
	Gross        Mass      `json:"gross,omitempty"`
	Packages     int       `json:"packages,omitempty"`
	Words        string    `json:"words,omitempty"`
	Contents     []Content `json:"contents,omitempty"`
	Listings     []string  `json:"listings,omitempty"`      // where the goods are offered: outside text, to be shown and never opened
	LineProblems []string  `json:"line_problems,omitempty"` // lines whose total is not price x quantity
}
