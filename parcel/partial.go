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

// Join is what is declared of an item once a further message names it.
//
// A declaration replaces the one before it, but for the receptacle, which stays
// where the later one names none. A partial one, which only says where the item
// travels, never replaces anything else: its receptacle counts, since despatches
// know that best, and its other fields fill what is empty. So despatch before
// item data and item data before despatch come to the same.
func (d Declaration) Join(more Declaration) Declaration {
	if !more.Partial {
		if more.Receptacle == "" {
			more.Receptacle = d.Receptacle
		}
		return more
	}
	if more.Receptacle != "" {
		d.Receptacle = more.Receptacle
	}
	if d.Identifier.Text == "" {
		d.Identifier, d.Partial = more.Identifier, true
	}
	fill(&d.Class, more.Class)
	fill(&d.Category, more.Category)
	fill(&d.Handling, more.Handling)
	fill(&d.Posted, more.Posted)
	fill(&d.Origin, more.Origin)
	fill(&d.Dest, more.Dest)
	fill(&d.Gross, more.Gross)
	fill(&d.Carrier, more.Carrier)
	d.References = slices.Clip(d.References)
	for _, ref := range more.References {
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
