package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"postern/journal"
	"postern/parcel"
	"postern/store"
)

// Data is timely by when the item truly came, whatever told so, before or after
// the item was read; and replay says the same.
func TestDataIsTimelyByTheTrueArrival(t *testing.T) {
	const bag = parcel.S9("GBLALAPTLISAACN60001001000123")
	read := func(s *station) {
		s.append(journal.Draft{Officers: []parcel.OfficerID{"ana"}, Body: journal.ItemScanned{Scan: parcel.Scan{Code: string(bag), Place: parcel.Dock}, Shift: "s1"}})
	}
	event := func(step parcel.Step) func(*station) {
		return func(s *station) {
			at := s.clock.now()
			s.append(s.mail(parcel.Mail{Events: []parcel.PostalEvent{{Item: ident(1), Scheme: "emsevt", Code: "EM", Step: step, At: at}}}))
		}
	}
	data := func(s *station) {
		d := declare(1)
		d.Receptacle, d.Category, d.Dest = bag, "A", "PT"
		s.receive([]parcel.Declaration{d})
	}
	scan := func(s *station) { s.event(day(1), scanned(parcel.Belt, parcel.Unknown, parcel.ByNone)) }
	for name, c := range map[string]struct {
		happens []func(*station)
		timely  int
	}{
		"data, bag, item":               {[]func(*station){data, read, scan}, 1},
		"bag, data, item":               {[]func(*station){read, data, scan}, 0},
		"EMD, data, item":               {[]func(*station){event(parcel.StepArrived), data, scan}, 0},
		"EMC, data, item: short haul":   {[]func(*station){event(parcel.StepDeparted), data, scan}, 0},
		"data, EMC, EMD, item":          {[]func(*station){data, event(parcel.StepDeparted), event(parcel.StepArrived), scan}, 1},
		"data, item":                    {[]func(*station){data, scan}, 1},
		"sorted says nothing of coming": {[]func(*station){event(parcel.StepSorted), data, scan}, 1},
		"data, bag, never read":         {[]func(*station){data, read}, 1},
		"bag, data, never read":         {[]func(*station){read, data}, 0},
		"data, EMD, never read":         {[]func(*station){data, event(parcel.StepArrived)}, 1},
		"EMD, data, never read":         {[]func(*station){event(parcel.StepArrived), data}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			s := setUp(t)
			for _, f := range c.happens {
				s.clock.pass(time.Hour)
				f(s)
			}
			assertTimely(t, s, c.timely)
		})
	}
}

// What is told late of when the item came counts all the same.
func TestATrueArrivalToldLate(t *testing.T) {
	s := setUp(t)
	came := s.clock.now()
	s.clock.pass(time.Hour)
	d := declare(1)
	d.Category, d.Dest = "A", "PT"
	s.receive([]parcel.Declaration{d})
	s.clock.pass(time.Hour)
	s.event(day(1), scanned(parcel.Belt, parcel.Green, parcel.ByNone))
	assertTimely(t, s, 1)
	s.append(s.mail(parcel.Mail{Events: []parcel.PostalEvent{{Item: ident(1), Scheme: "emsevt", Code: "EMD", Step: parcel.StepArrived, At: came}}}))
	assertTimely(t, s, 0)
}

func assertTimely(t *testing.T, s *station, good int) {
	t.Helper()
	all, err := s.Quality(t.Context(), "post", store.FiguresAsked{})
	if err != nil || len(all) != 1 || all[0].Timeliness != (parcel.Portion{Good: good, Of: 1}) {
		t.Errorf("%+v, %v, wanted %d of 1 in time", all, err, good)
	}
	if it := s.dossier(day(1)); it.Data.Timeliness.Good == it.Data.Timeliness.Of != (good == 1) {
		t.Errorf("the item's page says otherwise: %+v", it.Data.Timeliness)
	}
	live := s.dump()
	if _, err := s.Replay(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(live, s.dump()); diff != "" {
		t.Error("replayed (-live +replayed):", diff)
	}
}
