package inspect

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"postern/parcel"
	"postern/tui/field"
	"postern/tui/look"
	"postern/tui/task"
)

// custody puts the exhibit that the item is into a slot, or ties a photo to the
// item. Slot and path are typed or read; another key than the one that ends the
// typing records them, so that a burst of a scanner cannot.
type custody struct {
	open   bool // the slot, or the photo's path, is being typed
	photo  bool // it is a photo's path
	text   string
	field  field.Field
	record task.Slot[struct{}]
}

const (
	mostSlot = 40  // runes of what is written on a slot
	mostPath = 400 // runes of where a photo lies
)

// kept is the exhibit the item is now.
func (s *Screen) kept() (parcel.Exhibit, bool) {
	if !s.shown {
		return parcel.Exhibit{}, false
	}
	return s.dossier.Item.Kept()
}

// beginSlot asks where the exhibit lies.
func (s *Screen) beginSlot() {
	if _, ok := s.kept(); ok && !s.custody.record.Waiting() {
		s.custody.begin(false, mostSlot)
	}
}

// beginPhoto asks where a photo or an X-ray image lies.
func (s *Screen) beginPhoto() {
	if !s.custody.record.Waiting() {
		s.custody.begin(true, mostPath)
	}
}

func (c *custody) begin(photo bool, most int) {
	c.open, c.photo, c.text, c.field = true, photo, "", field.Field{Most: most}
}

// where types where the exhibit or the photo lies. Enter keeps it; empty leaves
// the field.
func (s *Screen) where(msg tea.KeyPressMsg) {
	c := &s.custody
	if msg.String() != "enter" {
		c.field.Press(msg)
		return
	}
	c.open, c.text = false, c.field.Value()
}

// putAway records what was typed on yes; any other key lets it be.
func (s *Screen) putAway(yes bool) tea.Cmd {
	text := s.custody.text
	s.custody.text = ""
	x, ok := s.kept()
	who, desk, item := s.by, s.opt.Desk, s.item
	switch {
	case !yes, !s.custody.photo && !ok:
		return nil
	case s.custody.photo:
		return s.custody.record.Start(s.opt.Limit, func(ctx context.Context) (struct{}, error) {
			return struct{}{}, desk.AttachPhoto(ctx, who, item, text)
		})
	}
	return s.custody.record.Start(s.opt.Limit, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, desk.MoveExhibit(ctx, who, x.Number, text)
	})
}

func (s *Screen) lies(a task.Answer[struct{}]) tea.Cmd {
	if a.Err != nil {
		return task.Up(look.Sorry(a.Err))
	}
	done := s.opt.Look.W("inspect.exhibit_recorded")
	if s.custody.photo {
		done = s.opt.Look.W("inspect.photo_recorded")
	}
	return tea.Batch(s.load(), task.Up(look.Notice{Text: done}))
}

// exhibits lists what the item is, or was, as evidence.
func (s *Screen) exhibits() part {
	l := s.opt.Look
	return part{title: l.W("inspect.exhibits"), entries: each(s.dossier.Item.Exhibits, func(x parcel.Exhibit) entry {
		where := look.Clean(x.Slot)
		if where.Empty() {
			where = l.W("inspect.in_no_slot")
		}
		return entry{name: look.Clean(x.Number), text: look.Join("  ", l.Name(string(x.State)), where, look.Clean(x.Seal))}
	})}
}

// photos lists the item's photos and X-ray images: what was kept of each, and
// how much of it the hub has.
func (s *Screen) photos() part {
	l := s.opt.Look
	return part{title: l.W("inspect.photos"), entries: each(s.dossier.Files, func(a parcel.Attachment) entry {
		kept := l.W("inspect.photo_whole")
		if a.Original == "" {
			kept = l.W("inspect.photo_small")
		}
		sent := l.F("inspect.photo_sent", a.Sent)
		if a.Recorded {
			sent = l.W("inspect.photo_at_hub")
		}
		digest := a.Digest[:min(len(a.Digest), shownDigest)]
		return entry{name: look.F("%s", a.At.Format(time.DateOnly)), text: look.Join("   ", look.Clean(a.Name), look.Clean(a.MIME), l.F("inspect.photo_kb", (a.Size+1023)/1024), kept, sent, l.F("inspect.photo_digest", digest))}
	})}
}

const shownDigest = 12 // digits by which a file is told from any other of its item

// question is what the bottom row asks; empty where nothing is asked.
func (c *custody) question(l *look.Look) look.Text {
	switch {
	case c.open && c.photo:
		return l.W("inspect.path_of_the_photo")
	case c.open:
		return l.W("inspect.slot_of_the_exhibit")
	case c.photo && c.text != "":
		return l.F("inspect.tie_the_photo", c.text)
	case c.text != "":
		return l.F("inspect.put_into_slot", c.text)
	}
	return look.Text{}
}

func (c *custody) ask(l *look.Look, w int) string {
	row := l.Row(w).Say(look.W(" > ")).Put(look.Bold, c.question(l))
	if !c.open {
		return row.End()
	}
	c.field.Draw(row.Gap(1), max(w-46, 12), true)
	return row.Hint(l.W("inspect.enter_keeps_it")).End()
}
