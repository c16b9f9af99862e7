package main

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"postern/journal"
	"postern/parcel"
)

// command runs the program on a folder as an officer and gives back what it
// answered.
func command(t *testing.T, dir, officer string, args ...string) (code int, answer []byte) {
	t.Helper()
	p := cheap()
	var out, complaint bytes.Buffer
	p.out, p.err = &out, &complaint
	p.env = func(name string) string {
		return map[string]string{"POSTERN_DATA": dir, "POSTERN_OFFICER": officer, "POSTERN_PIN": killPIN}[name]
	}
	code = p.Run(t.Context(), append(args, "--json"))
	t.Logf("%v: %d %s", args, code, complaint.String())
	return code, out.Bytes()
}

// Two officers who could not see each other decide differently: both decisions
// stay, the most restrictive stands, and a supervisor settles it.
func TestConflict(t *testing.T) {
	t.Parallel()
	dir := prepare(t)
	if code, _ := command(t, dir, killOfficer, "officer", "add", "--name", "Ben", "--role", "officer", "--pin", killPIN); code != exitDone {
		t.Fatal("no second officer")
	}
	apart(t, dir, "RR473100014GB@2026-11-17")

	code, answer := command(t, dir, "", "conflict", "list")
	var got conflictAnswer
	if err := json.Unmarshal(answer, &got); err != nil || code != exitDone {
		t.Fatalf("%d, %v: %s", code, err, answer)
	}
	if got.Item != "RR473100014GB" || got.State != parcel.Conflict || got.Stands != parcel.Seize || len(got.Events) != 2 || len(got.Decisions) != 2 {
		t.Errorf("%+v", got)
	}
	if code, _ := command(t, dir, "Ben", "conflict", "settle", "RR473100014GB", "release", "--ground", "mine"); code != exitRefused {
		t.Errorf("an officer settles it: %d", code)
	}
	code, answer = command(t, dir, killOfficer, "conflict", "settle", "RR473100014GB", "hold", "--ground", "looked at both")
	var done doneAnswer
	if err := json.Unmarshal(answer, &done); err != nil || code != exitDone || done.State != parcel.Held || done.Seq == 0 {
		t.Errorf("%d, %v: %s", code, err, answer)
	}
	if code, answer = command(t, dir, "", "conflict", "list"); code != exitDone || len(bytes.TrimSpace(answer)) != 0 {
		t.Errorf("%d: %s", code, answer)
	}
	if code, _ := command(t, dir, killOfficer, "conflict", "settle", "RR473100014GB", "hold", "--ground", "again"); code != exitRefused {
		t.Errorf("settled twice: %d", code)
	}
	code, answer = command(t, dir, "", "show", "RR473100014GB")
	var shown struct {
		Decisions []struct {
			Outcome parcel.Outcome `json:"outcome"`
		} `json:"decisions"`
		Events []json.RawMessage `json:"events"`
	}
	if err := json.Unmarshal(answer, &shown); err != nil || code != exitDone || len(shown.Events) != 4 {
		t.Fatalf("%d, %v: the facts are not all there: %s", code, err, answer)
	}
	if len(shown.Decisions) != 1 || shown.Decisions[0].Outcome != parcel.HoldItem {
		t.Errorf("%+v stand", shown.Decisions)
	}
}

// apart writes two decisions of which neither knows of the other, as they come
// from two stations.
func apart(t *testing.T, dir string, item parcel.ItemID) {
	t.Helper()
	s, err := openForKill(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	decide := func(o parcel.Outcome) journal.Draft {
		return journal.Draft{Body: journal.ItemDecided{Outcome: o, Ground: "because", Lane: parcel.Red}, Officers: []parcel.OfficerID{"x"}, Item: item}
	}
	scan := journal.Draft{Body: journal.ItemScanned{Scan: parcel.Scan{Code: item.Ident(), Place: parcel.Belt}}, Officers: []parcel.OfficerID{"x"}, Item: item}
	names, err := s.db.Append(t.Context(), scan, decide(parcel.Release), decide(parcel.Seize))
	if err != nil || len(names) != 3 {
		t.Fatal(names, err)
	}
	it, err := s.db.Item(t.Context(), item)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(parcel.Conflict, it.State); diff != "" {
		t.Error(diff)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}
