package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/mod/sumdb/note"

	"postern/journal"
	"postern/journal/wire"
	"postern/sync/bundle"
	"postern/sync/link"
)

// bundleAnswer says what a bundle held and what became of it.
type bundleAnswer struct {
	Events     int `json:"events"`
	Applied    int `json:"applied"`
	Duplicates int `json:"duplicates"`
	Forks      int `json:"forks,omitempty"`
	Refused    int `json:"refused,omitempty"`
	Messages   int `json:"messages"` // receipts and what else came beside events
}

func (a bundleAnswer) say(p *page) {
	p.say("%d events, %d applied, %d known before, %d messages\n", a.Events, a.Applied, a.Duplicates, a.Messages)
	if a.Forks+a.Refused > 0 {
		p.say("LOOK INTO: %d under a name that was taken, %d that are none\n", a.Forks, a.Refused)
	}
}

func (r *run) bundleCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "bundle", Short: "The link by stick, for places with no line", Args: cobra.NoArgs, RunE: needSubcommand}
	var all bool
	write := &cobra.Command{
		Use: "write FILE", Short: "Write what the hub has not receipted into a signed file", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.with(cmd.Context(), func(ctx context.Context, s *station) error { return r.writeBundle(ctx, s, args[0], all) })
		},
	}
	write.Flags().BoolVar(&all, "all", false, "everything this station ever wrote")
	read := &cobra.Command{
		Use: "read FILE", Short: "Take in a bundle: of the hub, or of a station whose key is in keys/trusted/", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.with(cmd.Context(), func(ctx context.Context, s *station) error { return r.readBundle(ctx, s, args[0]) })
		},
	}
	cmd.AddCommand(write, read)
	return cmd
}

func (r *run) writeBundle(ctx context.Context, s *station, file string, all bool) error {
	a, err := s.writeBundle(ctx, file, all)
	if err != nil {
		return err
	}
	return r.give(a, a.say)
}

// writeBundle writes what the hub has not receipted, or all there is.
func (s *station) writeBundle(ctx context.Context, file string, all bool) (a bundleAnswer, err error) {
	if _, err := os.Lstat(file); err == nil {
		return a, coded{fmt.Errorf("%s is there already: name another file", file), exitRefused}
	}
	card, _, err := s.hubCard()
	if err != nil {
		return a, err
	}
	b := bundle.Bundle{From: s.db.Station(), Epoch: s.db.Epoch(), At: s.now()}
	epochs, err := s.db.Epochs(ctx)
	if err != nil {
		return a, err
	}
	for _, e := range epochs {
		if err := s.pack(ctx, &b, &a, e, card.Sealing, all); err != nil {
			return a, err
		}
	}
	var out bytes.Buffer
	if err := bundle.Write(&out, b, s.keys.signer); err != nil {
		return a, err
	}
	if err := writeFile(file, out.Bytes()); err != nil {
		return a, err
	}
	return a, nil
}

// pack adds the events of an epoch, some hundred to a part.
func (s *station) pack(ctx context.Context, b *bundle.Bundle, a *bundleAnswer, e journal.Epoch, reader []byte, all bool) error {
	const each = 500
	for after := uint64(0); ; {
		var seqs []uint64
		if all {
			for seq := after + 1; seq <= after+each; seq++ {
				seqs = append(seqs, seq)
			}
		} else {
			waiting, err := s.db.Waiting(ctx, e, after, each)
			if err != nil {
				return err
			}
			for _, w := range waiting {
				seqs = append(seqs, w.Seq)
			}
		}
		batch, err := s.db.Batch(ctx, e, seqs, reader)
		if err != nil || len(batch.Events) == 0 {
			return err
		}
		after = batch.Last()
		part, err := bundle.Events(batch)
		if err != nil {
			return err
		}
		b.Parts = append(b.Parts, part)
		a.Events += len(batch.Events)
	}
}

// believed are the keys whose bundles are taken in: the own, those in
// keys/trusted/, and the hub's.
func (s *station) believed() (note.Verifiers, error) {
	lines := append([]string{s.keys.public}, s.keys.trust...)
	card, met, err := s.hubCard()
	if err != nil {
		return nil, err
	}
	if met {
		lines = append(lines, card.Key)
	}
	return verifiers(lines)
}

func (r *run) readBundle(ctx context.Context, s *station, file string) error {
	data, err := readBounded(file, bundle.MaxFile)
	if err != nil {
		return err
	}
	keys, err := s.believed()
	if err != nil {
		return err
	}
	b, by, err := bundle.Read(data, keys)
	if err != nil {
		if signer, err2 := bundle.Signer(data); err2 == nil {
			err = fmt.Errorf("%w; it names the key %s: the .pub file of who may be believed goes into %s", err, signer, s.path("keys", "trusted"))
		}
		return coded{fmt.Errorf("%s: %w", file, err), exitRefused}
	}
	a, err := s.takeBundle(ctx, b, by)
	if err != nil {
		return err
	}
	return r.give(a, a.say)
}

// takeBundle takes in the parts, through the same door as the line.
func (s *station) takeBundle(ctx context.Context, b bundle.Bundle, by string) (a bundleAnswer, err error) {
	card, met, err := s.hubCard()
	if err != nil {
		return a, err
	}
	var hub note.Verifier
	if met {
		if hub, err = note.NewVerifier(card.Key); err != nil {
			return a, err
		}
	}
	l := link.New(link.Options{Outbox: s.db, Inbox: s.db, Files: &photos{DB: s.db, files: s.archive}, Now: s.now, Deliver: s.deliver, Hello: link.Hello{Station: s.db.Station()}})
	for _, m := range b.Parts {
		if m.Kind == link.KindEvents {
			if err := s.takeEvents(ctx, m, &a); err != nil {
				return a, err
			}
			continue
		}
		if hub == nil || by != hub.Name() {
			return a, coded{errors.New("only the hub gives receipts, packs, lists and holds: this bundle is a station's"), exitRefused}
		}
		if err := l.Arrive(ctx, hub, m); err != nil {
			return a, err
		}
		a.Messages++
	}
	return a, nil
}

func (s *station) takeEvents(ctx context.Context, m link.Message, a *bundleAnswer) error {
	batch, err := wire.Unpack(m.Body)
	if err != nil {
		return coded{err, exitBadInput}
	}
	done, err := s.db.Merge(ctx, m.Cursor, batch)
	a.Events += len(batch.Events)
	a.Applied += done.New
	a.Duplicates += done.Copies
	a.Forks += done.Forks
	a.Refused += len(done.Refused)
	return err
}

// readBounded reads a file that is not larger than it may be.
func readBounded(file string, most int64) ([]byte, error) {
	st, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if st.Size() > most {
		return nil, coded{fmt.Errorf("%s has %d bytes, more than %d", file, st.Size(), most), exitBadInput}
	}
	return os.ReadFile(file) //nolint:gosec // named by the user
}

// verifyBundle checks a bundle without taking anything in. Without a key it
// shows only that the file is one that somebody signed.
func (r *run) verifyBundle(data []byte, key note.Verifier) (verifyAnswer, error) {
	a := verifyAnswer{}
	if key == nil {
		signer, err := bundle.Signer(data)
		if err != nil {
			return a, coded{err, exitBadInput}
		}
		return a, usage("a bundle is verified with the key of who signed it: --key FILE, the public key of " + signer)
	}
	b, by, err := bundle.Read(data, note.VerifierList(key))
	if err != nil {
		a.FirstBad = &journal.Bad{Seq: 0, Why: err.Error()}
		return a, nil //nolint:nilerr // that is the verdict
	}
	a.OK, a.Key = true, by
	for _, m := range b.Parts {
		if m.Kind != link.KindEvents {
			continue
		}
		batch, err := wire.Unpack(m.Body)
		if err != nil {
			return verifyAnswer{FirstBad: &journal.Bad{Why: err.Error()}}, nil //nolint:nilerr // that is the verdict
		}
		a.Events += len(batch.Events)
	}
	return a, nil
}
