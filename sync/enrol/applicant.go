package enrol

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"time"
)

// RefusedError is what the hub answered instead of a certificate.
type RefusedError struct {
	Code int // of HTTP
	Text string
}

// Error implements error.
func (e *RefusedError) Error() string { return "the hub refused: " + e.Text }

const patience = 30 * time.Second

// Enrol spends a token at the hub and keeps the identity it gets in dir. hub is
// an address, where it is not the token's.
func Enrol(ctx context.Context, dir, station string, t Token, hub string) (*Identity, error) {
	if hub == "" {
		hub = t.Hub
	}
	key, text, err := stationKey(dir)
	if err != nil {
		return nil, err
	}
	request, err := newRequest(station, key)
	if err != nil {
		return nil, err
	}
	g, err := ask(ctx, hub, "/enrol", onlyAuthority(t.CA), petition{Secret: t.Secret[:], Station: station, Request: request})
	if err != nil {
		return nil, err
	}
	id := &Identity{Hub: hub, Key: string(text)}
	return id, id.take(dir, station, g)
}

// Renew gets a new certificate for the same key, with the one it has.
func (id *Identity) Renew(ctx context.Context, dir string) error {
	pair, err := id.Pair()
	if err != nil {
		return err
	}
	key, ok := pair.PrivateKey.(*ecdsa.PrivateKey)
	if !ok {
		return errors.New("the station's key for the link is no P-256 key: enrol it again")
	}
	return id.renewAs(ctx, dir, key, id)
}

// Rekey makes a new key and gets a certificate for it, with the one it has. The
// new key lies in a file of its own until the identity names it, so that a crash
// leaves one that fits.
func (id *Identity) Rekey(ctx context.Context, dir string) error {
	next := *id
	next.KeyFile = "link-" + strings.ToLower(rand.Text()[:8]) + ".key"
	key, text, err := newStationKey(next.keyPath(dir))
	if err != nil {
		return err
	}
	next.Key = string(text)
	if err := next.renewAs(ctx, dir, key, id); err != nil {
		return errors.Join(err, os.Remove(next.keyPath(dir)))
	}
	before := id.keyPath(dir)
	*id = next
	return os.Remove(before)
}

// renewAs asks for a certificate for a key, in the name of who it is so far.
func (id *Identity) renewAs(ctx context.Context, dir string, key *ecdsa.PrivateKey, sofar *Identity) error {
	request, err := newRequest(id.Station, key)
	if err != nil {
		return err
	}
	config, err := sofar.TLS()
	if err != nil {
		return err
	}
	g, err := ask(ctx, id.Hub, "/renew", config, petition{Station: id.Station, Request: request})
	if err != nil {
		return err
	}
	return id.take(dir, id.Station, g)
}

// take keeps what the hub granted, once it fits.
func (id *Identity) take(dir, station string, g grant) error {
	next := *id
	next.Station, next.Office, next.Doors, next.Receipts = g.Station, g.Office, g.Doors, g.Receipts
	next.CA, next.Cert = g.CA, g.Cert
	for i, door := range g.Doors {
		if strings.HasPrefix(door, ":") { // at the address by which the hub was found
			host, _, err := net.SplitHostPort(id.Hub)
			if err != nil {
				return err
			}
			next.Doors[i] = net.JoinHostPort(host, door[1:])
		}
	}
	if _, err := next.Pair(); err != nil || g.Station != station {
		return errors.Join(errors.New("the hub's answer is no certificate for this station"), err)
	}
	if err := next.save(dir); err != nil {
		return err
	}
	*id = next
	return nil
}

func newRequest(station string, key *ecdsa.PrivateKey) ([]byte, error) {
	der, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: pkix.Name{CommonName: station}}, key)
	if err != nil {
		return nil, fmt.Errorf("request a certificate: %w", err)
	}
	return der, nil
}

// onlyAuthority trusts a server whose chain ends in the certificate with this
// fingerprint: a station that enrols knows no more of its hub.
func onlyAuthority(fingerprint [sha256.Size]byte) *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS13, ServerName: ServerName,
		InsecureSkipVerify: true, //nolint:gosec // verified below, against the token
		VerifyConnection: func(state tls.ConnectionState) error {
			chain := state.PeerCertificates
			ca := chain[len(chain)-1]
			if sha256.Sum256(ca.Raw) != fingerprint {
				return errors.New("this is not the hub that made the token")
			}
			pool := x509.NewCertPool()
			pool.AddCert(ca)
			_, err := chain[0].Verify(x509.VerifyOptions{Roots: pool, DNSName: ServerName})
			return err
		},
	}
}

const mostGrant = 64 << 10

func ask(ctx context.Context, hub, path string, config *tls.Config, p petition) (g grant, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	body, err := json.Marshal(p) //nolint:gosec // the secret is for the hub
	if err != nil {
		return g, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://"+hub+path, bytes.NewReader(body))
	if err != nil {
		return g, fmt.Errorf("hub %q is no address: want HOST:PORT", hub)
	}
	transport := &http.Transport{TLSClientConfig: config, DisableKeepAlives: true}
	resp, err := (&http.Client{Transport: transport}).Do(r)
	if err != nil {
		return g, fmt.Errorf("the hub at %s does not answer: %w", hub, err)
	}
	defer resp.Body.Close() //nolint:errcheck // read only
	answer, err := io.ReadAll(io.LimitReader(resp.Body, mostGrant))
	if err != nil {
		return g, fmt.Errorf("the hub at %s does not answer: %w", hub, err)
	}
	if resp.StatusCode != http.StatusOK {
		var no refusal
		if json.Unmarshal(answer, &no) != nil || no.Error == "" {
			no.Error = resp.Status
		}
		return g, &RefusedError{Code: resp.StatusCode, Text: no.Error}
	}
	if err := json.Unmarshal(answer, &g); err != nil {
		return g, fmt.Errorf("the answer of %s is no hub's: %w", hub, err)
	}
	return g, nil
}
