package enrol

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"time"

	"postern/journal"
	"postern/parcel"
)

// What certificates name: the holder's part, in their organisation.
const (
	stationPart = "postern station"
	hubPart     = "postern hub"
)

// The life of a certificate of a station.
const (
	ShortestLife = 7 * 24 * time.Hour
	LongestLife  = 30 * 24 * time.Hour
	// Grace is how long past its expiry a certificate can still be renewed.
	Grace = 90 * 24 * time.Hour
)

const (
	authorityLife = 20 * 365 * 24 * time.Hour
	skew          = time.Hour // a station's clock may be behind by so much
)

// Authority is the hub's own certificate authority.
type Authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

// NewAuthority makes one.
func NewAuthority(name string, now time.Time) (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	form := &x509.Certificate{
		Subject:   pkix.Name{CommonName: name, Organization: []string{"postern authority"}},
		NotBefore: now.Add(-skew), NotAfter: now.Add(authorityLife),
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign, IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true,
	}
	a := &Authority{cert: form, key: key}
	if a.cert, err = a.sign(form, &key.PublicKey); err != nil {
		return nil, err
	}
	return a, nil
}

// LoadAuthority reads what PEM wrote.
func LoadAuthority(cert, key []byte) (*Authority, error) {
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		return nil, fmt.Errorf("certificate authority: %w", err)
	}
	private, ok := pair.PrivateKey.(*ecdsa.PrivateKey)
	if !ok || !pair.Leaf.IsCA {
		return nil, errors.New("certificate authority: not one of ours")
	}
	return &Authority{cert: pair.Leaf, key: private}, nil
}

// PEM writes the authority's certificate and its key.
func (a *Authority) PEM() (cert, key []byte, err error) {
	key, err = keyPEM(a.key)
	return a.CertPEM(), key, err
}

// CertPEM is the authority's certificate, by which others know its own.
func (a *Authority) CertPEM() []byte { return certPEM(a.cert) }

// Fingerprint is what tokens carry of the authority.
func (a *Authority) Fingerprint() [sha256.Size]byte { return sha256.Sum256(a.cert.Raw) }

// Pool is the authority as the only one to be trusted.
func (a *Authority) Pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.cert)
	return pool
}

// Issue certifies the key of a request for a station. What the request claims
// to be does not count: the names are the register's.
func (a *Authority) Issue(request []byte, station string, office parcel.Office, now time.Time, life time.Duration) ([]byte, error) {
	if life < ShortestLife || life > LongestLife {
		return nil, fmt.Errorf("a certificate lives 7 to 30 days, not %s", life)
	}
	if err := journal.CheckStation(station); err != nil {
		return nil, err
	}
	public, err := readRequest(request)
	if err != nil {
		return nil, err
	}
	cert, err := a.sign(&x509.Certificate{
		Subject:   pkix.Name{CommonName: station, Organization: []string{stationPart}, OrganizationalUnit: []string{string(office)}},
		NotBefore: now.Add(-skew), NotAfter: now.Add(life),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}, BasicConstraintsValid: true,
	}, public)
	if err != nil {
		return nil, err
	}
	return certPEM(cert), nil
}

// ErrRequest is for a certificate request that cannot be granted.
var ErrRequest = errors.New("not a certificate request of a station")

// readRequest takes the key from a request (PKCS #10, DER) that this key signed.
func readRequest(der []byte) (*ecdsa.PublicKey, error) {
	r, err := x509.ParseCertificateRequest(der)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRequest, err)
	}
	public, ok := r.PublicKey.(*ecdsa.PublicKey)
	if err := r.CheckSignature(); err != nil || !ok || public.Curve != elliptic.P256() {
		return nil, fmt.Errorf("%w: it needs a P-256 key and that key's signature", ErrRequest)
	}
	return public, nil
}

// requestKey is the hash of a request's key.
func requestKey(der []byte) ([sha256.Size]byte, error) {
	public, err := readRequest(der)
	if err != nil {
		return [sha256.Size]byte{}, err
	}
	spki, err := x509.MarshalPKIXPublicKey(public)
	return sha256.Sum256(spki), err
}

// Server makes the hub's own certificate for the hosts it is reached by.
func (a *Authority) Server(hosts []string, now time.Time) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	form := &x509.Certificate{
		Subject:   pkix.Name{CommonName: ServerName, Organization: []string{hubPart}},
		NotBefore: now.Add(-skew), NotAfter: now.Add(365 * 24 * time.Hour), DNSNames: []string{ServerName},
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, BasicConstraintsValid: true,
	}
	for _, h := range hosts {
		if ip := net.ParseIP(h); ip != nil {
			form.IPAddresses = append(form.IPAddresses, ip)
		} else if h != "" && h != ServerName {
			form.DNSNames = append(form.DNSNames, h)
		}
	}
	cert, err := a.sign(form, &key.PublicKey)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.Certificate{Certificate: [][]byte{cert.Raw, a.cert.Raw}, PrivateKey: key, Leaf: cert}, nil
}

// ServerName is what every hub's certificate names beside its hosts. Stations
// ask for it, not for the address they dialled: that the authority signed it
// for a hub is what counts, and hubs move.
const ServerName = "hub.postern"

func (a *Authority) sign(form *x509.Certificate, public *ecdsa.PublicKey) (*x509.Certificate, error) {
	var serial [16]byte
	if _, err := io.ReadFull(rand.Reader, serial[:]); err != nil {
		return nil, err
	}
	serial[0] &= 0x7f
	form.SerialNumber = new(big.Int).SetBytes(serial[:])
	der, err := x509.CreateCertificate(rand.Reader, form, a.cert, public, a.key)
	if err != nil {
		return nil, fmt.Errorf("sign a certificate: %w", err)
	}
	return x509.ParseCertificate(der)
}

func certPEM(c *x509.Certificate) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})
}

func keyPEM(k *ecdsa.PrivateKey) ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), nil
}
