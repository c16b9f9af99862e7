package markup_test

import (
	"strings"
	"testing"

	"postern/message"
	"postern/message/markup"
)

func tree(t *testing.T, file string, l message.Limits) (message.Node, *markup.Reader) {
	t.Helper()
	r := markup.NewReader([]byte(file), l, func(space string) bool { return space != "urn:other" })
	if _, _, ok := r.Root(); !ok {
		t.Fatal(r.Err())
	}
	return *r.Tree(), r
}

func TestTreeHoldsFieldsGroupsAndAttributes(t *testing.T) {
	n, r := tree(t, `<a x="1" xmlns:o="urn:other" xmlns:xsi="i" xsi:type="q">
		<b> text </b><b y="2">more</b><c><d>3</d> stray </c><o:e>not ours</o:e><f/><g xsi:nil="true">no</g><h k="4"/>
	</a>`, message.DefaultLimits())
	if !r.Whole() || r.Find("b") {
		t.Fatal("the tree left something of its element")
	}
	got := []string{n.Get("x").Text, n.Get("b").Text, n.Group("b").Get("y").Text, n.Group("c", "d").Name, n.Group("c").Get("d").Text, n.Group("h").Get("k").Text}
	if strings.Join(got, "|") != "1|text|2|d|3|4" {
		t.Errorf("%q in %+v", got, n)
	}
	if n.Has("e") || n.Has("f") || n.Has("g") || n.Has("type") || len(n.Fields) != 3 || n.Get("b").Line != 2 || n.Get("none").Line != 1 {
		t.Errorf("%+v", n)
	}
}

func TestTreeIsBounded(t *testing.T) {
	l := message.Limits{Depth: 8, Pieces: 1, Text: 8}
	n, r := tree(t, "<a>"+strings.Repeat("<b><c>x</c></b>", 5_000)+"<z>after</z></a>", l)
	if len(n.Groups) > 300 || n.Over < 4_000 || !r.Whole() {
		t.Errorf("%d groups, %d over, %v", len(n.Groups), n.Over, r.Err())
	}
	n, _ = tree(t, `<a w="`+strings.Repeat("é", 99)+`"><b>`+strings.Repeat("é", 99)+"</b></a>", l)
	for _, name := range []string{"w", "b"} {
		if f := n.Get(name); f.Text != "éééé" || !f.Cut {
			t.Errorf("%s: %+v", name, f)
		}
	}
	if _, r = tree(t, strings.Repeat("<a>", 100), l); r.Whole() {
		t.Error("a deep tree is whole")
	}
}
