package object_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"postern/message"
	"postern/message/object"
)

func TestObjectsAreFoundWhateverTheLayout(t *testing.T) {
	for _, c := range []struct {
		name, file string
		want       []string // line, then object or what is wrong
	}{
		{"one a line", "{\"a\":1}\n\n{\"a\":2}", []string{`1 {"a":1}`, `3 {"a":2}`}},
		{"an array", "[\n{\"a\":1},\n{\"a\":2}\n]", []string{`2 {"a":1}`, `3 {"a":2}`}},
		{"one over lines, the first ending in a brace", "{\"a\":{\"b\":1},\n\"c\":2}", []string{"1 {\"a\":{\"b\":1},\n\"c\":2}"}},
		{"a broken line among good ones", "{\"a\":1}\n{\"a\":\n{\"a\":2}", []string{`1 {"a":1}`, `2 bad: an object that is not closed`, `3 {"a":2}`}},
		{"a broken first line", "{\"a\":\"}\n{\"a\":2}", []string{`1 bad: an object that is not closed`, `2 {"a":2}`}},
		{"text after an object", "{\"a\":1} x\n{\"a\":2}", []string{`1 bad: text after the object`, `2 {"a":2}`}},
		{"no object", "[1, {\"a\":2}]", []string{`1 bad: no object`, `1 {"a":2}`}},
		{"braces in text", `{"a":"}\"{"}`, []string{`1 {"a":"}\"{"}`}},
		{"too long", `{"a":"` + strings.Repeat("x", object.Most) + `"}`, []string{"1 bad: an object of more than 4 MiB"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			r := object.NewReader([]byte(c.file))
			for len(got) < len(c.want) {
				text, line, bad, ok := r.Next()
				if !ok {
					break
				}
				said := string(text)
				if bad != "" {
					said = "bad: " + bad
				}
				got = append(got, string(rune('0'+line))+" "+said)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTree(t *testing.T) {
	n, err := object.Tree([]byte(`{"b":[1,2],"a":{"x":" y "},"c":[{"d":true},{"d":null}],"e":12.50}`), 7, message.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	if n.Get("b").Text != "1" || n.Group("a").Get("x").Text != "y" || len(n.All("c")) != 2 || n.All("c")[0].Get("d").Text != "true" ||
		n.Get("e").Text != "12.50" || n.Get("e").Line != 7 || !n.Has("a") || n.Has("z") || n.Group("z", "y").Get("x").Line != 7 {
		t.Errorf("%+v", n)
	}
}

func TestTreeIsBounded(t *testing.T) {
	l := message.Limits{Depth: 4, Pieces: 1, Text: 8}
	if _, err := object.Tree([]byte(strings.Repeat(`{"a":`, 9)+"1"+strings.Repeat("}", 9)), 1, l); err == nil {
		t.Error("a deep object is read")
	}
	many, err := json.Marshal(map[string]any{"a": make([]struct{ B int }, 5_000), "t": strings.Repeat("x", 99)})
	if err != nil {
		t.Fatal(err)
	}
	n, err := object.Tree(many, 1, l)
	if err != nil || len(n.Groups) > 300 || n.Over < 4_000 || n.Get("t").Text != "xxxxxxxx" || !n.Get("t").Cut {
		t.Errorf("%d groups, %d over, %v", len(n.Groups), n.Over, err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("[{\"a\":{\"b\":[1,2]}},\n{\"c\":\"}\"}]"))
	f.Add([]byte("{\"a\":1}\n{\n"))
	l := message.Limits{Bytes: 1 << 20, Depth: 16, Items: 4, Pieces: 2, Text: 64, Faults: 8}
	f.Fuzz(func(t *testing.T, data []byte) {
		var b message.Batch
		taken := 0
		_, _ = object.Read(data, &b, l, "x", func(*message.Node, int) { taken++ })
		if taken > len(data) || len(b.Faults) > l.Faults {
			t.Errorf("%d objects, %d faults of %d bytes", taken, len(b.Faults), len(data))
		}
	})
}
