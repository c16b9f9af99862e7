package names

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Bounds on one list. What lies beyond them is skipped and named.
const (
	maxEntries = 1_000_000
	maxNames   = 256 // of one entry
	maxFacts   = 64  // birth dates, numbers, countries of one entry
	maxSkips   = 1_000
)

// ErrNoList says that a file has none of the layouts that ReadList knows.
var ErrNoList = errors.New("no list of names that is known here")

// List is a denied-party list as it was imported.
type List struct {
	Name    string    // what the customer calls it
	Layout  string    // ofac, un, eu, uk or plain
	Part    string    // which of OFAC's files it was, joined by +: sdn, alt, add; empty for the others
	Date    time.Time // the issuer's date; zero where the file has none
	Hash    string    // SHA-256 of the file, in hex
	Entries []Entry
}

// Entry is somebody or something listed.
type Entry struct {
	ID        string
	Kind      Kind
	Names     []string // as listed, the main one first
	Born      []string // YYYY, YYYY-MM or YYYY-MM-DD
	Countries []string // of addresses, or a ship's flag; ISO alpha-2 where known, else as listed
	IDs       []string // passports, registrations, IMO numbers
}

// Skip is a row that was not read.
type Skip struct {
	Line int    `json:"line"` // the row's, or for XML the entry's number
	Why  string `json:"why"`
}

// Total counts the names of all entries.
func (l List) Total() int {
	n := 0
	for _, e := range l.Entries {
		n += len(e.Names)
	}
	return n
}

// Stale reports whether the list is older than it may be. A list without a
// date is stale: nobody knows how old it is.
func (l List) Stale(now time.Time, most time.Duration) bool {
	return l.Date.IsZero() || now.Sub(l.Date) > most
}

// ReadList reads a list by its content. The rows of OFAC's three files (SDN,
// ALT, ADD) are told apart by their width, so that they may come one after the
// other in one file or be read alone and put together by Join.
func ReadList(called string, data []byte) (List, []Skip, error) { return ReadParts(called, data, "") }

// ReadParts reads of OFAC's files only those named, joined by +: where a later
// file has taken the place of the others. Empty: all. Once there are SDN's
// rows, an entry that they do not name is off the list, whatever ALT and ADD
// still say of it.
func ReadParts(called string, data []byte, parts string) (List, []Skip, error) {
	digest := sha256.Sum256(data)
	l := List{Name: called, Hash: hex.EncodeToString(digest[:])}
	g := gatherer{at: map[string]int{}, widths: map[int]bool{}, only: parts, heads: map[string]bool{}}
	text, err := decode(data)
	if err != nil {
		return l, nil, err
	}
	l.Layout, l.Date, err = g.read(text)
	if err != nil {
		return l, g.skips, err
	}
	l.Part = ofacParts(g.widths)
	l.Entries = g.done()
	if len(l.Entries) == 0 {
		return l, g.skips, fmt.Errorf("list %s: %w", l.Layout, ErrNoList)
	}
	return l, g.skips, nil
}

// Join puts files of one list together, such as SDN, ALT and ADD: names and
// facts of the later go to the entry with the same id in the earlier.
func Join(first List, more ...List) List {
	g := gatherer{at: map[string]int{}, heads: map[string]bool{}}
	for _, l := range append([]List{first}, more...) {
		for _, e := range l.Entries {
			g.take(e)
			if strings.HasPrefix(l.Part, ofacFiles()[0].name) {
				g.heads[e.ID] = true
			}
		}
	}
	out := first
	for _, l := range more {
		out.Part = bothParts(out.Part, l.Part)
		sum := sha256.Sum256([]byte(out.Hash + l.Hash))
		out.Hash = hex.EncodeToString(sum[:])
		if l.Date.After(out.Date) {
			out.Date = l.Date
		}
	}
	out.Entries = g.done()
	return out
}

// decode makes text of a file: without its mark, and from Windows-1252 where
// it is not UTF-8.
func decode(data []byte) ([]byte, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if utf8.Valid(data) {
		return data, nil
	}
	text, err := charmap.Windows1252.NewDecoder().Bytes(data)
	if err != nil {
		return nil, fmt.Errorf("list's letters: %w", err)
	}
	return text, nil
}

// gatherer puts entries together from rows that come in any order.
type gatherer struct {
	entries []Entry
	at      map[string]int
	skips   []Skip
	widths  map[int]bool    // of OFAC's rows that were taken
	only    string          // OFAC's files whose rows are taken; empty: all
	heads   map[string]bool // entries that SDN names
}

func (g *gatherer) read(text []byte) (layout string, date time.Time, err error) {
	start := text[:min(len(text), 4096)]
	if bytes.HasPrefix(bytes.TrimSpace(start), []byte("<")) {
		date, err = g.readUN(text)
		return "un", date, err
	}
	return g.readTable(text)
}

func (g *gatherer) skip(line int, why string) {
	if len(g.skips) < maxSkips {
		g.skips = append(g.skips, Skip{line, why})
	}
}

// take adds what a row says of an entry.
func (g *gatherer) take(e Entry) {
	i, ok := g.at[e.ID]
	if !ok {
		i = len(g.entries)
		g.at[e.ID] = i
		g.entries = append(g.entries, Entry{ID: e.ID, Kind: e.Kind})
	}
	t := &g.entries[i]
	if t.Kind == Any {
		t.Kind = e.Kind
	}
	t.Names = united(t.Names, e.Names, maxNames)
	t.Born = united(t.Born, e.Born, maxFacts)
	t.Countries = united(t.Countries, e.Countries, maxFacts)
	t.IDs = united(t.IDs, e.IDs, maxFacts)
}

// full reports whether another entry would be one too many.
func (g *gatherer) full(id string) bool {
	_, known := g.at[id]
	return !known && len(g.entries) >= maxEntries
}

// done is the entries that have a name and, where SDN was read, stand in it. A
// year says nothing beside a day in it.
func (g *gatherer) done() []Entry {
	for i := range g.entries {
		all := g.entries[i].Born
		g.entries[i].Born = slices.DeleteFunc(slices.Clone(all), func(b string) bool {
			return slices.ContainsFunc(all, func(fuller string) bool { return len(fuller) > len(b) && strings.HasPrefix(fuller, b) })
		})
	}
	return slices.DeleteFunc(g.entries, func(e Entry) bool { return len(e.Names) == 0 || len(g.heads) > 0 && !g.heads[e.ID] })
}

func united(have, more []string, most int) []string {
	for _, s := range more {
		s = tidy(s)
		if s != "" && len(have) < most && !slices.Contains(have, s) {
			have = append(have, s)
		}
	}
	return have
}

// tidy is a field on one line, at most as long as a name may be.
func tidy(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > maxText {
		s = strings.ToValidUTF8(s[:maxText], "")
	}
	return s
}
