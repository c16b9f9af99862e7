package export

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"postern/message"
	"postern/message/cds"
	"postern/message/ceb"
	"postern/message/ips"
	"postern/message/post"
)

// AnswerFormat is a form in which decisions are told to who sent the data.
type AnswerFormat string

// The forms of an answer.
const (
	AnswerCDS    AnswerFormat = "cds"    // UPU CDS responses
	AnswerIPS    AnswerFormat = "ips"    // UPU IPS events
	AnswerCEB    AnswerFormat = "ceb"    // China CEB622
	AnswerEMSEVT AnswerFormat = "emsevt" // EMSEVT, by the segment map
)

// AnswerFormats lists the closed set.
func AnswerFormats() []AnswerFormat {
	return []AnswerFormat{AnswerCDS, AnswerIPS, AnswerCEB, AnswerEMSEVT}
}

// ParseAnswerFormat reads a form by its token.
func ParseAnswerFormat(s string) (AnswerFormat, error) {
	if f := AnswerFormat(s); slices.Contains(AnswerFormats(), f) {
		return f, nil
	}
	return "", fmt.Errorf("%q is no form of an answer: there are %v", s, AnswerFormats())
}

// FormatFor is the form in which a sender of messages of a format is answered;
// empty where that format has none.
func FormatFor(f message.Format) AnswerFormat {
	return map[message.Format]AnswerFormat{
		message.CDS: AnswerCDS, message.IPS: AnswerIPS, message.CEB: AnswerCEB, message.Post: AnswerEMSEVT,
	}[f]
}

// AnswerFile is one file of answers. The same answers give the same name and
// the same bytes.
type AnswerFile struct {
	Name    string
	Data    []byte
	Digest  string // SHA-256
	Answers []message.Answer
}

// Terms is what answers are written by.
type Terms struct {
	Cross  message.Crosswalk
	Map    post.Map // of EMSEVT
	Limits message.Limits
}

// mostAnswers bounds what one file holds.
const mostAnswers = 1000

// Respond writes answers in a form; raw is the message that declared the items,
// which CEB alone needs. What cannot be told in that form is in no file.
func Respond(f AnswerFormat, answers []message.Answer, raw []byte, t Terms) ([]AnswerFile, error) {
	if f == AnswerCEB {
		return respondCEB(answers, raw, t)
	}
	var files []AnswerFile
	for some := range slices.Chunk(answers, mostAnswers) {
		var data []byte
		var told []message.Answer
		var err error
		switch f {
		case AnswerCDS:
			data, told = cds.Write(some, t.Cross)
		case AnswerIPS:
			data, told = ips.Write(some, t.Cross)
		case AnswerEMSEVT, AnswerCEB:
			control := hex.EncodeToString(sum256([]byte(some[0].Event)))[:14]
			data, told, err = post.Write(some, t.Cross, t.Map, control, latest(some))
		}
		if err != nil {
			return files, err
		}
		if len(told) > 0 {
			files = append(files, answerFile(f, data, told))
		}
	}
	return files, nil
}

func respondCEB(answers []message.Answer, raw []byte, t Terms) ([]AnswerFile, error) {
	byName := make(map[string]message.Answer, len(answers))
	for _, a := range answers {
		byName[a.Item.Text] = a
	}
	data, told, err := ceb.Write(raw, byName, t.Cross, t.Limits)
	var files []AnswerFile
	for i := range data {
		files = append(files, answerFile(AnswerCEB, data[i], told[i]))
	}
	return files, err
}

func sum256(data []byte) []byte {
	sum := sha256.Sum256(data)
	return sum[:]
}

// answerFile names a file by what is in it, and by the day of its last answer,
// so that files sort as they were made.
func answerFile(f AnswerFormat, data []byte, told []message.Answer) AnswerFile {
	sum := hex.EncodeToString(sum256(data))
	kind := "xml"
	if f == AnswerEMSEVT {
		kind = "edi"
	}
	name := fmt.Sprintf("%s-%s-%s.%s", f, latest(told).UTC().Format("20060102T150405"), sum[:12], kind)
	return AnswerFile{Name: name, Data: data, Digest: sum, Answers: told}
}

func latest(answers []message.Answer) (at time.Time) {
	for _, a := range answers {
		if a.At.After(at) {
			at = a.At
		}
	}
	return at
}
