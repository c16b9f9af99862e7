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
	return lastOf(events, func(b journal.PackAdopted) string { return b.ID })
}

// List is a file of a denied-party list in force: what was imported, when and
// by whom.
type List struct {
	journal.ListImported
	At time.Time
	By []parcel.OfficerID
}

// Lists folds which files of denied-party lists are in force: a file takes the
// place of the earlier ones of its list, but for parts of the list that it does
// not hold.
func Lists(events []journal.Event) []List {
	var all []List
	for _, e := range order(events) {
		b, ok := e.Body.(journal.ListImported)
		if !ok {
			continue
		}
		all = slices.DeleteFunc(all, func(old List) bool { return old.List == b.List && covers(b.Part, old.Part) })
		all = append(all, List{ListImported: b, At: e.Wall, By: e.Officers})
	}
	slices.SortFunc(all, func(a, b List) int {
		return cmp.Or(cmp.Compare(a.List, b.List), cmp.Compare(a.Part, b.Part))
	})
	return all
}

// covers reports whether a file of these parts leaves nothing of another's.
func covers(parts, others string) bool {
	if parts == "" || others == "" {
		return true
	}
	held := strings.Split(parts, "+")
	for other := range strings.SplitSeq(others, "+") {
		if !slices.Contains(held, other) {
			return false
		}
	}
	return true
}

// Models folds which learned models are in force: for each agency the last
// adopted.
func Models(events []journal.Event) []journal.ModelAdopted {
	return lastOf(events, func(b journal.ModelAdopted) parcel.Agency { return b.Agency })
}

// lastOf is the last body of each name, in the order of names.
func lastOf[B journal.Body, K cmp.Ordered](events []journal.Event, name func(B) K) []B {
	last := map[K]B{}
	for _, e := range order(events) {
		if b, ok := e.Body.(B); ok {
			last[name(b)] = b
		}
	}
	all := make([]B, 0, len(last))
	for _, k := range slices.Sorted(maps.Keys(last)) {
		all = append(all, last[k])
	}
	return all
}
