package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/mod/sumdb/note"

	"postern/parcel"
	"postern/risk"
	"postern/risk/names"
	"postern/sync/link"
)

func (r *run) publishCommand() *cobra.Command {
	return &cobra.Command{
		Use: "publish-pack FILE", Short: "Send a checked and signed rule pack to every station", Args: cobra.ExactArgs(1),
		Long: "The pack must pass its own examples. Its signature is FILE.sig, by a key in keys/trusted; a pack without one is\nsigned with the hub's pack key. Stations adopt it where they trust the signer.",
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.with(cmd.Context(), func(ctx context.Context, h *house) error { return r.publish(ctx, h, args[0]) })
		},
	}
}

func (r *run) publish(ctx context.Context, h *house, path string) error {
	st, err := os.Stat(path)
	if err != nil {
		return err
	}
	if st.Size() > mostPack/2 {
		return coded{fmt.Errorf("%s has %d bytes; a pack to be published has at most %d", path, st.Size(), mostPack/2), exitBadInput}
	}
	data, err := os.ReadFile(path) //nolint:gosec // named by the user
	if err != nil {
		return err
	}
	p, problems := risk.ParsePack(path, data)
	if p != nil && len(problems) == 0 {
		problems = p.Check(r.now())
	}
	if p == nil || len(problems) > 0 {
		var lines []string
		for _, x := range problems {
			lines = append(lines, x.String())
		}
		return coded{fmt.Errorf("%s is not fit to be published:\n%s", path, strings.Join(lines, "\n")), exitBadInput}
	}
	sig, signer, err := h.signature(path, data)
	if err != nil {
		return err
	}
	body, err := link.Pack{File: data, Sig: sig}.Body()
	if err != nil {
		return err
	}
	if err := h.post(ctx, posting{Stream: link.StreamPack, To: []string{p.ID}, Kind: link.KindPack, Name: filepath.Base(path), Body: body}); err != nil {
		return err
	}
	a := struct {
		Pack    string `json:"pack"`
		Version string `json:"version"`
		Signer  string `json:"signer"`
	}{p.ID, p.Version, signer}
	return r.give(a, func(say func(string, ...any)) {
		say("%s, signed by %s, is on its way to the stations\n", p.Name(), signer)
	})
}

// signature is the one beside the file, checked, or the hub's own.
func (h *house) signature(path string, data []byte) (sig []byte, signer string, err error) {
	sig, err = os.ReadFile(path + ".sig") //nolint:gosec // named by the user
	if errors.Is(err, fs.ErrNotExist) {
		sig, err = risk.SignPack(data, h.keys.packs)
	}
	if err != nil {
		return nil, "", err
	}
	if signer, err = risk.VerifyPack(data, sig, note.VerifierList(h.keys.trust...)); err != nil {
		return nil, "", coded{fmt.Errorf("%s.sig: %w", path, err), exitRefused}
	}
	return sig, signer, nil
}

func (r *run) publishListCommand() *cobra.Command {
	var agency string
	cmd := &cobra.Command{
		Use: "publish-list NAME FILE", Short: "Send a denied-party list to every station, signed with the hub's pack key", Args: cobra.ExactArgs(2),
		Long: "The file is what 'postern list import' takes: an official layout, or CSV with the header id,name. Stations put it in force where they\ntrust the hub's pack key (keys/packs.pub of the hub, in their keys/trusted).",
		RunE: func(cmd *cobra.Command, args []string) error {
			if !parcel.Agency(agency).Known() {
				return usage("--agency: " + parcel.Excerpt(agency) + " is no agency")
			}
			return r.with(cmd.Context(), func(ctx context.Context, h *house) error {
				return r.publishList(ctx, h, args[0], args[1], parcel.Agency(agency))
			})
		},
	}
	cmd.Flags().StringVar(&agency, "agency", string(parcel.Security), "who asks where a name is met")
	return cmd
}

func (r *run) publishList(ctx context.Context, h *house, name, path string, agency parcel.Agency) error {
	data, err := os.ReadFile(path) //nolint:gosec // named by the user
	if err != nil {
		return err
	}
	l, skipped, err := names.ReadList(name, data)
	if err != nil {
		return coded{fmt.Errorf("%s: %w", path, err), exitBadInput}
	}
	body, err := link.SignList(name, agency, data, h.keys.packs)
	if err == nil && len(body) > mostPack {
		err = fmt.Errorf("%s has %d bytes packed; a list to be published has at most %d", path, len(body), mostPack)
	}
	if err != nil {
		return coded{err, exitBadInput}
	}
	if err := h.post(ctx, posting{Stream: link.StreamPack, To: []string{"list", name}, Kind: link.KindList, Name: name, Body: body}); err != nil {
		return err
	}
	a := struct {
		List    string `json:"list"`
		Entries int    `json:"entries"`
		Skipped int    `json:"skipped"`
	}{name, len(l.Entries), len(skipped)}
	return r.give(a, func(say func(string, ...any)) {
		say("%s with %d entries is on its way to the stations; %d rows were skipped\n", name, a.Entries, a.Skipped)
	})
}
