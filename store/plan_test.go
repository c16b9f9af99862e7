package store_test

import (
	"strings"
	"testing"

	"postern/parcel"
	"postern/store"
)

// What is asked for every item must not read through a table, nor sort more
// than the few rows it found.
func TestQuestionsAreAnsweredByIndex(t *testing.T) {
	s := setUp(t)
	for name, text := range store.Questions {
		steps, err := s.Plan(t.Context(), text)
		if err != nil || len(steps) == 0 {
			t.Errorf("%s: %v", name, err)
		}
		for _, step := range steps {
			for _, table := range []string{"item", "paper", "sight", "result", "shared", "price"} {
				if step == "SCAN "+table || strings.HasPrefix(step, "SCAN "+table+" USING") {
					t.Errorf("%s: %s", name, strings.Join(steps, "; "))
				}
			}
			if name != "facts" && name != "bearers" && name != "sharing" && strings.Contains(step, "TEMP B-TREE") {
				t.Errorf("%s sorts everything first: %s", name, strings.Join(steps, "; "))
			}
		}
	}
}

// A page of a list is a range of the queue's index, wherever in a list of
// millions it begins: nothing before it is read, and only by age, where a range
// of each lane is put together, a few pages are sorted.
func TestPagesAreFoundByIndex(t *testing.T) {
	s := setUp(t)
	past := parcel.Line{Item: "RR407182635CN@2026-11-15", Lane: parcel.Yellow, State: parcel.Present}
	for name, f := range map[string]parcel.Filter{
		"first":       {Open: true},
		"last":        {Open: true, Back: true},
		"next":        {Open: true, Past: past},
		"before":      {Open: true, Past: past, Back: true},
		"lane":        {Lane: parcel.Yellow, Past: past},
		"lane first":  {Lane: parcel.Yellow},
		"lane last":   {Lane: parcel.Yellow, Back: true},
		"agency":      {Agency: parcel.Plant, Past: past},
		"state":       {State: parcel.Present, Past: past},
		"words":       {Text: "beads", Past: past},
		"oldest":      {Open: true, Past: past, Sort: parcel.OldestFirst},
		"newest":      {Open: true, Past: past, Sort: parcel.NewestFirst},
		"newest last": {Open: true, Past: past, Sort: parcel.NewestFirst, Back: true},
	} {
		f.Limit = 50
		steps, err := s.ListPlan(t.Context(), f)
		plan := strings.Join(steps, "; ")
		if err != nil || !strings.Contains(plan, "SEARCH item USING COVERING INDEX item_queue") {
			t.Errorf("%s: %s, %v", name, plan, err)
		}
		if strings.Contains(plan, "SCAN item") {
			t.Errorf("%s reads through the list: %s", name, plan)
		}
		if f.Sort == parcel.LaneFirst && strings.Contains(plan, "TEMP B-TREE") {
			t.Errorf("%s sorts the list: %s", name, plan)
		}
	}
	steps, err := s.Plan(t.Context(), "SELECT count(*) FROM item WHERE 1 AND open = 1")
	if err != nil || len(steps) != 1 || !strings.Contains(steps[0], "USING COVERING INDEX item_open") {
		t.Errorf("what waits is counted by %v, %v", steps, err)
	}
}
