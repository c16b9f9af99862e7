package link

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"golang.org/x/mod/sumdb/note"

	"postern/parcel"
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

// List is a denied-party list on its way: the file, packed, and who signed it.
// As with packs the hub's word is not enough: a list without entries would let
// everybody pass.
type List struct {
	Name   string        `json:"name"`
	Agency parcel.Agency `json:"agency"` // who asks where a name is met
	File   []byte        `json:"file"`   // gzip
	Sig    []byte        `json:"sig"`
}

// MostList bounds a list, unpacked.
const MostList = 64 << 20

// SignList makes the body of a message of KindList.
func SignList(name string, agency parcel.Agency, file []byte, signer note.Signer) ([]byte, error) {
	if len(file) > MostList {
		return nil, fmt.Errorf("a list of %d bytes: at most %d are sent", len(file), MostList)
	}
	sig, err := note.Sign(&note.Note{Text: listText(name, agency, file)}, signer)
	if err != nil {
		return nil, fmt.Errorf("sign the list: %w", err)
	}
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write(file); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return json.Marshal(List{Name: name, Agency: agency, File: packed.Bytes(), Sig: sig})
}

func listText(name string, agency parcel.Agency, file []byte) string {
	return fmt.Sprintf("postern list %q %q\n%x\n", name, agency, sha256.Sum256(file))
}

// ReadList reads the body of a message of KindList, once one of these keys has
// signed it. File is unpacked.
func ReadList(body []byte, keys note.Verifiers) (l List, signer string, err error) {
	if err := json.Unmarshal(body, &l); err != nil {
		return l, "", fmt.Errorf("not a list on its way: %w", err)
	}
	r, err := gzip.NewReader(bytes.NewReader(l.File))
	if err != nil {
		return l, "", fmt.Errorf("not a list on its way: %w", err)
	}
	if l.File, err = io.ReadAll(io.LimitReader(r, MostList+1)); err != nil {
		return l, "", fmt.Errorf("not a list on its way: %w", err)
	}
	if len(l.File) > MostList {
		return l, "", errors.New("a list larger than is read")
	}
	n, err := note.Open(l.Sig, keys)
	if err != nil {
		return l, "", fmt.Errorf("the signature of the list does not verify: %w", err)
	}
	if n.Text != listText(l.Name, l.Agency, l.File) {
		return l, "", errors.New("the signature is for another list")
	}
	return l, n.Sigs[0].Name, nil
}
