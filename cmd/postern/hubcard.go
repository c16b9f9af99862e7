package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"postern/journal/wire"
	"postern/parcel"
	"postern/sync/link"
)

// hubCard is what the hub last said of itself: enough to seal data keys for it
// and to know its receipts while there is no line.
type hubCard struct {
	Hub     string    `json:"hub"`
	Key     string    `json:"key"`     // verifier key of its receipts
	Sealing []byte    `json:"sealing"` // data keys for it are sealed with it
	Digest  []byte    `json:"digest"`  // keys the hashes of items decided elsewhere
	Contact time.Time `json:"contact"`
}

// hubCard reads keys/hub.json; false where no hub was ever met.
func (s *station) hubCard() (c hubCard, met bool, err error) {
	data, err := os.ReadFile(s.path("keys", "hub.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return c, false, nil
	}
	if err == nil {
		err = json.Unmarshal(data, &c)
	}
	return c, err == nil, err
}

// meet keeps what a hub says of itself. A hub whose key for receipts is another
// than before is another hub.
func (s *station) meet(expect string) func(context.Context, link.Welcome) error {
	return func(_ context.Context, w link.Welcome) error {
		if expect != "" && w.Key != expect {
			return fmt.Errorf("%w: it signs receipts with another key than when this station enrolled; enrol again", link.ErrRefused)
		}
		return s.keepCard(hubCard{Hub: w.Hub, Key: w.Key, Sealing: w.Sealing, Digest: w.Digest, Contact: s.now()})
	}
}

func (s *station) keepCard(c hubCard) error {
	data, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return writeFile(s.path("keys", "hub.json"), data)
}

// elsewhere is what other stations of the region decided about what bears this
// label. What cannot be asked is left out: a scan does not fail for it.
func (s *station) elsewhere(ctx context.Context, ident string) []parcel.Elsewhere {
	c, met, err := s.hubCard()
	if err != nil || !met || len(c.Digest) == 0 || ident == "" {
		return nil
	}
	all, err := s.db.Elsewhere(ctx, wire.HashItem(c.Digest, ident))
	if err != nil {
		return nil
	}
	var out []parcel.Elsewhere
	for _, d := range all {
		if at := d.HLC.Time(); s.now().Sub(at) <= parcel.Reuse {
			out = append(out, parcel.Elsewhere{Station: d.Station, Outcome: d.Outcome, At: at})
		}
	}
	return out
}
