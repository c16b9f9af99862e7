package export_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// member is one member of a JSON object, whose order a map would lose.
type member struct {
	key   string
	value any
}

// tampered gives the document with each of its parts changed or taken out, by
// the path of the part and what was done.
func tampered(t *testing.T, data []byte) map[string][]byte {
	t.Helper()
	in := json.NewDecoder(bytes.NewReader(data))
	in.UseNumber()
	doc := parse(t, in)
	all := map[string][]byte{}
	keep := func(path string) {
		var b bytes.Buffer
		spell(t, &b, doc)
		all[strings.TrimPrefix(path, ".")] = b.Bytes()
	}
	walk("", doc, func(other any) { doc = other }, keep)
	var same bytes.Buffer
	spell(t, &same, doc)
	var flat bytes.Buffer
	if err := json.Compact(&flat, data); err != nil || flat.String() != same.String() {
		t.Fatalf("the test does not put back what it changed: %v", err)
	}
	return all
}

func parse(t *testing.T, in *json.Decoder) any {
	t.Helper()
	token := next(t, in)
	switch token {
	case json.Delim('{'):
		object := []member{}
		for in.More() {
			key, _ := next(t, in).(string)
			object = append(object, member{key, parse(t, in)})
		}
		next(t, in)
		return object
	case json.Delim('['):
		array := []any{}
		for in.More() {
			array = append(array, parse(t, in))
		}
		next(t, in)
		return array
	}
	return token
}

func next(t *testing.T, in *json.Decoder) json.Token {
	t.Helper()
	token, err := in.Token()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func spell(t *testing.T, b *bytes.Buffer, v any) {
	t.Helper()
	switch v := v.(type) {
	case []member:
		b.WriteByte('{')
		for i, m := range v {
			if i > 0 {
				b.WriteByte(',')
			}
			spell(t, b, m.key)
			b.WriteByte(':')
			spell(t, b, m.value)
		}
		b.WriteByte('}')
	case []any:
		b.WriteByte('[')
		for i, one := range v {
			if i > 0 {
				b.WriteByte(',')
			}
			spell(t, b, one)
		}
		b.WriteByte(']')
	default:
		out := json.NewEncoder(b)
		out.SetEscapeHTML(false)
		if err := out.Encode(v); err != nil {
			t.Fatal(err)
		}
		b.Truncate(b.Len() - 1)
	}
}

// walk changes v and each value under it, one at a time, by set, keeps what
// that made, and puts it back.
func walk(path string, v any, set func(any), keep func(string)) {
	try := func(what string, other any) {
		set(other)
		keep(path + " " + what)
		set(v)
	}
	switch v := v.(type) {
	case []member:
		for i, m := range v {
			walk(path+"."+m.key, m.value, func(other any) { v[i].value = other }, keep)
			try("without "+m.key, slices.Delete(slices.Clone(v), i, i+1))
		}
	case []any:
		for i, one := range v {
			walk(fmt.Sprintf("%s.%d", path, i), one, func(other any) { v[i] = other }, keep)
			try(fmt.Sprintf("without %d", i), slices.Delete(slices.Clone(v), i, i+1))
		}
		if len(v) > 0 {
			try("with one more", append(slices.Clone(v), v[0]))
		}
	case string:
		try("changed", other(v))
	case json.Number:
		try("changed", json.Number("1"+v.String()))
	case bool:
		try("changed", !v)
	case nil:
		try("changed", "2027-03-02T05:00:00Z")
	}
}

// other is another text of the same sort: a time, a hash or base64 of the same
// length, or a longer word.
func other(s string) string {
	if strings.HasPrefix(s, "2027-") && strings.HasSuffix(s, "Z") {
		return "2026-" + s[5:]
	}
	if b, err := base64.StdEncoding.DecodeString(s); err == nil && len(b) > 20 {
		b[len(b)/2] ^= 1
		return base64.StdEncoding.EncodeToString(b)
	}
	return s + "x"
}
