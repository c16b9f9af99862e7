package link

import (
	"encoding/json"
	"fmt"
)

// Pack is a rule pack on its way: the file and the signature beside it. The
// hub's word is not enough; who adopts it verifies the signature.
type Pack struct {
	File []byte `json:"file"`
	Sig  []byte `json:"sig"`
}

// Body writes it as a message of KindPack has it.
func (p Pack) Body() ([]byte, error) { return json.Marshal(p) }

// ReadPack reads the body of a message of KindPack.
func ReadPack(body []byte) (Pack, error) {
	var p Pack
	if err := json.Unmarshal(body, &p); err != nil {
		return Pack{}, fmt.Errorf("not a pack on its way: %w", err)
	}
	return p, nil
}
