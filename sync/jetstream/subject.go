package jetstream

import (
	"fmt"
	"strings"

	"github.com/nats-io/nats-server/v2/server"

	"postern/parcel"
)

// At the door, S being a station and O its office:
//
//	in.S.hello, in.S.event, in.S.piece, in.S.fetch, in.S.down   what it asks
//	news.S, news.office.O, news.all                  that something came down
//	_INBOX.S.>                                       its answers
const (
	inHello = "hello"
	inEvent = "event"
	inPiece = "piece"
	inFetch = "fetch"
	inDown  = "down"
)

// token writes a word as one part of a subject: what is no letter, digit or
// dash is spelled out, so that no two words meet and none holds a dot or a
// wildcard.
func token(s string) string {
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' {
			b.WriteByte(c)
			continue
		}
		fmt.Fprintf(&b, "_%02X", c)
	}
	if b.Len() == 0 {
		return "_"
	}
	return b.String()
}

func inSubject(station, verb string) string { return "in." + token(station) + "." + verb }

func inbox(station string) string { return "_INBOX." + token(station) }

// newsSubjects are those on which a station hears that something came down.
func newsSubjects(station string, office parcel.Office) []string {
	return []string{"news." + token(station), "news.office." + token(string(office)), "news.all"}
}

// permissions are what a station may say and hear.
func permissions(station string, office parcel.Office) *server.Permissions {
	return &server.Permissions{
		Publish:   &server.SubjectPermission{Allow: []string{inSubject(station, "*")}},
		Subscribe: &server.SubjectPermission{Allow: append(newsSubjects(station, office), inbox(station)+".>")},
	}
}
