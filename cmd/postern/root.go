package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"github.com/spf13/cobra"

	"postern/parcel"
	language "postern/tui/words"
)

// flags are those that every command takes.
type flags struct {
	data       string
	config     string
	plain      bool
	json       bool
	officer    string
	pinFile    string
	witness    string
	witnessPIN string
}

// run is one command under way: the program, its flags and, once it is asked
// for, the station.
type run struct {
	*program
	flags
	*answers
}

const about = `Postern is a workstation for the people who open the world's mail.

Without a command it opens the screen. Every verb of the screen is also a
command; --json answers in JSON. To look around: postern demo`

func (p *program) root() *cobra.Command {
	r := &run{program: p}
	root := &cobra.Command{
		Use: "postern", Short: "A workstation for the people who open the world's mail", Long: about,
		Args: cobra.NoArgs,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			r.answers = &answers{w: cmd.OutOrStdout(), inJSON: r.json}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return r.workstation(cmd.Context()) },
	}
	f := root.PersistentFlags()
	f.StringVar(&r.data, "data", "", "the station's folder (POSTERN_DATA)")
	f.StringVar(&r.config, "config", "", "settings file (POSTERN_CONFIG; default config.yaml in the folder)")
	root.Flags().BoolVar(&r.plain, "plain", false, "the screen line by line, for screen readers and serial consoles")
	f.BoolVar(&r.json, "json", false, "answer in JSON: one document, or one object a line")
	f.StringVar(&r.officer, "officer", "", "who acts (POSTERN_OFFICER); the PIN comes from POSTERN_PIN, --pin-file or the terminal")
	f.StringVar(&r.pinFile, "pin-file", "", "file that holds the officer's PIN")
	f.StringVar(&r.witness, "witness", "", "second officer of an act (POSTERN_WITNESS); the PIN from POSTERN_WITNESS_PIN")
	f.StringVar(&r.witnessPIN, "witness-pin-file", "", "file that holds the witness's PIN")
	root.AddCommand(
		r.initCommand(), r.demoCommand(), r.receiveCommand(), r.watchCommand(),
		r.showCommand(), r.queueCommand(), r.findCommand(), r.enterCommand(), r.assessCommand(), r.scanCommand(),
		r.receptacleCommand(), r.walkCommand(),
		r.decideCommand(), r.undoCommand(), r.holdCommand(), r.conflictCommand(), r.retentionCommand(), r.shiftCommand(), r.respondCommand(),
		r.examineCommand(), r.attachCommand(), r.exhibitCommand(), r.dataCommand(),
		r.verifyCommand(), r.mendCommand(), r.replayCommand(), r.backupCommand(), r.restoreCommand(),
		r.packCommand(), r.configCommand(), r.doctorCommand(), r.officerCommand(), r.listCommand(), r.learnCommand(), r.simCommand(), r.benchCommand(),
		r.enrolCommand(), r.syncCommand(), r.bundleCommand(),
	)
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

// folder is the data folder, there or not.
func (r *run) folder() (string, error) {
	dir, err := r.dataFolder(r.data)
	if err != nil {
		return "", err
	}
	if st, err := os.Stat(dir); err == nil && !st.IsDir() || errors.Is(err, syscall.ENOTDIR) {
		return "", usage(dir + " is a file: --data and POSTERN_DATA name the station's folder")
	}
	return dir, nil
}

// languages is where a station's folder has language files of its own.
const languages = "languages"

func (r *run) languageFolder(dir string) string { return filepath.Join(dir, languages) }

// settingsPath is the settings file in force.
func (r *run) settingsPath(dir string) string {
	return firstOf(r.config, r.env("POSTERN_CONFIG"), filepath.Join(dir, settingsFile))
}

func (r *run) settings(dir string) (config, error) {
	path, wanted := r.settingsPath(dir), r.config != "" || r.env("POSTERN_CONFIG") != ""
	c, err := loadConfig(path, wanted)
	if err != nil || c.Language == language.English {
		return c, err
	}
	if _, err := language.Load(c.Language, os.DirFS(r.languageFolder(dir))); err != nil {
		return c, coded{fmt.Errorf("settings %s: %w", path, err), exitUsage}
	}
	return c, nil
}

// open opens the station of the data folder.
func (r *run) open(ctx context.Context) (*station, error) {
	dir, err := r.folder()
	if err != nil {
		return nil, err
	}
	c, err := r.settings(dir)
	if err != nil {
		return nil, err
	}
	return r.openStation(ctx, dir, c)
}

// with opens the station, does the work and closes it.
func (r *run) with(ctx context.Context, work func(context.Context, *station) error) (err error) {
	s, err := r.open(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if closed := s.Close(); err == nil {
			err = closed
		}
	}()
	return work(ctx, s)
}

// acting opens the station and signs the officer in, and the witness where one
// is named, before the work.
func (r *run) acting(ctx context.Context, work func(context.Context, *station, parcel.Who) error) error {
	return r.with(ctx, func(ctx context.Context, s *station) error {
		who, err := r.signIn(ctx, s)
		if err != nil {
			return err
		}
		return work(ctx, s, who)
	})
}
