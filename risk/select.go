package risk

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"

	"postern/parcel"
)

// Draw is the random draw for one item: made for every item, before and apart
// from any score.
type Draw struct {
	Rate  float64 // probability that an item is drawn, 0-1
	Drawn bool
}

// Roll draws an item. Who knows the secret can repeat the draw; who does not
// cannot foresee it.
func Roll(secret []byte, item string, rate float64) Draw {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(item))
	const bits = 53 // as many as a float holds exactly
	n := binary.BigEndian.Uint64(mac.Sum(nil)) >> (64 - bits)
	return Draw{Rate: rate, Drawn: float64(n)/(1<<bits) < rate}
}

// Commit is what is published of a secret before its use: its SHA-256 in hex.
func Commit(secret []byte) string {
	sum := sha256.Sum256(secret)
	return hex.EncodeToString(sum[:])
}

// Judge makes the verdict on an item: the highest lane any agency asks for,
// red for an open hold and for a drawn item, unknown where nothing is known
// and no agency asks for more; and why the item was picked, with what
// probability.
func Judge(assessments []parcel.Assessment, holds []parcel.Hold, draw Draw, known bool) parcel.Verdict {
	asked, mandatory, rule, model := parcel.Green, false, false, false
	for _, a := range assessments {
		asked = parcel.Highest(asked, a.Lane)
		rule, model = rule || asks(a.Lane) && !a.Learned, model || a.Learned
		mandatory = mandatory || slices.ContainsFunc(a.Hits, func(h parcel.Hit) bool { return h.Mandatory })
	}
	held := slices.ContainsFunc(holds, func(h parcel.Hold) bool { return !h.Closed })
	v := parcel.Verdict{Lane: asked, Assessments: assessments, Tasks: Tasks(assessments)}
	if !known {
		v.Lane = parcel.Highest(asked, parcel.Unknown)
	}
	if held || draw.Drawn {
		v.Lane = parcel.Red
	}
	if draw.Drawn { // else the random stream is filled unevenly
		v.Tasks = append(v.Tasks, parcel.Task{Text: "Random draw: open and examine in full; write down also that nothing was found"})
	}
	v.Selection = pick(held, mandatory, rule, model, draw)
	return v
}

// pick names the reason of most precedence. What picks an item for certain
// sets the probability, even where the draw is named as the reason.
func pick(held, mandatory, rule, model bool, draw Draw) parcel.Selection {
	s := parcel.Selection{Reason: parcel.ByNone, Probability: draw.Rate, Drawn: draw.Drawn, Rate: draw.Rate}
	if held || mandatory || rule || model {
		s.Probability = 1
	}
	switch {
	case held:
		s.Reason = parcel.ByHold
	case mandatory:
		s.Reason = parcel.ByMandatory
	case draw.Drawn:
		s.Reason = parcel.ByRandom
	case rule:
		s.Reason = parcel.ByRule
	case model:
		s.Reason = parcel.ByModel
	}
	return s
}

// Tasks merges what all agencies ask to be done, so that an item is opened
// once: safety first, then by agency; the same words once.
func Tasks(assessments []parcel.Assessment) []parcel.Task {
	tasks := []parcel.Task{}
	add := func(t parcel.Task) {
		same := func(o parcel.Task) bool { return o.Text == t.Text }
		if t.Text != "" && !slices.ContainsFunc(tasks, same) {
			tasks = append(tasks, t)
		}
	}
	for _, a := range assessments {
		for _, h := range a.Hits {
			add(parcel.Task{Agency: a.Agency, Text: h.Safety, Safety: true})
		}
	}
	for _, a := range assessments {
		for _, h := range a.Hits {
			for _, text := range h.Tasks {
				add(parcel.Task{Agency: a.Agency, Text: text})
			}
		}
	}
	return tasks
}
