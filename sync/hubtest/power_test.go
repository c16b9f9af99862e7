package hubtest

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"postern/journal"
	"postern/journal/wire"
	"postern/lossy"
	"postern/parcel"
	"postern/store"
	"postern/sync/enrol"
	"postern/sync/hub/record"
	"postern/sync/jetstream"
	"postern/sync/link"
)

// childDir has this program be a station and its hub, in one folder.
const childDir = "POSTERN_TEST_CHILD"

// rounds is how often a fault is made: few in every run, many in a long one.
func rounds(t *testing.T, variable string, few int) int {
	t.Helper()
	if n, err := strconv.Atoi(os.Getenv(variable)); err == nil && n > 0 {
		return n
	}
	return few
}

// house is a station and its hub in one folder.
type house struct {
	site *Site
	db   *store.DB
	id   *enrol.Identity
}

func openStation(t *testing.T, dir string) *store.DB {
	t.Helper()
	if err := os.MkdirAll(filepath.Join(dir, "station"), 0o700); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), store.Options{
		Path: filepath.Join(dir, "station", "postern.db"), Station: "a-1", Secret: bytes.Repeat([]byte{7}, 32), Now: time.Now,
		Random: func(b []byte) {
			for i := range b {
				b[i] = byte(rand.Uint32())
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() }) //nolint:errcheck // the test is over
	if n, err := db.Size(t.Context()); err != nil {
		t.Fatal(err)
	} else if n == 0 {
		if _, err := db.Begin(t.Context(), journal.StationOpened{Office: "NLAMSA", Key: "k"}); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

func openHouse(t *testing.T, dir string) *house {
	t.Helper()
	hub := filepath.Join(dir, "hub")
	if err := os.MkdirAll(hub, 0o700); err != nil {
		t.Fatal(err)
	}
	h := &house{db: openStation(t, dir)}
	h.start(t, hub, "g1", false)
	return h
}

// start starts the hub in a folder; again says that its record was restored.
func (h *house) start(t *testing.T, dir, generation string, again bool) {
	t.Helper()
	open := sqliteIn(dir)
	h.site = Setup{Keys: NewKeys(t), Store: filepath.Join(dir, "broker"), Open: func(ctx context.Context, _ string, _ bool) (Kind, error) {
		return open(ctx, generation, again)
	}}.Start(t)
	h.id = h.site.Enrol(t, "a-1", "NLAMSA")
}

// loop is the station's, with a line and an inbox that tell what went through.
func (h *house) loop(say func(word string, seq uint64)) *link.Loop {
	hello := Hello(h.id, nil)
	hello.Epoch, hello.Caps = h.db.Epoch(), []string{link.CapRoot}
	return link.New(link.Options{
		Outbox: h.db, Inbox: telling{h.db, say}, Hello: hello, Now: time.Now, Random: rand.Float64,
		Line: tellingLine{say: say, Line: jetstream.NewLine(jetstream.LineOptions{Station: h.id.Station, After: time.After, Ready: func(context.Context) ([]string, *tls.Config, error) {
			config, err := h.id.TLS()
			return []string{h.site.Server.Addr()}, config, err
		}})},
	})
}

// telling tells of receipts that were kept.
type telling struct {
	*store.DB
	say func(string, uint64)
}

func (x telling) Settle(ctx context.Context, at wire.Cursor, r wire.Receipt) (bool, error) {
	believed, err := x.DB.Settle(ctx, at, r)
	if believed {
		x.say("recorded", r.Upto)
	}
	return believed, err
}

// tellingLine tells what the broker acknowledged.
type tellingLine struct {
	link.Line
	say func(string, uint64)
}

func (x tellingLine) Send(ctx context.Context, b wire.Batch) error {
	err := x.Line.Send(ctx, b)
	for _, e := range b.Events {
		if err == nil {
			x.say("sent", e.Seq)
		}
	}
	return err
}

// TestHouseAtWork is a station and its hub at work until they are killed: see
// TestPowerLoss.
func TestHouseAtWork(t *testing.T) { //nolint:paralleltest // it has a process of its own
	dir := os.Getenv(childDir)
	if dir == "" {
		t.Skip("TestPowerLoss runs it in a process of its own")
	}
	h := openHouse(t, dir)
	say := func(word string, seq uint64) { fmt.Printf("\n%s %d\n", word, seq) }
	l := h.loop(say)
	go l.Run(t.Context()) //nolint:errcheck // it is killed
	for i := 0; ; i++ {
		names, err := h.db.Append(t.Context(), journal.Draft{
			Body: journal.HoldIssued{Agency: parcel.Plant, Reason: "seeds"}, Item: parcel.ItemID(fmt.Sprintf("RB%09dGB@2026-02-01", i%50)),
		})
		if err != nil {
			t.Fatal(err)
		}
		say("saved", names[0].Seq)
		l.Wake()
		time.Sleep(time.Millisecond) // an officer is slower
	}
}

// said is what was acknowledged before the power went.
type said map[string]map[uint64]bool

// TestPowerLoss: the power goes for a station and its hub at once, whenever that
// is. What the officer saw saved is at the station, what the broker
// acknowledged comes to the record without the station, what was receipted is
// recorded, and in the end all is there once. POSTERN_POWERLOSS says how often.
func TestPowerLoss(t *testing.T) { //nolint:paralleltest // it has the machine to itself
	n := rounds(t, "POSTERN_POWERLOSS", 3)
	total := map[string]int{}
	var dir string
	for round := range n {
		if round%10 == 0 {
			dir = t.TempDir()
		}
		was, left := losePower(t, dir, 20+rand.IntN(400), false)
		lost := compare(t, left, was)
		for word, seqs := range was {
			total[word] += len(seqs)
			if len(lost[word]) > 0 {
				t.Errorf("round %d: %s and lost: %v", round, word, lost[word])
			}
		}
		dir = left
		bringTogether(t, dir, was["sent"])
	}
	t.Logf("%d power losses of a station and its hub: %v acknowledged, none lost", n, total)
	for _, word := range []string{"saved", "sent", "recorded"} {
		if total[word] < n {
			t.Errorf("%d events %s in %d rounds: they show nothing", total[word], word, n)
		}
	}
}

// TestPowerLossIsSeen: on a disk that lies about syncing everything is lost, and
// that is found.
func TestPowerLossIsSeen(t *testing.T) { //nolint:paralleltest // as above
	dir := t.TempDir()
	was, left := losePower(t, dir, 200, false)
	bringTogether(t, left, was["sent"])
	was, left = losePower(t, left, 400, true)
	lost := compare(t, left, was)
	for _, word := range []string{"saved", "recorded"} {
		t.Logf("%d %s, %d lost", len(was[word]), word, len(lost[word]))
		if len(was[word]) == 0 || len(lost[word]) == 0 {
			t.Errorf("on a disk that lies none of %d is lost that were %s: the harness shows nothing", len(was[word]), word)
		}
	}
}

// losePower lets a house work until so much was acknowledged, takes its power
// away, and answers what was acknowledged and what is left.
func losePower(t *testing.T, dir string, stop int, lies bool) (said, string) {
	t.Helper()
	at := t.TempDir()
	disk, err := lossy.Mount(dir, at)
	if errors.Is(err, lossy.ErrNone) {
		t.Skipf("LEFT OUT: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	if lies {
		disk.Lie()
	}
	was := atWork(t, at, stop, disk.Cut)
	left := t.TempDir()
	if err := errors.Join(disk.Unmount(), disk.Remains(left)); err != nil {
		t.Fatal(err)
	}
	return was, left
}

func atWork(t *testing.T, dir string, stop int, cut func()) said {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestHouseAtWork$", "-test.v")
	cmd.Env, cmd.Stderr = append(os.Environ(), childDir+"="+dir), os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	was, other := said{}, []string{}
	lines := bufio.NewScanner(out)
	for n := 0; n < stop && lines.Scan(); {
		word, number, _ := strings.Cut(lines.Text(), " ")
		seq, err := strconv.ParseUint(number, 10, 64)
		if err != nil {
			other = append(other, lines.Text())
			continue
		}
		if was[word] == nil {
			was[word] = map[uint64]bool{}
		}
		was[word][seq] = true
		n++
	}
	cut()
	if err := cmd.Process.Kill(); err != nil {
		t.Fatalf("%v: %s", err, strings.Join(other, "\n"))
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.Exited() {
		t.Fatalf("the house ended by itself: %v: %s", err, strings.Join(other, "\n"))
	}
	return was
}

// compare opens what is left as it lies, and answers what is not there of what
// was acknowledged.
func compare(t *testing.T, dir string, was said) map[string][]uint64 {
	t.Helper()
	lost := map[string][]uint64{}
	db := openStation(t, dir)
	for _, seq := range slices.Sorted(maps.Keys(was["saved"])) {
		if _, err := db.Event(t.Context(), journal.Name{Station: "a-1", Epoch: db.Epoch(), Seq: seq}); errors.Is(err, store.ErrNotFound) {
			lost["saved"] = append(lost["saved"], seq)
		} else if err != nil {
			t.Error(err)
		}
	}
	if v, err := db.Verify(t.Context(), nil); err != nil || v.Bad != nil {
		t.Errorf("the station's journal: %+v, %v", v.Bad, err)
	}
	kind, err := sqliteIn(filepath.Join(dir, "hub"))(t.Context(), "g1", false)
	if err != nil {
		t.Fatal(err)
	}
	upto := progress(t, kind, wire.Source{Station: "a-1", Epoch: db.Epoch()}, time.Now()).Upto
	for _, seq := range slices.Sorted(maps.Keys(was["recorded"])) {
		if seq > upto {
			lost["recorded"] = append(lost["recorded"], seq)
		}
	}
	if err := errors.Join(db.Close(), kind.Close()); err != nil {
		t.Error(err)
	}
	return lost
}

// bringTogether starts the hub on what is left: what was sent comes to the
// record without the station's help. Then the station sends the rest.
func bringTogether(t *testing.T, dir string, sent map[uint64]bool) {
	t.Helper()
	h := openHouse(t, dir)
	defer h.site.Stop()
	own := wire.Source{Station: "a-1", Epoch: h.db.Epoch()}
	line := h.site.Line(t, h.id)
	hello := Hello(h.id, nil)
	hello.Epoch = own.Epoch
	if _, err := line.Open(t.Context(), hello); err != nil {
		t.Fatal(err)
	}
	Await(t, line, nil, func(link.Message) bool {
		p := progress(t, h.site.Kind, own, time.Now())
		r := p.Receipt(own)
		for seq := range sent {
			if !r.Holds(seq) {
				return false
			}
		}
		return true
	})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if all, err := h.loop(func(string, uint64) {}).Once(ctx); err != nil || !all {
		t.Fatalf("all at the hub: %v, %v", all, err)
	}
	size, err := h.db.Size(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	recorded := rows(t, h.site.Kind, record.Query{})
	if uint64(len(recorded)) != size {
		t.Errorf("%d events at the station, %d recorded", size, len(recorded))
	}
	for _, row := range recorded {
		if e, err := h.db.Event(t.Context(), journal.Name{Station: row.Station, Epoch: row.Epoch, Seq: row.Seq}); err != nil || !bytes.Equal(e.Raw, row.Record) {
			t.Errorf("event %d is another at the hub: %v", row.Seq, err)
		}
	}
	if err := h.db.Close(); err != nil {
		t.Error(err)
	}
}
