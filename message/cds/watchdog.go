package cds

import (
	"strings"

	"postern/message"
	"postern/parcel"
)

// service is the namespace of the operations of the service.
const service = "http://tempuri.org/"

// watchdogs are the elements in which the watchdog speaks: its own, and the
// bodies of the two operations that carry it. What they call the item was not
// at hand, so every usual name is understood.
func watchdogs() []string {
	return []string{"WatchdogInfo", "SetWatchdogItemInfo", "GetWatchdogItemInfoResponse"}
}

// watchdog reads what stands alone, with the item's identifier beside it.
func (m *mapper) watchdog(n *message.Node, no int) {
	e := m.batch.Enter(n.Name, no, m.limits)
	named, said := message.Leaf{Name: "Id", Line: n.Line}, n.Fields
	for at := n; at != nil; at = inner(at) {
		for _, l := range at.Fields {
			if named.Text == "" && namesItem(l.Name) {
				named = l
			}
		}
		said = at.Fields
	}
	id, ok := e.Identifier(named)
	if !ok {
		return
	}
	m.watch(e, id, said)
	e.Done(id.Text)
}

// inner is the element that the operation stands in, or leads to it.
func inner(n *message.Node) *message.Node {
	if n.Fields.Get("Operation").Text != "" || len(n.Groups) == 0 {
		return nil
	}
	return &n.Groups[0]
}

func namesItem(name string) bool {
	switch strings.ToLower(name) {
	case "id", "itemid", "mailitemid", "mailobjectid":
		return true
	}
	return false
}

// watch turns an operation of the watchdog into a referral: what is blocked is
// to be stopped, what bears a warning is not.
func (m *mapper) watch(e *message.Entry, id parcel.Identifier, said message.Leaves) {
	operation := said.Get("Operation")
	kind := map[string]parcel.ReferralKind{"MarkAsBlocked": parcel.StopItem, "MarkWithWarning": parcel.WarnItem, "Clear": parcel.LetItem}[operation.Text]
	if kind == "" {
		e.Drop(operation, "MarkAsBlocked, MarkWithWarning or Clear")
		return
	}
	m.batch.Referrals = append(m.batch.Referrals, parcel.Referral{Kind: kind, Item: id.Text, Text: e.Text(said.Get("Remarks"))})
}
