package cds

import (
	"time"

	"postern/message"
	"postern/message/markup"
	"postern/parcel"
)

const space = "http://schemas.datacontract.org/2004/07/CDS.BusinessLayer.Operational"

// Write answers items as views that hold a response. What the crosswalk has no
// decision for is not told; answered are the items that are in the file.
func Write(answers []message.Answer, cross message.Crosswalk) (file []byte, answered []message.Answer) {
	w := markup.NewWriter()
	w.Open("ArrayOfCDSView", "xmlns", space)
	for i := range answers {
		a := &answers[i]
		code := cross[a.Outcome]
		if code.CDS == "" || a.Item.Kind != parcel.KindS10 {
			continue
		}
		answered = append(answered, *a)
		w.Open("CDSView")
		w.Open("MailObject")
		w.Leaf("Id", a.Item.Text)
		w.Leaf("MailClassCd", a.Class)
		w.Close()
		w.Open("Response") // elements in alphabetical order, as the service writes them
		w.Leaf("CustOrganizationCd", string(a.Office))
		w.Open("Data")
		w.Leaf("ClearanceDt", a.At.UTC().Format(time.RFC3339))
		w.Leaf("DecisionCd", code.CDS)
		w.Leaf("DecisionReasonCd", code.CDSReason)
		w.Leaf("Dutiable", dutiable(a.Outcome))
		w.Close()
		w.Close()
		w.Close()
	}
	return w.Bytes(), answered
}

// dutiable is told of what is let go; of the rest it is not known yet.
func dutiable(o parcel.Outcome) string {
	switch {
	case o == parcel.Duty:
		return "true"
	case o.Frees():
		return "false"
	}
	return ""
}
