package sniff

import (
	"slices"
	"strings"

	"postern/message"
	"postern/message/container"
	"postern/message/sheet"
	"postern/parcel"
)

// archiveHold is how many items of one file of an archive are held; of one that
// has more they are read again, to be put to those of the others.
const archiveHold = 10_000

// mostWraps is how deep messages may be wrapped: a gzip file in a ZIP archive.
const mostWraps = 2

// bundle is what came out of a ZIP archive, put together.
type bundle struct {
	batch    message.Batch
	limits   message.Limits
	formats  []message.Format
	decoders []string
	refused  []error
	read     int
}

// unwrapped decodes a file that may be wrapped. All that is unpacked of it
// counts against one budget.
func (d Decoder) unwrapped(data []byte, l message.Limits, b *container.Budget, deep int) (message.Batch, error) {
	switch {
	case container.IsGzip(data):
		if deep >= mostWraps {
			return message.Batch{}, reject("file", "archives within each other", "at most a gzip file in a ZIP archive")
		}
		inner, err := container.Gunzip(data, b)
		if err != nil {
			return message.Batch{}, err
		}
		return d.unwrapped(inner, l, b, deep+1)
	case container.IsZIP(data):
		entries, err := container.Entries(data)
		if err != nil {
			return message.Batch{}, err
		}
		if sheet.IsBook(entries) {
			return sheet.DecodeBook(entries, b, d.Maps, l)
		}
		if deep > 0 {
			return message.Batch{}, reject("file", "an archive within another", "the messages themselves")
		}
		return d.archive(entries, l, b)
	}
	return d.plain(data, l)
}

// archive decodes every file of an archive by its content. One that cannot be
// read costs only itself, as long as another can.
func (d Decoder) archive(entries []container.Entry, l message.Limits, b *container.Budget) (message.Batch, error) {
	all := bundle{limits: l}
	for i, e := range entries {
		all.batch.At(i, len(entries))
		data, err := e.Read(b)
		var batch message.Batch
		if err == nil {
			rest := l
			rest.Items, rest.Hold, rest.Flow = max(l.Items-all.batch.Size(), 1), archiveHold, nil
			again := b.Again()
			batch, err = d.unwrapped(data, rest, b, 1)
			batch.Flowing(rest, func(f *message.Flow) {
				rest.Flow = f
				_, _ = d.unwrapped(data, rest, again, 1) // as above
			})
		}
		all.add(e.Name, batch, err)
		if all.batch.Full(l) {
			all.batch.AddFault(message.TooMany(0, l), l)
			break
		}
	}
	return all.outcome()
}

// add puts one file's batch to the others; faults tell whose they are.
func (a *bundle) add(name string, b message.Batch, err error) {
	name, _ = message.Clip(strings.ToValidUTF8(strings.ReplaceAll(name, "\x00", ""), "\uFFFD"), 128)
	for _, f := range b.Faults {
		f.Path = name + ": " + f.Path
		a.batch.AddFault(f, a.limits)
	}
	a.batch.More += b.More
	if err != nil {
		a.refused = append(a.refused, a.refuse(name, err))
		return
	}
	a.read++
	mail := b.Mail()
	for _, item := range mail.All(&err) {
		*a.batch.Next(a.limits) = *item
	}
	if err != nil {
		a.refused = append(a.refused, a.refuse(name, err))
	}
	for i := range b.Papers {
		a.batch.AddPaper(b.Papers[i])
	}
	a.batch.Receptacles = append(a.batch.Receptacles, b.Receptacles...)
	a.batch.Events = append(a.batch.Events, b.Events...)
	a.batch.Statuses = append(a.batch.Statuses, b.Statuses...)
	a.batch.Referrals = append(a.batch.Referrals, b.Referrals...)
	if !slices.Contains(a.formats, b.Format) {
		a.formats = append(a.formats, b.Format)
	}
	if !slices.Contains(a.decoders, b.Decoder) && len(a.decoders) < 16 {
		a.decoders = append(a.decoders, b.Decoder)
	}
}

// refuse says of which file a reason is.
func (a *bundle) refuse(name string, err error) error {
	fault := message.Fault{Got: parcel.Excerpt(err.Error()), Want: "a message"}
	if r, is := asReject(err); is {
		fault = r.Fault
	}
	fault.Path, fault.Drop = name+": "+fault.Path, true
	if !slices.ContainsFunc(a.batch.Faults, func(f message.Fault) bool { return f.Path == fault.Path && f.Got == fault.Got && f.Want == fault.Want }) {
		a.batch.AddFault(fault, a.limits)
	}
	return &message.Reject{Fault: fault}
}

// outcome is the batch of all files, or the reason of the first where none could
// be read. Its format is that of the first; its decoder names them all.
func (a *bundle) outcome() (message.Batch, error) {
	if a.read == 0 {
		if len(a.refused) > 0 {
			return a.batch, a.refused[0]
		}
		return a.batch, reject("file", "an empty archive", "a message")
	}
	a.batch.Format = a.formats[0]
	a.batch.Decoder = "zip/1(" + strings.Join(a.decoders, " ") + ")"
	return a.batch, nil
}
