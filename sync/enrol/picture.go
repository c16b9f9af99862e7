package enrol

import (
	"fmt"
	"strings"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"
)

// quiet is the empty margin that readers of QR codes need, in modules.
const quiet = 4

// Picture draws the token as a QR code of text cells, two modules in a
// character: dark ones are spaces, so that it reads on a dark terminal.
func (t Token) Picture() (string, error) {
	code, err := qr.Encode(t.String(), qr.L, qr.AlphaNumeric)
	if err != nil {
		return "", fmt.Errorf("draw the token: %w", err)
	}
	side := code.Bounds().Dx()
	var b strings.Builder
	for y := -quiet; y < side+quiet; y += 2 {
		for x := -quiet; x < side+quiet; x++ {
			upper, lower := light(code, x, y), light(code, x, y+1)
			switch {
			case upper && lower:
				b.WriteString("█")
			case upper:
				b.WriteString("▀")
			case lower:
				b.WriteString("▄")
			default:
				b.WriteString(" ")
			}
		}
		b.WriteString("\n")
	}
	return b.String(), nil
}

func light(code barcode.Barcode, x, y int) bool {
	side := code.Bounds().Dx()
	if x < 0 || y < 0 || x >= side || y >= side {
		return true
	}
	r, _, _, _ := code.At(x, y).RGBA()
	return r != 0
}
