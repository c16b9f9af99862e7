package fold

import (
	"cmp"
	"maps"
	"slices"

	"postern/journal"
	"postern/parcel"
)

// Order sorts events as they happened and drops repetitions.
func Order(events []journal.Event) []journal.Event { return order(events) }

// order sorts events as they happened and drops repetitions. Within a station
// the logical clock and the sequence agree; between stations the clock decides
// and the name breaks ties, so that everybody sorts alike.
func order(events []journal.Event) []journal.Event {
	sorted := slices.Clone(events)
	slices.SortFunc(sorted, func(a, b journal.Event) int {
		return cmp.Or(cmp.Compare(a.HLC, b.HLC), compareNames(a.Name, b.Name))
	})
	return slices.CompactFunc(sorted, func(a, b journal.Event) bool { return a.Name == b.Name })
}

func compareNames(a, b journal.Name) int {
	return cmp.Or(cmp.Compare(a.Station, b.Station), slices.Compare(a.Epoch[:], b.Epoch[:]), cmp.Compare(a.Seq, b.Seq))
}

type names map[journal.Name]bool

// lifted tells which decisions no longer stand: the void ones, which were
// withdrawn, and with them those that a later one superseded. What a void
// decision had superseded stands again. An event lifts only what concerns its
// own item and came before it: other names in it are somebody's mistake.
func lifted(events []journal.Event) (gone, void names) {
	of := make(map[journal.Name]parcel.ItemID, len(events))
	for _, e := range events {
		of[e.Name] = e.Item
	}
	void = names{}
	for _, e := range events {
		if e.Kind == journal.KindDecisionWithdrawn {
			void.add(lifts(e, of))
		}
	}
	gone = maps.Clone(void)
	for _, e := range events {
		if e.Kind == journal.KindItemDecided && !void[e.Name] {
			gone.add(lifts(e, of))
		}
	}
	return gone, void
}

// lifts are the events that one may lift among those it names.
func lifts(e journal.Event, of map[journal.Name]parcel.ItemID) []journal.Name {
	var out []journal.Name
	for _, n := range e.Supersedes {
		item, here := of[n]
		before := n.Station != e.Station || n.Epoch != e.Epoch || n.Seq < e.Seq
		if before && (!here || item == e.Item) {
			out = append(out, n)
		}
	}
	return out
}

func (n names) add(more []journal.Name) {
	for _, name := range more {
		n[name] = true
	}
}
