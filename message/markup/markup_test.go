package markup_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"postern/message"
	"postern/message/markup"
)

func reader(file string) *markup.Reader {
	return markup.NewReader([]byte(file), message.DefaultLimits(), func(space string) bool { return space == "urn:ours" })
}

// A caller may leave any part of an element unread; the rest is where it was.
func TestChildrenLeftUnreadArePassedOver(t *testing.T) {
	const file = `<?xml version="1.0"?>
<o:r xmlns:o="urn:ours" xmlns="urn:theirs">
  <o:a>one<o:deep><o:b>not me</o:b></o:deep></o:a>
  <b>theirs</b>
  <o:b xmlns:o="urn:theirs">theirs too</o:b>
  <q:b xmlns:q="urn:ours">t<!-- x -->w<![CDATA[<o>]]>&amp;</q:b>
  <o:list><o:c>1</o:c><o:c/><o:c>3</o:c></o:list>
  <o:b nil="true">nothing</o:b>
  <o:d>end</o:d>
</o:r>`
	r := reader(file)
	if space, local, ok := r.Root(); space != "urn:ours" || local != "r" || !ok {
		t.Fatal(space, local, ok)
	}
	var got []string
	for name := range r.Children() {
		switch name {
		case "a", "list":
			for inner := range r.Children() {
				got = append(got, name+"/"+inner)
				if inner == "c" {
					break
				}
			}
		default:
			leaf := r.Leaf()
			got = append(got, name+"="+leaf.Text)
			if name == "d" && leaf.Line != 9 {
				t.Errorf("line %d", leaf.Line)
			}
		}
	}
	if diff := cmp.Diff([]string{"a/deep", "b=tw<o>&", "list/c", "b=", "d=end"}, got); diff != "" {
		t.Error(diff)
	}
	if err := r.Err(); err != nil {
		t.Error(err)
	}
}

func TestFindGoesAsDeepAsItMust(t *testing.T) {
	r := reader(`<x><y xmlns="urn:ours"><z/></y><w><z xmlns="urn:ours">2</z><z/></w></x>`)
	n := 0
	for r.Find("z") {
		n++
	}
	if n != 2 || !r.Whole() {
		t.Errorf("%d found, %v", n, r.Err())
	}
}

// A bad byte costs no more than a good one, however many there are: a file of
// them would take minutes where each had its window looked at anew.
func TestManyBadBytes(t *testing.T) {
	const n = 4 << 20
	r := reader("<r xmlns='urn:ours'>" + strings.Repeat("<b>\x00</b>", n/8) + "<a>\x01\ufffe</a></r>")
	if !r.Find("a") {
		t.Fatal(r.Err())
	}
	if leaf := r.Leaf(); leaf.Text != "\ufffd\ufffd" {
		t.Errorf("%q", leaf.Text)
	}
	var b message.Batch
	if _, err := r.Finish(&b); err != nil || len(b.Faults) != 1 || !strings.HasPrefix(b.Faults[0].Got, "524292 bytes") {
		t.Errorf("%v, faults %v", err, b.Faults)
	}
}

// Lines count on through what the reader leaves out or replaces.
func TestLinesOfAHostileFile(t *testing.T) {
	filler := strings.Repeat("\x00\xff \n", 1<<20)
	r := reader("<r xmlns='urn:ours'>" + filler + "<a/></r>")
	if !r.Find("a") || r.Line() != 1+1<<20 {
		t.Fatal(r.Err())
	}
	var b message.Batch
	if _, err := r.Finish(&b); err != nil || len(b.Faults) != 1 || b.Faults[0].Line != 1 {
		t.Errorf("%v, faults %v", err, b.Faults)
	}
}
