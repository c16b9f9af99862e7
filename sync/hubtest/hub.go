package hubtest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"postern/journal/wire"
	"postern/parcel"
	"postern/sync/hub/record"
	"postern/sync/jetstream"
	"postern/sync/link"
)

// Hub tries a whole hub over a kind of broker and record. fresh gives what an
// empty one is made of.
func Hub(t *testing.T, fresh func(*testing.T) Setup) {
	t.Helper()
	for name, try := range cases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			try(t, fresh(t))
		})
	}
}

func cases() map[string]func(*testing.T, Setup) {
	return map[string]func(*testing.T, Setup){
		"what is sent is recorded and receipted":       recorded,
		"stations of one office get each other's":      offices,
		"no station writes as another":                 foreign,
		"who is shown out is cut off":                  shownOut,
		"a hub that stops loses nothing":               restarted,
		"two hubs share the work":                      twoHubs,
		"what cannot be read is refused":               unreadable,
		"a file goes on where it was":                  fileGoesOn,
		"a certificate opens its own subjects only":    confined,
		"no certificate, no handshake":                 strangersAtDoor,
		"names alike are apart":                        alike,
		"a station gets its own file back":             fileFetched,
		"contradictory decisions are seen and settled": contradiction,
		"a spoilt file comes again":                    fileSpoilt,
		"a journal that was rewritten is an alarm":     rewritten,
		"a receipt names the root of what it covers":   rooted,
		"a key that was destroyed is gone here too":    shredded,
		"a cursor of another life begins at the start": lives,
	}
}

// twoHubs: a hub that stops while stations send, as in a rolling restart, loses
// nothing, and its stations go on at the other one. Only a cluster is shared.
func twoHubs(t *testing.T, s Setup) {
	t.Helper()
	if s.NATS == "" {
		t.Log("the broker inside is of one hub")
		return
	}
	first, second := s.Start(t), s.Start(t)
	of := Source("a-1")
	id := first.Enrol(t, "a-1", "NLAMSA")
	l := first.Line(t, id)
	if _, err := l.Open(t.Context(), Hello(id, nil)); err != nil {
		t.Fatal(err)
	}
	for seq := uint64(1); seq <= 10; seq++ {
		if err := l.Send(t.Context(), Events(t, of, moment, "", seq)); err != nil {
			t.Fatal(err)
		}
	}
	first.Stop()
	l = second.Line(t, id)
	w, err := l.Open(t.Context(), Hello(id, nil))
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Send(t.Context(), Events(t, of, moment, "", Run(8, 20)...)); err != nil {
		t.Fatal(err)
	}
	receipted(t, l, w.Key, of, 20)
	if got := len(rows(t, second.Kind, record.Query{})); got != 20 {
		t.Errorf("%d rows", got)
	}
}

// join enrols a station and opens its line.
func join(t *testing.T, site *Site, station, office string) (*jetstream.Line, link.Welcome) {
	t.Helper()
	id := site.Enrol(t, station, parcel.Office(office))
	l := site.Line(t, id)
	w, err := l.Open(t.Context(), Hello(id, site.Keys.Reader.Public()))
	if err != nil {
		t.Fatal(err)
	}
	return l, w
}

// receipted waits for a receipt of the station up to seq.
func receipted(t *testing.T, l link.Line, key string, of wire.Source, upto uint64) wire.Receipt {
	t.Helper()
	verifier, err := note.NewVerifier(key)
	if err != nil {
		t.Fatal(err)
	}
	var last wire.Receipt
	Await(t, l, nil, func(m link.Message) bool {
		if m.Kind != link.KindReceipt {
			return false
		}
		r, err := wire.ReadReceipt(string(m.Body), verifier)
		if err != nil {
			t.Error(err)
		}
		if r.Source() != of {
			t.Errorf("a receipt of %s came to %s", r.Station, of.Station)
		}
		last = r
		return r.Upto >= upto
	})
	return last
}

func recorded(t *testing.T, s Setup) {
	t.Helper()
	site, of := s.Start(t), Source("cage.2")
	l, w := join(t, site, "cage.2", "NLAMSA")
	if w.Generation != "g1" || w.Key != site.Keys.Public || w.MaxInflight < 1 || len(w.Sealing) == 0 {
		t.Errorf("welcome: %+v", w)
	}
	for first := uint64(1); first <= 1000; first += 100 {
		if err := l.Send(t.Context(), Events(t, of, moment, "", Run(first, first+99)...)); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Send(t.Context(), Events(t, of, moment, "", Run(1, 100)...)); err != nil { // again
		t.Fatal(err)
	}
	if r := receipted(t, l, w.Key, of, 1000); r.Generation != w.Generation || len(r.Refused)+len(r.Missing) > 0 {
		t.Errorf("receipt: %+v", r)
	}
	same(t, "recorded", progress(t, site.Kind, of, moment).Upto, uint64(1000))
}

func offices(t *testing.T, s Setup) {
	t.Helper()
	site := s.Start(t)
	a, _ := join(t, site, "a-1", "NLAMSA")
	b, _ := join(t, site, "a-2", "NLAMSA")
	c, w := join(t, site, "c-1", "DEFRAA")
	batch := Events(t, Source("a-1"), moment, "", 1, 2, 3)
	if err := a.Send(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	Await(t, b, nil, func(m link.Message) bool {
		if m.Kind != link.KindEvents {
			return false
		}
		got, err := wire.Unpack(m.Body)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "events", got.Events, batch.Events)
		return true
	})
	strangers(t, site, w.Key, c)
	ownStayAway(t, site, w.Key, a)
}

// strangers: a station of another office hears of its own events only.
func strangers(t *testing.T, site *Site, key string, c link.Line) {
	t.Helper()
	if err := c.Send(t.Context(), Events(t, Source("c-1"), moment, "", 1)); err != nil {
		t.Fatal(err)
	}
	Await(t, c, nil, func(m link.Message) bool {
		if m.Kind == link.KindEvents {
			t.Errorf("events of another office came: %+v", m.Cursor)
		}
		return m.Kind == link.KindReceipt && site.covers(t, key, m, 1)
	})
}

func ownStayAway(t *testing.T, site *Site, key string, a link.Line) {
	t.Helper()
	own := false
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	err := a.Take(ctx, nil, func(_ context.Context, m link.Message) error {
		own = own || m.Kind == link.KindEvents
		if m.Kind == link.KindReceipt && site.covers(t, key, m, 3) {
			return errors.New("enough")
		}
		return nil
	})
	if own || err == nil || err.Error() != "enough" {
		t.Errorf("its own events came back: %v, %v", own, err)
	}
}

func (site *Site) covers(t *testing.T, key string, m link.Message, seq uint64) bool {
	t.Helper()
	verifier, err := note.NewVerifier(key)
	if err != nil {
		t.Fatal(err)
	}
	r, err := wire.ReadReceipt(string(m.Body), verifier)
	if err != nil {
		t.Error(err)
	}
	return r.Upto >= seq
}

func foreign(t *testing.T, s Setup) {
	t.Helper()
	site := s.Start(t)
	l, _ := join(t, site, "a-1", "NLAMSA")
	if err := l.Send(t.Context(), Events(t, Source("a-2"), moment, "", 1)); !errors.Is(err, link.ErrRefused) {
		t.Errorf("events of another station: %v", err)
	}
	id := site.Enrol(t, "b-1", "NLAMSA")
	other := site.Line(t, id)
	hello := Hello(id, nil)
	hello.Office = "DEFRAA"
	if _, err := other.Open(t.Context(), hello); !errors.Is(err, link.ErrRefused) {
		t.Errorf("another office: %v", err)
	}
	hello = Hello(id, nil)
	hello.Station = "a-1"
	if _, err := other.Open(t.Context(), hello); !errors.Is(err, link.ErrRefused) {
		t.Errorf("another name: %v", err)
	}
	if got := len(rows(t, site.Kind, record.Query{})); got != 0 {
		t.Errorf("%d events recorded", got)
	}
}

func shownOut(t *testing.T, s Setup) {
	t.Helper()
	site := s.Start(t)
	id := site.Enrol(t, "a-1", "NLAMSA")
	l := site.Line(t, id)
	if _, err := l.Open(t.Context(), Hello(id, nil)); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() {
		ended <- l.Take(t.Context(), nil, func(context.Context, link.Message) error { return nil })
	}()
	if err := site.Kind.Revoke(t.Context(), "a-1"); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err == nil { // the live connection is cut
		t.Error("the line of a revoked station ended without an error")
	}
	if _, err := l.Open(t.Context(), Hello(id, nil)); !errors.Is(err, link.ErrRefused) {
		t.Errorf("a revoked station came back: %v", err)
	}
}

func restarted(t *testing.T, s Setup) {
	t.Helper()
	of, site := Source("a-1"), s.Start(t)
	id := site.Enrol(t, "a-1", "NLAMSA")
	l := site.Line(t, id)
	if _, err := l.Open(t.Context(), Hello(id, nil)); err != nil {
		t.Fatal(err)
	}
	for seq := uint64(1); seq <= 20; seq++ {
		if err := l.Send(t.Context(), Events(t, of, moment, "", seq)); err != nil {
			t.Fatal(err)
		}
	}
	site.Stop() // at any point between sent and recorded
	again := s.Start(t)
	l = again.Line(t, id)
	w, err := l.Open(t.Context(), Hello(id, nil))
	if err != nil {
		t.Fatal(err)
	}
	receipted(t, l, w.Key, of, 20)
	if got := len(rows(t, again.Kind, record.Query{})); got != 20 {
		t.Errorf("%d rows", got)
	}
}

func unreadable(t *testing.T, s Setup) {
	t.Helper()
	site, of := s.Start(t), Source("a-1")
	l, w := join(t, site, "a-1", "NLAMSA")
	if err := site.Hub.Take(t.Context(), "a-1", []byte("no batch")); !errors.Is(err, wire.ErrWire) {
		t.Errorf("bytes that are no batch: %v", err)
	}
	b := Events(t, of, moment, "", 1, 2, 3)
	b.Events[1].Body = []byte("other")
	if err := l.Send(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	r := receipted(t, l, w.Key, of, 1)
	same(t, "beyond", r.Beyond, []wire.Range{{First: 3, Last: 3}})
	if len(r.Refused) != 1 || r.Refused[0].Seq != 2 {
		t.Errorf("refused: %+v", r.Refused)
	}
}

func lives(t *testing.T, s Setup) {
	t.Helper()
	site, of := s.Start(t), Source("a-1")
	l, w := join(t, site, "a-1", "NLAMSA")
	if err := l.Send(t.Context(), Events(t, of, moment, "", 1)); err != nil {
		t.Fatal(err)
	}
	receipted(t, l, w.Key, of, 1)
	var at wire.Cursor
	Await(t, l, []wire.Cursor{{Stream: link.StreamReceipt, Created: "another life", Seq: 1 << 40}}, func(m link.Message) bool {
		at = m.Cursor
		return m.Stream == link.StreamReceipt
	})
	if at.Created == "" || at.Created == "another life" || at.Seq == 0 {
		t.Errorf("cursor %+v", at)
	}
	if err := l.Send(t.Context(), Events(t, of, moment, "", 2)); err != nil {
		t.Fatal(err)
	}
	Await(t, l, []wire.Cursor{at}, func(m link.Message) bool {
		if m.Stream == link.StreamReceipt && m.Seq <= at.Seq {
			t.Errorf("%d came again after %d", m.Seq, at.Seq)
		}
		return m.Stream == link.StreamReceipt && fmt.Sprint(m.Created) == at.Created
	})
}
