package cds_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"postern/message"
	"postern/message/cds"
	"postern/parcel"
)

// What is written here is read here.
func TestAnswersAreRead(t *testing.T) {
	at := time.Date(2026, 11, 1, 9, 30, 0, 0, time.UTC)
	var answers []message.Answer
	for _, o := range append(parcel.Outcomes(), "") {
		answers = append(answers, message.Answer{Item: parcel.ParseIdentifier("RR473124829GB"), Class: "U", Office: "NLAMSA", Outcome: o, At: at})
	}
	answers = append(answers, message.Answer{Item: parcel.ParseIdentifier("PLATFORM-7"), Outcome: parcel.Release, At: at})
	file, answered := cds.Write(answers, message.DefaultCrosswalk())
	b, err := cds.Decode(file, message.DefaultLimits())
	if err != nil || len(b.Faults) > 0 || len(b.Items) > 0 {
		t.Fatalf("%v %v", err, b.Faults)
	}
	var want, got []string
	for _, a := range answered {
		want = append(want, message.DefaultCrosswalk()[a.Outcome].CDS)
	}
	for _, s := range b.Statuses {
		got = append(got, s.Code)
		if s.Number != "RR473124829GB" || !s.At.Equal(at) || s.State == "" {
			t.Errorf("%+v", s)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" || len(got) != 14 { // all but deliver and correct, which are told to nobody
		t.Errorf("%d answers: %s", len(got), diff)
	}
}
