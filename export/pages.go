package export

import (
	"fmt"
	"strconv"
	"strings"
)

func (s *pdfSheet) head(p page) {
	s.font("B", 16)
	s.row([]float64{pdfWidth}, "Shift log "+p.Shift)
	s.d.Ln(3)
	s.font("B", 9)
	closed := p.Closed
	if p.Open {
		closed = "not yet"
		s.row([]float64{pdfWidth}, "This shift is still open. The counts may change, and nothing here is signed yet.")
	}
	s.font("", 9)
	s.pair("Office", p.Office)
	s.pair("Station", p.Station)
	s.pair("Place", p.Place)
	s.pair("Opened", p.Opened)
	s.pair("Closed", closed)
	s.pair("Officers", orNone(strings.Join(p.Officers, ", ")))
	if len(p.Closers) > 0 {
		s.pair("Closed by", strings.Join(p.Closers, ", "))
	}
	s.pair("Made", p.Made)
}

func (s *pdfSheet) figures(p page) {
	s.section("Sums that can be checked")
	for _, sum := range p.Sums {
		word := "agrees"
		if !sum.Holds {
			word = "DOES NOT AGREE"
		}
		s.row([]float64{pdfWidth - 35, 35}, sum.Text, word)
	}
	s.section("Counts")
	s.count(p.Counts)
	s.section("Lane, of items")
	s.count(p.Lanes)
	s.section("Outcome that stands, of decisions")
	s.count(p.Outcomes)
	if p.Hours != "" {
		s.say("Scans in each hour since opening: " + p.Hours + ".")
	}
	s.section("Random draw")
	secret := p.Secret
	if secret == "" {
		secret = "told when the shift is closed"
	}
	s.pair("Rate", p.Rate)
	s.pair("Drawn", p.Drawn)
	s.pair("Find rate", p.FindRate)
	s.pair("Committed to", p.Commit)
	s.pair("Secret", secret)
	s.say("An item was drawn when the first 53 bits of HMAC-SHA-256(secret, item), as a fraction, are below the rate. The SHA-256 of the secret was recorded at opening.")
}

func (s *pdfSheet) worth(p page) {
	if len(p.Worth) == 0 {
		return
	}
	s.section("What inspections were worth")
	widths := []float64{50, 20, 20, 20, 70}
	s.header(widths, "Selected by", "selected", "examined", "found", "Find rate")
	for _, w := range p.Worth {
		s.row(widths, w.For, strconv.Itoa(w.Selected), strconv.Itoa(w.Examined), strconv.Itoa(w.Found), w.Rate)
	}
	for _, text := range p.WorthSaid {
		s.say(text)
	}
}

func (s *pdfSheet) decisions(p page) {
	s.section(fmt.Sprintf("Decisions (%d)", len(p.Decisions)))
	if len(p.Decisions) == 0 {
		s.say("None.")
		return
	}
	widths := []float64{12, 19, 34, 22, 20, 52, 21}
	s.header(widths, "No.", "Time", "Item", "Lane, selected by", "Outcome", "Ground and findings", "Officers")
	for _, d := range p.Decisions {
		outcome := d.Outcome
		style := ""
		if d.Lifted {
			outcome, style = outcome+" (superseded)", "S"
		}
		s.font(style, 8)
		s.row(widths, strconv.FormatUint(d.Seq, 10), d.At, d.Item, d.Lane+"\n"+d.Reason, outcome, d.Words, d.Officers)
		s.d.Ln(1)
	}
	s.say("Struck out: superseded or taken back within the shift. No. is the event's number in the journal; the days and times are in the zone of the heading.")
}

func (s *pdfSheet) holds(p page) {
	s.section(fmt.Sprintf("Open holds (%d)", len(p.Holds)))
	if len(p.Holds) == 0 {
		s.say("None.")
		return
	}
	widths := []float64{36, 20, 50, 18, 20, 36}
	s.header(widths, "Item", "Agency", "Reason", "State", "Since", "Event")
	for _, h := range p.Holds {
		s.row(widths, h.Item, h.Agency, h.Reason, h.State, h.Since, h.Event)
		s.d.Ln(1)
	}
	s.font("", 9)
}

func (s *pdfSheet) proof(p page) {
	s.section("Signed head of the journal")
	if p.Signature == "" {
		s.pair("Signature", "Not signed.")
	} else {
		s.code(p.Signature)
	}
	root := p.Root
	if root == "" {
		root = "none yet"
	}
	s.pair("Root", root)
	s.pair("Events", p.Events)
	s.pair("Epoch", p.Epoch)
	s.pair("Key", p.Key)
	s.section("How to verify")
	s.say("This file is a picture; the proof is the same log as JSON. Whoever holds the station's key, from elsewhere than this file, checks it without network:")
	s.code("postern shift export " + p.Shift + " --format json --out shift.json\npostern verify shift.json --key station.key")
	s.say("The signed head above stands for every event of the journal up to the close: the root it names must be the one that the JSON's events make. The file with the ending .sig, where it lies beside this one, vouches for each byte of it.")
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
