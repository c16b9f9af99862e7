package names_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"postern/risk/names"
)

func read(t *testing.T, file string) (names.List, []names.Skip) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	l, skips, err := names.ReadList("test", data)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return l, skips
}

func ruvim(id string) names.Entry {
	return names.Entry{
		ID: id, Kind: names.Person, Names: []string{"KOSTELNIK, Ruvim", "KOSTELNIC, Rouvim"},
		Born: []string{"1961-04-09"}, Countries: []string{"SK"}, IDs: []string{"PA448812"},
	}
}

func TestReadList(t *testing.T) {
	for _, c := range []struct {
		file, layout, date string
		skips              int
		want               []names.Entry
	}{
		{"ofac.csv", "ofac", "", 2, []names.Entry{
			ruvim("101"),
			{ID: "102", Kind: names.Organisation, Names: []string{"OSTRAVA LANTERN, LTD."}},
			{ID: "103", Kind: names.Vessel, Names: []string{"LANTERN SPIRIT"}, Countries: []string{"PA"}, IDs: []string{"7406784"}},
		}},
		{"un.xml", "un", "2026-03-01", 1, []names.Entry{
			{
				ID: "QDi.901", Kind: names.Person, Names: []string{"RUVIM ANDREEVICH KOSTELNIK", "Rouvim Kostelnic", "Рувим Костельник"},
				Born: []string{"1961-04-09", "1962"}, Countries: []string{"SK"}, IDs: []string{"PA448812"},
			},
			{ID: "QDe.902", Kind: names.Organisation, Names: []string{"Lantern Front", "Army of Wicks"}, Countries: []string{"CD"}},
		}},
		{"eu.csv", "eu", "2026-02-20", 0, []names.Entry{
			{
				ID: "13", Kind: names.Person, Names: []string{"Ruvim Kostelnik", "Rouvim Kostelnic"},
				Born: []string{"1961-04-09"}, Countries: []string{"SK"}, IDs: []string{"PA448812"},
			},
			{ID: "14", Kind: names.Organisation, Names: []string{"Ostrava Lantern"}},
		}},
		{"uk.csv", "uk", "2026-01-28", 1, []names.Entry{
			{
				ID: "RUS0901", Kind: names.Person, Names: []string{"Ruvim Andreevich KOSTELNIK", "Рувим Костельник", "Rouvim KOSTELNIC"},
				Born: []string{"1961-04-09"}, Countries: []string{"SK"}, IDs: []string{"PA448812"},
			},
			{ID: "RUS0902", Kind: names.Vessel, Names: []string{"LANTERN SPIRIT"}, IDs: []string{"7406784"}},
		}},
		{"ofsi.csv", "uk", "2026-01-26", 0, []names.Entry{
			{
				ID: "7001", Kind: names.Person, Names: []string{"Ruvim KOSTELNIK"},
				Born: []string{"1961"}, Countries: []string{"SK"}, IDs: []string{"PA448812"},
			},
			{ID: "7002", Kind: names.Organisation, Names: []string{"OSTRAVA LANTERN"}},
		}},
		{"plain.csv", "plain", "", 2, []names.Entry{
			{ID: "1", Kind: names.Person, Names: []string{"Ruvim Kostelnik", "Rouvim Kostelnic"}, Born: []string{"1961"}, Countries: []string{"SK"}},
			{ID: "2", Names: []string{"Halaburda Vane"}},
		}},
	} {
		l, skips := read(t, c.file)
		if diff := cmp.Diff(c.want, l.Entries, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: %s", c.file, diff)
		}
		date := ""
		if !l.Date.IsZero() {
			date = l.Date.Format(time.DateOnly)
		}
		if l.Layout != c.layout || date != c.date || len(skips) != c.skips || len(l.Hash) != 64 {
			t.Errorf("%s: layout %s, date %s, hash %s, skips %v", c.file, l.Layout, date, l.Hash, skips)
		}
	}
}

func TestJoin(t *testing.T) {
	whole, _ := read(t, "ofac.csv")
	sdn, _, err := names.ReadList("ofac", []byte("101,\"KOSTELNIK, Ruvim\",individual,X,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"DOB 09 Apr 1961; Passport PA448812 (Slovakia).\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	alt, _, err := names.ReadList("ofac", []byte("101,7,aka,\"KOSTELNIC, Rouvim\",-0- \n"))
	if err != nil {
		t.Fatal(err)
	}
	got := names.Join(sdn, alt)
	want := whole.Entries[0]
	want.Countries = nil // ADD was not joined
	if diff := cmp.Diff([]names.Entry{want}, got.Entries, cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
	if got.Hash == sdn.Hash || got.Total() != 2 {
		t.Errorf("hash %s, %d names", got.Hash, got.Total())
	}
}

// TestParts: where SDN is newer than what else there is, nobody who left it
// stays by an alias, and of a file in one piece only some parts may count.
func TestParts(t *testing.T) {
	const sdn1 = "101,\"KOSTELNIK, Ruvim\",individual,X,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0-\n"
	const sdn2 = "102,\"TREMAINE, Olga\",individual,X,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0-\n"
	const alts = "101,7,aka,\"KOSTELNIC, Rouvim\",-0- \n102,8,aka,\"TREMAYNE, Holga\",-0- \n"
	both := []byte(sdn1 + sdn2 + alts)
	old, _, err := names.ReadParts("ofac", both, "alt")
	if err != nil || old.Part != "alt" || old.Total() != 2 {
		t.Fatalf("%+v %v", old, err)
	}
	newer, _, err := names.ReadList("ofac", []byte(sdn1))
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range []names.List{names.Join(newer, old), names.Join(old, newer)} {
		if l.Part != "sdn+alt" || len(l.Entries) != 1 || l.Entries[0].ID != "101" || l.Total() != 2 {
			t.Errorf("%+v", l)
		}
	}
	if whole, _, err := names.ReadList("ofac", both); err != nil || whole.Part != "sdn+alt" || whole.Total() != 4 {
		t.Errorf("%+v %v", whole, err)
	}
}

func TestStale(t *testing.T) {
	now := time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)
	l, _ := read(t, "un.xml")
	if l.Stale(now, 10*24*time.Hour) {
		t.Error("nine days old, ten allowed: stale")
	}
	if !l.Stale(now, 8*24*time.Hour) {
		t.Error("nine days old, eight allowed: not stale")
	}
	if l, _ := read(t, "plain.csv"); !l.Stale(now, 1000*time.Hour) {
		t.Error("a list of no date is not stale")
	}
}

func TestNoList(t *testing.T) {
	for _, s := range []string{
		"", "\xef\xbb\xbf", "hello", "a,b,c\n1,2,3\n", "id,name\n", "<html></html>", "<CONSOLIDATED_LIST></CONSOLIDATED_LIST>",
		"\x00\x01\x02,,,,\n", "1,2,3,4,5",
	} {
		l, _, err := names.ReadList("x", []byte(s))
		if s == "1,2,3,4,5" {
			if err != nil || l.Layout != "ofac" {
				t.Errorf("an alias alone: %v", err)
			}
			continue
		}
		if !errors.Is(err, names.ErrNoList) {
			t.Errorf("%q: %v, want ErrNoList", s, err)
		}
	}
	if _, _, err := names.ReadList("x", []byte("<CONSOLIDATED_LIST><INDIVIDUAL>")); err == nil {
		t.Error("half a list was read")
	}
}

func FuzzReadList(f *testing.F) {
	files, err := filepath.Glob("testdata/*.*")
	if err != nil || len(files) < 6 {
		f.Fatal("no fixtures", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		l, _, err := names.ReadList("x", data)
		if err == nil && (len(l.Entries) == 0 || l.Total() == 0) {
			t.Error("a list of nobody")
		}
	})
}
