package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"postern/fold"
	"postern/journal"
	"postern/parcel"
	"postern/risk"
	"postern/risk/names"
)

// A station's lists are those that its journal names; their files lie beside
// the packs, by digest. A folder without a station may have lists too, to try
// them: there the folder lists/NAME/ itself says what is in force.

var listName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$`)

// listFile is a list as it was read, about to be put in force.
type listFile struct {
	list    names.List
	data    []byte
	skipped int
	agency  parcel.Agency
}

func (f listFile) body() journal.ListImported {
	b := journal.ListImported{
		List: f.list.Name, Layout: f.list.Layout, Part: f.list.Part, Digest: f.list.Hash,
		Entries: len(f.list.Entries), Names: f.list.Total(), Skipped: f.skipped, Agency: f.agency,
	}
	if !f.list.Date.IsZero() {
		b.Dated = parcel.DayOf(f.list.Date)
	}
	return b
}

// takeList puts a list in force: in the name of the officer where one is given,
// else as a message file is taken, from whoever may write here.
// It answers what that does to the files that were in force.
func (r *run) takeList(ctx context.Context, f listFile) (said []string, err error) {
	dir, err := r.folder()
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(dir, "postern.db")); errors.Is(err, fs.ErrNotExist) {
		return nil, keepLoose(filepath.Join(dir, "lists", f.list.Name), f)
	}
	if firstOf(r.officer, r.env("POSTERN_OFFICER")) == "" {
		err = r.with(ctx, func(ctx context.Context, s *station) error {
			said, err = s.takeList(ctx, f, parcel.Who{})
			return err
		})
		return said, err
	}
	err = r.acting(ctx, func(ctx context.Context, s *station, who parcel.Who) error {
		said, err = s.takeList(ctx, f, who)
		return err
	})
	return said, err
}

func (s *station) takeList(ctx context.Context, f listFile, who parcel.Who) ([]string, error) {
	if who.Officer.Role == parcel.Auditor {
		return nil, coded{errors.New("an auditor only reads: sign in as an officer"), exitRefused}
	}
	inForce, err := s.lists(ctx)
	if err != nil {
		return nil, err
	}
	if err := plausible(f, inForce, who); err != nil {
		return nil, err
	}
	if err := writeFile(s.listFile(f.list.Hash), f.data); err != nil {
		return nil, err
	}
	var by []parcel.OfficerID
	if who.Officer.ID != "" {
		by = who.IDs()
	}
	if _, err := s.desk.Adopt(ctx, by, f.body()); err != nil {
		return nil, err
	}
	if err := s.reload(ctx); err != nil {
		return nil, err
	}
	return f.replaces(inForce), s.catchUp(ctx)
}

// replaces says what of the files in force a new one takes the place of, and
// what stays beside it.
func (f listFile) replaces(inForce []fold.List) (said []string) {
	for _, old := range inForce {
		if old.List != f.list.Name {
			continue
		}
		what := fmt.Sprintf("%s imported %s (%.12s)", firstOf(old.Left, "the file"), old.At.Format(time.DateOnly), old.Digest)
		switch left := fold.Left(old.Left, f.list.Part); left {
		case "":
			said = append(said, "takes the place of "+what)
		case old.Left:
			said = append(said, "stands beside "+what)
		default:
			said = append(said, "takes the place of "+what+", of which "+left+" stays in force")
		}
	}
	return said
}

// plausible refuses a list that lost most of what it had, unless a supervisor
// puts a name to it: a cut file would let everybody pass.
func plausible(f listFile, inForce []fold.List, who parcel.Who) error {
	const large = 500
	for _, old := range inForce {
		whole := strings.HasPrefix(old.Part, "sdn") && strings.HasPrefix(f.list.Part, "sdn") // each names the entries
		if old.List != f.list.Name || old.Part != f.list.Part && !whole || old.Entries < large || 2*len(f.list.Entries) >= old.Entries {
			continue
		}
		if who.Officer.Role != parcel.Supervisor {
			return coded{fmt.Errorf("the list %s had %d entries and would have %d: is the file whole? A supervisor may import it with --officer",
				old.List, old.Entries, len(f.list.Entries)), exitRefused}
		}
	}
	return nil
}

func (s *station) listFile(digest string) string { return s.path("packs", digest+".list") }

// loosePrefix and the parts that are in force are the name of a file there.
const loosePrefix = "list-"

// keepLoose keeps a list in a folder that has no station. Files there are named
// by what of them is in force.
func keepLoose(dir string, f listFile) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	old, err := filepath.Glob(filepath.Join(dir, loosePrefix+"*"))
	if err != nil {
		return err
	}
	for _, path := range old {
		parts := strings.TrimPrefix(filepath.Base(path), loosePrefix)
		left := fold.Left(parts, f.list.Part)
		switch {
		case left == "" && parts != f.list.Part:
			err = os.Remove(path)
		case left != "" && left != parts:
			err = os.Rename(path, filepath.Join(dir, loosePrefix+left))
		}
		if err != nil {
			return err
		}
	}
	return writeFile(filepath.Join(dir, loosePrefix+f.list.Part), f.data)
}

// lists are the files in force by the journal.
func (s *station) lists(ctx context.Context) ([]fold.List, error) {
	events, err := s.own(ctx, journal.KindListImported)
	return fold.Lists(events), err
}

// own are this station's milestones: what another put in force is in force
// there, and its files are not here.
func (s *station) own(ctx context.Context, kinds ...journal.Kind) ([]journal.Event, error) {
	events, err := s.db.Milestones(ctx, kinds...)
	return slices.DeleteFunc(events, func(e journal.Event) bool { return e.Station != s.db.Station() }), err
}

// listsInForce reads the lists in force and holds each file against its digest
// in the journal. One that cannot be read is left out and reported.
func (s *station) listsInForce(ctx context.Context) (all []risk.Listed, problem error) {
	files, err := s.lists(ctx)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		l, err := readListAs(s.listFile(f.Digest), f.List, f.Left)
		if err == nil && l.Hash != f.Digest {
			err = fmt.Errorf("its file was changed after it was imported")
		}
		if err != nil {
			problem = errors.Join(problem, fmt.Errorf("list %s is in force and cannot be read, import it again: %w", f.List, err))
			continue
		}
		if last := len(all) - 1; last >= 0 && all[last].List.Name == f.List {
			all[last].List = names.Join(all[last].List, l)
			continue
		}
		all = append(all, risk.Listed{Agency: f.Agency, List: l})
	}
	return all, problem
}

func readListAs(path, name, parts string) (names.List, error) {
	data, err := os.ReadFile(path) //nolint:gosec // our own folder
	if err != nil {
		return names.List{}, err
	}
	l, _, err := names.ReadParts(name, data, parts)
	return l, err
}

// readLists are the lists to match against; only names one of them.
func (r *run) readLists(ctx context.Context, only string) (all []names.List, err error) {
	dir, err := r.folder()
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(dir, "postern.db")); errors.Is(err, fs.ErrNotExist) {
		all, err = looseLists(filepath.Join(dir, "lists"))
		if err != nil {
			return nil, err
		}
	} else {
		err := r.with(ctx, func(ctx context.Context, s *station) error {
			listed, err := s.listsInForce(ctx)
			for _, l := range listed {
				all = append(all, l.List)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return chosen(all, only)
}

func chosen(all []names.List, only string) ([]names.List, error) {
	if len(all) == 0 {
		return nil, fmt.Errorf("no list was imported yet: 'postern list import NAME FILE': %w", fs.ErrNotExist)
	}
	if only == "" {
		return all, nil
	}
	for _, l := range all {
		if l.Name == only {
			return []names.List{l}, nil
		}
	}
	return nil, fmt.Errorf("list %q was not imported: %w", only, fs.ErrNotExist)
}

// looseLists reads the lists of a folder without a station.
func looseLists(dir string) ([]names.List, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*", loosePrefix+"*"))
	if err != nil {
		return nil, err
	}
	var all []names.List
	for _, file := range files {
		if strings.HasSuffix(file, ".tmp") {
			continue
		}
		l, err := readListAs(file, filepath.Base(filepath.Dir(file)), strings.TrimPrefix(filepath.Base(file), loosePrefix))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		if last := len(all) - 1; last >= 0 && all[last].Name == l.Name {
			all[last] = names.Join(all[last], l)
			continue
		}
		all = append(all, l)
	}
	return all, nil
}

// listAnswer is what is answered of a list in force.
type listAnswer struct {
	List     string        `json:"list"`
	Layout   string        `json:"layout"`
	Part     string        `json:"part,omitempty"`
	Left     string        `json:"in_force,omitempty"` // of its parts, where a later file took the place of some
	Agency   parcel.Agency `json:"agency"`
	Dated    parcel.Day    `json:"date,omitempty"`
	Imported time.Time     `json:"imported"`
	By       []string      `json:"by,omitempty"`
	Digest   string        `json:"sha256"`
	Entries  int           `json:"entries"`
	Names    int           `json:"names"`
	Stale    bool          `json:"stale"`
}

func (r *run) listStatus(ctx context.Context, s *station) error {
	files, err := s.lists(ctx)
	if err != nil {
		return err
	}
	called, err := s.roster.Names(ctx)
	if err != nil {
		return err
	}
	rows := make([]listAnswer, len(files))
	for i, f := range files {
		rows[i] = listAnswer{
			List: f.List, Layout: f.Layout, Part: f.Part, Agency: f.Agency, Dated: f.Dated, Imported: f.At, Digest: f.Digest,
			Entries: f.Entries, Names: f.Names, Stale: s.stale(f),
		}
		if f.Left != f.Part {
			rows[i].Left = f.Left
		}
		for _, id := range f.By {
			rows[i].By = append(rows[i].By, firstOf(called[id], string(id)))
		}
	}
	return list(r.answers, rows, "LIST\tLAYOUT\tDATE\tIMPORTED\tENTRIES\tSHA-256\tSTATE", func(a listAnswer) string {
		state := "in force"
		if a.Left != "" {
			state = "in force: " + a.Left
		}
		if a.Stale {
			state = "STALE"
		}
		return fmt.Sprintf("%s\t%s\t%s\t%s\t%d\t%.12s\t%s", cell(a.List, 32), a.Layout, firstOf(string(a.Dated), "-"), a.Imported.Format(time.DateOnly), a.Entries, a.Digest, state)
	})
}

// stale reports whether a list is older than the settings allow: by its
// issuer's date, or by its import where the file says none.
func (s *station) stale(f fold.List) bool {
	from := f.At
	if day := f.Dated.Time(); !day.IsZero() {
		from = day
	}
	return s.now().Sub(from) > time.Duration(s.config.ListDays)*24*time.Hour
}

// staleLists says which lists are too old, for a banner; empty where none is.
func (s *station) staleLists(ctx context.Context) (string, error) {
	files, err := s.lists(ctx)
	if err != nil {
		return "", err
	}
	var old []string
	for _, f := range files {
		if s.stale(f) {
			old = append(old, fmt.Sprintf("%s of %s", f.List, firstOf(string(f.Dated), f.At.Format(time.DateOnly))))
		}
	}
	if old == nil {
		return "", nil
	}
	return "STALE LIST: " + strings.Join(old, ", "), nil
}

func (s *station) checkLists(ctx context.Context) (string, error) {
	listed, err := s.listsInForce(ctx)
	if err != nil {
		return "", err
	}
	old, err := s.staleLists(ctx)
	if err == nil && old != "" {
		err = fmt.Errorf("%s: import newer files with 'postern list import NAME FILE'", old)
	}
	if loose, _ := looseLists(s.path("lists")); err == nil && len(loose) > 0 {
		err = fmt.Errorf("%s has lists that were imported before the station was made and are not in force: import them again", s.path("lists"))
	}
	return fmt.Sprintf("%d in force", len(listed)), err
}
