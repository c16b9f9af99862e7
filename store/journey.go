package store

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"postern/parcel"
)

// journeys is what is known of when some items came and when they left.
type journeys struct {
	bags  map[string]int64 // receptacle -> its first read, ms
	heard map[string][]parcel.PostalEvent
}

const (
	bagsCame = `SELECT receptacle, min(wall) FROM json_each(?) k CROSS JOIN bag ON receptacle = k.value WHERE what <> 'announced' GROUP BY receptacle`
	eventsOf = `SELECT k.value, (SELECT json_group_array(json(said)) FROM (SELECT CAST(said AS TEXT) AS said FROM hearsay
WHERE name = 'i' || char(0) || k.value AND kind = 'event' ORDER BY heard DESC, station, line LIMIT ?2)) FROM json_each(?1) k`
)

// journey looks up when items came, read here or not, and when they left: by
// whichever of their receptacle's reads and of the post's events is the first.
// How timely their data was is counted against that.
func (w *writer) journey(ctx context.Context, rows ...*itemRow) error {
	j := journeys{bags: map[string]int64{}, heard: map[string][]parcel.PostalEvent{}}
	for _, r := range rows {
		j.heard[parcel.ParseIdentifier(r.id.Ident()).Text] = nil
		for _, bag := range r.bags() {
			j.bags[bag] = 0
		}
	}
	delete(j.bags, "")
	if len(j.bags) > 0 {
		err := w.each(ctx, func(row scanner) error {
			var bag string
			var came int64
			err := row.Scan(&bag, &came)
			j.bags[bag] = came
			return err
		}, bagsCame, keys(j.bags))
		if err != nil {
			return err
		}
	}
	err := w.each(ctx, func(row scanner) error {
		var ident string
		var said []byte
		var events []parcel.PostalEvent
		if err := row.Scan(&ident, &said); err != nil || len(said) == len("[]") {
			return err
		}
		err := json.Unmarshal(said, &events)
		j.heard[ident] = events
		return err
	}, eventsOf, keys(j.heard), mostHearsay)
	for _, r := range rows {
		j.tell(r)
	}
	return err
}

// bags are the receptacles an item may have come in.
func (r *itemRow) bags() [2]string {
	declared := ""
	if r.declared != nil {
		declared = string(r.declared.Receptacle)
	}
	return [2]string{declared, string(r.events().Bag)}
}

// tell sets when an item came and left.
func (j *journeys) tell(r *itemRow) {
	r.arrived, r.departed = 0, 0
	for _, bag := range r.bags() {
		if came := j.bags[bag]; came != 0 && (r.arrived == 0 || came < r.arrived) {
			r.arrived = came
		}
	}
	near := r.events().Presented
	if near.IsZero() {
		near = fromMillis(r.received)
	}
	for _, e := range j.heard[parcel.ParseIdentifier(r.id.Ident()).Text] {
		if e.At.IsZero() || e.At.Sub(near).Abs() > parcel.Reuse { // another item had the identifier
			continue
		}
		switch e.Step { //nolint:exhaustive // the others do not say when it came or left
		case parcel.StepArrived:
			r.arrived = earlier(r.arrived, e.At)
		case parcel.StepDeparted:
			r.departed = earlier(r.departed, e.At)
		}
	}
}

// earlier is the first of two moments in milliseconds, of which 0 is none.
func earlier(ms int64, at time.Time) int64 {
	if ms == 0 || at.UnixMilli() < ms {
		return at.UnixMilli()
	}
	return ms
}

const (
	namedItems = "SELECT " + rowColumns + " FROM json_each(?) k CROSS JOIN item ON ident = k.value"
	itemsOfBag = "SELECT " + rowColumns + " FROM item WHERE receptacle = ? AND receptacle <> ''"
)

// retime counts anew how timely the data of items was of which it became known
// when they came.
func (w *writer) retime(ctx context.Context, items string, name any) error {
	rows, err := w.rows(ctx, items, name)
	if err != nil {
		return err
	}
	for some := range slices.Chunk(rows, chunk) {
		if err := w.retimeSome(ctx, some); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) retimeSome(ctx context.Context, rows []*itemRow) error {
	type times struct{ arrived, departed int64 }
	were := make([]times, len(rows))
	for i, r := range rows {
		were[i] = times{r.arrived, r.departed}
	}
	if err := w.journey(ctx, rows...); err != nil {
		return err
	}
	var changed []*itemRow
	for i, r := range rows {
		if were[i] != (times{r.arrived, r.departed}) {
			changed = append(changed, r)
		}
	}
	return w.saveAll(ctx, changed)
}
