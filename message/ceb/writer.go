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
	var w *markup.Writer
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
		if last := len(answered) - 1; last < 0 || len(answered[last]) == mostReturn {
			if w != nil {
				files = append(files, w.Bytes())
			}
			w = markup.NewWriter()
			w.Open("CEB622Message", "xmlns", "http://www.chinaport.gov.cn/ceb", "guid", guid("message", a), "version", "1.0")
			answered = append(answered, nil)
		}
		n.answer(w, a, state)
		answered[len(answered)-1] = append(answered[len(answered)-1], a)
	}
	if w != nil {
		files = append(files, w.Bytes())
	}
	return files, answered, nil
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
