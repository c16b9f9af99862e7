package roster

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"postern/journal"
	"postern/parcel"
)

// ShiftBook is what the shifts need of the journal.
type ShiftBook interface {
	Append(ctx context.Context, drafts ...journal.Draft) ([]journal.Name, error)
	OpenShift(ctx context.Context) (s parcel.Shift, ok bool, err error)
	Shifts(ctx context.Context) ([]journal.Run, error) // oldest first
	Shift(ctx context.Context, run journal.Run) (parcel.Shift, error)
	SignHead(ctx context.Context, epoch journal.Epoch, size uint64, lines []string, signer note.Signer) error
}

// ShiftOptions is what shifts are made of.
type ShiftOptions struct {
	Now      func() time.Time
	Epoch    func() journal.Epoch
	Office   func(context.Context) (parcel.Office, error)
	DrawKey  []byte                        // the secrets of the random draws come from it
	Rate     func(parcel.Capacity) float64 // of the random draw, 0-1
	Capacity parcel.Capacity               // of a shift, where its opening states no other
	Place    parcel.Place                  // where the station stands
	Signer   note.Signer                   // the station's key
	Business func(context.Context) ([]parcel.Business, error)
}

// Shifts opens and closes shifts. It is safe for concurrent use.
type Shifts struct {
	book ShiftBook
	opt  ShiftOptions
}

// NewShifts makes the shifts of a station.
func NewShifts(book ShiftBook, opt ShiftOptions) *Shifts { return &Shifts{book: book, opt: opt} }

// BusinessError is for a shift that cannot be closed yet.
type BusinessError struct{ Open []parcel.Business }

// Error implements error.
func (e *BusinessError) Error() string {
	if len(e.Open) == 1 {
		return "1 thing stops the close of the shift: " + e.Open[0].Item.Ident() + ", " + e.Open[0].Text
	}
	return fmt.Sprintf("%d things stop the close of the shift, the first: %s, %s", len(e.Open), e.Open[0].Item.Ident(), e.Open[0].Text)
}

// All lists the station's shifts, the oldest first. Two processes may open one
// at the same moment, under one id: that is one shift, from its first opening.
func (s *Shifts) All(ctx context.Context) ([]journal.Run, error) {
	runs, err := s.book.Shifts(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the shifts: %w", err)
	}
	type name struct {
		epoch journal.Epoch
		id    string
	}
	seen := map[name]bool{}
	return slices.DeleteFunc(runs, func(run journal.Run) bool {
		n := name{run.Epoch, run.ID}
		twice := seen[n]
		seen[n] = true
		return twice
	}), nil
}

func mayWork(who parcel.Who) error {
	switch {
	case who.Officer.ID == "":
		return fmt.Errorf("%w: nobody is signed in", ErrNotAllowed)
	case who.Officer.Role == parcel.Auditor:
		return fmt.Errorf("%w: an auditor only reads", ErrNotAllowed)
	}
	return nil
}

// Ensure is the shift that is open, opened in the officer's name where none is.
func (s *Shifts) Ensure(ctx context.Context, who parcel.Who) (parcel.Shift, error) {
	open, ok, err := s.book.OpenShift(ctx)
	if err != nil || ok {
		return open, err
	}
	opened, failed := s.Open(ctx, who)
	if failed == nil {
		return opened, nil
	}
	if open, ok, err = s.book.OpenShift(ctx); err == nil && ok {
		return open, nil // another process opened it in between
	}
	return opened, failed
}

// Open opens a shift with the usual capacity; there must be none. What its
// random draws come from is committed to now and revealed at the close.
func (s *Shifts) Open(ctx context.Context, who parcel.Who) (parcel.Shift, error) {
	return s.OpenWith(ctx, who, s.opt.Capacity)
}

// OpenWith opens a shift that can inspect so much.
func (s *Shifts) OpenWith(ctx context.Context, who parcel.Who, can parcel.Capacity) (parcel.Shift, error) {
	if err := mayWork(who); err != nil {
		return parcel.Shift{}, err
	}
	all, err := s.All(ctx)
	if err != nil {
		return parcel.Shift{}, err
	}
	epoch := s.opt.Epoch()
	for _, run := range all {
		if run.Last == 0 && run.Epoch == epoch {
			return parcel.Shift{}, fmt.Errorf("%w: shift %s is open: close it first", ErrNotAllowed, run.ID)
		}
	}
	if err := s.sealLast(ctx, all); err != nil {
		return parcel.Shift{}, err
	}
	id := s.nextID(all)
	commit := sha256.Sum256(s.Secret(id))
	_, err = s.book.Append(ctx, journal.Draft{
		Body:     journal.ShiftOpened{Shift: id, Place: s.opt.Place, Commit: hex.EncodeToString(commit[:]), Rate: s.opt.Rate(can), Capacity: &can},
		Officers: who.IDs(),
	})
	if err != nil {
		return parcel.Shift{}, err
	}
	open, _, err := s.book.OpenShift(ctx)
	return open, err
}

// sealLast signs the head of the last shift where the machine stopped between
// its close and the signature.
func (s *Shifts) sealLast(ctx context.Context, all []journal.Run) error {
	if len(all) == 0 || all[len(all)-1].Last == 0 {
		return nil
	}
	_, err := s.sheet(ctx, all[len(all)-1])
	return err
}

// nextID counts the day's shifts: 20261117-2 is the second of that day (UTC).
func (s *Shifts) nextID(all []journal.Run) string {
	day := s.opt.Now().UTC().Format("20060102") + "-"
	n := 1
	for _, run := range all {
		if strings.HasPrefix(run.ID, day) {
			n++
		}
	}
	return day + strconv.Itoa(n)
}

// Secret is what a shift's random draws come from. Nobody but the station can
// foresee it; the close reveals it. The epoch is in it, since a station that
// was restored may use a shift's id again after its secret was revealed.
func (s *Shifts) Secret(shift string) []byte {
	h := hmac.New(sha256.New, s.opt.DrawKey)
	h.Write([]byte("shift " + s.opt.Epoch().String() + " " + shift))
	return h.Sum(nil)
}

// Close closes the open shift and signs the journal's head. Open business
// stops it with a *BusinessError.
func (s *Shifts) Close(ctx context.Context, who parcel.Who) (parcel.Shift, error) {
	if err := mayWork(who); err != nil {
		return parcel.Shift{}, err
	}
	open, ok, err := s.book.OpenShift(ctx)
	if err != nil {
		return parcel.Shift{}, err
	}
	if !ok {
		return parcel.Shift{}, fmt.Errorf("%w: no shift is open", ErrNotAllowed)
	}
	const tries = 5
	for range tries {
		err = s.close(ctx, who, open.ID)
		if !errors.Is(err, journal.ErrMoved) {
			break
		}
	}
	if err != nil {
		return parcel.Shift{}, err
	}
	return s.Sheet(ctx, open.ID)
}

// close writes the closing event directly after the events it counts: what
// another process does in between makes it count again.
func (s *Shifts) close(ctx context.Context, who parcel.Who, id string) error {
	sheet, err := s.Sheet(ctx, id)
	if err != nil {
		return err
	}
	business, err := s.opt.Business(ctx)
	if err != nil {
		return err
	}
	if len(business) > 0 {
		return &BusinessError{Open: business}
	}
	_, err = s.book.Append(ctx, journal.Draft{
		Body:     journal.ShiftClosed{Shift: id, Secret: hex.EncodeToString(s.Secret(id)), Counts: sheet.Tally(), Worth: &sheet.Worth},
		Officers: who.IDs(), Follows: sheet.Last,
	})
	return err
}

// Sheet is a shift with its counts: the named one; with an empty id the open
// one, else the last. A closed shift whose head was not signed, because the
// machine stopped in between, is signed now.
func (s *Shifts) Sheet(ctx context.Context, id string) (parcel.Shift, error) {
	run, err := s.Run(ctx, id)
	if err != nil {
		return parcel.Shift{}, err
	}
	return s.sheet(ctx, run)
}

func (s *Shifts) sheet(ctx context.Context, run journal.Run) (parcel.Shift, error) {
	sheet, err := s.book.Shift(ctx, run)
	if err != nil || run.Last == 0 || sheet.Signature != "" {
		return sheet, err
	}
	office, err := s.opt.Office(ctx)
	if err != nil {
		return sheet, err
	}
	if err := s.book.SignHead(ctx, run.Epoch, run.Last, headLines(office, sheet), s.opt.Signer); err != nil {
		return sheet, fmt.Errorf("sign the head of shift %s: %w", run.ID, err)
	}
	return s.book.Shift(ctx, run)
}

// ErrNoShift is for a shift that is not here.
var ErrNoShift = errors.New("no such shift")

// Run finds a shift by its id; an empty id is the open one, else the last.
func (s *Shifts) Run(ctx context.Context, id string) (journal.Run, error) {
	all, err := s.All(ctx)
	if err != nil {
		return journal.Run{}, err
	}
	for i := len(all) - 1; i >= 0; i-- {
		if id == "" || all[i].ID == id {
			return all[i], nil
		}
	}
	if id == "" {
		return journal.Run{}, fmt.Errorf("%w: none was opened yet", ErrNoShift)
	}
	return journal.Run{}, fmt.Errorf("%w: %s", ErrNoShift, parcel.Excerpt(id))
}

func headLines(office parcel.Office, s parcel.Shift) []string {
	lines := []string{
		"office " + string(office),
		"shift " + s.ID,
		"opened " + s.Opened.UTC().Format(time.RFC3339),
		"closed " + s.Closed.UTC().Format(time.RFC3339),
		"decisions " + s.DecisionsDigest(),
	}
	for i, o := range s.Closers {
		word := "officer "
		if i > 0 {
			word = "supervisor "
		}
		lines = append(lines, word+string(o))
	}
	return lines
}
