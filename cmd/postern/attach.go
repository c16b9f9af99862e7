package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path/filepath"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"postern/archive"
	"postern/journal"
	"postern/journal/wire"
	"postern/parcel"
	"postern/store"
	"postern/sync/link"
)

// mostAttached bounds a photo or X-ray image: hubs take no larger file.
const mostAttached = 60 << 20

// attachAnswer is what became of a file.
type attachAnswer struct {
	Seq     uint64 `json:"seq"`
	Event   string `json:"event"`
	Item    string `json:"item"`
	File    string `json:"file"`
	Digest  string `json:"digest"`
	Kept    string `json:"kept"` // original, preview
	Preview bool   `json:"preview"`
	Why     string `json:"why,omitempty"` // the original was not kept
}

func (r *run) attachCommand() *cobra.Command {
	return &cobra.Command{
		Use: "attach ID FILE...", Short: "Tie photos and X-ray images to an item", Args: cobra.MinimumNArgs(2),
		Long: "Tie photos and X-ray images to an item: JPEG, PNG, PDF or what else a device writes. They are sealed in the archive, and go to\n" +
			"the hub when nothing else waits, a small picture of each first. The files are left where they are.",
		Example: "postern attach RR473124829GB xray.png label.jpg",
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.acting(cmd.Context(), func(ctx context.Context, s *station, who parcel.Who) error {
				for _, file := range args[1:] {
					a, err := s.attach(ctx, who, itemID(args[0]), file)
					if err != nil {
						return err
					}
					err = r.give(a, func(p *page) {
						p.say("saved as event %d: %s with %s (%s)\n", a.Seq, cell(a.File, 60), cell(a.Item, 60), together(", ", a.Kept, a.Why))
					})
					if err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
}

// attach keeps a file, and a small picture of it, and ties it to an item.
func (s *station) attach(ctx context.Context, who parcel.Who, id parcel.ItemID, path string) (a attachAnswer, err error) {
	if _, err := s.db.Item(ctx, id); err != nil {
		return a, err // before anything is archived
	}
	data, err := readBounded(path, mostAttached)
	if err != nil {
		return a, err
	}
	if len(data) == 0 {
		return a, coded{fmt.Errorf("%s is empty", path), exitBadInput}
	}
	sum := sha256.Sum256(data)
	body := journal.FileAttached{Name: filepath.Base(path), Digest: hex.EncodeToString(sum[:]), Size: int64(len(data)), MIME: http.DetectContentType(data)}
	a = attachAnswer{File: path, Digest: body.Digest, Kept: "original"}
	if small, err := archive.Shrink(data); err == nil {
		if body.Preview, err = s.keepFile(ctx, small, "image/jpeg"); err != nil {
			return a, err
		}
		a.Preview = true
	}
	if full := s.disk().Admit(archive.Original); full != nil {
		a.Kept, a.Why = "preview", full.Error()
		if !a.Preview {
			return a, coded{fmt.Errorf("%s: %w", path, full), exitFailed}
		}
	} else if body.Original, err = s.keepFile(ctx, data, body.MIME); err != nil {
		return a, err
	}
	done, err := s.desk.Attach(ctx, who, id, body)
	if err != nil {
		return a, err
	}
	a.Seq, a.Event, a.Item = done.Event.Seq, done.Event.String(), s.named(ctx, done.Item)
	return a, nil
}

// keepFile seals bytes and puts them into the archive, durably.
func (s *station) keepFile(ctx context.Context, data []byte, mime string) (k journal.KeptFile, err error) {
	stored, key, err := s.db.Seal(ctx, journal.Case, data)
	if err != nil {
		return k, err
	}
	name, err := s.archive.Put(ctx, stored)
	return journal.KeptFile{Archive: name, Key: key, Size: int64(len(stored)), MIME: mime}, err
}

// photos are the files of a station as its link sends them: how far each is
// stands in the database, the bytes lie in the archive.
type photos struct {
	*store.DB
	files *archive.Archive

	mu   sync.Mutex
	name string // the file that was read last: its pieces are asked for one by one
	data []byte
}

// Piece implements link.Files.
func (p *photos) Piece(ctx context.Context, f wire.File, index int) ([]byte, error) {
	data, err := p.read(ctx, hex.EncodeToString(f.SHA256[:]))
	var damaged *archive.DamagedError
	if errors.As(err, &damaged) || errors.Is(err, fs.ErrNotExist) || err == nil && int64(len(data)) != f.Size {
		return nil, errors.Join(p.Lost(ctx, f.SHA256, strings.TrimPrefix(fmt.Sprint(err), "read ")), link.ErrLost)
	}
	if err != nil {
		return nil, err
	}
	return data[index*f.Chunk : min((index+1)*f.Chunk, len(data))], nil
}

func (p *photos) read(ctx context.Context, name string) ([]byte, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.name == name {
		return p.data, nil
	}
	data, err := p.files.Get(ctx, name)
	if err == nil {
		p.name, p.data = name, data
	}
	return data, err
}
