package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"postern/journal/wire"
	"postern/parcel"
	"postern/sync/bundle"
	"postern/sync/enrol"
	"postern/sync/link"
)

// posting is what a keeper's command asks the serve beside it to send down.
type posting struct {
	Stream string    `json:"stream"`
	To     []string  `json:"to"`
	Kind   link.Kind `json:"kind"`
	Name   string    `json:"name,omitempty"`
	Body   []byte    `json:"body"`
}

// post hands a posting to the serve that runs from this folder.
func (h *house) post(ctx context.Context, p posting) error {
	if err := h.mustServe(); err != nil {
		return err
	}
	body, err := json.Marshal(p)
	if err != nil {
		return err
	}
	_, err = h.ask(ctx, "/post", body)
	return err
}

// mustServe refuses what only a serving hub can do.
func (h *house) mustServe() error {
	if serving(h.dir) {
		return nil
	}
	return coded{errors.New("no hub serves from this folder: start 'postern-hub serve', then do it again"), exitRefused}
}

// ask has the serve that runs from this folder do something, and gives its
// answer.
func (h *house) ask(ctx context.Context, path string, body []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://"+h.last.Listening+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+h.last.Secret)
	config := &tls.Config{MinVersion: tls.VersionTLS13, RootCAs: h.keys.authority.Pool(), ServerName: enrol.ServerName}
	resp, err := (&http.Client{Transport: &http.Transport{TLSClientConfig: config, DisableKeepAlives: true}}).Do(req)
	if err != nil {
		return nil, fmt.Errorf("the serving hub does not answer: %w", err)
	}
	defer resp.Body.Close() //nolint:errcheck // read only
	if resp.StatusCode != http.StatusOK {
		text, err := io.ReadAll(io.LimitReader(resp.Body, 1<<10))
		return nil, errors.Join(fmt.Errorf("not done: %s", strings.TrimSpace(string(text))), err)
	}
	answer, err := io.ReadAll(io.LimitReader(resp.Body, bundle.MaxFile+1))
	if err != nil {
		return nil, fmt.Errorf("the serving hub broke off: %w", err)
	}
	return answer, nil
}

// keeper does something for the keeper's command beside this serve, which knows
// its secret.
func (s *served) keeper(secret string, do func(context.Context, io.Writer, []byte) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), []byte("Bearer "+secret)) != 1 {
			http.Error(w, "only the hub's keeper does that", http.StatusForbidden)
			return
		}
		body, err := io.ReadAll(io.LimitReader(r.Body, 4*mostPack))
		if err == nil {
			err = do(r.Context(), w, body)
		}
		if err != nil {
			s.log.Error("not done for the keeper", slog.String("path", r.URL.Path), slog.String("error", err.Error()))
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	}
}

// post puts a posting on its way.
func (s *served) post(ctx context.Context, _ io.Writer, body []byte) error {
	var p posting
	if err := json.Unmarshal(body, &p); err != nil {
		return err
	}
	return s.broker.Post(ctx, p.Stream, p.To, "", link.Message{Kind: p.Kind, Name: p.Name, Body: p.Body})
}

// hand takes in a batch that came by stick as if it had come by the line.
func (s *served) hand(ctx context.Context, _ io.Writer, body []byte) error {
	b, err := wire.Unpack(body)
	if err != nil {
		return err
	}
	return s.hub.Take(ctx, b.Station, body)
}

func (r *run) holdCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "hold", Short: "Ask an office to stop an item", Args: cobra.NoArgs, RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	var h link.Hold
	var office, agency, cause string
	add := &cobra.Command{
		Use: "add ID --office CODE --agency A --reason TEXT", Short: "Put a hold into the ledger of every station of an office", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			h.ID, h.Identifier, h.Agency = strings.ToLower(rand.Text()[:12]), args[0], parcel.Agency(agency)
			if h.Reason == "" || len(h.Reason) > 400 {
				return usage("--reason: 1 to 400 bytes")
			}
			return r.hold(cmd.Context(), office, h)
		},
	}
	end := &cobra.Command{
		Use: "close HOLD ID --office CODE --agency A --cause C", Short: "End a hold of this hub", Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			h.ID, h.Identifier, h.Agency, h.Close = args[0], args[1], parcel.Agency(agency), parcel.Cause(cause)
			if !h.Close.Known() {
				return usage("--cause: " + parcel.Excerpt(cause) + " is no cause")
			}
			return r.hold(cmd.Context(), office, h)
		},
	}
	for _, c := range []*cobra.Command{add, end} {
		c.Flags().StringVar(&office, "office", "", "IMPC code of the office, e.g. NLAMSA")
		c.Flags().StringVar(&agency, "agency", "", "who asks")
		require(c, "office", "agency")
	}
	add.Flags().StringVar(&h.Reason, "reason", "", "why, in words for the officer")
	end.Flags().StringVar(&cause, "cause", "", "why it is at an end")
	require(end, "cause")
	cmd.AddCommand(add, end)
	return cmd
}

func (r *run) hold(ctx context.Context, office string, hold link.Hold) error {
	if err := checkOffice(office); err != nil {
		return err
	}
	if !hold.Agency.Known() {
		return usage("--agency: " + parcel.Excerpt(string(hold.Agency)) + " is no agency")
	}
	if hold.Identifier = parcel.ParseIdentifier(hold.Identifier).Text; hold.Identifier == "" {
		return usage("the item's identifier is empty")
	}
	return r.with(ctx, func(ctx context.Context, h *house) error {
		body, err := json.Marshal(hold)
		if err != nil {
			return err
		}
		if err := h.post(ctx, posting{Stream: link.StreamAdvice, To: []string{office, "hold", hold.ID}, Kind: link.KindHold, Body: body}); err != nil {
			return err
		}
		a := struct {
			Hold   string `json:"hold"`
			Item   string `json:"item"`
			Office string `json:"office"`
		}{hold.ID, hold.Identifier, office}
		return r.give(a, func(say func(string, ...any)) { say("hold %s on %s is on its way to %s\n", a.Hold, a.Item, a.Office) })
	})
}

func (r *run) commandCommand() *cobra.Command {
	return &cobra.Command{
		Use: "command STATION re-send FIRST-LAST... | erase KEY... | re-key", Short: "Ask a station for something", Args: cobra.MinimumNArgs(2),
		Long: "re-send: the events of these numbers, of its present epoch, come once more. erase: the station destroys these data keys, unless what\n" +
			"they seal is of open items or under a legal hold. re-key: it makes a new key for the link. To show a station out: revoke.",
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := commandOf(link.Verb(args[1]), args[2:])
			if err != nil {
				return err
			}
			return r.with(cmd.Context(), func(ctx context.Context, h *house) error { return r.command(ctx, h, args[0], c) })
		},
	}
}

func commandOf(verb link.Verb, args []string) (link.Command, error) {
	c := link.Command{ID: strings.ToLower(rand.Text()[:12]), Verb: verb}
	if known := verb == link.Resend || verb == link.Erase || verb == link.Rekey; !known {
		return c, usage(parcel.Excerpt(string(verb)) + ": a station is asked for re-send, erase or re-key; it is shown out by 'postern-hub revoke'")
	}
	if (verb == link.Rekey) != (len(args) == 0) {
		return c, usage("re-send and erase say of what, re-key of nothing")
	}
	if verb == link.Erase {
		c.Keys = args
		return c, nil
	}
	for _, text := range args {
		var x wire.Range
		if n, err := fmt.Sscanf(text, "%d-%d", &x.First, &x.Last); n != 2 || err != nil || x.First == 0 || x.Last < x.First {
			return c, usage(parcel.Excerpt(text) + ": a range is FIRST-LAST, e.g. 120-180")
		}
		c.Ranges = append(c.Ranges, x)
	}
	return c, nil
}

func (r *run) command(ctx context.Context, h *house, station string, c link.Command) error {
	members, err := h.record.Members(ctx)
	if err != nil {
		return err
	}
	if !belongs(members, station) {
		return fmt.Errorf("%s: %w", parcel.Excerpt(station), enrol.ErrStranger)
	}
	body, err := json.Marshal(c)
	if err != nil {
		return err
	}
	if err := h.post(ctx, posting{Stream: link.StreamCommand, To: []string{station, "ask", c.ID}, Kind: link.KindCommand, Body: body}); err != nil {
		return err
	}
	a := struct {
		Station string    `json:"station"`
		Verb    link.Verb `json:"verb"`
		ID      string    `json:"id"`
	}{station, c.Verb, c.ID}
	return r.give(a, func(say func(string, ...any)) { say("%s is on its way to %s\n", c.Verb, station) })
}

func belongs(members []enrol.Member, station string) bool {
	for _, m := range members {
		if m.Station == station && !m.Revoked {
			return true
		}
	}
	return false
}
