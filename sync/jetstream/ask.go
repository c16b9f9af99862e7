package jetstream

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/nats-io/nats.go"

	"postern/journal"
	"postern/journal/wire"
	"postern/sync/link"
)

// Headers of what is asked and answered at the door.
const (
	headerCode    = "Postern-Code"
	headerStream  = "Postern-Stream"
	headerCreated = "Postern-Created"
	headerSeq     = "Postern-Seq"
	headerKind    = "Postern-Kind"
	headerName    = "Postern-Name"
	headerPiece   = "Postern-Piece"
	headerPieces  = "Postern-Pieces" // of the whole file
)

// Codes of answers; the text that goes with a refusal is the body.
const (
	codeOK      = "200"
	codeMore    = "206" // a message from the hub, and others follow
	codeBad     = "400" // it will never be taken so
	codeRefused = "403"
	codeFailed  = "500"
	codeBusy    = "503"
)

// ErrBad is for what the hub cannot read: sending it again changes nothing.
var ErrBad = errors.New("the hub cannot read this")

func codeOf(err error) string {
	switch {
	case err == nil:
		return codeOK
	case errors.Is(err, link.ErrRefused):
		return codeRefused
	case errors.Is(err, link.ErrBusy):
		return codeBusy
	case errors.Is(err, ErrBad), errors.Is(err, wire.ErrWire), errors.Is(err, journal.ErrSize):
		return codeBad
	}
	return codeFailed
}

// verdict turns an answer back into the error it stands for.
func verdict(m *nats.Msg) error {
	text := string(m.Data)
	switch m.Header.Get(headerCode) {
	case codeOK, codeMore:
		return nil
	case codeRefused:
		return fmt.Errorf("%w: %s", link.ErrRefused, text)
	case codeBusy:
		return fmt.Errorf("%w: %s", link.ErrBusy, text)
	case codeBad:
		return fmt.Errorf("%w: %s", ErrBad, text)
	}
	return fmt.Errorf("the hub failed: %s", text)
}

// Names and MIME types are outside text; headers hold one line of ASCII.
func encodeName(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }

func decodeName(s string) string {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return ""
	}
	return string(b)
}

// down writes a message from the hub as an answer.
func down(m link.Message) *nats.Msg {
	out := nats.NewMsg("")
	out.Data = m.Body
	for key, value := range map[string]string{
		headerCode: codeMore, headerStream: m.Stream, headerCreated: m.Created, headerSeq: strconv.FormatUint(m.Seq, 10), headerKind: string(m.Kind), headerName: encodeName(m.Name),
	} {
		out.Header.Set(key, value)
	}
	return out
}

// readDown undoes down.
func readDown(m *nats.Msg) (link.Message, error) {
	seq, err := strconv.ParseUint(m.Header.Get(headerSeq), 10, 64)
	if err != nil {
		return link.Message{}, fmt.Errorf("a message without its place: %w", err)
	}
	return link.Message{
		Cursor: wire.Cursor{Stream: m.Header.Get(headerStream), Created: m.Header.Get(headerCreated), Seq: seq},
		Kind:   link.Kind(m.Header.Get(headerKind)), Name: decodeName(m.Header.Get(headerName)), Body: m.Data,
	}, nil
}

// piece writes what goes beside the bytes of a chunk.
func piece(c link.Chunk) string {
	c.Data = nil
	c.Station = ""
	b, err := json.Marshal(c)
	if err != nil {
		panic(err) // strings and numbers only
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// readPiece undoes piece. Whose it is, the subject says.
func readPiece(station, text string, data []byte) (link.Chunk, error) {
	var c link.Chunk
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	if err != nil {
		return c, fmt.Errorf("%w: a piece without its place: %w", ErrBad, err)
	}
	c.Station, c.Data = station, data
	return c, nil
}

// wanted is a piece of a file that a station asks for.
type wanted struct {
	SHA256 []byte `json:"sha256"`
	Index  int    `json:"index"`
}

// greeting is a hello as it is written here.
type greeting struct {
	link.Hello
	Epoch string `json:"epoch"`
}

func greet(h link.Hello) greeting { return greeting{Hello: h, Epoch: h.Epoch.String()} }

// hello undoes greet.
func (g greeting) hello() (link.Hello, error) {
	var err error
	if g.Hello.Epoch, err = journal.ParseEpoch(g.Epoch); err != nil {
		return g.Hello, fmt.Errorf("%w: not a hello: %w", ErrBad, err)
	}
	return g.Hello, nil
}
