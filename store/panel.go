package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"strings"

	"postern/parcel"
)

// panel is who judged and by which packs. Eleven agencies judge every item and
// most have nothing to say: a row keeps what was said, and the number of its
// panel, which is two thirds less to write and read.
type panel struct {
	no    int64  // a digest of the seats; 0 for none
	seats string // "agency pack", a line each
}

var errPanel = errors.New("it was judged by a panel that is not written down: run 'postern replay'")

// brief takes out of a verdict the assessments that say nothing.
func brief(v *parcel.Verdict) (panel, *parcel.Verdict) {
	if v == nil || len(v.Assessments) == 0 {
		return panel{}, v
	}
	short := *v
	short.Assessments = []parcel.Assessment{}
	var seats strings.Builder
	for _, a := range v.Assessments {
		seats.WriteString(string(a.Agency) + " " + a.Pack + "\n")
		if !silent(a) {
			short.Assessments = append(short.Assessments, a)
		}
	}
	sum := sha256.Sum256([]byte(seats.String()))
	return panel{no: int64(binary.BigEndian.Uint64(sum[:])>>1) | 1, seats: seats.String()}, &short
}

func silent(a parcel.Assessment) bool {
	return a.Score == 0 && a.Lane == parcel.Green && len(a.Hits) == 0 && !a.Learned
}

// full puts the assessments back that said nothing.
func (p panel) full(v *parcel.Verdict) error {
	if v == nil || p.no == 0 {
		return nil
	}
	if p.seats == "" {
		return errPanel
	}
	said := v.Assessments
	v.Assessments = make([]parcel.Assessment, 0, strings.Count(p.seats, "\n"))
	for line := range strings.Lines(p.seats) {
		agency, pack, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		a := parcel.Assessment{Agency: parcel.Agency(agency), Pack: pack, Lane: parcel.Green, Hits: []parcel.Hit{}}
		if len(said) > 0 && said[0].Agency == a.Agency && said[0].Pack == pack {
			a, said = said[0], said[1:]
		}
		v.Assessments = append(v.Assessments, a)
	}
	return nil
}

// seat writes panels down, each once.
func (w *writer) seat(ctx context.Context, rows []written) error {
	known := map[int64]bool{0: true}
	for _, r := range rows {
		if known[r.panel.no] {
			continue
		}
		known[r.panel.no] = true
		if err := w.exec(ctx, "INSERT OR IGNORE INTO panel (no, seats) VALUES (?, ?)", r.panel.no, r.panel.seats); err != nil {
			return err
		}
	}
	return nil
}
