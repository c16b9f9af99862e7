package simulation

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"postern/fold"
	"postern/journal"
	"postern/journal/wire"
	"postern/parcel"
	"postern/sync/link"
)

// check holds the invariants against what is there now.
func (w *world) check(ctx context.Context) error {
	for _, s := range w.stations {
		if err := s.check(ctx); err != nil {
			return err
		}
	}
	if !w.full() {
		return nil
	}
	return w.checkRecord(ctx)
}

// full reports whether everything is read again in this step: commits and
// receipts are checked as they are made.
func (w *world) full() bool { return w.step%64 == 0 }

// check: what was shown as saved is there, byte for byte, and cursors only
// rise within a stream's life.
func (s *station) check(ctx context.Context) error {
	cursors, err := s.disk.Cursors(ctx)
	if err != nil {
		return err
	}
	for _, c := range cursors {
		before := s.cursors[c.Stream]
		if before.Created == c.Created && c.Seq < before.Seq {
			return fmt.Errorf("%s: cursor of %s fell from %d to %d", s.name, c.Stream, before.Seq, c.Seq)
		}
		s.cursors[c.Stream] = c
	}
	if !s.world.full() {
		return nil
	}
	missing := maps.Clone(s.shown)
	if err := s.disk.All(ctx, func(e journal.Event) error {
		leaf, some := s.shown[e.Name]
		if some && leaf != journal.Leaf(e.Raw) {
			return fmt.Errorf("%s: event %s was overwritten", s.name, e.Name)
		}
		delete(missing, e.Name)
		return nil
	}); err != nil {
		return err
	}
	if len(missing) > 0 {
		return fmt.Errorf("%s: %d events were shown as saved and are gone", s.name, len(missing))
	}
	return nil
}

// checkRecord: the record holds every event once, and exactly as its station
// wrote it.
func (w *world) checkRecord(ctx context.Context) error {
	seen := map[journal.Name]bool{}
	return w.hub.record.Each(ctx, func(of wire.Source, e wire.Event) error {
		n := journal.Name{Station: of.Station, Epoch: of.Epoch, Seq: e.Seq}
		if seen[n] {
			return fmt.Errorf("the record holds %s twice", n)
		}
		seen[n] = true
		return w.written(of, e)
	})
}

// written holds an event at the hub against what its station wrote.
func (w *world) written(of wire.Source, e wire.Event) error {
	n := journal.Name{Station: of.Station, Epoch: of.Epoch, Seq: e.Seq}
	for _, s := range w.stations {
		if leaf, some := s.shown[n]; some && leaf != journal.Leaf(e.Record) {
			return fmt.Errorf("the hub has another %s than %s wrote", n, s.name)
		}
	}
	return nil
}

// together reports whether everything has come together: all events recorded
// and receipted, every station knows all, and everybody folds alike.
func (w *world) together(ctx context.Context) (bool, error) {
	if all, err := w.everywhere(ctx); err != nil || !all {
		return false, err
	}
	want, err := w.atHub(ctx)
	if err != nil {
		return false, err
	}
	for _, s := range w.stations {
		for n := range s.shown {
			if _, recorded := want[n]; !recorded {
				return false, fmt.Errorf("%s has a receipt and is not recorded", n)
			}
		}
	}
	all := slices.Collect(maps.Values(want))
	for _, s := range w.stations {
		here := map[journal.Name]journal.Event{}
		if err := s.disk.All(ctx, func(e journal.Event) error {
			here[e.Name] = e
			return nil
		}); err != nil {
			return false, err
		}
		if len(here) < len(want) {
			return false, nil
		}
		if err := alike(s.name, all, slices.Collect(maps.Values(here))); err != nil {
			return false, err
		}
	}
	return true, nil
}

// everywhere reports whether nothing waits and every station has as many events
// as the hub: nothing more is worth looking at before.
func (w *world) everywhere(ctx context.Context) (bool, error) {
	want := 0
	for _, s := range w.stations {
		if slices.ContainsFunc(s.queue.Levels(), func(l link.Level) bool { return l.Events > 0 }) {
			return false, nil
		}
	}
	if err := w.hub.record.Each(ctx, func(wire.Source, wire.Event) error { want++; return nil }); err != nil {
		return false, err
	}
	for _, s := range w.stations {
		here := 0
		if err := s.disk.All(ctx, func(journal.Event) error { here++; return nil }); err != nil || here < want {
			return false, err
		}
	}
	return true, nil
}

func (w *world) atHub(ctx context.Context) (map[journal.Name]journal.Event, error) {
	all := map[journal.Name]journal.Event{}
	err := w.hub.record.Each(ctx, func(of wire.Source, raw wire.Event) error {
		e, err := w.opened.open(journal.Name{Station: of.Station, Epoch: of.Epoch, Seq: raw.Seq}, raw)
		all[e.Name] = e
		return err
	})
	return all, err
}

// alike folds every item at the hub and at a station. Sealed bodies say nothing
// at the hub.
func alike(name string, hub, here []journal.Event) error {
	if slices.ContainsFunc(hub, func(e journal.Event) bool { _, unread := e.Body.(journal.Unread); return unread }) {
		return nil
	}
	fold1, fold2 := byItem(hub), byItem(here)
	for item, events := range fold1 {
		if a, b := fold.OfItem(events), fold.OfItem(fold2[item]); !reflect.DeepEqual(a, b) {
			return fmt.Errorf("item %s is %s at the hub and %s at %s", item, a.State, b.State, name)
		}
	}
	return nil
}

func byItem(events []journal.Event) map[parcel.ItemID][]journal.Event {
	all := map[parcel.ItemID][]journal.Event{}
	for _, e := range events {
		if e.Item != "" {
			all[e.Item] = append(all[e.Item], e)
		}
	}
	return all
}

// apart says what is still missing where the world never came together.
func (w *world) apart(ctx context.Context) error {
	recorded, err := w.atHub(ctx)
	if err != nil {
		return err
	}
	for _, s := range w.stations {
		waits := 0
		for _, l := range s.queue.Levels() {
			waits += l.Events
		}
		here := 0
		if err := s.disk.All(ctx, func(journal.Event) error { here++; return nil }); err != nil {
			return err
		}
		for n := range s.shown {
			if _, ok := recorded[n]; !ok {
				return fmt.Errorf("the network healed and %s never reached the record", n)
			}
		}
		if waits > 0 || here < len(recorded) {
			return fmt.Errorf("the network healed and %s has %d of %d events, %d without a receipt", s.name, here, len(recorded), waits)
		}
	}
	return fmt.Errorf("the world did not come together")
}
