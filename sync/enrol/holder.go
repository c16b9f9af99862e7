package enrol

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"time"

	"postern/journal"
	"postern/parcel"
)

// Holder is the station that a certificate names.
type Holder struct {
	Station string
	Office  parcel.Office
	Expires time.Time
}

// ErrCertificate is for a certificate that names no station of this hub.
var ErrCertificate = errors.New("not a certificate of a station of this hub")

// ErrExpired is for a certificate that is past its time.
var ErrExpired = errors.New("the station's certificate has expired")

// Holder reads who a client's certificate names. late is how long past its
// expiry it still counts.
func (a *Authority) Holder(state *tls.ConnectionState, now time.Time, late time.Duration) (Holder, error) {
	if state == nil || len(state.PeerCertificates) == 0 {
		return Holder{}, fmt.Errorf("%w: none was shown", ErrCertificate)
	}
	c := state.PeerCertificates[0]
	at := now
	if at.After(c.NotAfter) {
		if at.After(c.NotAfter.Add(late)) {
			return Holder{}, ErrExpired
		}
		at = c.NotAfter
	}
	_, err := c.Verify(x509.VerifyOptions{Roots: a.Pool(), CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	if err != nil {
		return Holder{}, fmt.Errorf("%w: %w", ErrCertificate, err)
	}
	if !slices.Equal(c.Subject.Organization, []string{stationPart}) || len(c.Subject.OrganizationalUnit) != 1 {
		return Holder{}, ErrCertificate
	}
	if err := journal.CheckStation(c.Subject.CommonName); err != nil {
		return Holder{}, fmt.Errorf("%w: %w", ErrCertificate, err)
	}
	return Holder{Station: c.Subject.CommonName, Office: parcel.Office(c.Subject.OrganizationalUnit[0]), Expires: c.NotAfter}, nil
}
