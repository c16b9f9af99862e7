package roster

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"postern/fold"
	"postern/journal"
	"postern/parcel"
)

// Book is what the roster needs of the journal.
type Book interface {
	Append(ctx context.Context, drafts ...journal.Draft) ([]journal.Name, error)
	Milestones(ctx context.Context, kinds ...journal.Kind) ([]journal.Event, error)
}

// Options is what a roster is made of.
type Options struct {
	Now    func() time.Time
	Random func([]byte)
	Pepper []byte // of the station, mixed into every PIN
	Cost   Cost
}

// Roster knows the officers. It is safe for concurrent use.
type Roster struct {
	book  Book
	opt   Options
	mu    sync.Mutex
	wrong map[string]tries
}

type tries struct {
	n     int
	since time.Time
}

// New makes a roster over a book.
func New(book Book, opt Options) *Roster {
	return &Roster{book: book, opt: opt, wrong: map[string]tries{}}
}

// The reasons an officer is turned away.
var (
	ErrSignIn     = errors.New("officer and PIN do not go together")
	ErrTooMany    = errors.New("too many wrong PINs: wait half a minute")
	ErrNotAllowed = errors.New("not allowed")
	ErrName       = errors.New("a name has 1 to 64 printable characters")
	ErrRole       = errors.New("no such role")
)

const (
	mostWrong = 5
	cooling   = 30 * time.Second
	mostName  = 64
)

// Officers lists who works here, by name.
func (r *Roster) Officers(ctx context.Context) ([]parcel.Officer, error) {
	all, err := r.all(ctx)
	out := make([]parcel.Officer, len(all))
	for i := range all {
		out[i] = all[i].Officer
	}
	return out, err
}

// Names maps officers' ids to their names, for screens and logs.
func (r *Roster) Names(ctx context.Context) (map[parcel.OfficerID]string, error) {
	all, err := r.all(ctx)
	names := make(map[parcel.OfficerID]string, len(all))
	for _, o := range all {
		names[o.ID] = o.Name
	}
	return names, err
}

func (r *Roster) all(ctx context.Context) ([]fold.Officer, error) {
	events, err := r.book.Milestones(ctx, journal.KindOfficerAdded, journal.KindPINChanged)
	if err != nil {
		return nil, fmt.Errorf("read the roster: %w", err)
	}
	return fold.Officers(events), nil
}

// Add takes on an officer. Who must be a supervisor, except for the first
// officer of a station, whom nobody can let in.
func (r *Roster) Add(ctx context.Context, who *parcel.Who, name string, role parcel.Role, pin string) (parcel.Officer, error) {
	name = strings.TrimSpace(name)
	if err := checkName(name); err != nil {
		return parcel.Officer{}, err
	}
	if !role.Known() {
		return parcel.Officer{}, fmt.Errorf("%w: %q; use one of %v", ErrRole, role, parcel.Roles())
	}
	all, err := r.all(ctx)
	if err != nil {
		return parcel.Officer{}, err
	}
	if !mayAdd(all, who, role) {
		return parcel.Officer{}, fmt.Errorf("%w: only a supervisor takes on officers", ErrNotAllowed)
	}
	if _, taken := byName(all, name); taken {
		return parcel.Officer{}, fmt.Errorf("%w: there is an officer %s already", ErrNotAllowed, name)
	}
	verifier, err := r.verifier(pin)
	if err != nil {
		return parcel.Officer{}, err
	}
	o := parcel.Officer{ID: r.newID(), Name: name, Role: role, Active: true}
	by := []parcel.OfficerID{o.ID}
	if who != nil {
		by = who.IDs()
	}
	_, err = r.book.Append(ctx, journal.Draft{
		Body:     journal.OfficerAdded{Officer: o.ID, Name: name, Role: role, Verifier: verifier},
		Officers: by,
	})
	return o, err
}

// mayAdd lets the first officer of a station in, and later ones with a
// supervisor's leave. Where there is no supervisor yet, any officer takes on
// the first: a station whose first officer was not one would stay without.
func mayAdd(all []fold.Officer, who *parcel.Who, role parcel.Role) bool {
	switch {
	case len(all) == 0:
		return true
	case who == nil:
		return false
	case who.Officer.Role == parcel.Supervisor:
		return true
	}
	led := slices.ContainsFunc(all, func(o fold.Officer) bool { return o.Role == parcel.Supervisor })
	return !led && role == parcel.Supervisor && who.Officer.Role != parcel.Auditor
}

// Check says whether an officer could be taken on under a name with a PIN.
func Check(name, pin string) error {
	return errors.Join(checkName(strings.TrimSpace(name)), checkPIN(pin))
}

// ErrNoOfficer is for an officer who does not work here.
var ErrNoOfficer = errors.New("no such officer here")

// ChangePIN gives an officer another PIN: his own, or a supervisor anybody's.
func (r *Roster) ChangePIN(ctx context.Context, who parcel.Who, name, pin string) (parcel.Officer, error) {
	all, err := r.all(ctx)
	if err != nil {
		return parcel.Officer{}, err
	}
	o, ok := byName(all, name)
	if !ok {
		return parcel.Officer{}, fmt.Errorf("%w: %s", ErrNoOfficer, parcel.Excerpt(name))
	}
	if o.ID != who.Officer.ID && who.Officer.Role != parcel.Supervisor {
		return parcel.Officer{}, fmt.Errorf("%w: only %s or a supervisor changes that PIN", ErrNotAllowed, o.Name)
	}
	verifier, err := r.verifier(pin)
	if err != nil {
		return parcel.Officer{}, err
	}
	_, err = r.book.Append(ctx, journal.Draft{Body: journal.PINChanged{Officer: o.ID, Verifier: verifier}, Officers: who.IDs()})
	return o.Officer, err
}

// SignIn checks name and PIN. After five wrong ones a name rests for half a
// minute.
func (r *Roster) SignIn(ctx context.Context, name, pin string) (parcel.Officer, error) {
	key := strings.ToLower(strings.TrimSpace(name))
	if r.resting(key) {
		return parcel.Officer{}, ErrTooMany
	}
	all, err := r.all(ctx)
	if err != nil {
		return parcel.Officer{}, err
	}
	o, ok := byName(all, name)
	if !r.matches(pin, o.Verifier) || !ok {
		r.count(key)
		return parcel.Officer{}, ErrSignIn
	}
	r.mu.Lock()
	delete(r.wrong, key)
	r.mu.Unlock()
	return o.Officer, nil
}

// Witness signs in the second officer of an act, who must be another.
func (r *Roster) Witness(ctx context.Context, who parcel.Who, name, pin string) (parcel.Who, error) {
	second, err := r.SignIn(ctx, name, pin)
	if err != nil {
		return who, fmt.Errorf("witness: %w", err)
	}
	if second.ID == who.Officer.ID {
		return who, fmt.Errorf("%w: the witness must be another officer", ErrNotAllowed)
	}
	if second.Role == parcel.Auditor {
		return who, fmt.Errorf("%w: an auditor only reads and is no witness", ErrNotAllowed)
	}
	who.Witness = &second
	return who, nil
}

func (r *Roster) resting(key string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	t := r.wrong[key]
	return t.n >= mostWrong && r.opt.Now().Sub(t.since) < cooling
}

func (r *Roster) count(key string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	t := r.wrong[key]
	if r.opt.Now().Sub(t.since) >= cooling {
		t.n = 0
	}
	if len(r.wrong) > 1000 { // names are outside text
		clear(r.wrong)
	}
	r.wrong[key] = tries{n: t.n + 1, since: r.opt.Now()}
}

func byName(all []fold.Officer, name string) (fold.Officer, bool) {
	for _, o := range all {
		if strings.EqualFold(o.Name, strings.TrimSpace(name)) {
			return o, true
		}
	}
	return fold.Officer{}, false
}

func checkName(name string) error {
	if name == "" || utf8.RuneCountInString(name) > mostName || !utf8.ValidString(name) {
		return ErrName
	}
	for _, c := range name {
		if !unicode.IsPrint(c) {
			return ErrName
		}
	}
	return nil
}

func (r *Roster) newID() parcel.OfficerID {
	var b [5]byte
	r.opt.Random(b[:])
	return parcel.OfficerID("o" + hex.EncodeToString(b[:]))
}
