package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"postern/journal"
	"postern/parcel"
)

// itemID reads an ID as people give it: an identifier as printed, or
// IDENT@YYYY-MM-DD for the item that had it then.
func itemID(text string) parcel.ItemID {
	ident, day, dated := strings.Cut(text, "@")
	id := parcel.ParseIdentifier(ident).Text
	if dated {
		return parcel.NewItemID(id, parcel.Day(strings.TrimSpace(day)))
	}
	return parcel.ItemID(id)
}

// named is how answers call an item: by its identifier alone, unless a later
// item has it now.
func named(id parcel.ItemID, latest bool) string {
	if latest {
		return id.Ident()
	}
	return string(id)
}

func (s *station) named(ctx context.Context, id parcel.ItemID) string {
	it, err := s.db.Item(ctx, id)
	return named(id, err != nil || it.Latest)
}

// event reads an event as people give it: SEQ of this station, or its full
// name.
func (s *station) event(text string) (journal.Name, error) {
	if seq, err := strconv.ParseUint(text, 10, 63); err == nil && seq > 0 {
		return journal.Name{Station: s.db.Station(), Epoch: s.db.Epoch(), Seq: seq}, nil
	}
	n, err := journal.ParseName(text)
	if err != nil {
		return n, coded{fmt.Errorf("%w; or its number alone for one of this station", err), exitUsage}
	}
	return n, nil
}
