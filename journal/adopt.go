package journal

import "postern/parcel"

// The kinds that put something in force beside packs.
const (
	KindListImported Kind = "list_imported"
	KindModelAdopted Kind = "model_adopted"
)

// Judging are the kinds that change how items are judged from then on.
func Judging() []Kind { return []Kind{KindPackAdopted, KindListImported, KindModelAdopted} }

// ListImported puts a part of a denied-party list in force in place of the
// last one of that list and part. The file lies beside the packs.
type ListImported struct {
	List    string        `json:"list"`
	Part    string        `json:"part,omitempty"` // which of its files, joined by +; empty for a list of one file
	Layout  string        `json:"layout"`
	Digest  string        `json:"digest"`
	Dated   parcel.Day    `json:"dated,omitempty"` // by its issuer; empty where the file does not say
	Entries int           `json:"entries"`
	Names   int           `json:"names"`
	Skipped int           `json:"skipped,omitempty"`
	Agency  parcel.Agency `json:"agency"` // who asks where a name is met
}

// ModelAdopted puts a learned model in force in place of its agency's last.
type ModelAdopted struct {
	Agency parcel.Agency `json:"agency"`
	Digest string        `json:"digest"`
	Form   string        `json:"form"`
	Rows   int           `json:"rows"`
	Found  int           `json:"found"`
	From   parcel.Day    `json:"from,omitempty"` // days of the rows trained on
	Until  parcel.Day    `json:"until,omitempty"`
	Budget int           `json:"budget"` // percentage of the flow that it may pick
	Cut    float64       `json:"cut"`    // probability from which it picks, so that the budget is kept
}

// Kind implements Body.
func (ListImported) Kind() Kind { return KindListImported }

// Kind implements Body.
func (ModelAdopted) Kind() Kind { return KindModelAdopted }

// Class implements Body.
func (ListImported) Class() Class { return Plain }

// Class implements Body.
func (ModelAdopted) Class() Class { return Plain }

func (ListImported) sealed() {}
func (ModelAdopted) sealed() {}
