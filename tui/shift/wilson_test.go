package shift_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"postern/parcel"
	"postern/tui/look"
	"postern/tui/shift"
)

// book is a shift with so many hits of so many examined.
type book struct{ hits, n int }

func (b book) Sheet(context.Context) (shift.Sheet, error) {
	return shift.Sheet{Shift: parcel.Shift{ID: "1", Found: b.hits, Examined: b.n}}, nil
}

func (book) OpenShift(context.Context, parcel.Who, parcel.Place) (parcel.Shift, error) {
	return parcel.Shift{}, errors.New("no")
}

func (book) CloseShift(context.Context, parcel.Who) (parcel.Shift, []parcel.Business, error) {
	return parcel.Shift{}, nil, errors.New("no")
}

func (book) ExportShift(context.Context) (string, error) { return "", errors.New("no") }

// Known values of the Wilson score interval, z 1.96.
func TestIntervals(t *testing.T) {
	l, err := look.New(look.Taste{})
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		hits, n int
		want    string
	}{
		{0, 0, "0-100 %"},
		{0, 11, "0-26 %"},
		{14, 111, "8-20 %"},
		{10, 84, "7-21 %"},
		{2, 7, "8-64 %"},
		{2, 9, "6-55 %"},
		{7, 61, "6-22 %"},
		{3, 12, "9-53 %"},
		{1, 1, "21-100 %"},
		{5, 3, "44-100 %"},
	} {
		s := shift.New(shift.Options{
			Look: l, Book: book{tc.hits, tc.n},
			Limit: func() (context.Context, context.CancelFunc) { return context.WithCancel(t.Context()) },
		})
		s.Update(s.Begin(parcel.Who{}, parcel.Bench)())
		row := fmt.Sprintf("%d/%d", tc.hits, tc.n)
		found := false
		for _, line := range s.Say() {
			found = found || strings.Contains(line.Text.String(), "all") && strings.HasSuffix(line.Text.String(), " "+tc.want)
		}
		if !found {
			t.Errorf("%s: want %s, said %v", row, tc.want, s.Say())
		}
	}
}
