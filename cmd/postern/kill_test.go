package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"postern/intake"
	"postern/journal"
	"postern/parcel"
)

// receipt is what the station of the kill test prints once an event was
// acknowledged, and only then.
type receipt struct {
	Event string       `json:"event"`
	Kind  journal.Kind `json:"kind"`
	Words string       `json:"words"` // label or ground
}

const (
	killOfficer = "Ada"
	killPIN     = "4711"
)

// workUntilKilled is the child of the kill test: a whole station that scans,
// decides and takes back as fast as it can while its drop folder is fed.
func workUntilKilled() {
	if err := workAt(context.Background(), os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(exitFailed)
	}
}

func workAt(ctx context.Context, dir, round string) error {
	s, err := openForKill(ctx, dir)
	if err != nil {
		return err
	}
	officer, err := s.roster.SignIn(ctx, killOfficer, killPIN)
	if err != nil {
		return err
	}
	if _, err := s.watchAll(ctx, s.inboxes(), func(intake.Report) {}); err != nil {
		return err
	}
	who := parcel.Who{Officer: officer}
	n, err := strconv.Atoi(round)
	if err != nil {
		return err
	}
	for step := 0; ; step++ {
		if err := s.oneItem(ctx, who, label("RR", n*10000+step), step); err != nil {
			return err
		}
	}
}

// oneItem scans an item and decides about it; every fifth decision is taken
// back.
func (s *station) oneItem(ctx context.Context, who parcel.Who, code string, step int) error {
	r, err := s.desk.Scan(ctx, who, parcel.Scan{Code: code})
	if err != nil {
		return err
	}
	if err := acknowledge(receipt{r.Event, journal.KindItemScanned, code}); err != nil {
		return err
	}
	c, err := choiceOf([]string{code, string(parcel.Release)}, "ground of "+code, "", nil)
	if err != nil {
		return err
	}
	done, err := s.desk.Decide(ctx, who, c)
	if err != nil {
		return err
	}
	if err := acknowledge(receipt{done.Event.String(), journal.KindItemDecided, c.Ground}); err != nil || step%5 != 0 {
		return err
	}
	if done, err = s.desk.Undo(ctx, who, journal.Name{}); err != nil {
		return err
	}
	return acknowledge(receipt{done.Event.String(), journal.KindDecisionWithdrawn, code})
}

func acknowledge(r receipt) error { return json.NewEncoder(os.Stdout).Encode(r) }

func openForKill(ctx context.Context, dir string) (*station, error) {
	c, err := loadConfig(filepath.Join(dir, "config.yaml"), true)
	if err != nil {
		return nil, err
	}
	return cheap().openStation(ctx, dir, c)
}

// label is a valid S10 identifier with a serial number.
func label(service string, n int) string {
	serial := fmt.Sprintf("%08d", n)
	return service + serial + string(parcel.S10CheckDigit(serial)) + "NL"
}

// TestKillStation ends a working station with SIGKILL at random moments and
// starts it again on the same folder. Nothing that was acknowledged is lost or
// changed, the journal verifies, a replay changes nothing, and every file that
// was dropped is somewhere. POSTERN_KILLS sets how often.
func TestKillStation(t *testing.T) {
	t.Parallel()
	kills := 20
	if text := os.Getenv("POSTERN_KILLS"); text != "" {
		var err error
		if kills, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("%d kills, seed %d", kills, seed)
	random := rand.New(rand.NewPCG(seed, 1))
	events, files := 0, 0
	for done := 0; done < kills; done += killsOfALife {
		acknowledged, dropped := killAgain(t, min(killsOfALife, kills-done), random)
		events, files = events+acknowledged, files+dropped
	}
	if events < kills {
		t.Errorf("only %d events in %d rounds: the station hardly worked", events, kills)
	}
	t.Logf("%d kills: %d events acknowledged, %d files dropped, none lost", kills, events, files)
}

// killsOfALife is how often one station is killed before another is taken: it
// grows, and what is looked at after each kill grows with it.
const killsOfALife = 20

// killAgain kills one station again and again, and looks at what is left.
func killAgain(t *testing.T, kills int, random *rand.Rand) (events, files int) {
	t.Helper()
	dir := prepare(t)
	var acknowledged []receipt
	dropped := map[string]string{}
	for round := range kills {
		acknowledged = append(acknowledged, killOnce(t, dir, round, random, dropped)...)
	}
	s, err := openForKill(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	checkAcknowledged(t, s, acknowledged)
	checkVerified(t, s)
	checkFiles(t, s, dropped)
	checkReplay(t, s)
	checkVerified(t, s)
	return len(acknowledged), len(dropped)
}

func prepare(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "config.yaml"), []byte(calm), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := cheap().makeStation(t.Context(), dir, "bench-1", "NLAMSA", defaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	if _, err := s.roster.Add(t.Context(), nil, killOfficer, parcel.Supervisor, killPIN); err != nil {
		t.Fatal(err)
	}
	return dir
}

// killOnce lets the station work until it has acknowledged some events, or
// none, kills it a moment later and gives back all that it acknowledged.
func killOnce(t *testing.T, dir string, round int, random *rand.Rand, dropped map[string]string) []receipt {
	t.Helper()
	var complaint bytes.Buffer
	cmd := exec.CommandContext(t.Context(), "station", dir, strconv.Itoa(round))
	cmd.Stderr = &complaint
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var once sync.Once
	kill := func() { once.Do(func() { _ = cmd.Process.Kill() }) } // it may have ended: Wait tells
	deadline := time.AfterFunc(20*time.Second, kill)
	defer deadline.Stop()
	enough, moment := random.IntN(60), time.Duration(random.IntN(int(5*time.Millisecond)))
	if enough == 0 {
		time.AfterFunc(moment*20, kill) // while it starts
	}
	var all []receipt
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		var r receipt
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			break // the line that the kill cut off
		}
		all = append(all, r)
		if len(all)%10 == 1 {
			dropFile(t, dir, round, len(all), dropped)
		}
		if len(all) == enough {
			time.AfterFunc(moment, kill)
		}
	}
	if err := cmd.Wait(); err == nil || complaint.Len() > 0 {
		t.Fatalf("round %d: the station ended by itself: %v\n%s", round, err, complaint.String())
	}
	return all
}

// dropFile puts a message into the drop folder, or now and then something that
// is none.
func dropFile(t *testing.T, dir string, round, n int, dropped map[string]string) {
	t.Helper()
	text := fmt.Sprintf("tracking number,description,weight g\n%s,Spoon,%d\n", label("LZ", round*10000+n), n)
	if n%30 == 1 {
		text = fmt.Sprintf("no message %d %d", round, n)
	}
	name := fmt.Sprintf("%d-%d.csv", round, n)
	tmp := filepath.Join(dir, "inbox", "."+name)
	if err := os.WriteFile(tmp, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(tmp, filepath.Join(dir, "inbox", name)); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(text))
	dropped[hex.EncodeToString(sum[:])] = name
}

func checkAcknowledged(t *testing.T, s *station, all []receipt) {
	t.Helper()
	seen := map[string]bool{}
	for _, r := range all {
		if seen[r.Event] {
			t.Errorf("event %s was given twice", r.Event)
		}
		seen[r.Event] = true
		n, err := journal.ParseName(r.Event)
		if err != nil {
			t.Fatal(err)
		}
		e, err := s.db.Event(t.Context(), n)
		if err != nil {
			t.Errorf("event %s (%s %s) was acknowledged and is lost: %v", r.Event, r.Kind, r.Words, err)
			continue
		}
		got := receipt{e.String(), e.Kind, e.Item.Ident()}
		switch b := e.Body.(type) {
		case journal.ItemScanned:
			got.Words = b.Scan.Code
		case journal.ItemDecided:
			got.Words = b.Ground
		default: // named by its item
		}
		if got != r {
			t.Errorf("acknowledged %+v, found %+v", r, got)
		}
	}
}

func checkVerified(t *testing.T, s *station) {
	t.Helper()
	v, err := s.db.Verify(t.Context(), s.keys.check)
	if err != nil || v.Bad != nil {
		t.Errorf("the journal does not verify: %v %v", err, v.Bad)
	}
	if err := s.db.Check(t.Context(), false); err != nil {
		t.Error(err)
	}
}

// checkFiles looks for every file that was dropped: in the drop folder, claimed,
// rejected, or received and readable in the archive.
func checkFiles(t *testing.T, s *station, dropped map[string]string) {
	t.Helper()
	found := map[string]bool{}
	for _, root := range []string{s.path("inbox"), s.path("rejected")} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := os.ReadFile(path)
			sum := sha256.Sum256(data)
			found[hex.EncodeToString(sum[:])] = true
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	received, err := s.db.Milestones(t.Context(), journal.KindMessageReceived)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range received {
		m, ok := e.Body.(journal.MessageReceived)
		if !ok {
			t.Errorf("event %s is no message", e.Name)
			continue
		}
		raw, err := s.archived(t.Context(), m)
		sum := sha256.Sum256(raw)
		if err != nil || hex.EncodeToString(sum[:]) != m.Digest {
			t.Errorf("event %s: its file is not in the archive as it came: %v", e.Name, err)
		}
		found[m.Digest] = true
	}
	for digest, name := range dropped {
		if !found[digest] {
			t.Errorf("%s was dropped and is nowhere", name)
		}
	}
	if len(received) == 0 {
		t.Error("no file was received")
	}
}

// checkReplay holds the lists and every item before a replay against those
// after it.
func checkReplay(t *testing.T, s *station) {
	t.Helper()
	before := everything(t, s)
	done, err := s.db.Replay(t.Context())
	if err != nil || len(done.Unread) > 0 || len(done.Diverged) > 0 {
		t.Fatalf("replay: %v %v %v", err, done.Unread, done.Diverged)
	}
	if diff := cmp.Diff(before, everything(t, s)); diff != "" {
		t.Errorf("a replay changes (-before +after):\n%s", diff)
	}
}

func everything(t *testing.T, s *station) map[parcel.ItemID]parcel.Dossier {
	t.Helper()
	all := map[parcel.ItemID]parcel.Dossier{}
	for offset := 0; ; {
		lines, total, err := s.db.Lines(t.Context(), parcel.Filter{Limit: 1000, Offset: offset})
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range lines {
			d, err := s.db.Dossier(t.Context(), l.Item)
			if err != nil {
				t.Fatal(err)
			}
			all[l.Item] = d
		}
		if offset += len(lines); len(lines) == 0 || offset >= total {
			return all
		}
	}
}
