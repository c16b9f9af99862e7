package record

import (
	"crypto/sha256"
	"fmt"

	"postern/journal"
	"postern/journal/wire"
	"postern/parcel"
)

// Take checks a batch and adds what it holds to the intake.
func (in *Intake) Take(b wire.Batch) {
	for _, e := range b.Events {
		row, err := read(b.Source(), e)
		if err != nil {
			in.Refused = append(in.Refused, Refused{Source: b.Source(), Refusal: wire.Refusal{Seq: e.Seq, Why: err.Error()}})
			continue
		}
		in.Rows = append(in.Rows, row)
	}
	for _, k := range b.Keys {
		in.Keys = append(in.Keys, StationKey{Station: b.Station, Key: k})
	}
}

// read makes the row of an event, or says why it is none.
func read(of wire.Source, e wire.Event) (Row, error) {
	r, err := journal.DecodeRecord(e.Record)
	if err != nil {
		return Row{}, err
	}
	if want := (journal.Name{Station: of.Station, Epoch: of.Epoch, Seq: e.Seq}); r.Name != want {
		return Row{}, fmt.Errorf("its record is that of %s", r.Name)
	}
	if e.Body != nil && sha256.Sum256(e.Body) != r.BodyHash {
		return Row{}, journal.ErrBody
	}
	return Row{
		Source: of, Seq: e.Seq, Record: e.Record, Leaf: journal.Leaf(e.Record), Kind: r.Kind, Item: r.Item,
		Day: parcel.DayOf(r.Wall.UTC()), Key: r.Key, Body: e.Body,
	}, nil
}
