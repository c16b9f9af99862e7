package parcel

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestRankBags(t *testing.T) {
	came := time.Date(2026, 3, 1, 6, 0, 0, 0, time.UTC)
	bag := func(id S9, items, holds int, red int, arrived time.Time) Bag {
		return Bag{Progress: Progress{Receptacle: id, Expected: items, Holds: holds}, Arrived: arrived, Unseen: map[Lane]int{Red: red, Green: items - red}}
	}
	bags := []Bag{
		bag("many", 500, 2, 0, came), bag("away", 5, 5, 5, time.Time{}), bag("few", 20, 2, 0, came),
		bag("green later", 50, 0, 0, came.Add(time.Hour)), bag("green", 50, 0, 0, came), bag("red", 20, 0, 4, came),
	}
	RankBags(bags)
	var got []S9
	for _, b := range bags {
		got = append(got, b.Receptacle)
	}
	if diff := cmp.Diff([]S9{"few", "red", "many", "green", "green later", "away"}, got); diff != "" {
		t.Error(diff)
	}
	done := Bag{Progress: Progress{Expected: 9, Seen: 9, Holds: 1, HoldsSeen: 1}, Opened: came}
	if done.Worth() != 0 || done.Missing() != 0 {
		t.Errorf("an emptied bag is worth %v", done.Worth())
	}
}

// On seeded days the radar brings more holds in the first half of the reads
// than taking receptacles as they came.
func TestRadarAgainstFirstComeFirstServed(t *testing.T) {
	for seed := range uint64(20) {
		day := rand.New(rand.NewPCG(seed, 7))
		var bags []Bag
		for i := range 60 {
			b := Bag{Progress: Progress{Receptacle: S9(fmt.Sprintf("%02d", i)), Expected: 20 + day.IntN(300)}, Arrived: time.Unix(int64(i), 0)}
			for range b.Expected {
				if day.Float64() < 0.01*float64(i%4) {
					b.Holds++
				}
			}
			bags = append(bags, b)
		}
		served := holdsInHalf(bags)
		RankBags(bags)
		if ranked := holdsInHalf(bags); float64(ranked) < 1.2*float64(served) {
			t.Errorf("day %d: %d holds by the radar, %d as they came", seed, ranked, served)
		}
	}
}

func holdsInHalf(bags []Bag) (holds int) {
	reads := 0
	for _, b := range bags {
		reads += b.Expected
	}
	left := reads / 2
	for _, b := range slices.All(bags) {
		if b.Expected > left {
			return holds
		}
		left -= b.Expected
		holds += b.Holds
	}
	return holds
}
