package post_test

import (
	"testing"
	"time"

	"postern/message"
	"postern/message/post"
	"postern/parcel"
)

const ownMap = `
name: own
message: EMSEVT
makes: events
rows:
  - {segment: GIN+BX, at: "2.1", field: item, certainty: unverified}
  - {segment: STS, at: "2.1", field: event, certainty: unverified}
  - {segment: STS, at: "3.1", field: reason, certainty: unverified}
  - {segment: DTM+334, at: "1.2", unit_at: "1.3", field: event_at, certainty: unverified}
  - {segment: LOC+14, at: "2.1", field: office, certainty: unverified}
steps:
  - {code: EDB, step: to_customs, certainty: unverified}
`

// What is written by a map is read by it, be it the built-in or another.
func TestAnswersAreRead(t *testing.T) {
	own, err := post.ParseMap([]byte(ownMap))
	if err != nil {
		t.Fatal(err)
	}
	presented, decided := time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC), time.Date(2026, 11, 1, 9, 30, 0, 0, time.UTC)
	for name, maps := range map[string][]post.Map{"built-in": nil, "own": {own}} {
		var answers []message.Answer
		for _, o := range []parcel.Outcome{parcel.Release, parcel.Query, parcel.Deliver} {
			answers = append(answers, message.Answer{Item: parcel.ParseIdentifier("RR473124829GB"), Office: "NLAMSA", Presented: presented, Outcome: o, At: decided})
		}
		file, answered, err := post.Write(answers, message.DefaultCrosswalk(), post.EventMap(maps), "42", decided)
		if err != nil || len(answered) != 2 {
			t.Fatalf("%s: %d answered, %v", name, len(answered), err)
		}
		b, err := post.Decode(file, maps, message.DefaultLimits())
		if err != nil || len(b.Faults) > 0 || len(b.Events) != 4 {
			t.Fatalf("%s: %v %v\n%s", name, err, b.Faults, file)
		}
		held := b.Events[3]
		if b.Events[0].Code != "EDB" || !b.Events[0].At.Equal(presented) || b.Events[1].Code != "EDC" || held.Code != "EME" || held.Reason != "65" ||
			!held.At.Equal(decided) || held.Office != "NLAMSA" || held.Item != "RR473124829GB" {
			t.Errorf("%s: %+v\n%s", name, b.Events, file)
		}
	}
}

func TestAMapWithoutEventsWritesNone(t *testing.T) {
	m := post.EventMap(nil)
	m.Rows = m.Rows[:1]
	if _, _, err := post.Write(nil, message.DefaultCrosswalk(), m, "1", time.Time{}); err == nil {
		t.Error("written by a map that has no place for an event")
	}
}
