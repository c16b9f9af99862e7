package parcel

import "slices"

// Receptacle is one bag, tray or container as its despatch announced it.
type Receptacle struct {
	ID       S9     `json:"receptacle"`
	Despatch S8     `json:"despatch,omitempty"`
	Gross    Mass   `json:"gross,omitempty"`
	Items    int    `json:"items,omitempty"`  // identifiers it lists
	Stated   int    `json:"stated,omitempty"` // items it says it holds; 0 where it does not say
	Seal     string `json:"seal,omitempty"`
}

// Blank reports a declaration that says nothing but where the item is: the
// despatch that names it, and not what is in it, from whom or to whom.
func (d Declaration) Blank() bool {
	return d.Partial && d.Sender.IsZero() && d.Addressee.IsZero() && d.Value.IsZero() && d.Nature == "" &&
		len(d.Contents) == 0 && len(d.Documents) == 0 && len(d.References) == 0
}

// Join is what is declared of an item once a further message names it.
//
// A declaration replaces the one before it, but for the receptacle, which stays
// where the later one names none. A partial one says nothing of the goods and
// never replaces a whole one: it fills what is empty there, and its receptacle
// counts, since despatches know that best. So despatch before item data and item
// data before despatch come to the same.
func (d Declaration) Join(more Declaration) Declaration {
	switch {
	case d.Identifier.Text == "":
		return more
	case more.Partial && !d.Partial:
		return d.fill(more)
	case more.Partial == d.Partial && more.Partial:
		bag := more.Receptacle
		more = more.fill(d)
		if bag != "" {
			more.Receptacle = bag
		}
		return more
	case d.Partial:
		return more.fill(d)
	}
	fill(&more.Receptacle, d.Receptacle)
	return more
}

// fill puts what a partial declaration says where nothing is said.
func (d Declaration) fill(by Declaration) Declaration {
	if by.Receptacle != "" {
		d.Receptacle = by.Receptacle
	}
	for _, pair := range [][2]*string{
		{&d.Platform, &by.Platform},
		{&d.Class, &by.Class},
		{&d.Category, &by.Category},
		{&d.Handling, &by.Handling},
		{&d.Origin, &by.Origin},
		{&d.Dest, &by.Dest},
		{&d.FiscalID, &by.FiscalID},
		{&d.Delivery, &by.Delivery},
		{&d.Mode, &by.Mode},
		{&d.Carrier, &by.Carrier},
		{&d.PlatformCode, &by.PlatformCode},
		{&d.CarrierCode, &by.CarrierCode},
	} {
		fill(pair[0], *pair[1])
	}
	for _, pair := range [][2]*Money{{&d.Value, &by.Value}, {&d.Postage, &by.Postage}, {&d.Insured, &by.Insured}, {&d.Fees, &by.Fees}} {
		fill(pair[0], *pair[1])
	}
	for _, pair := range [][2]*Party{{&d.Sender, &by.Sender}, {&d.Addressee, &by.Addressee}, {&d.Buyer, &by.Buyer}} {
		if pair[0].IsZero() {
			*pair[0] = *pair[1]
		}
	}
	fill(&d.Nature, by.Nature)
	fill(&d.Posted, by.Posted)
	fill(&d.Gross, by.Gross)
	fill(&d.Packages, by.Packages)
	if len(d.Documents) == 0 {
		d.Documents = by.Documents
	}
	d.References = slices.Clone(d.References)
	for _, ref := range by.References {
		if !slices.Contains(d.References, ref) {
			d.References = append(d.References, ref)
		}
	}
	return d
}

func fill[T comparable](have *T, more T) {
	var nothing T
	if *have == nothing {
		*have = more
	}
}
