package learn

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
)

// ErrModel is for bytes that are not a sound model.
var ErrModel = errors.New("not a sound model")

const (
	maxModel    = 512 << 20
	maxFeatures = 4096
	maxSeen     = 1e12 // weight under one key
	maxSize     = 1e6  // any weight, shift or value
)

// Decode reads a model back. Nothing in the bytes is believed: a model that
// could fail at work, or that reads what is denied, is refused here.
func Decode(data []byte) (*Model, error) {
	if len(data) > maxModel {
		return nil, fmt.Errorf("%w: %d bytes", ErrModel, len(data))
	}
	var k kept
	if err := json.Unmarshal(data, &k); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrModel, err)
	}
	for _, check := range []func() error{k.checkColumns, k.checkKeys, k.checkFeatures, k.checkDrift} {
		if err := check(); err != nil {
			return nil, err
		}
	}
	m := &Model{
		form: k.Form, card: k.Card, strongest: k.Strongest, drift: k.Drift,
		schema:   schema{label: k.Label, date: k.Date, columns: k.Columns, rule: k.Rule},
		profiles: &profiles{columns: k.Columns, keys: k.Keys, features: k.Features, base: k.Base},
	}
	for i, b := range k.Tables {
		t, err := unpack(b)
		if err != nil {
			return nil, fmt.Errorf("table %d: %w", i, err)
		}
		m.profiles.tables = append(m.profiles.tables, t)
	}
	var err error
	if m.known, err = k.Known.limb(len(k.Features)); err != nil {
		return nil, err
	}
	if k.Cold != nil {
		if m.cold, err = k.Cold.limb(len(k.Features)); err != nil {
			return nil, err
		}
	}
	m.group()
	return m, nil
}

func unsound(form string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrModel, fmt.Sprintf(form, args...))
}

func (k *kept) checkColumns() error {
	if k.Edition != edition {
		return unsound("edition %d, this program reads %d", k.Edition, edition)
	}
	if !slices.Contains([]Form{Trees, Logistic, Counts, BaseRate}, k.Form) {
		return unsound("form %q", k.Form)
	}
	if len(k.Columns) > 3*maxColumns {
		return unsound("%d columns", len(k.Columns))
	}
	for _, c := range k.Columns {
		if c.Kind != category && c.Kind != number || c.Prefix < 0 {
			return unsound("column %q", c.Name)
		}
		for _, name := range []string{c.Name, c.Source} {
			if why := Denied(name); why != "" {
				return fmt.Errorf("%w: %s", ErrDenied, why)
			}
		}
	}
	return nil
}

func (k *kept) checkKeys() error {
	if len(k.Tables) != len(k.Keys) || len(k.Keys) > maxFeatures || k.Strongest < -1 || k.Strongest >= len(k.Keys) {
		return unsound("%d keys, %d tables, strongest %d", len(k.Keys), len(k.Tables), k.Strongest)
	}
	if !(k.Base > 0 && k.Base < 1) {
		return unsound("base rate %g", k.Base)
	}
	for i, key := range k.Keys {
		if err := key.check(i, len(k.Columns)); err != nil {
			return err
		}
	}
	return nil
}

func (k key) check(at, columns int) error {
	if k.Parent < -1 || k.Parent >= at || len(k.Parts) > maxParts+1 {
		return unsound("key %d", at)
	}
	for _, c := range k.Parts {
		if c < 0 || c >= columns {
			return unsound("key %d reads column %d", at, c)
		}
	}
	return nil
}

func (k *kept) checkFeatures() error {
	if len(k.Features) > maxFeatures {
		return unsound("%d features", len(k.Features))
	}
	for i, f := range k.Features {
		most := len(k.Columns)
		if f.Use == useRate || f.Use == useSeen {
			most = len(k.Keys)
		} else if f.Use != useValue && f.Use != useRatio {
			return unsound("feature %d uses %q", i, f.Use)
		}
		if f.A < 0 || f.A >= most || f.B < 0 || f.B >= max(most, 1) {
			return unsound("feature %d", i)
		}
	}
	return nil
}

func (k *kept) checkDrift() error {
	for i, r := range k.Drift {
		cells := max(len(r.Levels), len(r.Edges)+1) + 1
		if r.Column < 0 || r.Column >= len(k.Columns) || len(r.Shares) != cells || !slices.IsSorted(r.Edges) {
			return unsound("drift reference %d", i)
		}
	}
	return nil
}

// unpack reads counts back; a rate under them always lies between 0 and 1.
func unpack(b []byte) (*counts, error) {
	if len(b)%record != 0 {
		return nil, unsound("%d bytes of counts", len(b))
	}
	c := newCounts(len(b) / record)
	for ; len(b) > 0; b = b[record:] {
		key := binary.LittleEndian.Uint64(b)
		n := math.Float32frombits(binary.LittleEndian.Uint32(b[8:]))
		hits := math.Float32frombits(binary.LittleEndian.Uint32(b[12:]))
		if !(n >= 0 && n <= maxSeen && hits >= 0 && hits <= n) || c.get(key).n > 0 {
			return nil, unsound("counts %g of %g", hits, n)
		}
		*c.place(key) = counted(n, hits)
	}
	return c, nil
}

// limb reads a scorer back.
func (k *keptLimb) limb(features int) (*limb, error) {
	if !k.Calibration.sound() {
		return nil, unsound("calibration")
	}
	if k.Line != nil {
		if err := k.Line.check(features); err != nil {
			return nil, err
		}
		return newLimb(k.Line, k.Calibration), nil
	}
	f, err := k.forest(features)
	if err != nil {
		return nil, err
	}
	return newLimb(f, k.Calibration), nil
}

func (l *logistic) check(features int) error {
	if len(l.Features) != len(l.Mean) || len(l.Features) != len(l.Weight) {
		return unsound("regression")
	}
	for j, f := range l.Features {
		if f < 0 || f >= features || !tame(l.Mean[j], l.Weight[j]) {
			return unsound("regression on feature %d", f)
		}
	}
	if !tame(l.Base) {
		return unsound("regression")
	}
	return nil
}

// forest reads trees back. Children stand after their parent, so every walk
// ends.
func (k *keptLimb) forest(features int) (*forest, error) {
	f := &forest{base: k.Base, roots: k.Roots}
	if len(k.Nodes)%record != 0 || !tame(k.Base) {
		return nil, unsound("%d bytes of nodes", len(k.Nodes))
	}
	count := len(k.Nodes) / record
	for i := range count {
		b := k.Nodes[i*record:]
		n := node{
			feature:   int32(binary.LittleEndian.Uint32(b)), //nolint:gosec // checked below
			threshold: math.Float32frombits(binary.LittleEndian.Uint32(b[4:])),
			left:      int32(binary.LittleEndian.Uint32(b[8:])), //nolint:gosec // checked below
			value:     math.Float32frombits(binary.LittleEndian.Uint32(b[12:])),
		}
		if int(n.feature) >= features || n.feature >= 0 && (int(n.left) <= i || int(n.left)+1 >= count) || !tame(float64(n.value)) {
			return nil, unsound("node %d", i)
		}
		f.nodes = append(f.nodes, n)
	}
	for _, r := range f.roots {
		if r < 0 || int(r) >= count {
			return nil, unsound("root %d", r)
		}
	}
	return f, nil
}

// sound reports whether a calibration rises.
func (c calibration) sound() bool {
	if !(c.Slope > 0) || !tame(c.Slope, c.Shift) || len(c.At) != len(c.To) || !tame(c.At...) || !tame(c.To...) {
		return false
	}
	for i := 1; i < len(c.At); i++ {
		if !(c.At[i] > c.At[i-1] && c.To[i] > c.To[i-1]) {
			return false
		}
	}
	return true
}

// tame reports whether numbers are of a size to reckon with.
func tame(values ...float64) bool {
	for _, v := range values {
		if !(math.Abs(v) <= maxSize) {
			return false
		}
	}
	return true
}
