package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"postern/parcel"
	"postern/sim"
)

// The demo's people and place are invented.
const (
	demoOffice  = parcel.Office("NLQQPA")
	demoStation = "demo"
	demoItems   = 240
	demoPIN     = "0000"
	demoSecond  = "1111"
)

func (r *run) demoCommand() *cobra.Command {
	var seed uint64
	var speed float64
	cmd := &cobra.Command{
		Use: "demo", Short: "A throw-away station with invented mail; nothing to set up", Args: cobra.NoArgs,
		Long: "A throw-away station fed by a simulated mail centre: everything in it is invented. It is deleted when you\n" +
			"leave; the shift logs you export stay in the folder you started it from.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if speed <= 0 {
				return usage("--speed: a number above 0; 2 is twice as fast")
			}
			return r.demo(cmd.Context(), seed, speed)
		},
	}
	cmd.Flags().BoolVar(&r.plain, "plain", false, "the screen line by line, for screen readers and serial consoles")
	cmd.Flags().Uint64Var(&seed, "seed", 1, "another seed, other mail")
	cmd.Flags().Float64Var(&speed, "speed", 1, "how fast more mail arrives")
	return cmd
}

func (r *run) demo(ctx context.Context, seed uint64, speed float64) (err error) {
	dir, err := os.MkdirTemp("", "postern-demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	c, err := r.settings(dir)
	if err != nil {
		return err
	}
	if c.Exports, err = filepath.Abs("."); err != nil {
		return err
	}
	s, err := r.makeStation(ctx, dir, demoStation, demoOffice, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	officer, err := s.demoPeople(ctx)
	if err != nil {
		return err
	}
	mail := sim.New(seed, sim.Options{Items: demoItems, Day: r.now(), Office: demoOffice})
	if err := s.demoHolds(ctx, officer, mail.Holds); err != nil {
		return err
	}
	later, err := dropFirst(s.path("inbox"), mail.Files)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go dropLater(ctx, s.path("inbox"), later, speed)
	o := r.screenOptions(ctx, s)
	o.Officer = &officer
	err = r.screen(ctx, s, o)
	r.farewell(c.Exports)
	return err
}

// demoPeople takes on the officer of the demo and a second one for acts that
// take two.
func (s *station) demoPeople(ctx context.Context) (parcel.Officer, error) {
	officer, err := s.roster.Add(ctx, nil, "Demo", parcel.Supervisor, demoPIN)
	if err != nil {
		return officer, err
	}
	_, err = s.roster.Add(ctx, &parcel.Who{Officer: officer}, "Second", parcel.PrimaryOfficer, demoSecond)
	return officer, err
}

func (s *station) demoHolds(ctx context.Context, officer parcel.Officer, holds []sim.Hold) error {
	const most = 3
	for _, h := range holds[:min(len(holds), most)] {
		if _, err := s.desk.Hold(ctx, parcel.Who{Officer: officer}, parcel.ParseIdentifier(h.Identifier), h.Agency, h.Reason); err != nil {
			return err
		}
	}
	return nil
}

// dropFirst lays most of the day's files into the drop folder and gives back
// the last of each kind, which arrive while the officer works.
func dropFirst(inbox string, files []sim.File) (later []sim.File, err error) {
	keep := max(0, len(files)-2)
	for _, f := range files[:keep] {
		if err := drop(inbox, f); err != nil {
			return nil, err
		}
	}
	return files[keep:], nil
}

func dropLater(ctx context.Context, inbox string, files []sim.File, speed float64) {
	for _, f := range files {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Duration(float64(45*time.Second) / speed)):
		}
		if drop(inbox, f) != nil {
			return // the demo goes on without it
		}
	}
}

// drop puts a file into a drop folder as a good sender does: whole, by rename.
func drop(inbox string, f sim.File) error {
	tmp := filepath.Join(inbox, "."+f.Name+".tmp")
	if err := os.WriteFile(tmp, f.Data, 0o600); err != nil {
		return err
	}
	return os.Rename(tmp, filepath.Join(inbox, f.Name))
}

// farewell says where exported logs lie and how to check one.
func (r *run) farewell(dir string) {
	logs, err := filepath.Glob(filepath.Join(dir, "shift-*.json"))
	if err != nil || len(logs) == 0 {
		return
	}
	fmt.Fprintf(r.out, "The shift log stays here. Check it with:\n  %s verify %s\n", os.Args[0], filepath.Base(logs[len(logs)-1])) //nolint:errcheck // a farewell
}
