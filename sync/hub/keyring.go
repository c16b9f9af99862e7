package hub

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"fmt"
	"slices"
	"sync"
	"time"

	"postern/journal"
	"postern/journal/wire"
	"postern/parcel"
	"postern/sync/hub/record"
)

// keyring is the stations' data keys as they gave them: sealed for the hub, in
// the record. It opens them to seal them for the office's other stations, and
// to read outcomes.
type keyring struct {
	hub *Hub

	mu    sync.Mutex // guards known and cards
	known map[string]wire.Key
	since time.Time         // known holds no older ones
	cards map[string][]byte // sealing keys of readers
}

const (
	mostKnown = 20_000           // data keys remembered; the record has the others
	knownFor  = 10 * time.Minute // then the record is asked again: another hub may have destroyed one
)

func (k *keyring) learn(all []record.StationKey) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.age()
	for _, x := range all {
		if _, is := k.known[x.Station+" "+x.ID]; !is {
			k.known[x.Station+" "+x.ID] = x.Key
		}
	}
}

// age forgets what may not be so any more. The lock is held.
func (k *keyring) age() {
	if now := k.hub.Now(); k.known == nil || len(k.known) > mostKnown || now.Sub(k.since) > knownFor {
		k.known, k.since = map[string]wire.Key{}, now
	}
}

// Shredded are the data keys that an event says its station destroyed.
func Shredded(row record.Row) []string {
	if row.Kind != journal.KindKeysShredded || row.Key != "" {
		return nil
	}
	r, err := journal.DecodeRecord(row.Record)
	if err != nil {
		return nil // it was read when it came
	}
	body, err := journal.Open(r, row.Body, nil)
	if shredded, is := body.(journal.KeysShredded); err == nil && is {
		return shredded.Keys
	}
	return nil
}

// destroy follows a station that shredded data keys: what they sealed can be
// read nowhere any more.
func (k *keyring) destroy(ctx context.Context, rows []record.Row) error {
	for _, row := range rows {
		keys := Shredded(row)
		if len(keys) == 0 {
			continue
		}
		if err := k.hub.Directory.Destroy(ctx, row.Station, keys); err != nil {
			return fmt.Errorf("destroy keys of %s: %w", row.Station, err)
		}
		k.forget(row.Station, keys)
		if err := k.hub.Files.Forget(ctx, row.Station, keys); err != nil {
			return fmt.Errorf("remove what %s sealed with them: %w", row.Station, err)
		}
	}
	return nil
}

func (k *keyring) forget(station string, ids []string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, id := range ids {
		delete(k.known, station+" "+id)
	}
}

// find is the first key a station gave by that id.
func (k *keyring) find(ctx context.Context, station, id string) (wire.Key, bool, error) {
	k.mu.Lock()
	k.age()
	found, is := k.known[station+" "+id]
	k.mu.Unlock()
	if is {
		return found, true, nil
	}
	found, is, err := k.hub.Directory.Key(ctx, station, id)
	if err == nil && is {
		k.learn([]record.StationKey{{Station: station, Key: found}})
	}
	return found, is, err
}

// forReader seals the keys of a batch's bodies for one station of its office.
func (k *keyring) forReader(ctx context.Context, reader string, b wire.Batch) ([]wire.Key, error) {
	public, err := k.card(ctx, reader)
	if err != nil || len(public) == 0 {
		return nil, err
	}
	var all []wire.Key
	for _, id := range keyIDs(b) {
		found, is, err := k.find(ctx, b.Station, id)
		if err != nil {
			return nil, err
		}
		if !is {
			continue // it comes with a later batch, or was destroyed
		}
		sealed, err := k.hub.Reader.Reseal(found, public)
		if err != nil {
			continue // it was sealed for another hub
		}
		all = append(all, sealed)
	}
	return all, nil
}

// meet notes the public key a station reads by.
func (k *keyring) meet(station string, public []byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.cards == nil {
		k.cards = map[string][]byte{}
	}
	k.cards[station] = public
}

// card is the public key a station reads by: it said so to this hub, or to
// another one before.
func (k *keyring) card(ctx context.Context, station string) ([]byte, error) {
	k.mu.Lock()
	public, is := k.cards[station]
	k.mu.Unlock()
	if is {
		return public, nil
	}
	cards, err := k.hub.Directory.Cards(ctx)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(cards, func(c record.Card) bool { return c.Station == station }); i >= 0 {
		public = cards[i].Sealing
	}
	k.meet(station, public)
	return public, nil
}

// keyIDs are the data keys that come with a batch, or that its bodies name.
func keyIDs(b wire.Batch) []string {
	seen := map[string]bool{}
	var all []string
	add := func(id string) {
		if id != "" && !seen[id] && len(all) < wire.MaxKeys {
			seen[id] = true
			all = append(all, id)
		}
	}
	for _, k := range b.Keys {
		add(k.ID)
	}
	for _, e := range b.Events {
		if r, err := journal.DecodeRecord(e.Record); err == nil {
			add(r.Key)
		}
	}
	return all
}

// digests are the outcomes in a batch that can be read.
func (k *keyring) digests(ctx context.Context, b wire.Batch) ([]wire.Digest, error) {
	var all []wire.Digest
	for _, e := range b.Events {
		r, err := journal.DecodeRecord(e.Record)
		if err != nil || r.Kind != journal.KindItemDecided {
			continue
		}
		key, err := k.open(ctx, b.Station, r.Key)
		if err != nil {
			return nil, err
		}
		body, err := journal.Open(r, e.Body, key)
		if d, is := body.(journal.ItemDecided); err == nil && is {
			all = append(all, wire.Digest{Item: wire.HashItem(k.hub.DigestKey, r.Item.Ident()), Outcome: d.Outcome, HLC: r.HLC, Station: b.Station})
		}
	}
	return all, nil
}

// open makes a data key usable; nil where it is not here or not for this hub.
func (k *keyring) open(ctx context.Context, station, id string) (cipher.AEAD, error) {
	if id == "" {
		return nil, nil
	}
	found, is, err := k.find(ctx, station, id)
	if err != nil || !is {
		return nil, err
	}
	raw, err := k.hub.Reader.Open(found)
	if err != nil {
		return nil, nil //nolint:nilerr // a key that is not for us opens nothing
	}
	block, err := aes.NewCipher(raw)
	if err != nil {
		return nil, fmt.Errorf("data key %s: %w", parcel.Excerpt(id), err)
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// Bodies opens the bodies of recorded events with the keys stations gave.
type Bodies struct{ keys keyring }

// NewBodies opens with the hub's reader what the directory has keys for.
func NewBodies(d Directory, r *wire.Reader) *Bodies {
	b := &Bodies{}
	b.keys.hub = &Hub{Options: Options{Directory: d, Reader: r, Now: func() time.Time { return time.Time{} }}}
	return b
}

// Open reads a body; it is Unread where its key is not here.
func (b *Bodies) Open(ctx context.Context, r journal.Record, stored []byte) (journal.Body, error) {
	key, err := b.keys.open(ctx, r.Station, r.Key)
	if err != nil {
		return nil, err
	}
	return journal.Open(r, stored, key)
}
