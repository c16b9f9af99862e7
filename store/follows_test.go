package store_test

import (
	"errors"
	"testing"

	"postern/journal"
)

func TestADraftThatMustFollowIsRefusedAfterAnother(t *testing.T) {
	db := setUp(t)
	names, err := db.Append(t.Context(), journal.Draft{Body: journal.MessageRejected{Why: "one"}})
	if err != nil {
		t.Fatal(err)
	}
	after := journal.Draft{Body: journal.MessageRejected{Why: "two"}, Follows: names[0].Seq}
	if _, err := db.Append(t.Context(), after); err != nil {
		t.Fatalf("directly after: %v", err)
	}
	if _, err := db.Append(t.Context(), after); !errors.Is(err, journal.ErrMoved) {
		t.Errorf("after another: %v, want %v", err, journal.ErrMoved)
	}
	if size, err := db.Size(t.Context()); err != nil || size != names[0].Seq+1 {
		t.Errorf("size %d, %v: the refused draft left something", size, err)
	}
}
