package names

import "time"

// Imported is what is answered to an import.
type Imported struct {
	List    string `json:"list"`
	Layout  string `json:"layout"`
	Date    string `json:"date,omitempty"` // the issuer's; absent where the file has none
	Hash    string `json:"sha256"`
	Entries int    `json:"entries"`
	Names   int    `json:"names"`
	Skipped []Skip `json:"skipped"`

	Replaces []string `json:"replaces,omitempty"` // what becomes of the list's files before; said by who puts it in force
}

// Report says what came of reading a list.
func (l List) Report(skips []Skip) Imported {
	out := Imported{List: l.Name, Layout: l.Layout, Hash: l.Hash, Entries: len(l.Entries), Names: l.Total(), Skipped: skips}
	if out.Skipped == nil {
		out.Skipped = []Skip{}
	}
	if !l.Date.IsZero() {
		out.Date = l.Date.Format(time.DateOnly)
	}
	return out
}
