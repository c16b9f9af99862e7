// Package object reads JSON from outside for the formats that are written in
// it: one object after the other, whether they stand in an array, one a line, or
// alone, each with its line.
//
// It is syntax only and knows no format. It goes on after an object that is
// broken, and what it holds is bounded whatever the file holds.
package object

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"postern/message"
)

// Most bounds one object; a longer one is broken.
const Most = 4 << 20

const (
	mostKeys  = 1_000 // fields of one object
	mostNodes = 256   // objects within one, beside those its pieces need
)

// Reader takes a file apart.
type Reader struct {
	data  []byte
	pos   int
	line  int
	lines bool // one object a line: a broken one ends with its line
}

// NewReader reads data, which is UTF-8.
func NewReader(data []byte) *Reader {
	r := &Reader{data: data, line: 1}
	r.space()
	if r.pos < len(data) && data[r.pos] == '[' {
		r.pos++
		return r
	}
	first, rest, _ := bytes.Cut(data[r.pos:], []byte{'\n'})
	r.lines = oneALine(first[:min(len(first), Most)], rest)
	return r
}

// oneALine tells a file of lines by its first: an object that ends on it, or
// looks so and has another below it.
func oneALine(first, rest []byte) bool {
	if closing(first) > 0 {
		return true
	}
	return bytes.HasSuffix(bytes.TrimRight(first, ", \t\r"), []byte{'}'}) && bytes.HasPrefix(bytes.TrimLeft(rest[:min(len(rest), 256)], " \t\r\n"), []byte{'{'})
}

// Pos is how many bytes of the whole are read.
func (r *Reader) Pos() (done, whole int) { return r.pos, len(r.data) }

// Line is the line of what comes next.
func (r *Reader) Line() int { return r.line }

// space steps over what may stand between objects.
func (r *Reader) space() {
	for ; r.pos < len(r.data); r.pos++ {
		switch r.data[r.pos] {
		case '\n':
			r.line++
		case ' ', '\t', '\r', ',', ']':
		default:
			return
		}
	}
}

// Next gives the next object and the line it begins on. ok is false at the end.
// Where bad says something, what stood there is no object.
func (r *Reader) Next() (object []byte, line int, bad string, ok bool) {
	r.space()
	if r.pos >= len(r.data) {
		return nil, r.line, "", false
	}
	line = r.line
	rest := r.data[r.pos:]
	if r.lines {
		if i := bytes.IndexByte(rest, '\n'); i >= 0 {
			rest = rest[:i]
		}
	}
	n, bad := span(rest)
	object = rest[:n]
	r.line += bytes.Count(object, []byte{'\n'})
	r.pos += n
	if bad == "" && r.lines && len(bytes.Trim(rest[n:], ", \t\r")) > 0 {
		bad = "text after the object"
	}
	if r.lines {
		r.pos += len(rest) - n
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
	most := data[:min(len(data), Most)]
	switch n := closing(most); {
	case n > 0:
		return n, ""
	case len(most) < len(data):
		return len(most), "an object of more than " + strconv.Itoa(Most>>20) + " MiB"
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

// Values are the top of an object by its keys; numbers keep their digits.
func Values(object []byte) (map[string]any, error) {
	dec := json.NewDecoder(bytes.NewReader(object))
	dec.UseNumber()
	var top map[string]any
	err := dec.Decode(&top)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return nil, fmt.Errorf("after %d bytes: %w", syntax.Offset, err)
	}
	return top, err
}

// Text is a plain value as it stands; ok is false for objects and arrays.
func Text(value any) (text string, ok bool) {
	switch v := value.(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case bool:
		return strconv.FormatBool(v), true
	case nil:
		return "", true
	}
	return "", false
}

// Tree reads an object with all it holds, its keys in order so that a file is
// always read alike. Objects, and the objects of an array, are groups under
// their key; of an array of plain values the first is the field.
func Tree(object []byte, line int, l message.Limits) (message.Node, error) {
	top, err := Values(object)
	if err != nil {
		return message.Node{}, err
	}
	t := tree{line: line, limits: l, room: mostNodes + 16*l.Pieces}
	return t.node("", top, l.Depth)
}

type tree struct {
	line   int
	limits message.Limits
	room   int
}

func (t *tree) node(name string, object map[string]any, depth int) (message.Node, error) {
	n := message.Node{Name: name, Line: t.line}
	if depth <= 0 {
		return n, errors.New("objects nested more than " + strconv.Itoa(t.limits.Depth) + " deep")
	}
	keys := make([]string, 0, len(object))
	for k := range object {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	if over := len(keys) - mostKeys; over > 0 {
		keys, n.Over = keys[:mostKeys], over
	}
	for _, k := range keys {
		if err := t.value(&n, k, object[k], depth); err != nil {
			return n, err
		}
	}
	return n, nil
}

func (t *tree) value(n *message.Node, key string, value any, depth int) error {
	name, _ := message.Clip(strings.ReplaceAll(strings.ToValidUTF8(key, "\uFFFD"), "\x00", ""), 64)
	switch v := value.(type) {
	case map[string]any:
		return t.group(n, name, v, depth)
	case []any:
		for _, member := range v {
			if object, is := member.(map[string]any); is {
				if err := t.group(n, name, object, depth); err != nil {
					return err
				}
				continue
			}
			t.field(n, name, member)
		}
	default:
		t.field(n, name, value)
	}
	return nil
}

func (t *tree) group(n *message.Node, name string, object map[string]any, depth int) error {
	if t.room <= 0 {
		n.Over++
		return nil
	}
	t.room--
	g, err := t.node(name, object, depth-1)
	n.Over += g.Over
	n.Groups = append(n.Groups, g)
	return err
}

func (t *tree) field(n *message.Node, name string, value any) {
	text, ok := Text(value)
	text = strings.TrimSpace(strings.ReplaceAll(text, "\x00", ""))
	if !ok || text == "" {
		return
	}
	if len(n.Fields) >= mostKeys {
		n.Over++
		return
	}
	leaf := message.Leaf{Name: name, Line: t.line}
	leaf.Text, leaf.Cut = message.Clip(text, t.limits.Text)
	n.Fields = append(n.Fields, leaf)
}

// Is tells a file in JSON by its first byte.
func Is(data []byte) bool {
	data = bytes.TrimLeft(data, " \t\r\n\x00")
	return len(data) > 0 && (data[0] == '{' || data[0] == '[')
}

// Read reads every object of a file as a tree and hands it over with its
// number. One that is broken is a fault; name is what stands for it in paths.
func Read(data []byte, b *message.Batch, l message.Limits, name string, take func(n *message.Node, no int)) (message.Batch, error) {
	r := NewReader(data)
	no := 0
	for {
		text, line, bad, ok := r.Next()
		if !ok {
			break
		}
		if b.Full(l) {
			b.AddFault(message.TooMany(line, l), l)
			break
		}
		no++
		var node message.Node
		if bad == "" {
			var err error
			if node, err = Tree(text, line, l); err != nil {
				bad = err.Error()
			}
		}
		if bad != "" {
			b.AddFault(message.Fault{Line: line, Path: name + "[" + strconv.Itoa(no) + "]", Got: clip(bad), Want: "a JSON object", Drop: true}, l)
			continue
		}
		b.At(r.Pos())
		take(&node, no)
	}
	if no == 0 {
		b.AddFault(message.Fault{Path: "file", Field: name, Got: "none", Want: "a JSON object", Drop: true}, l)
	}
	return b.Outcome()
}

func clip(words string) string {
	words, _ = message.Clip(words, 200)
	return strings.ToValidUTF8(words, "\uFFFD")
}
