package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"postern/export"
	"postern/parcel"
	"postern/store"
)

// feedback writes a file for each sending post and each platform: what is wrong
// with their data, by item and field. The files are made anew each time.
func (s *station) feedback(ctx context.Context, dir string, asked store.FiguresAsked) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	sheets := map[string]*export.Feedback{}
	err := s.db.Poor(ctx, asked, func(f store.Figures, it parcel.Item) error {
		defects := tellable(it, f.Defects)
		for _, to := range [...][2]string{{"post", f.Post}, {"platform", f.Platform}} {
			if to[1] == "" || len(defects) == 0 {
				continue
			}
			name := feedbackName(to[0], to[1])
			if sheets[name] == nil {
				sheets[name] = &export.Feedback{}
			}
			if err := sheets[name].Add(it.ID.Ident(), it.Received, defects); err != nil {
				return err
			}
		}
		return nil
	})
	for name, sheet := range sheets {
		data, bad := sheet.Bytes()
		if bad == nil {
			bad = writeFile(filepath.Join(dir, name), data)
		}
		err = errors.Join(err, bad)
	}
	return err
}

// tellable keeps from the sender what the bench found in an item that is not
// let go or sent back: it may be evidence, or not meant to be known yet.
func tellable(it parcel.Item, all []parcel.Defect) []parcel.Defect {
	if it.State == parcel.Released || it.State == parcel.Gone || it.State == parcel.ReturnedTo {
		return all
	}
	var some []parcel.Defect
	for _, d := range all {
		if d.Figure != parcel.Truth {
			some = append(some, d)
		}
	}
	return some
}

// feedbackName is a file name for a post or platform, whose names are outside
// text.
func feedbackName(kind, name string) string {
	plain := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, name)
	const most = 40
	if plain == name && len(name) <= most {
		return "feedback-" + kind + "-" + name + ".csv"
	}
	sum := sha256.Sum256([]byte(name))
	return fmt.Sprintf("feedback-%s-%s-%x.csv", kind, plain[:min(len(plain), most)], sum[:4])
}
