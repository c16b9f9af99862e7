package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/mod/sumdb/note"

	"postern/archive"
	"postern/journal/wire"
	"postern/sync/bundle"
	"postern/sync/hub"
	"postern/sync/hub/files"
	"postern/sync/hub/record"
	"postern/sync/link"
)

// bundleAnswer says what became of a stick.
type bundleAnswer struct {
	Station    string `json:"station"`
	Events     int    `json:"events"`
	Applied    int    `json:"applied"`
	Duplicates int    `json:"duplicates"`
	Forks      int    `json:"forks"`
	Refused    int    `json:"refused"`
	Receipts   int    `json:"receipts"` // written for the way back
}

func (r *run) bundleCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "bundle", Short: "The link by stick", Args: cobra.NoArgs, RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	var out string
	read := &cobra.Command{
		Use: "read FILE [--out RETURN]", Short: "Record what a station's bundle holds, and write its receipts for the way back", Args: cobra.ExactArgs(1),
		Long: "The bundle must be signed by the station whose events it holds: one that was met on the line, or whose keys/station.pub lies in\n" +
			"keys/stations/ of the hub. Any order, any number of times. The station takes RETURN in with 'postern bundle read'. Where this hub\n" +
			"serves, other stations of the office hear of it as of what came by the line.",
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.with(cmd.Context(), func(ctx context.Context, h *house) error { return r.readBundle(ctx, h, args[0], out) })
		},
	}
	read.Flags().StringVar(&out, "out", "", "where the way back is written")
	cmd.AddCommand(read, r.writeBundleCommand())
	return cmd
}

func (r *run) readBundle(ctx context.Context, h *house, file, out string) error {
	data, err := readStick(file, out)
	if err != nil {
		return err
	}
	believed, err := h.stationKeys(ctx)
	if err != nil {
		return err
	}
	b, by, err := bundle.Read(data, note.VerifierList(believed...))
	if err != nil {
		if signer, err2 := bundle.Signer(data); err2 == nil {
			err = fmt.Errorf("%w; it names the key %s: the station's keys/station.pub goes into %s", err, signer, filepath.Join(h.dir, "keys", "stations"))
		}
		return coded{err, exitRefused}
	}
	if by != "postern."+b.From {
		return coded{fmt.Errorf("signed by %s, and yet of station %q", by, b.From), exitRefused}
	}
	a := bundleAnswer{Station: b.From}
	back, err := h.keepBundle(ctx, r, b, &a)
	if err != nil {
		return err
	}
	if out != "" {
		if err := h.wayBack(r, out, back); err != nil {
			return err
		}
		a.Receipts = len(back)
	}
	return r.give(a, func(say func(string, ...any)) {
		say("%d events of %s, %d recorded, %d known before, %d receipts for the way back\n", a.Events, a.Station, a.Applied, a.Duplicates, a.Receipts)
		if a.Forks+a.Refused > 0 {
			say("LOOK INTO: %d under a name that was taken, %d that are none\n", a.Forks, a.Refused)
		}
	})
}

// readStick reads a bundle, once it is sure that the way back has a place.
func readStick(file, out string) ([]byte, error) {
	if _, err := os.Lstat(out); out != "" && err == nil {
		return nil, coded{fmt.Errorf("%s is there already: name another file", out), exitRefused}
	}
	st, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if st.Size() > bundle.MaxFile {
		return nil, coded{fmt.Errorf("%s has %d bytes, more than a bundle", file, st.Size()), exitBadInput}
	}
	return os.ReadFile(file) //nolint:gosec // named by the user
}

// stationKeys are those of the stations that were met, and of those that never
// can be: put beside by the keeper.
func (h *house) stationKeys(ctx context.Context) (all []note.Verifier, err error) {
	cards, err := h.record.Cards(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range cards {
		if v, failed := note.NewVerifier(c.Key); failed == nil && v.Name() == "postern."+c.Station { // nobody signs as another
			all = append(all, v)
		}
	}
	beside, err := filepath.Glob(filepath.Join(h.dir, "keys", "stations", "*.pub"))
	if err != nil {
		return nil, err
	}
	for _, f := range beside {
		text, err := os.ReadFile(f) //nolint:gosec // the hub's own folder
		if err != nil {
			return nil, err
		}
		v, err := note.NewVerifier(strings.TrimSpace(string(text)))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f, err)
		}
		same := func(o note.Verifier) bool { return o.Name() == v.Name() && o.KeyHash() == v.KeyHash() }
		if !slices.ContainsFunc(all, same) {
			all = append(all, v)
		}
	}
	return all, nil
}

// keepBundle records a bundle's events and gives the receipts of its journals.
func (h *house) keepBundle(ctx context.Context, r *run, b bundle.Bundle, a *bundleAnswer) (back []link.Message, err error) {
	met := map[wire.Source]bool{}
	for _, p := range b.Parts {
		if p.Kind != link.KindEvents {
			continue
		}
		batch, err := wire.Unpack(p.Body)
		if err == nil && batch.Station != b.From {
			err = fmt.Errorf("events of %s in a bundle of %s", batch.Station, b.From)
		}
		if err != nil {
			return nil, coded{err, exitBadInput}
		}
		if err := h.keepBatch(ctx, r, batch, a); err != nil {
			return nil, err
		}
		if serving(h.dir) { // once more, as a copy: so others of the office hear of it
			if _, err := h.ask(ctx, "/hand", p.Body); err != nil {
				return nil, err
			}
		}
		met[batch.Source()] = true
	}
	for of := range met {
		now := r.now()
		p, err := h.record.Progress(ctx, of, now)
		if err != nil {
			return nil, err
		}
		receipt := p.Receipt(of)
		receipt.At = now
		signed, err := receipt.Sign(h.keys.signer)
		if err != nil {
			return nil, err
		}
		back = append(back, link.Message{Kind: link.KindReceipt, Body: []byte(signed)})
	}
	return back, nil
}

func (h *house) keepBatch(ctx context.Context, r *run, batch wire.Batch, a *bundleAnswer) error {
	var in record.Intake
	in.Take(batch)
	kept, err := h.record.Keep(ctx, in, r.now())
	if err != nil {
		return err
	}
	shelf, err := files.Open(h.filesAt())
	for _, row := range in.Rows {
		if keys := hub.Shredded(row); err == nil && len(keys) > 0 {
			err = errors.Join(h.record.Destroy(ctx, row.Station, keys), shelf.Forget(ctx, row.Station, keys))
		}
	}
	if err != nil {
		return err
	}
	a.Events += len(batch.Events)
	a.Applied, a.Duplicates, a.Forks, a.Refused = a.Applied+kept.New, a.Duplicates+kept.Copies, a.Forks+kept.Forks, a.Refused+len(in.Refused)
	return nil
}

// wayBack writes what a station gets back.
func (h *house) wayBack(r *run, out string, back []link.Message) error {
	var buffer bytes.Buffer
	if err := bundle.Write(&buffer, bundle.Bundle{From: "postern-hub", At: r.now(), Parts: back}, h.keys.signer); err != nil {
		return err
	}
	return archive.WriteFile(out, buffer.Bytes())
}
