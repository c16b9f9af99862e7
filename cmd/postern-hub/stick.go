package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/mod/sumdb/note"

	"postern/archive"
	"postern/journal/wire"
	"postern/parcel"
	"postern/sync/bundle"
	"postern/sync/enrol"
	"postern/sync/link"
)

func (r *run) writeBundleCommand() *cobra.Command {
	return &cobra.Command{
		Use: "write STATION FILE", Short: "Write for a station without a line what the line would bring", Args: cobra.ExactArgs(2),
		Long: "Receipts, packs, lists, pre-advice, holds, commands, the office's other events and outcomes elsewhere, as the broker holds them\n" +
			"(30 days), with the data keys that this station may have. It takes them in with 'postern bundle read', any number of times: what it has\n" +
			"it passes over. It needs a running serve, and a station that was enrolled: only then are there keys to seal for it. A command to send\n" +
			"events again is followed by 'postern bundle write --all'.",
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.with(cmd.Context(), func(ctx context.Context, h *house) error { return r.writeStick(ctx, h, args[0], args[1]) })
		},
	}
}

func (r *run) writeStick(ctx context.Context, h *house, station, file string) error {
	if _, err := os.Lstat(file); err == nil {
		return coded{fmt.Errorf("%s is there already: name another file", file), exitRefused}
	}
	members, err := h.record.Members(ctx)
	if err != nil {
		return err
	}
	if !belongs(members, station) {
		return fmt.Errorf("%s: %w", parcel.Excerpt(station), enrol.ErrStranger)
	}
	if err := h.mustServe(); err != nil {
		return err
	}
	data, err := h.ask(ctx, "/stick", []byte(station))
	if err != nil {
		return err
	}
	own, err := note.NewVerifier(h.keys.public)
	if err != nil {
		return err
	}
	b, _, err := bundle.Read(data, note.VerifierList(own)) // as the station will
	if err != nil {
		return err
	}
	if err := archive.WriteFile(file, data); err != nil {
		return err
	}
	a := struct {
		Station  string            `json:"station"`
		Messages int               `json:"messages"`
		Kinds    map[link.Kind]int `json:"kinds"`
	}{station, len(b.Parts), map[link.Kind]int{}}
	for _, p := range b.Parts {
		a.Kinds[p.Kind]++
	}
	return r.give(a, func(say func(string, ...any)) {
		say("%d messages for %s; there: postern bundle read %s\n", a.Messages, station, file)
	})
}

// stick writes the bundle of all that lies at the broker for a station.
func (s *served) stick(ctx context.Context, w io.Writer, station []byte) error {
	b := bundle.Bundle{From: "postern-hub", At: s.now()}
	at, size := map[string]wire.Cursor{}, 0
	for more := true; more; {
		more = false
		from := make([]wire.Cursor, 0, len(at))
		for _, c := range at {
			from = append(from, c)
		}
		err := s.hub.Down(ctx, string(station), from, func(m link.Message) error {
			more, at[m.Stream] = true, m.Cursor
			b.Parts = append(b.Parts, m)
			if size += len(m.Body); size > bundle.MaxFile/2 {
				return fmt.Errorf("more than %d MB wait for it: it needs a line", bundle.MaxFile>>21)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	var out bytes.Buffer
	if err := bundle.Write(&out, b, s.keys.signer); err != nil {
		return err
	}
	_, err := w.Write(out.Bytes())
	return err
}
