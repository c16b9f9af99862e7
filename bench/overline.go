package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"

	"postern/lossy/line"
)

// overLine has the station of a shift catch up with a real hub over the line it
// is promised for: from the first byte of the greeting until the receipt of the
// last event is kept.
func (r *runner) overLine(ctx context.Context, s Linked) (err error) {
	if len(r.Hub) == 0 {
		r.Say("no hub to catch up with: postern-hub does not lie beside postern")
		return nil
	}
	dir := r.path("far")
	_, stop, err := r.serve(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()
	token, err := r.token(ctx, dir)
	if err != nil {
		return err
	}
	door, err := s.Join(ctx, token)
	if err != nil {
		return err
	}
	bad, err := line.Open(ctx, line.Options{To: door, Late: roundTrip / 2, Rate: lineRate, Now: r.Now, After: r.After})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, bad.Close()) }()
	events := 0
	took, err := r.timed(func() (err error) {
		events, err = s.CatchUp(ctx, bad.Addr())
		return err
	})
	if err != nil {
		return err
	}
	if events == 0 {
		return errors.New("nothing was sent over the line")
	}
	up, down := bad.Bytes()
	part := float64(events) / shiftEvents
	return r.give(
		beside(fmt.Sprintf("catch-up of %d events, over a line of 64 kbit/s, 600 ms", events), took.Seconds(), "s", fmt.Sprintf("limit for %d", events), limitCatchUp*max(part, 1./shiftEvents)),
		beside("carried up by that line", float64(up)/float64(events), "bytes/event", "what a catch-up has room for", limitCatchUp*lineRate/shiftEvents),
		beside("carried down by it", float64(down)/float64(events), "bytes/event", "carried up", float64(up)/float64(events)))
}

// token makes one for the station at a hub.
func (r *runner) token(ctx context.Context, dir string) (string, error) {
	cmd := exec.CommandContext(ctx, r.Hub[0], append(r.Hub[1:], "enrol", "bench", "--office", r.Office, "--json", "--data", dir)...) //nolint:gosec // our own program
	cmd.Env = r.Env
	said, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("the hub makes no token: %w", err)
	}
	var a struct {
		Token string `json:"token"`
	}
	return a.Token, json.Unmarshal(said, &a)
}
