package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
)

// run is one command under way: the program and its flags.
type run struct {
	*program
	data   string
	record string
	json   bool
}

const about = `The hub takes what stations hand in, records it, and passes on what others should know.

On one machine nothing else is needed: postern-hub serve. Everything else works beside it.`

func (p *program) root() *cobra.Command {
	r := &run{program: p}
	root := &cobra.Command{Use: "postern-hub", Short: "The far end of the sync of Postern stations", Long: about, Args: cobra.NoArgs, RunE: func(cmd *cobra.Command, _ []string) error {
		return cmd.Help()
	}}
	f := root.PersistentFlags()
	f.StringVar(&r.data, "data", "", "the hub's folder (POSTERN_HUB_DATA)")
	f.StringVar(&r.record, "record", "", "sqlite, or postgres://USER@HOST/DATABASE (POSTERN_HUB_RECORD; default what serve was started with)")
	f.BoolVar(&r.json, "json", false, "answer in JSON")
	root.AddCommand(r.serveCommand(), r.enrolCommand(), r.revokeCommand(), r.statusCommand(), r.exportCommand(), r.publishCommand(), r.publishListCommand(),
		r.holdCommand(), r.commandCommand(), r.bundleCommand(), r.verifyCommand(), r.mendCommand())
	return root
}

// require makes flags of a command necessary.
func require(cmd *cobra.Command, names ...string) {
	for _, name := range names {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic(err) // a flag that was never defined
		}
	}
}

// folder is where the hub lives: flag, environment, XDG.
func (r *run) folder() (string, error) {
	switch {
	case r.data != "":
		return filepath.Abs(r.data)
	case r.env("POSTERN_HUB_DATA") != "":
		return filepath.Abs(r.env("POSTERN_HUB_DATA"))
	case r.env("XDG_DATA_HOME") != "":
		return filepath.Join(r.env("XDG_DATA_HOME"), "postern-hub"), nil
	case r.env("HOME") != "":
		return filepath.Join(r.env("HOME"), ".local", "share", "postern-hub"), nil
	}
	return "", usage("no folder: give --data DIR or set POSTERN_HUB_DATA")
}

// give answers with one document: v in JSON, or what people does.
func (r *run) give(v any, people func(say func(string, ...any))) error {
	var b strings.Builder
	if r.json {
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		if err := e.Encode(v); err != nil {
			return err
		}
	} else {
		people(func(format string, args ...any) { fmt.Fprintf(&b, format, args...) })
	}
	_, err := r.out.Write([]byte(b.String()))
	return err
}
