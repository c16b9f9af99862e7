package ips_test

import (
	"testing"
	"time"

	"postern/message"
	"postern/message/ips"
	"postern/parcel"
)

// What is written here is read here: presented, then held with a reason or
// returned from customs.
func TestAnswersAreRead(t *testing.T) {
	presented, decided := time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC), time.Date(2026, 11, 1, 9, 30, 0, 0, time.UTC)
	for outcome, want := range map[parcel.Outcome][3]string{
		parcel.Release: {"31", "38", ""},
		parcel.Query:   {"31", "34", "65"},
		parcel.Seize:   {"31", "76", "S"},
	} {
		file, answered := ips.Write([]message.Answer{{
			Item: parcel.ParseIdentifier("RR473124829GB"), Class: "U", Office: "NLAMSA", Presented: presented, Outcome: outcome, At: decided,
		}}, message.DefaultCrosswalk())
		b, err := ips.Decode(file, message.DefaultLimits())
		if err != nil || len(answered) != 1 || len(b.Faults) > 0 || len(b.Events) != 2 {
			t.Fatalf("%s: %v %v %v", outcome, err, b.Faults, b.Events)
		}
		first, second := b.Events[0], b.Events[1]
		if got := [3]string{first.Code, second.Code, second.Reason}; got != want || !first.At.Equal(presented) || !second.At.Equal(decided) || second.Office != "NLAMSA" {
			t.Errorf("%s: %+v", outcome, b.Events)
		}
	}
	if _, answered := ips.Write([]message.Answer{{Item: parcel.ParseIdentifier("RR473124829GB"), Outcome: parcel.Deliver}}, message.DefaultCrosswalk()); len(answered) != 0 {
		t.Error("a controlled delivery is told")
	}
}
