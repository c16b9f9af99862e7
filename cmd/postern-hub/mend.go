package main

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"postern/archive"
	"postern/sync/hub/files"
	"postern/sync/link"
)

// mended is what becomes of a damaged file.
type mended struct {
	File string   `json:"file"`
	From string   `json:"from"` // copy, or station: then it is on its way
	Ask  []string `json:"stations"`
	Why  string   `json:"why,omitempty"` // nobody has it
}

type mendAnswer struct {
	Files []mended `json:"files"`
}

func (r *run) mendCommand() *cobra.Command {
	var from string
	cmd := &cobra.Command{
		Use: "mend [--from COPY]", Short: "Bring back photos and X-rays that are damaged or gone", Args: cobra.NoArgs,
		Long: "Each file that 'postern-hub verify' names comes from a copy of files/, or is asked for again of the station that gave it, which sends\n" +
			"it when nothing else waits; for that a hub must be serving. The damaged bytes are kept in files/damaged/. Exit 1 where nobody has one.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return r.with(cmd.Context(), func(ctx context.Context, h *house) error { return r.mend(ctx, h, from) })
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "a copy of files/, of a backup")
	return cmd
}

func (r *run) mend(ctx context.Context, h *house, from string) error {
	shelf, err := files.Open(h.filesAt())
	if err != nil {
		return err
	}
	var names []string
	if _, err := shelf.Check(ctx, func(name string, _ error) { names = append(names, name) }); err != nil {
		return err
	}
	slices.Sort(names)
	a, lost := mendAnswer{Files: []mended{}}, error(nil)
	for _, name := range slices.Compact(names) {
		m, err := h.mendOne(ctx, shelf, name, from)
		if err != nil {
			return err
		}
		if m.Why != "" {
			lost = errors.New("not all came back: a copy of files/ may have them, see --from")
		}
		a.Files = append(a.Files, m)
	}
	return errors.Join(r.give(a, func(say func(string, ...any)) {
		for _, m := range a.Files {
			say("%s  %s%s %v\n", m.File, m.From, m.Why, m.Ask)
		}
		say("%d files were damaged or gone\n", len(a.Files))
	}), lost)
}

func (h *house) mendOne(ctx context.Context, shelf *files.Shelf, name, from string) (mended, error) {
	m := mended{File: name, From: "copy", Ask: []string{}}
	if from != "" {
		if data, err := archive.At(filepath.Join(from, "whole")).Get(ctx, name); err == nil {
			return m, shelf.Put(ctx, data)
		}
	}
	m.From = "station"
	if err := h.mustServe(); err != nil {
		return m, err
	}
	ask, err := shelf.Again(name)
	for station, receipt := range ask {
		body, failed := json.Marshal(receipt)
		if failed == nil {
			failed = h.post(ctx, posting{Stream: link.StreamCommand, To: []string{station, "file", name}, Kind: link.KindFile, Body: body})
		}
		m.Ask, err = append(m.Ask, station), errors.Join(err, failed)
	}
	if slices.Sort(m.Ask); len(m.Ask) == 0 {
		m.From, m.Why = "", "no station is known to have it"
	}
	return m, err
}
