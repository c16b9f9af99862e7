package record

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"postern/journal"
	"postern/journal/wire"
)

// ErrDamaged is for a record that is not what was committed to it.
var ErrDamaged = errors.New("the record is damaged")

// Check reads every event of a record and holds it against what it commits to
// itself, and every journal against what was receipted of it. It names the
// first that is wrong.
func Check(ctx context.Context, r Record, at time.Time) (events int64, err error) {
	c := checker{upto: map[wire.Source]uint64{}}
	if err := r.Each(ctx, Query{}, c.row); err != nil {
		return c.events, fmt.Errorf("%w: after %d sound events: %w", ErrDamaged, c.events, err)
	}
	for of, upto := range c.upto {
		p, err := r.Progress(ctx, of, at)
		if err != nil {
			return c.events, fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		if upto < p.Upto {
			return c.events, fmt.Errorf("%w: %s %s was receipted up to %d and event %d is not there", ErrDamaged, of.Station, of.Epoch, p.Upto, upto+1)
		}
	}
	standings, err := r.Standings(ctx)
	if err != nil {
		return c.events, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	seen := map[string]bool{}
	for of := range c.upto {
		seen[of.Station] = true
	}
	for _, s := range standings {
		if s.Upto > 0 && !seen[s.Station] {
			return c.events, fmt.Errorf("%w: %s was receipted up to %d and has no event here", ErrDamaged, s.Station, s.Upto)
		}
	}
	return c.events, nil
}

// checker goes through the rows of a record in their order.
type checker struct {
	events int64
	upto   map[wire.Source]uint64 // contiguous from the first event
}

func (c *checker) row(row Row) error {
	name := journal.Name{Station: row.Station, Epoch: row.Epoch, Seq: row.Seq}
	r, err := journal.DecodeRecord(row.Record)
	switch {
	case err != nil:
		return fmt.Errorf("event %s: %w", name, err)
	case r.Name != name:
		return fmt.Errorf("event %s is that of %s", name, r.Name)
	case journal.Leaf(row.Record) != row.Leaf:
		return fmt.Errorf("event %s is not the one that was recorded", name)
	case row.Body != nil && sha256.Sum256(row.Body) != r.BodyHash:
		return fmt.Errorf("event %s: %w", name, journal.ErrBody)
	case r.Kind != row.Kind || r.Item != row.Item || row.Body != nil && row.Key != r.Key:
		return fmt.Errorf("event %s is listed as another", name)
	}
	c.events++
	if c.upto[row.Source]+1 == row.Seq {
		c.upto[row.Source] = row.Seq
	} else if _, begun := c.upto[row.Source]; !begun {
		c.upto[row.Source] = 0
	}
	return nil
}
