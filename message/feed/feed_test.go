package feed_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"postern/message"
	"postern/message/feed"
	"postern/message/messagetest"
)

var update = flag.Bool("update", false, "write the golden files")

func decode(data []byte) (message.Batch, error) { return feed.Decode(data, message.DefaultLimits()) }

func TestGolden(t *testing.T) {
	var write func(string, []byte) error
	if *update {
		write = func(name string, data []byte) error { return os.WriteFile("testdata/"+name, data, 0o644) }
	}
	messagetest.Golden(t, os.DirFS("testdata"), write, decode)
}

func FuzzDecode(f *testing.F) {
	samples, err := filepath.Glob("testdata/*.in")
	if err != nil || len(samples) == 0 {
		f.Fatal("no samples", err)
	}
	for _, name := range samples {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	limits := message.Limits{Bytes: 1 << 20, Depth: 16, Items: 4, Pieces: 2, Text: 64, Faults: 8}
	f.Fuzz(func(t *testing.T, data []byte) {
		messagetest.Bounded(t, data, limits, func(data []byte) (message.Batch, error) { return feed.Decode(data, limits) })
	})
}

func TestReceptaclesWithTooManyItemsAreReported(t *testing.T) {
	limits := message.DefaultLimits()
	limits.Pieces = 1
	file := `{"PWS_Receptacle":{"Item":[` + strings.Repeat(`{"ItemId":"RR202601017NL"},`, 999) + `{"ItemId":"CP000000014NL"}]}}`
	b, err := feed.Decode([]byte(file), limits)
	last := b.Faults[len(b.Faults)-1]
	if err != nil || len(b.Items) == 0 || len(b.Items) > 300 || !strings.Contains(last.Got, " more") {
		t.Errorf("%d items, %v, %v", len(b.Items), err, last)
	}
}
