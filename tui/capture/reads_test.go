package capture_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"postern/parcel"
	"postern/tui/capture"
)

func TestReadsKeepTheirOrder(t *testing.T) {
	now := time.Date(2026, 11, 17, 6, 0, 0, 0, time.UTC)
	var q capture.Reads
	var want, got []string
	for i := range 40 {
		code := fmt.Sprintf("LABEL%02d", i)
		switch put := q.Push(parcel.Scan{Code: code, At: now}); {
		case i < 32 && put == capture.Taken:
			want = append(want, code)
		case i >= 32 && put == capture.Full:
		default:
			t.Fatalf("read %d: %v", i, put)
		}
	}
	for s, ok := q.Pop(); ok; s, ok = q.Pop() {
		got = append(got, s.Code)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAReadThatComesTwice(t *testing.T) {
	now := time.Date(2026, 11, 17, 6, 0, 0, 0, time.UTC)
	var q capture.Reads
	for _, tc := range []struct {
		code  string
		after time.Duration
		want  capture.Put
	}{
		{"RR407182635CN", 0, capture.Taken},
		{"rr 4071 8263 5 cn", 1500 * time.Millisecond, capture.Doubled},
		{"LX204175365CN", 1500 * time.Millisecond, capture.Taken},
		{"RR407182635CN", 1400 * time.Millisecond, capture.Doubled},
		{"RR407182635CN", 1600 * time.Millisecond, capture.Taken},
	} {
		if got := q.Push(parcel.Scan{Code: tc.code, At: now.Add(tc.after)}); got != tc.want {
			t.Errorf("%s after %v: %v", tc.code, tc.after, got)
		}
	}
}

func TestPasted(t *testing.T) {
	for _, tc := range []struct {
		text   string
		typing bool
		want   bool
	}{
		{"RR407182635CN\n", false, true},
		{"RR 4071 8263 5 CN", true, true},
		{"RR407182630CN", false, true}, // its check digit is wrong: the desk says so
		{"RR407182630CN", true, false},
		{"1Z999AA10123456784", false, true},
		{"1Z999AA10123456784", true, true}, // its check digit proves it
		{"3318810025", false, true},
		{"3318810025", true, false}, // as good as any number an officer types
		{"wool socks, 2 pairs", true, false},
		{"two\nlines", false, false},
		{"", false, false},
	} {
		if _, ok := capture.Pasted(tc.text, tc.typing); ok != tc.want {
			t.Errorf("%q typing %v: %v", tc.text, tc.typing, ok)
		}
	}
}
