package parcel

import (
	"testing"
	"time"
)

func TestMiss(t *testing.T) {
	at := func(hour int) time.Time { return time.Date(2026, 3, 1, hour, 0, 0, 0, time.UTC) }
	for name, test := range map[string]struct {
		trace Trace
		want  Cause
	}{
		"nothing came":                          {Trace{}, NotArrived},
		"its bag came":                          {Trace{Arrived: true}, NotScanned},
		"its bag is being emptied":              {Trace{Arrived: true, Opened: at(12)}, NotScanned},
		"its bag is empty":                      {Trace{Arrived: true, Opened: at(12), Emptied: true}, DataWrong},
		"nearly its label":                      {Trace{Arrived: true, Opened: at(12), Alike: true, Emptied: true}, IdentifierDiffers},
		"bag opened before":                     {Trace{Opened: at(8), Alike: true}, AlertLate},
		"the post sent it on":                   {Trace{PassedOn: at(12)}, NotScanned},
		"the post sent it on before":            {Trace{PassedOn: at(8)}, AlertLate},
		"it is here":                            {Trace{Read: at(12)}, ""},
		"it was here and left":                  {Trace{Read: at(12), Left: true}, HandedBack},
		"it was here and left before":           {Trace{Read: at(8), Left: true}, AlertLate},
		"here, whatever the post says about it": {Trace{Read: at(12), PassedOn: at(13)}, ""},
	} {
		test.trace.Issued = at(10)
		if got := test.trace.Miss(); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

func TestAlike(t *testing.T) {
	for _, pair := range [][2]string{{"RR473100014GB", "RR473100041GB"}, {"RR473100014GB", "RB473100014GB"}, {"RR473100014GB", "RR43100014GB"}} {
		if !Alike(pair[0], pair[1]) || !Alike(pair[1], pair[0]) {
			t.Errorf("%v are alike", pair)
		}
	}
	for _, pair := range [][2]string{{"RR473100014GB", "RR473100014GB"}, {"RR473100014GB", "RR518822903GB"}, {"RR473100014GB", "RR4731"}, {"", "RR4731"}} {
		if Alike(pair[0], pair[1]) {
			t.Errorf("%v are not alike", pair)
		}
	}
}
