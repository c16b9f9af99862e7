package queue

import (
	"slices"
	"strings"

	"postern/parcel"
	"postern/tui/look"
)

// parse reads a filter: lane:red agency:plant state:held sort:oldest and words.
// Only items that are somebody's business here are shown, unless a state is
// named; state:all takes every one, state:walk those to be fetched.
func parse(l *look.Look, text string) (parcel.Filter, look.Text) {
	f := parcel.Filter{Open: true}
	var words []string
	var wrong look.Text
	for _, part := range strings.Fields(text) {
		name, value, named := strings.Cut(part, ":")
		if !named {
			words = append(words, part)
			continue
		}
		if !narrow(&f, strings.ToLower(name), strings.ToLower(value)) && value != "" {
			wrong = l.F("queue.no", part)
		}
	}
	f.Text = strings.Join(words, " ")
	return f, wrong
}

// tabs are the filters that one key goes through; what is typed beside stays.
func tabs() []string {
	return []string{"", "state:" + string(parcel.Held), "state:" + string(parcel.Conflict), "state:" + string(parcel.Referred), "state:" + toFetch}
}

// toFetch names the items that late data asks more of, as the walk list does.
const toFetch = "walk"

// sorts are the orders that one key goes through.
func sorts() []parcel.Sort {
	return []parcel.Sort{parcel.LaneFirst, parcel.OldestFirst, parcel.NewestFirst}
}

// resort is the filter with the order after the one that it has.
func resort(f parcel.Filter, text string) string {
	all := sorts()
	words := slices.DeleteFunc(strings.Fields(text), func(word string) bool { return strings.HasPrefix(word, "sort:") })
	if next := all[(slices.Index(all, f.Sort)+1)%len(all)]; next != parcel.LaneFirst {
		words = append(words, "sort:"+string(next))
	}
	return strings.Join(words, " ")
}

// next is the filter of the tab after the one that a filter is of.
func next(text string) string {
	all := tabs()
	at := 0
	words := slices.DeleteFunc(strings.Fields(text), func(word string) bool {
		i := slices.Index(all, word)
		if i > 0 {
			at = i
		}
		return strings.HasPrefix(word, "state:")
	})
	if tab := all[(at+1)%len(all)]; tab != "" {
		words = append(words, tab)
	}
	return strings.Join(words, " ")
}

// narrow sets one named part; false where its value is not in the closed set.
func narrow(f *parcel.Filter, name, value string) bool {
	switch name {
	case "lane":
		lane, ok := within(parcel.Lanes(), value)
		f.Lane = lane
		return ok
	case "agency":
		agency, ok := within(parcel.Agencies(), value)
		f.Agency = agency
		return ok
	case "sort":
		sorted, ok := within(sorts()[1:], value)
		f.Sort = sorted
		return ok
	case "state":
		if f.Fetch = value == toFetch; f.Fetch {
			f.Open = false
			return true
		}
		state, ok := within(parcel.States(), value)
		f.State = state
		f.Open = !ok && value != "all"
		return ok || value == "all"
	}
	return false
}

// within finds a value of a closed set by its token or its only beginning.
func within[T ~string](set []T, token string) (T, bool) {
	if token == "" {
		return "", false
	}
	if i := slices.Index(set, T(token)); i >= 0 {
		return set[i], true
	}
	var found []T
	for _, v := range set {
		if strings.HasPrefix(string(v), token) {
			found = append(found, v)
		}
	}
	if len(found) == 1 {
		return found[0], true
	}
	return "", false
}
