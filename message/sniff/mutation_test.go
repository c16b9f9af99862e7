package sniff_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/text/encoding/unicode"

	"postern/message"
	"postern/message/messagetest"
	"postern/message/sniff"
)

// mutation spoils a file in one of the ways that files are spoilt, by accident
// or on purpose.
type mutation func(r *rand.Rand, data []byte) []byte

func mutations() map[string]mutation {
	return map[string]mutation{
		"flips bits": func(r *rand.Rand, data []byte) []byte {
			for range 1 + r.IntN(8) {
				data[r.IntN(len(data))] ^= 1 << r.IntN(8)
			}
			return data
		},
		"cuts the end off":   func(r *rand.Rand, data []byte) []byte { return data[:r.IntN(len(data))] },
		"cuts the start off": func(r *rand.Rand, data []byte) []byte { return data[r.IntN(len(data)):] },
		"doubles a part": func(r *rand.Rand, data []byte) []byte {
			return pieces(r, data, func(all [][]byte, i, _ int) [][]byte {
				return append(all[:i+1], append([][]byte{all[i]}, all[i+1:]...)...)
			})
		},
		"swaps parts": func(r *rand.Rand, data []byte) []byte {
			return pieces(r, data, func(all [][]byte, i, j int) [][]byte {
				all[i], all[j] = all[j], all[i]
				return all
			})
		},
		"loses a part": func(r *rand.Rand, data []byte) []byte {
			return pieces(r, data, func(all [][]byte, i, _ int) [][]byte { return append(all[:i], all[i+1:]...) })
		},
		"says another charset": func(r *rand.Rand, data []byte) []byte {
			switch r.IntN(3) {
			case 0:
				wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes(data)
				if err != nil {
					return data
				}
				return wide
			case 1:
				return append([]byte(`<?xml version="1.0" encoding="gb2312"?>`), data...)
			}
			return insert(r, data, "\xe9\xff\xfe\x00\x80")
		},
		"hides a bomb of entities": func(r *rand.Rand, data []byte) []byte {
			bomb := `<!DOCTYPE a [<!ENTITY b "` + strings.Repeat("x", 1_000) + `"><!ENTITY c "` + strings.Repeat("&b;", 1_000) + `">]>`
			if r.IntN(2) == 0 {
				return append([]byte(bomb), data...)
			}
			return insert(r, insert(r, data, bomb), strings.Repeat("&c;", 100))
		},
		"nests deep": func(r *rand.Rand, data []byte) []byte {
			return insert(r, data, strings.Repeat([]string{"<a>", "[", `{"a":`, "<a><b/>", "a:b*"}[r.IntN(5)], 2_000))
		},
		"writes long lines": func(r *rand.Rand, data []byte) []byte {
			return insert(r, data, strings.Repeat([]string{"x", "'", ",", "\"", "9", " ", "+", "?"}[r.IntN(8)], 1+r.IntN(100_000)))
		},
		"writes strange numbers": func(r *rand.Rand, data []byte) []byte {
			return insert(r, data, []string{"-1", "1e99999", "99999999999999999999", "0x1", "NaN", "1,5", "\u0661"}[r.IntN(7)])
		},
		"pastes a part elsewhere": func(r *rand.Rand, data []byte) []byte {
			from := r.IntN(len(data))
			return insert(r, data, string(data[from:from+r.IntN(len(data)-from)]))
		},
	}
}

func insert(r *rand.Rand, data []byte, text string) []byte {
	at := r.IntN(len(data))
	return append(append(append(make([]byte, 0, len(data)+len(text)), data[:at]...), text...), data[at:]...)
}

// pieces takes a file apart at one of the marks it has, changes the order of the
// parts, and puts them together.
func pieces(r *rand.Rand, data []byte, change func(all [][]byte, i, j int) [][]byte) []byte {
	mark := []string{"<", "'", "\n", ",", "}", "PK"}[r.IntN(6)]
	all := bytes.SplitAfter(data, []byte(mark))
	return bytes.Join(change(all, r.IntN(len(all)), r.IntN(len(all))), nil)
}

// corpus is every sample there is, by the kind of message it is of; those that are
// broken from the start are together, by room.
func corpus(t *testing.T) map[string][][]byte {
	t.Helper()
	all := map[string][][]byte{}
	for _, pattern := range []string{"../*/testdata/*.in", "../*/testdata/*/*.in"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			kind := kindOf(name)
			all[kind] = append(all[kind], data)
		}
	}
	all["archive"] = [][]byte{
		zipped(t, "a", string(all["feed item"][0]), "b", string(all["post itmatt"][0]), "c", string(all["sheet commas"][0])),
		gzipped(t, string(all["cds good"][0])),
	}
	return all
}

func kindOf(file string) string {
	parts := strings.Split(filepath.ToSlash(file), "/")
	room, name := parts[1], strings.TrimSuffix(parts[len(parts)-1], ".in")
	switch {
	case strings.Contains(file, "raw"):
		return "payment raw"
	case strings.HasPrefix(name, "watchdog"):
		return "cds watchdog"
	case slices.Contains([]string{"cut", "doctype", "empty", "faults", "foreign", "nameless", "stranger"}, name):
		return room + " broken"
	}
	return room + " " + name
}

// Every kind of message that is read is among what is spoilt.
func TestTheCorpusHasEveryKind(t *testing.T) {
	all := corpus(t)
	for _, kind := range []string{
		"cds good", "cds watchdog", "ips import", "ips export", "ips objects",
		"ceb order", "ceb payment", "ceb waybill", "ceb signed", "ceb inventory", "ceb return312", "ceb return412", "ceb return512", "ceb return514", "ceb return622",
		"payment raw", "ics2 filing", "ics2 dnl", "ics2 rfi", "ics2 rfs", "ics2 complete", "post itmatt", "post predes", "post emsevt",
		"feed item", "feed receptacle", "sheet commas", "sheet tabs", "sheet lines", "sheet array", "sheet book", "archive",
	} {
		for _, data := range all[kind] {
			if b, err := sniff.Decode(data, message.DefaultLimits()); err != nil || b.Size() == 0 {
				t.Errorf("a sample of %s has nothing in it: %v", kind, err)
			}
		}
		if len(all[kind]) == 0 {
			t.Errorf("nothing of %s is spoilt", kind)
		}
	}
}

// rounds is how many spoilt files each kind has to bear.
func rounds(t *testing.T) int {
	t.Helper()
	text := os.Getenv("POSTERN_MUTATIONS")
	if text == "" {
		return 100
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("POSTERN_MUTATIONS is %q, not a number", text)
	}
	return n
}

// Whatever is done to a file, its decoder ends without a panic, keeps its limits,
// reads it alike twice, names the place where it rejects it, and does work in
// proportion to it: what it allocates, and how long a processor is at it, is
// counted, since neither depends on how busy the machine is.
func TestSpoiltFiles(t *testing.T) {
	limits := message.Limits{Bytes: 1 << 20, Depth: 32, Items: 64, Pieces: 16, Text: 512, Faults: 32}
	decode := sniff.Decoder{Limits: limits}.Decode
	ways := mutations()
	names := make([]string, 0, len(ways))
	for name := range ways {
		names = append(names, name)
	}
	slices.Sort(names)
	n := rounds(t)
	for kind, samples := range corpus(t) {
		t.Run(kind, func(t *testing.T) {
			for i := range n {
				r := rand.New(rand.NewPCG(uint64(i), uint64(len(kind))))
				data := bytes.Clone(samples[i%len(samples)])
				var done []string
				for range 1 + r.IntN(3) {
					if len(data) == 0 {
						break
					}
					way := names[r.IntN(len(names))]
					done = append(done, way)
					data = ways[way](r, data)
				}
				bounded(t, data, func() { messagetest.Bounded(t, data, limits, decode) })
				flowsAlike(t, data, limits)
				if t.Failed() {
					t.Fatalf("round %d: a sample of %s that %v", i, kind, done)
				}
			}
		})
	}
}

// flowsAlike fails where a file is read otherwise when its items are not held.
func flowsAlike(t *testing.T, data []byte, l message.Limits) {
	t.Helper()
	whole, err1 := sniff.Decode(data, l)
	l.Hold = 1
	flowing, err2 := sniff.Decode(data, l)
	if (err1 == nil) != (err2 == nil) || whole.Digest() != flowing.Digest() || len(whole.Faults) != len(flowing.Faults) || whole.Size() != flowing.Size() {
		t.Errorf("whole: %d things, %v; flowing: %d, %v", whole.Size(), err1, flowing.Size(), err2)
	}
	if err2 == nil {
		items(t, flowing)
	}
}

// bounded fails where work on a file takes more memory than is stated in
// docs/formats.md, or hangs.
func bounded(t *testing.T, data []byte, do func()) {
	t.Helper()
	before := worked(t)
	if work := allocated(do); work > 64<<20+2_000*len(data) {
		t.Errorf("%d bytes allocated for a file of %d", work, len(data))
	}
	const twice = 2 // it is read so
	if took := worked(t) - before; took > twice*time.Second {
		t.Errorf("a processor was %v at a file of %d bytes", took, len(data))
	}
}

// worked is how long processors have worked for this process.
func worked(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func allocated(do func()) int {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return int(after.TotalAlloc - before.TotalAlloc)
}
