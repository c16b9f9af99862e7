package ceb

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"time"

	"postern/message"
	"postern/message/markup"
)

// mostReturn is how many answers the schema allows in one file.
const mostReturn = mostNodes

// Write answers inventory lists: a CEB622 message for each hundred, made of the
// inventories as their own message (raw) declared them and what was decided of
// their waybills, by item identifier. An inventory without the number that the
// e-port gave it (preNo) cannot be answered, since the schema wants it; nor what
// the crosswalk has no state for. answered are the items that are in the files.
func Write(raw []byte, answers map[string]message.Answer, cross message.Crosswalk, l message.Limits) (files [][]byte, answered [][]message.Answer, err error) {
	b := message.Batch{}
	r := markup.NewReader(raw, l, Ours)
	if _, root, ok := r.Root(); !ok || root != "CEB621Message" {
		return nil, nil, fmt.Errorf("%s is no message that declares items: CEB621Message is", root)
	}
	var out returns
	n := node{name: "Inventory", root: "CEB621"}
	for child := range r.Children() {
		if child != n.name {
			continue
		}
		n.read(r, l)
		if !r.Whole() {
			break
		}
		id, _ := b.Enter(n.name, 1, l).Identifier(n.head.Get("logisticsNo"))
		a, asked := answers[id.Text]
		state := cross[a.Outcome].CEB
		if !asked || state == "" || !n.answerable() {
			continue
		}
		n.answer(out.next(a), a, state)
	}
	for _, w := range out.files {
		files = append(files, w.Bytes())
	}
	return files, out.answered, nil
}

// returns are the messages being written, each with what it answers.
type returns struct {
	files    []*markup.Writer
	answered [][]message.Answer
}

// next is the message that has room for one more answer, which it counts.
func (r *returns) next(a message.Answer) *markup.Writer {
	last := len(r.files) - 1
	if last < 0 || len(r.answered[last]) == mostReturn {
		w := markup.NewWriter()
		w.Open("CEB622Message", "xmlns", "http://www.chinaport.gov.cn/ceb", "guid", guid("message", a), "version", "1.0")
		r.files, r.answered = append(r.files, w), append(r.answered, nil)
		last++
	}
	r.answered[last] = append(r.answered[last], a)
	return r.files[last]
}

// answerable reports whether an inventory has what a return must name.
func (n *node) answerable() bool {
	const length = 18
	return len(n.head.Get("preNo").Text) == length && n.head.Get("copNo").Text != ""
}

func (n *node) answer(w *markup.Writer, a message.Answer, state string) {
	w.Open("InventoryReturn")
	w.Leaf("guid", guid("return", a))
	for _, name := range [...]string{"customsCode", "ebpCode", "ebcCode", "agentCode", "copNo", "preNo", "invtNo"} {
		w.Leaf(name, n.head.Get(name).Text)
	}
	w.Leaf("returnStatus", state)
	w.Leaf("returnTime", strings.Replace(a.At.In(time.FixedZone("CST", 8*60*60)).Format("20060102150405.000"), ".", "", 1))
	w.Leaf("returnInfo", words(state))
	w.Close()
}

// words say a state of section 6.2 of the specification.
func words(state string) string {
	text := map[string]string{
		"300": "人工审核", "399": "海关审结", "500": "查验", "501": "扣留移送通关", "502": "扣留移送缉私", "503": "扣留移送法规",
		"599": "其它扣留", "700": "退运", "800": "放行", "899": "结关",
	}[state]
	if text == "" {
		return state
	}
	return text
}

// guid is the same for the same answer, however often it is written.
func guid(of string, a message.Answer) string {
	sum := sha256.Sum256([]byte(of + " " + a.Item.Text + " " + a.Event))
	return strings.ToUpper(fmt.Sprintf("%x-%x-%x-%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16]))
}
