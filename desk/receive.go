package desk

import (
	"context"
	"fmt"
	"slices"

	"postern/journal"
	"postern/parcel"
)

// Message is a message file that was read.
type Message struct {
	File    string // name it came under: outside text
	Digest  string // SHA-256 as received
	Raw     []byte
	Format  string
	Decoder string
	Content string // digest of what the decoder made of it
	Mail    parcel.Mail
	Faults  []journal.Fault
	archive string // where its bytes lie; "" before they were kept
	key     string
}

const mostName = 255

// Keep archives the bytes of a message file, unless it came before, so that it
// has only to be taken. It may run while another is received.
func (d *Desk) Keep(ctx context.Context, m Message) (Message, error) {
	_, known, err := d.vault.Received(ctx, m.Digest)
	if err != nil || known {
		return m, err
	}
	m.archive, m.key, err = d.vault.Keep(ctx, m.Raw)
	return m, err
}

// Receive archives a message file where it was not kept yet and takes what it
// says, its items assessed and held where an authority asks for it, in one
// transaction. The same file again changes nothing: duplicate is then the
// event that took it.
func (d *Desk) Receive(ctx context.Context, m Message) (event journal.Name, duplicate bool, err error) {
	before, known, err := d.vault.Received(ctx, m.Digest)
	if err != nil || known {
		return before, known, err
	}
	if m.archive == "" {
		if m.archive, m.key, err = d.vault.Keep(ctx, m.Raw); err != nil {
			return event, false, err
		}
	}
	asked, err := d.ask(ctx, &m.Mail)
	if err != nil {
		return event, false, err
	}
	names, err := d.book.Append(ctx, append([]journal.Draft{{
		Body: journal.MessageReceived{
			File: clip(m.File, mostName), Digest: m.Digest, Archive: m.archive, Key: m.key, Size: int64(len(m.Raw)),
			Format: m.Format, Decoder: m.Decoder, Counted: m.Mail.Count(), Content: m.Content, Faults: m.Faults,
		},
		Mail: m.Mail,
	}}, asked...)...)
	if err != nil {
		return event, false, err
	}
	return names[0], false, nil
}

// Reject records that a file could not be read.
func (d *Desk) Reject(ctx context.Context, file, digest string, size int64, why string) error {
	_, err := d.book.Append(ctx, journal.Draft{
		Body: journal.MessageRejected{File: clip(file, mostName), Digest: digest, Size: size, Why: clip(why, mostText)},
	})
	return err
}

// Adopt records that something checked is in force from now on: a pack, a
// denied-party list, a learned model.
func (d *Desk) Adopt(ctx context.Context, by []parcel.OfficerID, what journal.Body) (journal.Name, error) {
	if !slices.Contains(journal.Judging(), what.Kind()) {
		return journal.Name{}, fmt.Errorf("%w: nothing is judged by %s", ErrInput, what.Kind())
	}
	names, err := d.book.Append(ctx, journal.Draft{Body: what, Officers: by})
	if err != nil {
		return journal.Name{}, err
	}
	return names[0], nil
}

// Answer records that decisions were told to who sent the items' data, before
// the file is put where they take it from.
func (d *Desk) Answer(ctx context.Context, told journal.ItemsAnswered) (journal.Name, error) {
	names, err := d.book.Append(ctx, journal.Draft{Body: told})
	if err != nil {
		return journal.Name{}, err
	}
	return names[0], nil
}

func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xc0 == 0x80 {
		n--
	}
	return s[:n]
}
