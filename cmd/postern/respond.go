package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"postern/export"
	"postern/journal"
	"postern/message"
	"postern/message/post"
	"postern/parcel"
	"postern/store"
)

// respondAnswer is one item that was told of, and the file it stands in.
type respondAnswer struct {
	Item    string         `json:"item"`
	File    string         `json:"file"`
	Outcome parcel.Outcome `json:"outcome"`       // empty where the decision was taken back
	Why     string         `json:"why,omitempty"` // it stands in no file
}

func (r *run) respondCommand() *cobra.Command {
	var format, out string
	cmd := &cobra.Command{
		Use: "respond [--format cds|ips|ceb|emsevt] --out DIR", Short: "Write the answers to the post or platform for decided items", Args: cobra.NoArgs,
		Long: "Write the answers to the post or platform for decided items: each decision once, in the form its data came in, or\n" +
			"in the one --format names. A decision that can still be undone on the screen waits; one that took the place of\n" +
			"another, or took it back, is told again. In feedback/ lies a file for each sending post and platform: what was wrong\n" +
			"in their data of the last 30 days, by field.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			var f export.AnswerFormat
			if format != "" {
				var err error
				if f, err = export.ParseAnswerFormat(format); err != nil {
					return usage("--format: " + err.Error())
				}
			}
			return r.with(cmd.Context(), func(ctx context.Context, s *station) error {
				rows, err := s.respond(ctx, f, out)
				return errors.Join(list(r.answers, rows, "ITEM\tOUTCOME\tFILE", func(a respondAnswer) string {
					return fmt.Sprintf("%s\t%s\t%s", cell(a.Item, 60), orDash(string(a.Outcome)), cell(a.File+a.Why, 120))
				}), err)
			})
		},
	}
	cmd.Flags().StringVar(&format, "format", "", "one form for all: cds, ips, ceb or emsevt")
	cmd.Flags().StringVar(&out, "out", "", "folder the files are written to")
	require(cmd, "out")
	return cmd
}

// respond tells what is decided and not told yet. A file is first written under
// a hidden name, then recorded, then put in its place; what a crash left between
// is finished by the next run, so that each decision is told once.
func (s *station) respond(ctx context.Context, f export.AnswerFormat, dir string) ([]respondAnswer, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	release, err := lockAnswers(dir)
	if err != nil {
		return nil, err
	}
	defer release()
	if err := s.finishAnswers(ctx, dir); err != nil {
		return nil, err
	}
	terms, err := s.terms()
	if err != nil {
		return nil, err
	}
	groups, err := s.untold(ctx, f)
	if err != nil {
		return nil, err
	}
	rows := []respondAnswer{}
	for _, g := range groups {
		told, err := s.tell(ctx, dir, g, terms)
		rows = append(rows, told...)
		if err != nil {
			return rows, err
		}
	}
	return rows, s.feedback(ctx, filepath.Join(dir, "feedback"), store.FiguresAsked{From: s.now().Add(-feedbackFor)})
}

// feedbackFor is how far back the feedback beside the answers looks.
const feedbackFor = 30 * 24 * time.Hour

// lockAnswers makes sure that one command at a time answers into a folder.
func lockAnswers(dir string) (release func(), err error) {
	f, err := os.OpenFile(filepath.Join(dir, ".respond.lock"), os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // the user names the folder
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(coded{fmt.Errorf("another command answers into %s: wait until it is done", dir), exitRefused}, f.Close())
	}
	return func() { f.Close() }, nil //nolint:errcheck,gosec // closing releases the lock
}

const unplaced = ".part"

// finishAnswers puts the files in place that were recorded before a crash, and
// takes away those that were not.
func (s *station) finishAnswers(ctx context.Context, dir string) error {
	parts, err := filepath.Glob(filepath.Join(dir, ".*"+unplaced))
	if err != nil {
		return err
	}
	for _, part := range parts {
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(part), "."), unplaced)
		recorded, err := s.db.IsAnswerFile(ctx, name)
		if err != nil {
			return err
		}
		if recorded {
			err = os.Rename(part, filepath.Join(dir, name))
		} else {
			err = os.Remove(part)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// terms are the crosswalk and segment map of this station.
func (s *station) terms() (export.Terms, error) {
	d, err := s.decoder()
	if err != nil {
		return export.Terms{}, err
	}
	t := export.Terms{Cross: message.DefaultCrosswalk(), Map: post.EventMap(d.Segments), Limits: message.DefaultLimits()}
	if s.config.Crosswalk == "" {
		return t, nil
	}
	text, err := os.ReadFile(s.config.Crosswalk)
	if err == nil {
		t.Cross, err = message.ParseCrosswalk(text)
	}
	return t, err
}

// untoldGroup is what can go into one file: one form, and for CEB one message.
type untoldGroup struct {
	format  export.AnswerFormat
	message journal.Name
	answers []message.Answer
	items   map[string]parcel.ItemID
}

// untold gathers what is decided, cannot be undone any more and is not told.
func (s *station) untold(ctx context.Context, f export.AnswerFormat) ([]*untoldGroup, error) {
	office, err := s.db.Office(ctx)
	if err != nil {
		return nil, err
	}
	const page = 1000
	var groups []*untoldGroup
	before := s.now().Add(-parcel.UndoFor).UnixMilli()
	for last := int64(0); ; {
		rulings, next, err := s.db.Unanswered(ctx, string(f), before, last, page)
		if err != nil || len(rulings) == 0 {
			return groups, err
		}
		for _, ruling := range rulings {
			if groups, err = s.sort(ctx, groups, f, office, ruling); err != nil {
				return nil, err
			}
		}
		last = next
	}
}

// sort puts a ruling into the group it is told with.
func (s *station) sort(ctx context.Context, groups []*untoldGroup, f export.AnswerFormat, office parcel.Office, ruling parcel.Ruling) ([]*untoldGroup, error) {
	by, format, err := s.declaredBy(ctx, ruling.Item.ID)
	if err != nil {
		return groups, err
	}
	ident := parcel.ParseIdentifier(ruling.Item.ID.Ident())
	if f == "" {
		if f = export.FormatFor(format); f == "" {
			f = export.AnswerIPS // the post that brought it knows its events, whoever sent the data
		}
	}
	if f != export.AnswerCEB {
		by = journal.Name{}
	} else if format != message.CEB {
		return groups, nil
	}
	a := message.Answer{
		Item: ident, Class: ruling.Item.Decl.Class, Office: office, Presented: ruling.Item.Presented,
		Outcome: ruling.Outcome, At: ruling.At, Event: ruling.Event,
	}
	at := slices.IndexFunc(groups, func(g *untoldGroup) bool {
		_, twice := g.items[ident.Text] // an earlier item of the same identifier
		return g.format == f && g.message == by && !twice
	})
	if at < 0 {
		groups = append(groups, &untoldGroup{format: f, message: by, items: map[string]parcel.ItemID{}})
		at = len(groups) - 1
	}
	groups[at].answers = append(groups[at].answers, a)
	groups[at].items[ident.Text] = ruling.Item.ID
	return groups, nil
}

// declaredBy is the message that declared an item, and its format; neither
// where none did.
func (s *station) declaredBy(ctx context.Context, id parcel.ItemID) (journal.Name, message.Format, error) {
	n, err := s.db.Declared(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return journal.Name{}, "", nil
	}
	if err != nil {
		return n, "", err
	}
	e, err := s.db.Event(ctx, n)
	if b, ok := e.Body.(journal.MessageReceived); ok {
		return n, message.Format(b.Format), err
	}
	return n, "", err
}

// inventoryOf is the message whose numbers an answer must name. It is
// store.ErrShredded where the message was destroyed.
func (s *station) inventoryOf(ctx context.Context, n journal.Name) ([]byte, error) {
	e, err := s.db.Event(ctx, n)
	if err != nil {
		return nil, err
	}
	b, ok := e.Body.(journal.MessageReceived)
	if !ok {
		return nil, store.ErrShredded
	}
	return s.archived(ctx, b)
}

// unanswerable names the items of a group whose message was destroyed, so that
// somebody tells what became of them by other means.
func (s *station) unanswerable(ctx context.Context, g *untoldGroup) []respondAnswer {
	rows := make([]respondAnswer, 0, len(g.answers))
	for _, a := range g.answers {
		rows = append(rows, respondAnswer{
			Item: s.named(ctx, g.items[a.Item.Text]), Outcome: a.Outcome,
			Why: "the inventory it came with was destroyed, and with it the numbers an answer must name: tell it by other means",
		})
	}
	return rows
}

// tell writes, records and places the files of a group.
func (s *station) tell(ctx context.Context, dir string, g *untoldGroup, t export.Terms) ([]respondAnswer, error) {
	var raw []byte
	if g.format == export.AnswerCEB {
		var err error
		if raw, err = s.inventoryOf(ctx, g.message); errors.Is(err, store.ErrShredded) {
			return s.unanswerable(ctx, g), nil
		} else if err != nil {
			return nil, err
		}
	}
	files, err := export.Respond(g.format, g.answers, raw, t)
	if err != nil {
		return nil, err
	}
	var rows []respondAnswer
	for _, file := range files {
		told := journal.ItemsAnswered{Format: string(g.format), File: file.Name, Digest: file.Digest}
		var some []respondAnswer
		for _, a := range file.Answers {
			id := g.items[a.Item.Text]
			told.Answers = append(told.Answers, journal.Answered{Item: id, Decision: a.Event, Outcome: a.Outcome})
			some = append(some, respondAnswer{Item: s.named(ctx, id), File: filepath.Join(dir, file.Name), Outcome: a.Outcome})
		}
		part := filepath.Join(dir, "."+file.Name+unplaced)
		if err := writeFile(part, file.Data); err != nil {
			return rows, err
		}
		if _, err := s.desk.Answer(ctx, told); err != nil {
			return rows, errors.Join(err, os.Remove(part))
		}
		if err := os.Rename(part, filepath.Join(dir, file.Name)); err != nil {
			return rows, err
		}
		rows = append(rows, some...)
	}
	return rows, nil
}
