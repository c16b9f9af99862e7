package learn

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
)

// edition of the form in which models are kept.
const edition = 1

// kept is a model as it is written down: JSON, with tables and trees packed.
type kept struct {
	Edition   int         `json:"edition"`
	Card      Card        `json:"card"`
	Form      Form        `json:"form"`
	Label     string      `json:"label"`
	Date      string      `json:"date,omitempty"`
	Rule      labelRule   `json:"rule"`
	Columns   []column    `json:"columns"`
	Keys      []key       `json:"keys"`
	Features  []feature   `json:"features"`
	Strongest int         `json:"strongest"`
	Base      float64     `json:"base"`
	Drift     []reference `json:"drift"`
	Known     keptLimb    `json:"known"`
	Cold      *keptLimb   `json:"cold,omitempty"`
	Tables    [][]byte    `json:"tables"`
}

type keptLimb struct {
	Calibration calibration `json:"calibration"`
	Base        float64     `json:"base,omitempty"`
	Roots       []int32     `json:"roots,omitempty"`
	Nodes       []byte      `json:"nodes,omitempty"`
	Line        *logistic   `json:"line,omitempty"`
}

// Encode writes a model down. Equal models give equal bytes.
func (m *Model) Encode() ([]byte, error) {
	k := kept{
		Edition: edition, Card: m.card, Form: m.form, Label: m.schema.label, Date: m.schema.date, Rule: m.schema.rule,
		Columns: m.profiles.columns, Keys: m.profiles.keys, Features: m.profiles.features,
		Strongest: m.strongest, Base: m.profiles.base, Drift: m.drift, Known: m.known.keep(),
	}
	if m.cold != nil {
		cold := m.cold.keep()
		k.Cold = &cold
	}
	for _, t := range m.profiles.tables {
		k.Tables = append(k.Tables, t.pack())
	}
	data, err := json.Marshal(k)
	if err != nil {
		return nil, fmt.Errorf("writing a model: %w", err)
	}
	return data, nil
}

// Digest names a model by its bytes: SHA-256 in hex.
func Digest(model []byte) string {
	sum := sha256.Sum256(model)
	return hex.EncodeToString(sum[:])
}

func (l *limb) keep() keptLimb {
	k := keptLimb{Calibration: l.calibrate}
	switch s := l.scorer.(type) {
	case *logistic:
		k.Line = s
	case *forest:
		k.Base, k.Roots = s.base, s.roots
		for _, n := range s.nodes {
			k.Nodes = binary.LittleEndian.AppendUint32(k.Nodes, uint32(n.feature)) //nolint:gosec // -1 comes back as -1
			k.Nodes = binary.LittleEndian.AppendUint32(k.Nodes, math.Float32bits(n.threshold))
			k.Nodes = binary.LittleEndian.AppendUint32(k.Nodes, uint32(n.left)) //nolint:gosec // never negative
			k.Nodes = binary.LittleEndian.AppendUint32(k.Nodes, math.Float32bits(n.value))
		}
	}
	return k
}

// record is the bytes of one node, and of one counted key.
const record = 16

// pack writes counts in the order of their keys.
func (c *counts) pack() []byte {
	out := make([]byte, 0, c.used*record)
	for _, k := range c.sorted() {
		v := c.get(k)
		out = binary.LittleEndian.AppendUint64(out, k)
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(v.n))
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(v.hits))
	}
	return out
}
