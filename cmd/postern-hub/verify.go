package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"postern/sync/hub/files"
	"postern/sync/hub/record"
)

type verifyAnswer struct {
	OK      bool     `json:"ok"`
	Events  int64    `json:"events"`
	Files   int      `json:"files"`
	Damaged []string `json:"damaged"`
}

func (r *run) verifyCommand() *cobra.Command {
	return &cobra.Command{
		Use: "verify", Short: "Check every recorded event and every whole file", Args: cobra.NoArgs,
		Long: "Reads the whole record and files/ and names what is not what was recorded; it works beside a running serve. Exit 4 where something is\n" +
			"damaged. A file: 'postern-hub mend'. The record: stop the hub, restore the backup of hub.db, and start it once with --restored: stations\n" +
			"send again what the backup lacks.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return r.with(cmd.Context(), func(ctx context.Context, h *house) error { return r.verify(ctx, h) })
		},
	}
}

func (r *run) verify(ctx context.Context, h *house) error {
	a := verifyAnswer{Damaged: []string{}}
	var err error
	if pages, is := h.record.(interface{ Check(context.Context) error }); is {
		err = pages.Check(ctx)
	}
	if err == nil {
		a.Events, err = record.Check(ctx, h.record, r.now())
	}
	if err != nil {
		a.Damaged = append(a.Damaged, err.Error())
	}
	shelf, err := files.Open(h.filesAt())
	if err != nil {
		return err
	}
	a.Files, err = shelf.Check(ctx, func(_ string, damaged error) { a.Damaged = append(a.Damaged, damaged.Error()) })
	if err != nil {
		return err
	}
	a.OK = len(a.Damaged) == 0
	err = r.give(a, func(say func(string, ...any)) {
		for _, text := range a.Damaged {
			say("%s\n", text)
		}
		say("%d events and %d files read\n", a.Events, a.Files)
	})
	if !a.OK {
		err = errors.Join(err, coded{errors.New("damaged: for files 'postern-hub mend'; for the record restore the last backup, then 'postern-hub serve --restored'"), exitRefused})
	}
	return err
}
