package sheet

import (
	"errors"
	"slices"
	"strconv"

	"postern/message/object"
)

const (
	mostNesting = 4   // of objects within a row's object
	headRows    = 100 // read for their keys before the map is chosen
)

// cells are the values of an object under their keys; those of an object within
// it are named parent_key. Arrays are passed over.
func cells(text []byte) (heads, values []string, err error) {
	if len(text) > mostRow {
		return nil, nil, errors.New("an object of more than 1 MiB")
	}
	top, err := object.Values(text)
	if err != nil {
		return nil, nil, err
	}
	f := flat{}
	if !f.add("", top, mostNesting) {
		return nil, nil, errors.New("more than " + strconv.Itoa(mostHeads) + " keys, or objects nested too deep")
	}
	return f.heads, f.values, nil
}

type flat struct {
	heads  []string
	values []string
}

// add goes in the order of the keys, so that a file is always read alike.
func (f *flat) add(prefix string, values map[string]any, depth int) bool {
	keys := make([]string, 0, len(values))
	for k := range values {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		if !f.value(prefix+k, values[k], depth) {
			return false
		}
	}
	return true
}

func (f *flat) value(name string, value any, depth int) bool {
	name = head(name)
	if inner, is := value.(map[string]any); is {
		return depth > 0 && f.add(name+"_", inner, depth-1)
	}
	text, _ := object.Text(value)
	f.heads = append(f.heads, name)
	f.values = append(f.values, text)
	return len(f.heads) <= mostHeads
}
