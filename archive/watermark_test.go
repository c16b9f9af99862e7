package archive_test

import (
	"errors"
	"testing"

	"postern/archive"
)

func TestWatermarks(t *testing.T) {
	for _, c := range []struct {
		used              int64 // per mille
		mark              archive.Mark
		original, preview bool
	}{
		{0, archive.Roomy, true, true},
		{799, archive.Roomy, true, true},
		{800, archive.Filling, false, true},
		{899, archive.Filling, false, true},
		{900, archive.Warning, false, true},
		{949, archive.Warning, false, true},
		{950, archive.Previews, false, true},
		{1000, archive.Previews, false, true},
	} {
		d := archive.Disk{Total: 1000, Free: 1000 - c.used}
		if d.Mark() != c.mark {
			t.Errorf("%d: %v, want %v", c.used, d.Mark(), c.mark)
		}
		var full *archive.FullError
		if err := d.Admit(archive.Original); (err == nil) != c.original || err != nil && (!errors.As(err, &full) || full.Mark != c.mark) {
			t.Errorf("%d: an original: %v", c.used, err)
		}
		if err := d.Admit(archive.Preview); (err == nil) != c.preview {
			t.Errorf("%d: a preview: %v", c.used, err)
		}
		if err := d.Admit(archive.Message); err != nil {
			t.Errorf("%d: a message: %v", c.used, err)
		}
	}
	if m := (archive.Disk{}).Mark(); m != archive.Roomy {
		t.Errorf("a disk that cannot be measured: %v", m)
	}
}
