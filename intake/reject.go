package intake

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"postern/message"
)

// reject shelves a file with its reason: the reason first, then the journal,
// then the file, so that whatever lies on the shelf is explained and known.
// Where any of it fails the file stays where it was.
func (w *Watcher) reject(ctx context.Context, rep Report, f file, place func(string) error, faults ...message.Fault) Report {
	r := Rejection{Name: f.name, Digest: f.digest, Size: f.size, Fault: faults[0], More: faults[1:], At: w.o.Clock.Now()}
	if err := w.shelve(ctx, &r, place); err != nil {
		rep.Err = fmt.Errorf("reject a file: %w", err)
		return rep
	}
	rep.Rejected, rep.Kept, rep.Faults = true, r.Kept, faults
	return rep
}

func (w *Watcher) shelve(ctx context.Context, r *Rejection, place func(string) error) error {
	if err := os.MkdirAll(w.o.Rejected, 0o700); err != nil {
		return err
	}
	to, err := w.explain(r, place != nil)
	if err != nil {
		return err
	}
	err = w.o.Receiver.Rejected(ctx, *r)
	if err == nil && place != nil {
		err = place(to)
	}
	if err != nil {
		return errors.Join(err, os.Remove(to+whySuffix))
	}
	return syncFolder(w.o.Rejected)
}

// explain writes the .why under the first free name, which reserves the place
// beside it, and says which it is.
func (w *Watcher) explain(r *Rejection, kept bool) (string, error) {
	safe := safeName(r.Name)
	ext := filepath.Ext(safe)
	for n := 1; ; n++ {
		name := safe
		if n > 1 { // the time keeps the search short however often a name comes
			name = strings.TrimSuffix(safe, ext) + r.At.UTC().Format("-20060102T150405.000-") + strconv.Itoa(n) + ext
		}
		to := filepath.Join(w.o.Rejected, name)
		if _, err := os.Lstat(to); !errors.Is(err, fs.ErrNotExist) {
			if err != nil {
				return "", err
			}
			continue
		}
		if kept {
			r.Kept = to
		}
		err := writeNew(to+whySuffix, []byte(why(*r)))
		if !errors.Is(err, fs.ErrExist) {
			return to, err
		}
	}
}

// shelve moves a claimed file, made durable, and drops its empty folder.
func (c claim) shelve(to string) error {
	if err := syncFile(c.path); err != nil {
		return err
	}
	if err := os.Rename(c.path, to); err != nil {
		return err
	}
	_ = os.Remove(filepath.Dir(c.path)) // only an empty folder is left; the next start removes it
	return nil
}

// longestName leaves room for a number and .why within the 255 bytes of a name.
const longestName = 180

// safeName is a file name of letters, digits, points, dashes and underlines
// that nobody can be hurt by, as close to the original as that allows.
func safeName(name string) string {
	safe := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '.' || r == '-' || r == '_' {
			return r
		}
		return '_'
	}, strings.ToValidUTF8(name, "_"))
	safe = strings.TrimLeft(safe, ".-")
	ext := cut(filepath.Ext(safe), 16)
	safe = cut(strings.TrimSuffix(safe, filepath.Ext(safe)), longestName-len(ext)) + ext
	if strings.Trim(safe, "._") == "" {
		return "file"
	}
	return safe
}

// cut shortens to at most n bytes, between characters.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
