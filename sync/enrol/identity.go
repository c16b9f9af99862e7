package enrol

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"postern/archive"
	"postern/parcel"
)

// Identity is what an enrolled station has: its key and certificate, and where
// its hub is. It lies in a folder of the station.
type Identity struct {
	Hub      string        `json:"hub"`      // where it enrolled and renews
	Doors    []string      `json:"doors"`    // where it connects
	Receipts string        `json:"receipts"` // verifier key of receipts
	Station  string        `json:"station"`
	Office   parcel.Office `json:"office"`
	CA       string        `json:"ca"`   // PEM
	Cert     string        `json:"cert"` // PEM
	KeyFile  string        `json:"key_file,omitempty"`
	Key      string        `json:"-"` // PEM, in a file of its own: KeyFile, or link.key
}

const (
	identityFile = "identity.json"
	keyFile      = "link.key"
)

// ErrNotEnrolled is for a station that has no hub yet.
var ErrNotEnrolled = errors.New("this station has no hub: ask its keeper for a token, then: postern enrol --hub ADDR --token T")

// Load reads the identity from its folder.
func Load(dir string) (*Identity, error) {
	data, err := os.ReadFile(filepath.Join(dir, identityFile)) //nolint:gosec // the station's folder
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotEnrolled
	}
	if err != nil {
		return nil, err
	}
	id := &Identity{}
	if err := json.Unmarshal(data, id); err != nil {
		return nil, fmt.Errorf("%s: %w; enrol this station again", filepath.Join(dir, identityFile), err)
	}
	key, err := os.ReadFile(id.keyPath(dir))
	id.Key = string(key)
	return id, err
}

func (id *Identity) keyPath(dir string) string {
	if id.KeyFile == "" {
		return filepath.Join(dir, keyFile)
	}
	return filepath.Join(dir, filepath.Base(id.KeyFile))
}

// save writes the identity over the last one, whole or not at all.
func (id *Identity) save(dir string) error {
	data, err := json.MarshalIndent(id, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return archive.WriteFile(filepath.Join(dir, identityFile), append(data, '\n'))
}

// Pair is the certificate with its key.
func (id *Identity) Pair() (tls.Certificate, error) {
	pair, err := tls.X509KeyPair([]byte(id.Cert), []byte(id.Key))
	if err != nil {
		return pair, fmt.Errorf("certificate of this station: %w; enrol it again", err)
	}
	return pair, nil
}

// TLS is how the station speaks to its hub: it shows its certificate and trusts
// the hub's authority only. It reads the certificate at each handshake, so that
// a renewed one counts from the next connection on.
func (id *Identity) TLS() (*tls.Config, error) {
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM([]byte(id.CA)) {
		return nil, errors.New("the hub's authority is not readable: enrol this station again")
	}
	return &tls.Config{
		MinVersion: tls.VersionTLS13, RootCAs: pool, ServerName: ServerName,
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			pair, err := id.Pair()
			return &pair, err
		},
	}, nil
}

// Due reports whether the certificate is past half its life, and when it ends.
func (id *Identity) Due(now time.Time) (due bool, expires time.Time, err error) {
	pair, err := id.Pair()
	if err != nil {
		return false, time.Time{}, err
	}
	from, to := pair.Leaf.NotBefore.Add(skew), pair.Leaf.NotAfter
	return now.After(from.Add(to.Sub(from) / 2)), to, nil
}

// stationKey reads the station's key for the link, or makes it.
func stationKey(dir string) (*ecdsa.PrivateKey, []byte, error) {
	path := filepath.Join(dir, keyFile)
	data, err := os.ReadFile(path) //nolint:gosec // the station's folder
	if errors.Is(err, fs.ErrNotExist) {
		return newStationKey(path)
	}
	if err != nil {
		return nil, nil, err
	}
	block, _ := pem.Decode(data)
	if block == nil {
		return nil, nil, fmt.Errorf("%s is no key: take it away and enrol again", path)
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	private, ok := key.(*ecdsa.PrivateKey)
	if err != nil || !ok {
		return nil, nil, fmt.Errorf("%s is no key: take it away and enrol again", path)
	}
	return private, data, nil
}

func newStationKey(path string) (*ecdsa.PrivateKey, []byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	data, err := keyPEM(key)
	if err != nil {
		return nil, nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, nil, err
	}
	return key, data, archive.WriteFile(path, data)
}
