package ips

import (
	"time"

	"postern/message"
	"postern/message/markup"
	"postern/parcel"
)

// Write answers items with their events: that they were presented to customs,
// and what was decided, held ones with a reason. What the crosswalk has no event
// for is not told; answered are the items that are in the file.
func Write(answers []message.Answer, cross message.Crosswalk) (file []byte, answered []message.Answer) {
	w := markup.NewWriter()
	w.Open("ips", "xmlns", "http://upu.int/ips")
	for i := range answers {
		a := &answers[i]
		code := cross[a.Outcome]
		if code.IPS == "" || a.Item.Kind != parcel.KindS10 {
			continue
		}
		answered = append(answered, *a)
		w.Open("MailItem", "ItemId", a.Item.Text)
		w.Leaf("ClassCd", a.Class)
		if !a.Presented.IsZero() {
			event(w, message.PresentedIPS, a.Presented, a.Office, "")
		}
		event(w, code.IPS, a.At, a.Office, code.IPSReason)
		w.Close()
	}
	return w.Bytes(), answered
}

func event(w *markup.Writer, code string, at time.Time, office parcel.Office, reason string) {
	w.Open("ItemEvent")
	w.Leaf("TNCd", code)
	w.Leaf("Date", at.UTC().Format(time.RFC3339))
	w.Leaf("OfficeCd", string(office))
	w.Leaf("RetentionReasonCd", reason)
	w.Close()
}
