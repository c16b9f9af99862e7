package fold

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"postern/journal"
	"postern/parcel"
)

// Packs folds which rule packs are in force: for each id the last adopted.
func Packs(events []journal.Event) []journal.PackAdopted {
	last := map[string]journal.PackAdopted{}
	for _, e := range order(events) {
		if b, ok := e.Body.(journal.PackAdopted); ok {
			last[b.ID] = b
		}
	}
	all := make([]journal.PackAdopted, 0, len(last))
	for _, id := range slices.Sorted(maps.Keys(last)) {
		all = append(all, last[id])
	}
	return all
}

// List is a file of a denied-party list in force: what was imported, when and
// by whom. Left is what of its parts is in force: a later file may have taken
// the place of some of them.
type List struct {
	journal.ListImported
	Left string
	At   time.Time
	By   []parcel.OfficerID
}

// Lists folds which files of denied-party lists are in force: a file takes the
// place of the earlier ones of its list, part by part.
func Lists(events []journal.Event) []List {
	var all []List
	for _, e := range order(events) {
		b, ok := e.Body.(journal.ListImported)
		if !ok {
			continue
		}
		all = slices.DeleteFunc(all, func(old List) bool { return old.List == b.List && Left(old.Left, b.Part) == "" })
		for i := range all {
			if all[i].List == b.List {
				all[i].Left = Left(all[i].Left, b.Part)
			}
		}
		all = append(all, List{ListImported: b, Left: b.Part, At: e.Wall, By: e.Officers})
	}
	slices.SortFunc(all, func(a, b List) int {
		return cmp.Or(cmp.Compare(a.List, b.List), cmp.Compare(a.Left, b.Left))
	})
	return all
}

// Left is what of a file's parts, joined by +, a later file leaves in force. A
// list of one file takes the place of all and leaves its own to any.
func Left(parts, later string) string {
	if parts == "" || later == "" {
		return ""
	}
	taken := strings.Split(later, "+")
	return strings.Join(slices.DeleteFunc(strings.Split(parts, "+"), func(p string) bool { return slices.Contains(taken, p) }), "+")
}

// Model is a learned model in force: what was adopted, when and by whom; by
// nobody where the workstation trained it by itself.
type Model struct {
	journal.ModelAdopted
	At time.Time
	By []parcel.OfficerID
}

// Models folds which learned models are in force: for each agency the last
// adopted.
func Models(events []journal.Event) []Model {
	var all []Model
	for _, e := range order(events) {
		b, ok := e.Body.(journal.ModelAdopted)
		if !ok {
			continue
		}
		all = slices.DeleteFunc(all, func(old Model) bool { return old.Agency == b.Agency })
		all = append(all, Model{ModelAdopted: b, At: e.Wall, By: e.Officers})
	}
	slices.SortFunc(all, func(a, b Model) int { return cmp.Compare(a.Agency, b.Agency) })
	return all
}
