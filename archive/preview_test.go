package archive_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"testing"

	"postern/archive"
)

// noise is the picture that packs worst.
func noise(w, h int) *image.RGBA {
	m, r := image.NewRGBA(image.Rect(0, 0, w, h)), rand.New(rand.NewPCG(1, 2))
	for y := range h {
		for x := range w {
			m.Set(x, y, color.RGBA{R: uint8(r.Uint32()), G: uint8(r.Uint32()), B: uint8(x), A: 255})
		}
	}
	return m
}

func encoded(t *testing.T, m image.Image, asPNG bool) []byte {
	t.Helper()
	var out bytes.Buffer
	err := jpeg.Encode(&out, m, nil)
	if asPNG {
		out.Reset()
		err = png.Encode(&out, m)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestPreview(t *testing.T) {
	for name, data := range map[string][]byte{
		"photo": encoded(t, noise(1600, 900), false), "X-ray": encoded(t, noise(900, 1600), true), "small": encoded(t, noise(40, 30), false),
	} {
		small, err := archive.Shrink(data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		c, err := jpeg.DecodeConfig(bytes.NewReader(small))
		if err != nil || len(small) > archive.MostPreview || max(c.Width, c.Height) > 1024 || name != "X-ray" && c.Width < c.Height {
			t.Errorf("%s: %d bytes, %d by %d, %v", name, len(small), c.Width, c.Height, err)
		}
	}
}

// A picture that says of itself that it is huge is not opened.
func TestNoPreview(t *testing.T) {
	huge := encoded(t, noise(8, 8), true)
	copy(huge[16:24], []byte{0x00, 0x01, 0, 0, 0x00, 0x01, 0, 0}) // 65,536 by 65,536
	for name, data := range map[string][]byte{"nothing": nil, "text": []byte("no picture"), "huge": huge, "cut": encoded(t, noise(80, 80), false)[:600]} {
		if small, err := archive.Shrink(data); err == nil {
			t.Errorf("%s: a preview of %d bytes", name, len(small))
		}
	}
}
