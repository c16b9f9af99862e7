// Package messagetest is what the tests of every format ask of its decoder:
// golden files, and the bounds that hold whatever the input.
package messagetest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"postern/message"
	"postern/parcel"
)

// mostFault is what one text of a fault may have, since it is shown to people.
const mostFault = 1_500

// Decode is a format's door.
type Decode func(data []byte) (message.Batch, error)

// outcome is what a golden file holds.
type outcome struct {
	Reject string `json:",omitempty"`
	Batch  message.Batch
}

// Golden decodes every *.in of the folder and compares with *.golden beside it.
// Where write is given, it writes them instead.
func Golden(t *testing.T, folder fs.FS, write func(name string, data []byte) error, decode Decode) {
	t.Helper()
	inputs, err := fs.Glob(folder, "*.in")
	if err != nil || len(inputs) == 0 {
		t.Fatalf("no *.in files: %v", err)
	}
	for _, in := range inputs {
		name := strings.TrimSuffix(in, ".in")
		t.Run(name, func(t *testing.T) {
			data, err := fs.ReadFile(folder, in)
			if err != nil {
				t.Fatal(err)
			}
			got := render(t, data, decode)
			if write != nil {
				if err := write(name+".golden", got); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := fs.ReadFile(folder, name+".golden")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("%s reads otherwise than its golden file (- golden, + now):\n%s", in, diff)
			}
		})
	}
}

func render(t *testing.T, data []byte, decode Decode) []byte {
	t.Helper()
	b, err := decode(data)
	o := outcome{Batch: b}
	if err != nil {
		o.Reject = err.Error()
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(o); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// Bounded fails where a batch breaks its limits, where an error is no Reject that
// names its place, and where the same bytes are not read alike twice.
func Bounded(tb testing.TB, data []byte, l message.Limits, decode Decode) {
	tb.Helper()
	b, err := decode(data)
	rejected(tb, err)
	if n := b.Size(); n > l.Items {
		tb.Errorf("%d items, papers and others, at most %d", n, l.Items)
	}
	if len(b.Faults) > l.Faults {
		tb.Errorf("%d faults, at most %d", len(b.Faults), l.Faults)
	}
	for i := range b.Items {
		item(tb, &b.Items[i], l)
	}
	for i := range b.Papers {
		paper(tb, &b.Papers[i], l)
	}
	others(tb, &b)
	for _, group := range []any{b.Items, b.Papers, b.Receptacles, b.Events, b.Statuses, b.Referrals} {
		texts(tb, reflect.ValueOf(group), l.Text)
	}
	texts(tb, reflect.ValueOf(b.Faults), mostFault)
	if _, err := json.Marshal(b); err != nil {
		tb.Errorf("the batch cannot be written down: %v", err)
	}
	if again, _ := decode(data); again.Digest() != b.Digest() {
		tb.Error("the same bytes were read otherwise the second time")
	}
}

// rejected fails on an error that does not say where a file is wrong, what was
// found there and what is wanted.
func rejected(tb testing.TB, err error) {
	tb.Helper()
	var r *message.Reject
	if err != nil && !errors.As(err, &r) {
		tb.Fatalf("the error is no *message.Reject: %v", err)
	}
	if r != nil && (r.Fault.Path == "" || r.Fault.Got == "" || r.Fault.Want == "") {
		tb.Errorf("rejected without a place, or without what was found or wanted there: %+v", r.Fault)
	}
}

func item(tb testing.TB, d *parcel.Declaration, l message.Limits) {
	tb.Helper()
	if d.Identifier.Text == "" {
		tb.Error("an item without an identifier")
	}
	label(tb, d.Identifier.Text)
	label(tb, string(d.Receptacle))
	for _, ref := range d.References {
		label(tb, ref)
	}
	if len(d.Contents) > l.Pieces {
		tb.Errorf("%d contents, at most %d", len(d.Contents), l.Pieces)
	}
	for _, c := range d.Contents {
		if c.Units < 0 || c.Net < 0 || c.Value.Minor < 0 {
			tb.Errorf("a negative content: %+v", c)
		}
	}
}

func paper(tb testing.TB, p *parcel.Paper, l message.Limits) {
	tb.Helper()
	for _, number := range []string{p.GUID, p.Platform, p.Order, p.Payer, p.Transaction, p.Carrier, p.Number} {
		label(tb, number)
	}
	if len(p.Contents) > l.Pieces {
		tb.Errorf("%d contents, at most %d", len(p.Contents), l.Pieces)
	}
}

// others asks of each further noun that it names something, within bounds and
// in words of the closed sets.
func others(tb testing.TB, b *message.Batch) {
	tb.Helper()
	for _, r := range b.Receptacles {
		_, ok := parcel.ParseS9(string(r.ID))
		says(tb, ok && r.Items >= 0 && r.Gross >= 0, r, r.Seal)
	}
	for _, e := range b.Events {
		says(tb, e.Item != "" && e.Code != "" && (e.Step == "" || e.Step.Known()), e, e.Item, e.Code, e.Condition, e.Reason)
	}
	for _, s := range b.Statuses {
		says(tb, s.Code != "" && (s.State == "" || s.State.Known()), s,
			s.GUID, s.Platform, s.Order, s.Payer, s.Transaction, s.Carrier, s.Number, s.Declaration, s.Entry)
	}
	for _, r := range b.Referrals {
		says(tb, r.Kind.Known(), r, r.Reference, r.MRN, r.Item, string(r.Receptacle))
	}
}

func says(tb testing.TB, well bool, noun any, labels ...string) {
	tb.Helper()
	if !well {
		tb.Errorf("it says nothing of use: %+v", noun)
	}
	for _, s := range labels {
		label(tb, s)
	}
}

func label(tb testing.TB, s string) {
	tb.Helper()
	if len(s) > parcel.MaxLabel {
		tb.Errorf("a label of %d bytes, at most %d", len(s), parcel.MaxLabel)
	}
}

// texts walks over every string there is.
func texts(tb testing.TB, v reflect.Value, most int) {
	tb.Helper()
	switch v.Kind() { //nolint:exhaustive // the other kinds hold no text
	case reflect.String:
		if v.Len() > most {
			tb.Errorf("a text of %d bytes, at most %d: %.60q", v.Len(), most, v.String())
		}
		if strings.Contains(v.String(), "\x00") {
			tb.Errorf("a text with NUL: %.60q", v.String())
		}
	case reflect.Slice:
		for i := range v.Len() {
			texts(tb, v.Index(i), most)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				texts(tb, v.Field(i), most)
			}
		}
	}
}
