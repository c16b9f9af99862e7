package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"postern/parcel"
	"postern/sim"
)

// simAnswer counts what was written.
type simAnswer struct {
	Items       int              `json:"items"`
	Receptacles int              `json:"receptacles"`
	Holds       int              `json:"holds"`
	Planted     map[sim.Kind]int `json:"planted"`
	Files       int              `json:"files"`
	Out         string           `json:"out"`
}

func (r *run) simCommand() *cobra.Command {
	var seed uint64
	var items int
	var out, day, office string
	cmd := &cobra.Command{
		Use: "sim --seed N --items N --out DIR", Short: "Write a simulated day: messages, a scan script and the ground truth", Args: cobra.NoArgs,
		Long: "Writes DIR/messages, which 'postern receive' reads; DIR/scans.txt, a label a line in the order of arrival; DIR/scan.sh, which\n" +
			"reads them all; DIR/holds.jsonl and DIR/truth.jsonl, what is planted where. Everything is invented; one seed gives the same bytes for ever.",
		RunE: func(_ *cobra.Command, _ []string) error {
			o, err := simOptions(items, day, office)
			if err != nil {
				return err
			}
			return r.simulate(seed, o, out)
		},
	}
	cmd.Flags().Uint64Var(&seed, "seed", 1, "another seed, other mail")
	cmd.Flags().IntVar(&items, "items", 1000, "items that arrive")
	cmd.Flags().StringVar(&out, "out", "", "folder to write into; made where it is missing")
	cmd.Flags().StringVar(&day, "day", "2026-11-23", "day of arrival, YYYY-MM-DD")
	cmd.Flags().StringVar(&office, "office", string(demoOffice), "office that receives, by its code")
	require(cmd, "out")
	return cmd
}

func simOptions(items int, day, office string) (sim.Options, error) {
	const most = 1_000_000
	at := parcel.Day(day).Time()
	switch {
	case items < 1 || items > most:
		return sim.Options{}, usage(fmt.Sprintf("--items: a number from 1 to %d", most))
	case at.IsZero():
		return sim.Options{}, usage("--day: " + parcel.Excerpt(day) + " is no day like 2026-11-23")
	case len(office) != 6:
		return sim.Options{}, usage("--office: " + parcel.Excerpt(office) + " is no office code of six letters")
	}
	return sim.Options{Items: items, Day: at.Add(6 * time.Hour), Office: parcel.Office(office)}, nil
}

func (r *run) simulate(seed uint64, o sim.Options, out string) error {
	mail := sim.New(seed, o)
	messages := filepath.Join(out, "messages")
	if err := os.MkdirAll(messages, 0o750); err != nil {
		return err
	}
	var scans bytes.Buffer
	for _, label := range mail.Labels {
		scans.WriteString(label + "\n")
	}
	truth, err := eachLine(mail.Truth)
	if err != nil {
		return err
	}
	holds, err := eachLine(mail.Holds)
	if err != nil {
		return err
	}
	files := []sim.File{
		{Name: "scans.txt", Data: scans.Bytes()},
		{Name: "truth.jsonl", Data: truth},
		{Name: "holds.jsonl", Data: holds},
		{Name: "scan.sh", Data: []byte("#!/bin/sh\n# Reads every label in order, as POSTERN_OFFICER.\nwhile read -r label; do postern scan --json \"$label\"; done < \"$(dirname \"$0\")/scans.txt\"\n")},
	}
	for _, f := range mail.Files {
		files = append(files, sim.File{Name: filepath.Join("messages", f.Name), Data: f.Data})
	}
	for _, f := range files {
		err = errors.Join(err, os.WriteFile(filepath.Join(out, f.Name), f.Data, 0o640)) //nolint:gosec // the user's own folder, invented mail
	}
	if err != nil {
		return err
	}
	s := mail.Summary
	a := simAnswer{Items: s.Items, Receptacles: s.Receptacles, Holds: s.Holds, Planted: s.Planted, Files: s.Files, Out: out}
	return r.give(a, func(p *page) {
		p.say("%d items in %d receptacles, %d holds, %d message files in %s\n", a.Items, a.Receptacles, a.Holds, a.Files, cell(out, 200))
		for _, k := range sim.Kinds() {
			p.say("  %-12s %d\n", k, a.Planted[k])
		}
	})
}

func eachLine[T any](all []T) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	for i := range all {
		if err := enc.Encode(all[i]); err != nil {
			return nil, err
		}
	}
	return b.Bytes(), nil
}
