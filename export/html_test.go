package export_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"html"
	"regexp"
	"strings"
	"testing"

	"postern/export"
	"postern/parcel"
)

func TestPageAsksNothingOfAnybody(t *testing.T) {
	log, _ := closedShift(t, fullLines)
	page := string(written(t, export.HTML, log))
	style := regexp.MustCompile(`(?s)<style>(.*)</style>`).FindStringSubmatch(page)
	if style == nil {
		t.Fatal("no style")
	}
	sum := sha256.Sum256([]byte(style[1]))
	policy := "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"
	if !strings.Contains(html.UnescapeString(page), `content="`+policy+`"`) {
		t.Errorf("the policy does not allow the style: want %s", policy)
	}
	for _, bad := range []string{"<script", "<img", "<link", "<iframe", "<a ", " src=", " href=", "url(", "@import", " style="} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %s", bad)
		}
	}
}

func TestPageEscapesAll(t *testing.T) {
	const evil = `"><script>alert(1)</script><img src=x onerror=y>{{.}}` + "\u202e\x1b[31m\x00'`"
	log, _ := closedShift(t, fullLines)
	log.Station, log.Office, log.Key = evil, evil, evil
	log.Names = map[parcel.OfficerID]string{"o-1": evil}
	log.OpenHolds = []parcel.Hold{{Event: evil, Item: evil, Agency: evil, Reason: evil, State: evil}}
	s := &log.Shift
	s.ID, s.Place, s.Commit, s.Secret, s.Root, s.Signature = evil, evil, evil, evil, evil, evil
	s.Officers = append(s.Officers, evil)
	s.Lanes[evil], s.Outcomes[evil] = 1, 1
	s.Decisions = []parcel.ShiftDecision{{
		Event: evil, Item: evil, Lane: evil, Reason: evil, Outcome: evil, Agency: evil, Ground: evil,
		Findings: []parcel.Finding{{Code: evil, Text: evil}}, Officers: []parcel.OfficerID{evil, "o-1"},
	}}
	page := string(written(t, export.HTML, log))
	if strings.Contains(page, "<script") || strings.Contains(page, "<img") || strings.ContainsAny(page, "\u202e\x1b\x00") {
		t.Error("outside text came through")
	}
	if n := strings.Count(page, "&lt;script&gt;"); n < 25 {
		t.Errorf("the text stands %d times in the page: is a field missing?", n)
	}
}

func TestPageTellsOfSumsThatDoNotAgree(t *testing.T) {
	log, _ := closedShift(t, fullLines)
	if page := written(t, export.HTML, log); bytes.Contains(page, []byte("DOES NOT AGREE")) {
		t.Error("sums that agree are called wrong")
	}
	log.Shift.Waived++
	log.Shift.Items++
	log.Shift.Outcomes[parcel.Seize]++
	if page := written(t, export.HTML, log); bytes.Count(page, []byte("DOES NOT AGREE")) != 3 {
		t.Error("a wrong sum is not told of")
	}
}

// The intervals are those of the formula worked by hand (Brown, Cai, DasGupta
// 2001 give the same ones).
func TestFindRate(t *testing.T) {
	for _, tc := range []struct {
		hits, n int
		want    string
	}{
		{0, 0, "none of the drawn items was examined"},
		{0, 11, "0 of 11: 0.0 %, 95 % interval 0.0 % to 25.9 % (Wilson)"},
		{2, 9, "2 of 9: 22.2 %, 95 % interval 6.3 % to 54.7 % (Wilson)"},
		{14, 111, "14 of 111: 12.6 %, 95 % interval 7.7 % to 20.1 % (Wilson)"},
		{5, 5, "5 of 5: 100.0 %, 95 % interval 56.6 % to 100.0 % (Wilson)"},
	} {
		log := export.ShiftLog{Shift: parcel.Shift{DrawnDone: tc.n, DrawnHits: tc.hits}}
		if page := string(written(t, export.HTML, log)); !strings.Contains(page, tc.want) {
			t.Errorf("%d of %d: want %s", tc.hits, tc.n, tc.want)
		}
	}
}
