package export

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
)

// The paper is A4; lengths are in millimetres.
const (
	pdfMargin = 15.0
	pdfWidth  = 210 - 2*pdfMargin
	pdfBottom = 297 - pdfMargin
	pdfLine   = 4.2
)

// writePDF writes the printed log as pages: what the HTML page says, in its
// order. The file holds no time but the log's own, so that one log gives the
// same bytes whenever it is written.
func writePDF(w io.Writer, log ShiftLog) error {
	face, err := sfnt.Parse(goregular.TTF)
	if err != nil {
		return fmt.Errorf("font: %w", err)
	}
	made := stamp(log.Made)
	d := fpdf.New("P", "mm", "A4", "")
	d.SetCatalogSort(true)
	d.SetCreationDate(made)
	d.SetModificationDate(made)
	d.SetProducer("postern", true)
	d.SetMargins(pdfMargin, pdfMargin, pdfMargin)
	d.SetAutoPageBreak(false, 0) // a row breaks by itself
	d.AddUTF8FontFromBytes("text", "", goregular.TTF)
	d.AddUTF8FontFromBytes("text", "B", gobold.TTF)
	d.AddUTF8FontFromBytes("code", "", gomono.TTF)
	s := &pdfSheet{d: d, face: face}
	p := newPage(log)
	title := "Shift log " + s.text(p.Shift)
	d.SetTitle(title, true)
	d.SetFooterFunc(func() {
		d.SetXY(pdfMargin, pdfBottom+3)
		d.SetFont("text", "", 8)
		d.CellFormat(pdfWidth, pdfLine, title+", page "+strconv.Itoa(d.PageNo()), "", 0, "R", false, 0, "")
	})
	d.AddPage()
	s.head(p)
	s.figures(p)
	s.worth(p)
	s.decisions(p)
	s.holds(p)
	s.proof(p)
	if s.lacked {
		s.say("Characters that this page has no letters for stand as [U+...], by their Unicode number. The log as JSON holds the text as it was written.")
	}
	s.signatures()
	if err := d.Output(w); err != nil {
		return fmt.Errorf("pages: %w", err)
	}
	return nil
}

// pdfSheet writes lines and rows down a page, and begins the next where one is
// full.
type pdfSheet struct {
	d      *fpdf.Fpdf
	face   *sfnt.Font
	glyphs sfnt.Buffer
	lacked bool
}

// text is what can be printed: what the font lacks is named by its number.
func (s *pdfSheet) text(words string) string {
	var b strings.Builder
	for _, r := range words {
		if r == '\n' {
			b.WriteRune(r)
			continue
		}
		if at, err := s.face.GlyphIndex(&s.glyphs, r); err != nil || at == 0 || r > 0xffff {
			s.lacked = true
			fmt.Fprintf(&b, "[U+%04X]", r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// row prints cells beside each other, each broken to its width in millimetres.
// A row that is longer than the page goes on on the next.
func (s *pdfSheet) row(widths []float64, cells ...string) {
	lines := make([][]string, len(cells))
	most := 1
	for i, c := range cells {
		lines[i] = s.d.SplitText(s.text(c), widths[i])
		most = max(most, len(lines[i]))
	}
	for n := range most {
		s.room(pdfLine)
		s.d.SetX(pdfMargin)
		for i := range cells {
			line := ""
			if n < len(lines[i]) {
				line = lines[i][n]
			}
			s.d.CellFormat(widths[i], pdfLine, line, "", 0, "L", false, 0, "")
		}
		s.d.Ln(pdfLine)
	}
}

// room begins a page where less than so much is left of this one.
func (s *pdfSheet) room(height float64) {
	if s.d.GetY()+height > pdfBottom {
		size, _ := s.d.GetFontSize()
		family, style := s.d.GetFontFamily(), s.d.GetFontStyle()
		s.d.AddPage()
		s.d.SetFont(family, style, size)
	}
}

func (s *pdfSheet) font(style string, size float64) { s.d.SetFont("text", style, size) }

func (s *pdfSheet) section(title string) {
	s.room(20) // no heading alone at the foot
	s.d.Ln(3)
	s.font("B", 11)
	s.row([]float64{pdfWidth}, title)
	s.font("", 9)
}

func (s *pdfSheet) say(words string) {
	s.font("", 8)
	s.row([]float64{pdfWidth}, words)
	s.font("", 9)
}

func (s *pdfSheet) code(words string) {
	s.d.SetFont("code", "", 7)
	s.row([]float64{pdfWidth}, words)
	s.font("", 9)
}

// pair prints a name and what belongs to it.
func (s *pdfSheet) pair(name, value string) { s.row([]float64{40, pdfWidth - 40}, name, value) }

func (s *pdfSheet) count(all []pageCount) {
	for _, c := range all {
		s.row([]float64{60, 30}, c.Name, strconv.Itoa(c.N))
	}
}

func (s *pdfSheet) header(widths []float64, names ...string) {
	s.font("B", 8)
	s.row(widths, names...)
	s.font("", 8)
}

func (s *pdfSheet) signatures() {
	s.room(25)
	s.d.Ln(18)
	half := (pdfWidth - 10) / 2.0
	y := s.d.GetY()
	s.d.Line(pdfMargin, y, pdfMargin+half, y)
	s.d.Line(pdfMargin+half+10, y, pdfMargin+pdfWidth, y)
	s.font("", 8)
	s.row([]float64{half + 10, half}, "Officer, date", "Supervisor, date")
}
