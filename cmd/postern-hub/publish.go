package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/mod/sumdb/note"

	"postern/risk"
	"postern/sync/enrol"
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
	if err := h.ask(ctx, p.ID, filepath.Base(path), body); err != nil {
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

// ask hands a pack to the serve that runs from this folder.
func (h *house) ask(ctx context.Context, id, name string, body []byte) error {
	if !serving(h.dir) {
		return coded{errors.New("no hub serves from this folder: start 'postern-hub serve', then publish"), exitRefused}
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://"+h.last.Listening+"/publish", bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+h.last.Secret)
	req.Header.Set("Postern-Pack", id)
	req.Header.Set("Postern-Name", name)
	config := &tls.Config{MinVersion: tls.VersionTLS13, RootCAs: h.keys.authority.Pool(), ServerName: enrol.ServerName}
	resp, err := (&http.Client{Transport: &http.Transport{TLSClientConfig: config, DisableKeepAlives: true}}).Do(req)
	if err != nil {
		return fmt.Errorf("the serving hub does not answer: %w", err)
	}
	defer resp.Body.Close() //nolint:errcheck // read only
	if resp.StatusCode != http.StatusOK {
		text, err := io.ReadAll(io.LimitReader(resp.Body, 1<<10))
		return errors.Join(fmt.Errorf("not published: %s", strings.TrimSpace(string(text))), err)
	}
	return nil
}
