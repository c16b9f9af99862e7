package sheet

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
)

const (
	mostNesting = 4   // of objects within a row's object
	headRows    = 100 // read for their keys before the map is chosen
)

// objects takes JSON apart into one object a row: an array of them, one a
// line, or one after the other.
type objects struct {
	data  []byte
	pos   int
	line  int
	lines bool // one object a line: a broken one ends with its line
}

func newObjects(data []byte) *objects {
	o := &objects{data: data, line: 1}
	o.space()
	if o.pos < len(data) && data[o.pos] == '[' {
		o.pos++
		return o
	}
	first, _, _ := bytes.Cut(data[o.pos:], []byte{'\n'})
	o.lines = bytes.HasSuffix(bytes.TrimRight(first, ", \t\r"), []byte{'}'})
	return o
}

// space steps over what may stand between objects.
func (o *objects) space() {
	for ; o.pos < len(o.data); o.pos++ {
		switch o.data[o.pos] {
		case '\n':
			o.line++
		case ' ', '\t', '\r', ',', ']':
		default:
			return
		}
	}
}

// next gives the next object and the line it begins on. ok is false at the end.
// Where bad says something, what stood there is no object.
func (o *objects) next() (object []byte, line int, bad string, ok bool) {
	o.space()
	if o.pos >= len(o.data) {
		return nil, o.line, "", false
	}
	line = o.line
	rest := o.data[o.pos:]
	if o.lines {
		if i := bytes.IndexByte(rest, '\n'); i >= 0 {
			rest = rest[:i]
		}
	}
	n, bad := span(rest)
	object = rest[:n]
	o.line += bytes.Count(object, []byte{'\n'})
	o.pos += n
	if bad == "" && o.lines && len(bytes.Trim(rest[n:], ", \t\r")) > 0 {
		bad = "text after the object"
	}
	if o.lines {
		o.pos += len(rest) - n
	}
	return object, line, bad, true
}

// span is the length of the object data begins with, or of what stands there
// instead.
func span(data []byte) (n int, bad string) {
	if data[0] != '{' {
		if i := bytes.IndexByte(data, '{'); i >= 0 {
			return i, "no object"
		}
		return len(data), "no object"
	}
	most := data[:min(len(data), mostRow)]
	switch n := closing(most); {
	case n > 0:
		return n, ""
	case len(most) < len(data):
		return len(most), "an object of more than 1 MiB"
	}
	return len(data), "an object that is not closed"
}

// closing is where the object that data begins with ends; 0 where it does not.
func closing(data []byte) int {
	depth, quoted, escaped := 0, false, false
	for i, c := range data {
		switch {
		case escaped:
			escaped = false
		case quoted && c == '\\':
			escaped = true
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{':
			depth++
		case c == '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}

// cells are the values of an object under their keys; those of an object within
// it are named parent_key. Arrays are passed over.
func cells(object []byte) (heads []string, values [][]byte, err error) {
	dec := json.NewDecoder(bytes.NewReader(object))
	dec.UseNumber()
	var top map[string]any
	if err := dec.Decode(&top); err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			return nil, nil, fmt.Errorf("after %d bytes: %w", syntax.Offset, err)
		}
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
	values [][]byte
}

// add goes in the order of the keys, so that a file is always read alike.
func (f *flat) add(prefix string, object map[string]any, depth int) bool {
	keys := make([]string, 0, len(object))
	for k := range object {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		if !f.value(prefix+k, object[k], depth) {
			return false
		}
	}
	return true
}

func (f *flat) value(name string, value any, depth int) bool {
	name = head(name)
	var text string
	switch v := value.(type) {
	case map[string]any:
		return depth > 0 && f.add(name+"_", v, depth-1)
	case string:
		text = v
	case json.Number:
		text = v.String()
	case bool:
		text = strconv.FormatBool(v)
	case nil, []any:
	}
	f.heads = append(f.heads, name)
	f.values = append(f.values, []byte(text))
	return len(f.heads) <= mostHeads
}
