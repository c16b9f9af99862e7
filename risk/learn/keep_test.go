package learn_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"postern/risk/learn"
)

func encoded(tb testing.TB, m *learn.Model) []byte {
	tb.Helper()
	data, err := m.Encode()
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

func TestAModelComesBackWhole(t *testing.T) {
	big, _, _ := newWorld(10).table(4000, 0)
	small, _, _ := newWorld(11).table(400, 0)
	for name, csv := range map[string]string{"trees": big, "regression": small, "base": header + "2025-01-01,C1,O1,F1,S1,1,1\n"} {
		rows := read(t, csv)
		m := train(t, rows, learn.Options{Agency: "plant"})
		data := encoded(t, m)
		back, err := learn.Decode(data)
		if err != nil {
			t.Fatal(name, err)
		}
		if !bytes.Equal(data, encoded(t, back)) {
			t.Errorf("%s: written again it differs", name)
		}
		a, b := m.Scorer(), back.Scorer()
		for i := range min(rows.Rows(), 200) {
			want, got := a.Score(rows.Row(i, nil)), b.Score(rows.Row(i, nil))
			if diff := cmp.Diff(want, got, cmpopts.EquateNaNs()); diff != "" {
				t.Fatalf("%s row %d: %s", name, i, diff)
			}
		}
		if diff := cmp.Diff(m.Card().Text(), back.Card().Text()); diff != "" {
			t.Errorf("%s card: %s", name, diff)
		}
	}
}

// bend changes one field of a written model.
func bend(tb testing.TB, data []byte, change func(map[string]any)) []byte {
	tb.Helper()
	var m map[string]any
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(&m); err != nil {
		tb.Fatal(err)
	}
	change(m)
	out, err := json.Marshal(m)
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

func TestABentModelIsRefused(t *testing.T) {
	csv, _, _ := newWorld(12).table(4000, 0)
	data := encoded(t, train(t, read(t, csv), learn.Options{}))
	if _, err := learn.Decode(bend(t, data, func(map[string]any) {})); err != nil {
		t.Fatal("unbent:", err)
	}
	first := func(m map[string]any, list string) map[string]any { return m[list].([]any)[0].(map[string]any) }
	tests := map[string]struct {
		change func(map[string]any)
		want   error
	}{
		"edition":    {func(m map[string]any) { m["edition"] = 9 }, learn.ErrModel},
		"form":       {func(m map[string]any) { m["form"] = "oracle" }, learn.ErrModel},
		"base":       {func(m map[string]any) { m["base"] = 1 }, learn.ErrModel},
		"strongest":  {func(m map[string]any) { m["strongest"] = 1000 }, learn.ErrModel},
		"tables":     {func(m map[string]any) { m["tables"] = []string{} }, learn.ErrModel},
		"key":        {func(m map[string]any) { first(m, "keys")["parts"] = []int{-1} }, learn.ErrModel},
		"parent":     {func(m map[string]any) { first(m, "keys")["parent"] = 0 }, learn.ErrModel},
		"feature":    {func(m map[string]any) { first(m, "features")["a"] = 9999 }, learn.ErrModel},
		"use":        {func(m map[string]any) { first(m, "features")["use"] = "guess" }, learn.ErrModel},
		"kind":       {func(m map[string]any) { first(m, "columns")["kind"] = "guess" }, learn.ErrModel},
		"nodes":      {func(m map[string]any) { m["known"].(map[string]any)["nodes"] = "AAAA" }, learn.ErrModel},
		"loop":       {func(m map[string]any) { m["known"].(map[string]any)["nodes"] = "AAAAAAAAAAAAAAAAAAAAAA==" }, learn.ErrModel},
		"slope":      {func(m map[string]any) { m["known"].(map[string]any)["calibration"] = map[string]any{"slope": -1} }, learn.ErrModel},
		"drift":      {func(m map[string]any) { first(m, "drift")["column"] = 99 }, learn.ErrModel},
		"denied":     {func(m map[string]any) { first(m, "columns")["name"] = "Sender Nationality" }, learn.ErrDenied},
		"disguised":  {func(m map[string]any) { first(m, "columns")["source"] = "sender_gender" }, learn.ErrDenied},
		"not a JSON": {nil, learn.ErrModel},
	}
	for name, test := range tests {
		bent := []byte("{")
		if test.change != nil {
			bent = bend(t, data, test.change)
		}
		if _, err := learn.Decode(bent); !errors.Is(err, test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	csv, _, _ := newWorld(13).table(300, 0)
	f.Add(encoded(f, train(f, read(f, csv), learn.Options{})))
	f.Add([]byte(`{"edition":1,"form":"base","base":0.5,"known":{"calibration":{"slope":1}},"strongest":-1}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := learn.Decode(data)
		if err != nil {
			return
		}
		if p := m.Scorer().Score([]learn.Cell{learn.Text("x"), learn.Number(3)}).Probability; !(p >= 0 && p <= 1) {
			t.Fatalf("probability %v", p)
		}
		if text := m.Card().Text(); !strings.Contains(text, "form") {
			t.Fatal(text)
		}
	})
}
