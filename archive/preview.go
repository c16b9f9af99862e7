package archive

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	_ "image/png" // X-ray images are
)

// MostPreview is how many bytes a preview has at most: one goes over the worst
// line in a few seconds.
const MostPreview = 80 << 10

// What a picture may be for a preview to be made of it: decoding takes four
// bytes a dot and more.
const mostDots = 50_000_000

// Shrink makes a small JPEG of a JPEG or PNG. It fails for what is neither, is
// too large to be looked at, or is damaged: then there is no preview.
func Shrink(data []byte) ([]byte, error) {
	c, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("preview: %w", err)
	}
	if c.Width < 1 || c.Height < 1 || c.Width > mostDots/c.Height {
		return nil, fmt.Errorf("preview: a picture of %d by %d dots is too large", c.Width, c.Height)
	}
	full, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("preview: %w", err)
	}
	for side, quality := 1024, 70; side >= 128; side, quality = side*3/4, max(quality-5, 40) {
		var out bytes.Buffer
		if err := jpeg.Encode(&out, smaller(full, side), &jpeg.Options{Quality: quality}); err != nil {
			return nil, fmt.Errorf("preview: %w", err)
		}
		if out.Len() <= MostPreview {
			return out.Bytes(), nil
		}
	}
	return nil, fmt.Errorf("preview: no picture of at most %d bytes can be made of it", MostPreview)
}

// smaller makes a picture whose longer side has at most so many dots: each is the
// mean of a few of those it stands for.
func smaller(full image.Image, side int) image.Image {
	from := full.Bounds()
	long := max(from.Dx(), from.Dy())
	if long <= side {
		return full
	}
	w, h := max(1, from.Dx()*side/long), max(1, from.Dy()*side/long)
	small := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			small.SetRGBA(x, y, mean(full, image.Rect(
				from.Min.X+x*from.Dx()/w, from.Min.Y+y*from.Dy()/h, from.Min.X+(x+1)*from.Dx()/w, from.Min.Y+(y+1)*from.Dy()/h)))
		}
	}
	return small
}

// mean looks at nine dots of an area at most.
func mean(full image.Image, area image.Rectangle) color.RGBA {
	var r, g, b, n uint32
	step := func(d int) int { return max(1, d/3) }
	for y := area.Min.Y; y < area.Max.Y; y += step(area.Dy()) {
		for x := area.Min.X; x < area.Max.X; x += step(area.Dx()) {
			cr, cg, cb, _ := full.At(x, y).RGBA()
			r, g, b, n = r+cr>>8, g+cg>>8, b+cb>>8, n+1
		}
	}
	n = max(n, 1)
	return color.RGBA{R: uint8(r / n), G: uint8(g / n), B: uint8(b / n), A: 0xff} //nolint:gosec // means of bytes
}
